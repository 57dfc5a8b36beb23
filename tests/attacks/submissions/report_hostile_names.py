"""Function and file names in the traceback are forged: code that says it lies in the grader's files, in /etc/passwd,
in markup.

verdict: raised
score: 0
absent: <script>attack root:x:
"""

NAMES = [
    "/etc/passwd",
    "/grader/_grader_inside/serve.py",
    "/tmp/student/<script>attack()</script>.py",
    "/tmp/student/../../etc/passwd",
]


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    text = "def f(n):\n    return calls[n](n + 1) if n < 4 else 1 / 0\n"
    calls = []
    for name in NAMES:
        space = {"calls": calls}
        exec(compile(text, name, "exec"), space)
        calls.append(space["f"])
    return calls[0](0)
