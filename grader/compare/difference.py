"""What differs, in numbers: the first thing that is wrong with one returned value, in the order a student mends it."""

import itertools
from typing import Any

import torch

from grader.compare.expected import Expected, Part
from grader.model import Cause, Comparison, Foreign, Returned, TensorValue

_INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)
_ENDS: dict[str, Cause] = {
    "raised": "raised",
    "missing": "missing_entry",
    "timeout": "timeout",
    "memory": "memory",
    "output": "output",
    "crashed": "crashed",
    "fault": "fault",
}


def compare(
    expected: Expected, returned: Returned, *, slack: float = 1.0, inputs_may_change: bool = False
) -> Comparison:
    """Judges one returned value. `slack` widens the allowance, for asking whether a known mistake agrees."""
    if returned.ended != "ok":
        return Comparison(cause=_ENDS[returned.ended])
    returned = _unpacked(expected, returned)
    swapped = _other_order(expected, returned, slack)
    if swapped is not None:
        return swapped
    first = _nesting(expected.structure, returned.value)
    if first is not None:
        if expected.structure is None:
            first = first.model_copy(update={"expected": _kind_of(expected.outputs[0])})
        return first
    notes: set[str] = set()
    worst = 0.0
    parts = list(zip(expected.outputs, _leaves(returned.value, expected.structure), strict=True))
    count = len(expected.gradients)
    gradients = [*returned.gradients, *[None] * count][:count]  # a frame may bring fewer than were asked for
    parts += list(zip(expected.gradients, gradients, strict=True))
    for part, yours in parts:
        found = _part(part, yours, notes, slack)
        if not found.passed:
            return found
        worst = max(worst, found.ratio)
    if returned.changed_inputs and not inputs_may_change:
        return Comparison(cause="input_changed", yours=", ".join(returned.changed_inputs), notes=tuple(sorted(notes)))
    return Comparison(cause="none", ratio=worst, notes=tuple(sorted(notes)))


def clearly_differs(expected: Expected, value: Any, slack: float) -> bool:
    """Whether a glance shows that `compare` would find a tensor among the outputs wrong; False where it does not."""
    leaves = value if isinstance(value, tuple | list) else (value,)
    if len(leaves) != len(expected.outputs):
        return False
    for part, yours in zip(expected.outputs, leaves, strict=True):
        if isinstance(yours, TensorValue) and isinstance(part.value, torch.Tensor) and not yours.data.is_complex():
            if yours.data.shape != part.value.shape:
                return True
            difference = (yours.data.double() - part.value.double()).abs()
            if bool((difference > torch.as_tensor(part.allowed, dtype=torch.float64) * slack).any()):
                return True
    return False


def _unpacked(expected: Expected, returned: Returned) -> Returned:
    """A tensor or array of n numbers where n plain numbers are expected is these numbers."""
    structure, value = expected.structure, returned.value
    plain = all(isinstance(part.value, bool | int | float) for part in expected.outputs)
    if not (isinstance(structure, list) and plain and isinstance(value, TensorValue)):
        return returned
    if tuple(value.data.shape) != (len(structure),) or any(inner is not None for inner in structure):
        return returned
    return returned.model_copy(update={"value": tuple(value.data.tolist())})


_MOST_SWAPPED = 4


def _other_order(expected: Expected, returned: Returned, slack: float) -> Comparison | None:
    """Where all values are right but stand in another order than they should."""
    structure, value = expected.structure, returned.value
    if not isinstance(structure, list) or not isinstance(value, tuple | list) or returned.gradients:
        return None
    if not 2 <= len(structure) == len(value) <= _MOST_SWAPPED or any(inner is not None for inner in structure):
        return None

    def fits(order: tuple[int, ...]) -> bool:
        pairs = zip(expected.outputs, (value[at] for at in order), strict=True)
        return all(_part(part, yours, set(), slack).passed for part, yours in pairs)

    straight = tuple(range(len(structure)))
    if fits(straight):
        return None
    order = next((order for order in itertools.permutations(straight) if order != straight and fits(order)), None)
    return None if order is None else Comparison(cause="order", yours=tuple(at + 1 for at in order))


def _kind_of(part: Part) -> str:
    if isinstance(part.value, torch.Tensor):
        return "numpy.ndarray" if part.array else "torch.Tensor"
    return _type_of(part.value)


