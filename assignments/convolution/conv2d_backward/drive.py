"""One of the three gradients that the student's function returns. This file runs in the jail and holds no answer."""


def grad_x(student, grad_out, x, weight, stride=1, padding=0):
    """The first of the three."""
    return _part(student, student.conv2d_backward(grad_out, x, weight, stride=stride, padding=padding), 0)


def grad_weight(student, grad_out, x, weight, stride=1, padding=0):
    """The second of the three."""
    return _part(student, student.conv2d_backward(grad_out, x, weight, stride=stride, padding=padding), 1)


def grad_bias(student, grad_out, x, weight, stride=1, padding=0):
    """The third of the three."""
    return _part(student, student.conv2d_backward(grad_out, x, weight, stride=stride, padding=padding), 2)


def _part(student, value, place):
    """What stands at `place`; who returns fewer than three still gets points for those."""
    if isinstance(value, tuple | list) and len(value) > place:
        return value[place]
    yours = len(value) if isinstance(value, tuple | list) else type(value).__name__
    raise student.mismatch("parts", name="conv2d_backward", yours=yours, expected=3)
