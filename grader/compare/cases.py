"""The cases of a task under one secret: drawn, with what should come out, each computed once."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy
import torch

from grader.authoring import Call, CheckSpec, Gen, Mismatch, MistakeSpec, TaskSpec
from grader.authoring.spec import Wrap
from grader.compare.expected import Expected, expect, run
from grader.compare.faults import no_call, no_function, not_expected, not_made
from grader.compare.pairs import Pair
from grader.model import Limits, TensorValue
from grader.seeds import seed_of

_MOST_REMEMBERED = 500


class Case:
    """One call of one check."""

    def __init__(
        self,
        check: CheckSpec,
        number: int,
        call: Call,
        seed: int,
        public: bool,
        *,
        shared: bool = True,
        wrap: Wrap | None = None,
    ) -> None:
        self.check = check
        self.number = number
        self.call = call
        self.seed = seed
        """What the student's process seeds its random generators with."""
        self.public = public
        """Shown in full; a drawn case never is."""
        self.shared = shared
        """Whether every student gets it; what belongs to a case of one student's own is kept with the case."""
        self.right: Expected | None = None
        self.wrap = wrap
        """For a case in one student's own sizes: what makes one of our functions fit it."""


class CaseBook:
    """All cases of one task under one secret. Expected values are computed when first asked for, then kept."""

    def __init__(self, spec: TaskSpec, secret: bytes) -> None:
        self.spec = spec
        self.secret = secret
        self._cases: dict[str, list[Case]] = {}
        self._expected: dict[tuple[str, int], Expected] = {}
        self._fresh: dict[tuple[str, int], Case] = {}
        self._mistaken: dict[tuple[str, str, int], Expected | str | None] = {}
        self.agreeing: dict[tuple[Any, ...], tuple[tuple[Pair, ...] | None, int]] = {}
        """Pairs of mistakes that agreed with an answer, by the answer: see compare.mistakes."""

    def cases(self, check: CheckSpec) -> list[Case]:
        """Public cases first, then the drawn ones."""
        if check.id not in self._cases:
            total = 0 if check.fit else len(check.public) + check.cases
            self._cases[check.id] = [self._make(check, number) for number in range(total)]
        return self._cases[check.id]

    def fresh(self, check: CheckSpec, number: int) -> Case:
        """A further case that nobody is graded with, the same each time. Raises what the author's code does."""
        key = (check.id, number)
        if key not in self._fresh:
            self._fresh[key] = self.drawn(check, number)
        return self._fresh[key]

    def drawn(self, check: CheckSpec, number: int) -> Case:
        """The same without keeping it."""
        seed = seed_of(self.secret, self.spec.id, f"{check.id}/fresh", number)
        call = check.make(Gen(seed, number))
        call = self.with_cotangent(call, seed) if call.wrt else call
        case = Case(check, number, call, seed, public=False, shared=False)
        self.expected(case)
        return case

    def entries_of(self, check: CheckSpec) -> tuple[str, ...]:
        """The student's functions that the check's cases call, themselves or through a driver."""
        if len(self.spec.functions) == 1:
            return (self.spec.entry,)
        if check.fit is not None:
            return tuple(self.spec.functions)
        called: set[str] = set()
        for call in (case.call for case in self.cases(check)):
            called |= {call.entry or self.spec.entry} if call.driver is None else self.spec.driven[call.driver]
        return tuple(name for name in self.spec.functions if name in called)

    def expected(self, case: Case) -> Expected:
        """What the reference returns, with the allowance. Raises TaskError where the reference fails."""
        if not case.shared:
            case.right = case.right or self.expected_of(case.call, case.check, case.wrap)
            return case.right
        key = (case.check.id, case.number)
        if key not in self._expected:
            try:
                self._expected[key] = self.expected_of(case.call, case.check)
            except Exception as error:
                raise not_expected(error, case.call, case.check, case.number, self.spec) from error
        return self._expected[key]

    def expected_of(self, call: Call, check: CheckSpec, wrap: Wrap | None = None) -> Expected:
        """What the reference returns for `call`, with the allowance of `check`; raises what the reference raises."""
        callee = self.spec.callee(call, self._wrapped(self.spec.functions, wrap))
        return expect(callee, call, check.tolerance, self.spec.parameters(call))

    def _wrapped(self, functions: Mapping[str, Any], wrap: Wrap | None) -> Mapping[str, Any]:
        return functions if wrap is None else {**functions, self.spec.entry: wrap(functions[self.spec.entry])}

    def mistaken(self, mistake: MistakeSpec | Pair, case: Case) -> Expected | str | None:
        """What a known mistake, or two at once, returns, with the reference's allowances; None where it raises.

        The text of a Mismatch where a driver cannot do its part with it: a student's code may show the same one.
        """
        if not case.shared or isinstance(mistake, Pair):
            return self._mistaken_of(mistake, case, case.call)
        key = (mistake.id, case.check.id, case.number)
        if key not in self._mistaken:
            self._mistaken[key] = self._mistaken_of(mistake, case, case.call)
        return self._mistaken[key]

    def remember_agreeing(self, key: tuple[Any, ...], pairs: tuple[Pair, ...] | None, used: int) -> None:
        """Keeps what was found for an answer, for the next of a class that gives the same; the oldest go first."""
        self.agreeing[key] = pairs, used
        while len(self.agreeing) > _MOST_REMEMBERED:
            del self.agreeing[next(iter(self.agreeing))]

    def put_out(self, mistake: MistakeSpec | Pair, case: Case) -> Expected | None:
        """What a mistake, or two, return without gradients, which cost the most; None where there is no value."""
        with torch.no_grad():
            wrong = self._mistaken_of(mistake, case, case.call.gradients())
        return wrong if isinstance(wrong, Expected) else None

    def _mistaken_of(self, mistake: MistakeSpec | Pair, case: Case, call: Call) -> Expected | str | None:
        functions = self._wrapped({**self.spec.functions, **mistake.functions}, case.wrap)
        callee, parameters = self.spec.callee(call, functions), self.spec.parameters(call)
        try:
            wrong = expect(callee, call, case.check.tolerance, parameters, rounding=False)
        except Mismatch as mismatch:
            return str(mismatch)
        except Exception:
            return None
        self._borrow(wrong, self.expected(case))
        return wrong

    def _borrow(self, wrong: Expected, right: Expected) -> None:
        """A mistake rounds like the reference, at its own magnitude: its shapes may differ, so one number each.

        Parts that the reference does not have are allowed what its most generous part is.
        """
        allowances = [_largest(part.allowed) for part in right.outputs + right.gradients]
        more = max(allowances, default=0.0)
        parts = wrong.outputs + wrong.gradients
        for mine, allowed in zip(parts, allowances + [more] * len(parts), strict=False):
            if allowed > 0 and isinstance(mine.value, torch.Tensor) and mine.value.numel():
                finite = mine.value[torch.isfinite(mine.value)]
                allowed += 1e-6 * float(finite.abs().max()) if finite.numel() else 0.0
            elif allowed > 0 and isinstance(mine.value, float):
                allowed += 1e-6 * abs(mine.value)
            mine.allowed = allowed

    def _make(self, check: CheckSpec, number: int) -> Case:
        drawn = number - len(check.public)
        public = drawn < 0
        seed = seed_of(
            self.secret, self.spec.id, f"{check.id}/public" if public else check.id, number if public else drawn
        )
        if public:
            call = check.public[number]
        else:
            try:
                call = check.make(Gen(seed, drawn))
            except Exception as error:
                raise not_made(error, check, drawn, self.spec) from error
            if not isinstance(call, Call):
                raise no_call(call, check, self.spec)
        if (fault := no_function(call, check, self.spec)) is not None:
            raise fault
        if call.wrt:
            try:
                call = self.with_cotangent(call, seed)
            except Exception as error:
                raise not_expected(error, call, check, number, self.spec) from error
        return Case(check, number, call, seed, public)

    def with_cotangent(self, call: Call, seed: int | None) -> Call:
        """Draws the output gradient g of the vector-Jacobian product, in the output's shape; ones without a seed."""
        value, _ = run(self.spec.callee(call), call.gradients(), self.spec.parameters(call))
        output: Any = value[0] if isinstance(value, tuple | list) else value
        result = call.gradients(*call.wrt)
        if seed is None:
            result.cotangent = torch.ones(output.shape)
            return result
        generator = torch.Generator().manual_seed(seed ^ 0x5EED)
        result.cotangent = torch.randn(output.shape, generator=generator, dtype=torch.float32)
        return result