def _nesting(structure: Any, value: Any, where: str = "") -> Comparison | None:
    """Whether the value has the parts it should have: one tensor, a tuple of so many, a dictionary of these names."""
    if isinstance(structure, dict):
        return _dict_nesting(structure, value, where)
    if structure is None:
        if isinstance(value, tuple | list | dict):
            yours = f"{type(value).__name__} ({len(value)})"
            return Comparison(cause="wrong_type", where=where, yours=yours, expected="torch.Tensor")
        return None
    if not isinstance(value, tuple | list):
        cause: Cause = "returned_nothing" if value is None else "wrong_type"
        return Comparison(cause=cause, where=where, yours=_type_of(value), expected=f"tuple ({len(structure)})")
    if len(value) != len(structure):
        return Comparison(cause="wrong_length", where=where, yours=len(value), expected=len(structure))
    for number, (inner, item) in enumerate(zip(structure, value, strict=True), 1):
        found = _nesting(inner, item, f"{where}.{number}" if where else f"output {number}")
        if found is not None:
            return found
    return None


def _dict_nesting(structure: dict[str, Any], value: Any, where: str) -> Comparison | None:
    expected = f"dict ({', '.join(structure)})"
    if not isinstance(value, dict):
        cause: Cause = "returned_nothing" if value is None else "wrong_type"
        return Comparison(cause=cause, where=where, yours=_type_of(value), expected=expected)
    if set(value) != set(structure):
        return Comparison(cause="wrong_type", where=where, yours=f"dict ({', '.join(value)[:200]})", expected=expected)
    for name, inner in structure.items():
        found = _nesting(inner, value[name], f"{where}.{name}" if where else f"output {name}")
        if found is not None:
            return found
    return None


def _leaves(value: Any, structure: Any) -> list[Any]:
    """What stands where the expected value has its parts, in their order."""
    if isinstance(structure, dict):
        return [leaf for name, inner in structure.items() for leaf in _leaves(value[name], inner)]
    if isinstance(structure, list):
        return [leaf for inner, item in zip(structure, value, strict=True) for leaf in _leaves(item, inner)]
    return [value]


def leaves_of(value: Any, structure: Any) -> list[Any] | None:
    """The parts of a value in the order of the expected one's; None where it is nested in another way."""
    return None if _nesting(structure, value) is not None else _leaves(value, structure)


def _part(part: Part, yours: Any, notes: set[str], slack: float) -> Comparison:
    where = part.where
    if where.startswith("gradient") and yours is None:
        if part.value is None or not bool(part.value.any()):
            return Comparison(cause="none")
        return Comparison(cause="no_gradient", where=where)
    if isinstance(part.value, torch.Tensor):
        return _tensor(part, yours, notes, slack)
    return _number(part, yours, slack)


def _number(part: Part, yours: Any, slack: float) -> Comparison:
    """A plain number; a tensor or array that holds exactly one number is that number."""
    if isinstance(yours, TensorValue) and yours.data.numel() == 1:
        yours = yours.data.item()
    if yours is None and part.value is not None:
        return Comparison(cause="returned_nothing", where=part.where, expected=_type_of(part.value))
    numeric = (bool, int, float)
    flags = isinstance(part.value, bool) and isinstance(yours, bool)
    if isinstance(part.value, numeric) and isinstance(yours, numeric) and not flags:
        difference = abs(float(yours) - float(part.value))
        allowed = float(part.allowed) * slack
        if difference <= allowed or yours == part.value:
            return Comparison(cause="none", ratio=difference / allowed if allowed else 0.0)
        cause: Cause = "values" if difference < float("inf") else "non_finite"
    elif type(part.value) is type(yours):
        if part.value == yours:
            return Comparison(cause="none")
        return Comparison(
            cause="values",
            where=part.where,
            yours=yours,
            expected=part.value,
            wrong_elements=1,
            elements=1,
            ratio=float("inf"),
        )
    else:
        return Comparison(cause="wrong_type", where=part.where, yours=_type_of(yours), expected=_type_of(part.value))
    whole = type(yours) is int and type(part.value) is int
    return Comparison(
        cause=cause,
        where=part.where,
        yours=yours if whole else float(yours),
        expected=part.value if whole else float(part.value),
        difference=difference,
        allowed=float(part.allowed),
        wrong_elements=1,
        elements=1,
        ratio=difference / allowed if allowed else float("inf"),
    )


def _tensor(part: Part, yours: Any, notes: set[str], slack: float) -> Comparison:
    where, should = part.where, part.value
    wanted = _kind_of(part)
    if yours is None:
        return Comparison(cause="returned_nothing", where=where, expected=wanted)
    if isinstance(yours, Foreign):
        return _foreign(part, yours)
    if not isinstance(yours, TensorValue) or yours.type_name.startswith("numpy.") is not part.array:
        return Comparison(cause="wrong_type", where=where, yours=_type_of(yours), expected=wanted)
    data = yours.data
    if tuple(data.shape) != tuple(should.shape):
        return Comparison(cause="shape", where=where, yours=tuple(data.shape), expected=tuple(should.shape))
    if not _dtype_fits(data.dtype, part.dtype):
        return Comparison(cause="dtype", where=where, yours=_name(data.dtype), expected=_name(part.dtype))
    if not yours.device.startswith("cpu"):
        return Comparison(cause="device", where=where, yours=yours.device, expected="cpu")
    if yours.type_name not in ("torch.Tensor", "Parameter", "torch.nn.parameter.Parameter", "numpy.ndarray"):
        notes.add("subclass")
    if part.dtype is torch.float32 and data.dtype is torch.float64:
        notes.add("float64")
    return _values(part, data, slack)


