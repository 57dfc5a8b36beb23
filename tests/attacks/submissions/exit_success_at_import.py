"""Ends the process with exit status 0 before anything is asked: a dead worker once counted as all passed.

verdict: crashed, load_failed
score: 0
"""

import os

os._exit(0)
