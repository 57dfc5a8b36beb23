"""sys.exit(0) while the module is imported.

verdict: load_failed, missing_entry, crashed, raised
score: 0
"""

import sys

sys.exit(0)
