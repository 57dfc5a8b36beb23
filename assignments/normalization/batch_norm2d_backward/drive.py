"""One gradient at a time of those that a student's batch_norm2d_backward returns. Runs in the jail, holds no answer.

The function is given copies: one that writes into its arguments loses the check that looks at them and no other.
"""

import torch


def grad_x(student, grad_out, x, weight, **options):
    """The first value returned."""
    returned = student.batch_norm2d_backward(grad_out.clone(), x.clone(), weight.clone(), **options)
    return returned if returned is None else _all_three(student, returned)[0]


def grad_weight(student, grad_out, x, weight, **options):
    """The second value returned."""
    returned = student.batch_norm2d_backward(grad_out.clone(), x.clone(), weight.clone(), **options)
    return returned if returned is None else _all_three(student, returned)[1]


def numbers_of_grad_weight(student, grad_out, x, weight, **options):
    """The second value returned, in a row: another check looks at its shape."""
    found = grad_weight(student, grad_out, x, weight, **options)
    return found.flatten() if isinstance(found, torch.Tensor) else found


def grad_bias(student, grad_out, x, weight, **options):
    """The third value returned."""
    returned = student.batch_norm2d_backward(grad_out.clone(), x.clone(), weight.clone(), **options)
    return returned if returned is None else _all_three(student, returned)[2]


def _all_three(student, returned):
    if isinstance(returned, tuple | list) and len(returned) == 3:
        return returned
    several = isinstance(returned, tuple | list)
    yours = f"{type(returned).__name__} ({len(returned)})" if several else type(returned).__name__
    raise student.mismatch("parts", name="batch_norm2d_backward", yours=yours, expected=3)
