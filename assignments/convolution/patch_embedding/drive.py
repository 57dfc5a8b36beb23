"""What is done with the principal filters. This file runs in the jail and holds no answer."""

import torch


def up_to_sign(student, weight, k):
    """The student's components, each turned so that its number furthest from 0 is positive: their signs are free."""
    found = student.principal_filters(weight, k)
    if not isinstance(found, torch.Tensor) or found.dim() < 2 or found.numel() == 0:
        return found  # compared as it is: it has not the right shape
    flat = found.reshape(len(found), -1)
    furthest = flat.gather(1, flat.abs().argmax(1, keepdim=True))
    return found * torch.where(furthest < 0, -1, 1).to(found.dtype).reshape(-1, *[1] * (found.dim() - 1))
