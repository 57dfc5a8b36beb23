"""The type's name carries markup, terminal escapes, a right-to-left mark and ten thousand letters.

verdict: wrong_type
score: 0
absent: <script>attack \x1b]0;attack \x1b[2J
"""

NAME = "<script>attack()</script>\x1b]0;attack\x07\x1b[2J\u202e{0.__class__}%s[/bold]" + "x" * 10_000
Strange = type(NAME, (), {"__module__": NAME})


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Strange()
