"""The only code that runs beside the student. Imports torch, the standard library and, for notebooks,
Jupyter's own libraries; nothing of ours.

It runs inside the jail under the name `_grader_inside`. Nothing here is trusted: what a submission does to these
modules it does to itself.
"""
