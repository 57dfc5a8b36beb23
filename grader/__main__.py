"""`python -m grader` is the console script.

Python puts the current folder first on its path for `-m`. That folder may hold submissions, and one called torch.py
would then be imported here, outside the jail: the folder is taken off the path before anything else is imported.
"""

import sys

if __name__ == "__main__":  # processes that `verify` starts read this file too
    if not sys.flags.safe_path:
        del sys.path[0]

    from grader.cli import main

    main()
