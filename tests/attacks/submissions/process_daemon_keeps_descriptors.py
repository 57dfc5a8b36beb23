"""A daemon keeps channel and output open, so that the outside never reads an end of file; its parent exits.

verdict: crashed, load_failed
score: 0
"""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os._exit(0)
