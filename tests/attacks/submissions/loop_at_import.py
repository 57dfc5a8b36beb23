"""An endless loop while the module is imported.

verdict: timeout, load_failed
score: 0
"""

while True:
    pass