def _foreign(part: Part, yours: Foreign) -> Comparison:
    """A tensor that could not be read as numbers, or no tensor at all."""
    if yours.why.startswith("dtype"):
        return Comparison(cause="dtype", where=part.where, yours=yours.dtype, expected=_name(part.dtype))
    if yours.why.startswith("device"):
        return Comparison(cause="device", where=part.where, yours=yours.why.removeprefix("device "), expected="cpu")
    if yours.why == "too large" and yours.shape is not None:
        return Comparison(cause="shape", where=part.where, yours=yours.shape, expected=tuple(part.value.shape))
    if yours.why:
        return Comparison(cause="no_data", where=part.where, yours=yours.why, expected="torch.Tensor")
    return Comparison(cause="wrong_type", where=part.where, yours=yours.type_name, expected="torch.Tensor")


def _dtype_fits(yours: torch.dtype, should: torch.dtype | None) -> bool:
    """The same dtype; float64 for a narrower float; any integer type for an integer."""
    if yours == should:
        return True
    if should is not None and should.is_floating_point:
        return yours is torch.float64
    return should in _INTEGERS and yours in _INTEGERS


def _within(part: Part, data: torch.Tensor, slack: float) -> Comparison | None:
    """That all is within what is allowed, in a few operations; None where it is not, or where it is not so simple."""
    allowed = torch.as_tensor(part.allowed, dtype=torch.float64) * slack
    difference = (data.double() - part.value).abs_()
    if not bool((difference <= allowed).all()):  # so it is where there are numbers that are none
        return None
    ratio = float((difference / allowed.clamp_min(1e-300)).max()) if bool((allowed > 0).any()) else 0.0
    return Comparison(cause="none", ratio=ratio, elements=data.numel())


def _values(part: Part, data: torch.Tensor, slack: float) -> Comparison:
    should = part.value
    if data.numel() == 0:
        return Comparison(cause="none")
    exact = not should.is_floating_point()
    if not exact and (passed := _within(part, data, slack)) is not None:
        return passed
    mine, want = (data.long(), should.long()) if exact else (data.double(), should)
    strange = torch.zeros_like(mine, dtype=torch.bool) if exact else ~torch.isfinite(mine)
    same = mine == want
    if not exact:
        same |= torch.isnan(mine) & torch.isnan(want)
    allowed = torch.as_tensor(part.allowed, dtype=torch.float64).expand(want.shape) * slack
    difference = (mine.double() - want.double()).abs().masked_fill(same, 0.0)
    wrong = ~same & ~(difference <= allowed)
    elements, wrong_elements = data.numel(), int(wrong.sum())
    if wrong_elements == 0:
        ratio = (difference / allowed.clamp_min(1e-300)).max() if bool((allowed > 0).any()) else torch.tensor(0.0)
        return Comparison(cause="none", ratio=float(ratio), elements=elements)
    cause: Cause = "values"
    suspects = wrong
    if bool((strange & wrong).any()):
        cause, suspects = "non_finite", strange & wrong
        score = suspects.double()
    else:
        score = torch.where(wrong, difference - allowed, torch.tensor(-1.0, dtype=torch.float64))
    flat = int(score.flatten().argmax())
    index = _index_of(flat, tuple(data.shape))

    def at(values: torch.Tensor) -> float:
        return float(values.flatten()[flat])

    margin = at(allowed)
    return Comparison(
        cause=cause,
        where=part.where,
        yours=_plain(mine.flatten()[flat].item()),
        expected=_plain(want.flatten()[flat].item()),
        index=index,
        difference=at(difference),
        allowed=margin / slack,
        wrong_elements=int((strange & wrong).sum()) if cause == "non_finite" else wrong_elements,
        elements=elements,
        ratio=at(difference) / margin if margin > 0 else float("inf"),
        notes=("rest_right",) if cause == "non_finite" and not bool((wrong & ~strange).any()) else (),
    )


def _index_of(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Row-major index of the flat-th element (torch.unravel_index imports half of torch for it)."""
    index: list[int] = []
    for size in reversed(shape):
        index.append(flat % size)
        flat //= size
    return tuple(reversed(index))


def _plain(number: Any) -> Any:
    return number if isinstance(number, int) else float(number)


def _name(dtype: torch.dtype | None) -> str:
    return str(dtype).removeprefix("torch.")


def _type_of(value: Any) -> str:
    if isinstance(value, TensorValue | Foreign):
        return value.type_name
    return "None" if value is None else type(value).__name__
