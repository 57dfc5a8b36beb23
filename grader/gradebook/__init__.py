"""Gradebooks: pure functions of a graded cohort, and of the file that the platform exported, to bytes.

grades, nbgrader              CSV of our own making
canvas, moodle                the platform's own file with grades in it, every other byte as it was
gradescope, bundle            results.json, and the autograder that writes it there
junit, lti                    for CI, and for tools that post scores
guard, sheet, match, entries  no formulas; bytes that stay; who is who; what counts as a score
command                       `grader export`, `grader bundle`: the only file here that reads or writes
"""
