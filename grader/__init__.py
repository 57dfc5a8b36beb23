"""A grader for coursework on convolutional networks: what a student ran is data, and is judged outside."""

__version__ = "0.1.0"
