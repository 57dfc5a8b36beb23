"""An exception whose text is HTML, Markdown, rich markup and a terminal command.

verdict: raised
score: 0
absent: <script>attack <img \x1b]0;attack \x1b[2J
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise ValueError(
        "</pre><script>attack()</script><img src=x onerror=attack()>[link=http://attack]x[/link]\x1b]0;attack\x07\x1b[2J"
    )
