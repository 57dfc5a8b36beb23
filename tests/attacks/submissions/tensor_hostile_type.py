"""The type of the returned object has a metaclass that raises, loops and lies for every attribute.

verdict: wrong_type, crashed, raised, timeout
score: 0
"""


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__", "__name__"):
            raise SystemExit(f"no {name}")
        return super().__getattribute__(name)

    def __subclasscheck__(cls, other):
        return True

    def __instancecheck__(cls, other):
        return True


class Hostile(metaclass=Meta):
    pass


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Hostile()
