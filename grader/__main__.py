"""`python -m grader` is the console script."""

from grader.cli import main

main()
