"""One part at a time of what a student's batch_norm2d returns. This file runs in the jail and holds no answer.

The function is given copies: one that writes into its arguments, as PyTorch's own does, loses the check that looks at
the arguments and no other.
"""

import torch


def output(student, x, running_mean, running_var, **options):
    """The normalised pictures; also of a function that returns nothing else."""
    returned = student.batch_norm2d(*_copies(x, running_mean, running_var), **_copied(options))
    return returned[0] if isinstance(returned, tuple | list) and returned else returned


def new_mean(student, x, running_mean, running_var, **options):
    """The running mean afterwards."""
    returned = student.batch_norm2d(*_copies(x, running_mean, running_var), **_copied(options))
    return returned if returned is None else _all_three(student, returned)[1]


def new_var(student, x, running_mean, running_var, **options):
    """The running variance afterwards."""
    returned = student.batch_norm2d(*_copies(x, running_mean, running_var), **_copied(options))
    return returned if returned is None else _all_three(student, returned)[2]


def statistics(student, x, running_mean, running_var, **options):
    """Both, in a dictionary, so that the wrong one is called by its name."""
    returned = student.batch_norm2d(*_copies(x, running_mean, running_var), **_copied(options))
    if returned is None:
        return None
    _, mean, var = _all_three(student, returned)
    return {"running_mean": mean, "running_var": var}


def _copies(*tensors):
    return [tensor.clone() for tensor in tensors]


def _copied(options):
    return {key: value.clone() if isinstance(value, torch.Tensor) else value for key, value in options.items()}


def _all_three(student, returned):
    if isinstance(returned, tuple | list) and len(returned) == 3:
        return returned
    several = isinstance(returned, tuple | list)
    yours = f"{type(returned).__name__} ({len(returned)})" if several else type(returned).__name__
    raise student.mismatch("parts", name="batch_norm2d", yours=yours, expected=3)