def digest_of(*values: Any) -> str:
    """Names values by their contents: tensors, arrays, containers and plain ones."""
    total = hashlib.sha256()

    def add(value: Any) -> None:
        data = value.data if isinstance(value, TensorValue) else value
        if isinstance(data, torch.Tensor):
            plain = data.detach().cpu().contiguous()
            total.update(f"{plain.dtype}{tuple(plain.shape)}".encode())
            total.update(plain.flatten().view(torch.uint8).numpy().tobytes() if plain.numel() else b"")
        elif isinstance(data, list | tuple):
            total.update(f"{type(data).__name__}{len(data)}".encode())
            for one in data:
                add(one)
        elif isinstance(data, dict):
            total.update(f"dict{len(data)}".encode())
            for key, one in data.items():
                add((str(key), one))
        elif isinstance(data, numpy.ndarray):
            total.update(f"{data.dtype}{data.shape}".encode() + data.tobytes())
        else:
            total.update(f"{type(data).__name__}:{data!r};".encode("utf-8", "replace"))

    add(values)
    return total.hexdigest()


def _largest(allowed: Any) -> float:
    values = torch.as_tensor(allowed)
    return float(values.max()) if values.numel() else 0.0


_BOOKS: dict[tuple[str, str, Limits, tuple[str, ...], bytes], CaseBook] = {}


def case_book(spec: TaskSpec, secret: bytes) -> CaseBook:
    """The case book of a task under a secret; the same one each time, so that a cohort pays for it once."""
    key = (spec.id, spec.digest, spec.limits, tuple(check.id for check in spec.checks), secret)
    if key not in _BOOKS:
        _BOOKS[key] = CaseBook(spec, secret)
    return _BOOKS[key]
