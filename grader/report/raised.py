"""An exception of the student's code, in words: what, where in their own source, and what usually causes it."""

import re

from grader.model import Frame, StudentError
from grader.report.printable import one_line
from grader.words import Words

_MESSAGE_LIMIT = 300
_LINE_LIMIT = 120
_FRAMES = 3
CODE_MARK = ":  "
"""Stands between a place and the code there; two spaces, which `one_line` leaves in nothing that others wrote."""

ENVIRONMENT = (
    (r"ModuleNotFoundError: No module named '?(?P<name>[\w.]+)", "cause.environment.module"),
    (r"AttributeError: module '(?P<name>numpy|torch)' has no attribute", "cause.environment.removed"),
    (r"AttributeError: `?np\.(?P<name>\w+)`? was (a deprecated alias|removed)", "cause.environment.removed"),
    (r"TypeError: only (length-1|size-1|0-dimensional) arrays can be converted", "cause.environment.numpy_scalar"),
    (r"SyntaxError: Missing parentheses in call to '(print|exec)'", "cause.environment.python2"),
    (r"NameError: name '(xrange|raw_input|unicode|basestring|unichr|reduce)' is not", "cause.environment.python2"),
    (r"AttributeError: 'dict' object has no attribute '(has_key|iteritems|itervalues|iterkeys)'",
     "cause.environment.python2"),
    (r"AttributeError: module '(?P<name>warnings|copy|itertools|math|typing|random|os|pathlib|queue|shutil|ast)' has no"
     r" attribute '(deprecated|replace|batched|sumprod|override|binomialvariate|TypeIs|ReadOnly|fma)'",
     "cause.environment.newer_library"),
    (r"AttributeError: '\w*Path' object has no attribute '(?P<name>walk|copy|move|full_match)'",
     "cause.environment.newer_library"),
    (r"(Import|ModuleNotFound)Error: cannot import name"
     r" '(?P<name>batched|override|deprecated|sumprod|TypeIs|ReadOnly|Buffer)' from"
     r" '(itertools|typing|warnings|math|collections.abc)'", "cause.environment.newer_library"),
    (r"(Import|ModuleNotFound)Error: cannot import name '?(?P<name>[\w.]+)", "cause.environment.import_name"),
    (r"RuntimeError: Error downloading|urlopen error|[Nn]ame resolution|Name or service not known"
     r"|Network is unreachable", "cause.environment.network"),
    (r"^(gaierror|URLError|Connect(ion(Refused)?)?Error|HTTPError|NewConnectionError|MaxRetryError|SSLError)\b",
     "cause.environment.network"),
    (r"^CalledProcessError: Command .*\binstall\b", "cause.environment.install"),
    (r"^CalledProcessError: Command .*\b(wget|curl|git)\b", "cause.environment.network"),
    (r"for files\.upload\(\) where the code is checked", "cause.environment.upload"),
    (r"^ImportError: (?!attempted relative)", "cause.environment"),
    (r"Error: .*?(?<![\w./~-])(?P<name>/(kaggle|content|gdrive)/[^'\"\s]+)", "cause.environment.hosted"),
)  # fmt: skip
"""(pattern on `Type: message`, key): what the place where the code runs lacks, rather than what the code gets wrong."""

_ARGUMENTS = "cause.raised.arguments"

REASONS = (
    (r"mat1 and mat2 shapes|size mismatch, m1|mat1 dim 1 must match mat2 dim 0|matmul: Input operand 1 has a mismatch"
     r"|inconsistent tensor size, expected tensor \[|Expected size for first two dimensions of batch2",
     "cause.raised.matmul"),
    (r"The size of tensor a .* must match the size of tensor b|could not be broadcast|Shape mismatch: objects cannot",
     "cause.raised.broadcast"),
    (r"The expanded size of the tensor|shape mismatch: value tensor", "cause.raised.assign_shape"),
    (r"expected input.* to have \d+ channels", "cause.raised.channels"),
    (r"Sizes of tensors must match except in dimension|stack expects each tensor to be equal size",
     "cause.raised.join"),
    (r"expected scalar type|expected m1 and m2 to have the same dtype|should be the same( type)?$"
     r"|must have the same dtype|result type \w+ can't be cast|not implemented for '(Long|Int|Bool|Byte|Half)'",
     "cause.raised.dtype"),
    (r"leaf Variable that requires grad", "cause.raised.leaf"),
    (r"modified by an inplace operation", "cause.raised.inplace"),
    (r"element 0 of tensors does not require grad|One of the differentiated Tensors does not require grad",
     "cause.raised.no_graph"),
    (r"derivative for '?aten::floor_divide", "cause.raised.floor_gradient"),
    (r"Can't call numpy\(\) on Tensor that requires grad", "cause.raised.numpy_grad"),
    (r"view size is not compatible", "cause.raised.view"),
    (r"shape '.*' is invalid for input of size|cannot reshape array of size", "cause.raised.reshape"),
    (r"OutOfMemoryError|CUDA out of memory|CUBLAS_STATUS_ALLOC_FAILED", "cause.raised.gpu_memory"),
    (r"No CUDA|CUDA enabled|NVIDIA driver|CUDA error|CUDA driver|CUDA device|cuda runtime", "cause.raised.cuda"),
    (r"^UnboundLocalError: ", "cause.raised.unbound"),
    (r"^IndexError: (too many indices|Dimension out of range|invalid index of a 0-dim tensor)", "cause.raised.axes"),
    (r"^IndexError: .*out of (range|bounds)", "cause.raised.index"),
    (r"'(numpy\.)?float\d*' object cannot be interpreted as an integer|slice indices must be integers"
     r"|indices must be integers.*, not float|valid indices \(got float\)|integer or boolean arrays are valid indices"
     r"|argument 'size' .*float|tuple of ints, but found element of type float", "cause.raised.float_size"),
    (r"unexpected keyword argument|missing \d+ required|takes .* positional arguments? but"
     r"|got multiple values for argument", _ARGUMENTS),
    (r"'NoneType' object|for .*: .*'NoneType'", "cause.raised.none"),
    (r"unsupported operand type.*: '(int|float|Tensor|tuple)' and 'tuple'"
     r"|unsupported operand type.*: 'tuple' and '(int|float|Tensor)'|bad operand type for unary .*'tuple'"
     r"|not supported between instances of ('tuple' and '(int|float)'|'(int|float)' and 'tuple')"
     r"|can only concatenate tuple \(not \"(int|float)\"\)|'tuple' object cannot be interpreted as an integer"
     r"|multiply sequence by non-int of type '(float|tuple)'"
     r"|tuple of ints, ?but (found element of type|got) tuple", "cause.raised.pair"),
    (r"Boolean value of Tensor|truth value of an array", "cause.raised.truth"),
    (r"a Tensor with \d+ elements cannot be converted to Scalar|only one element tensors can be converted",
     "cause.raised.item"),
    (r"received an invalid combination", "cause.raised.combination"),
    (r"must be Tensor, not|expected Tensor as element|expected np\.ndarray", "cause.raised.not_tensor"),
    (r"^NameError: ", "cause.raised.name"),
    (r"^(FileNotFoundError|PermissionError|IsADirectoryError|OSError): ", "cause.raised.file"),
    (r"^EOFError: |input\(\) (is|was) ", "cause.raised.input"),
    (r"num_samples=0", "cause.raised.empty_data"),
    (r"^NotImplementedError", "cause.raised.not_implemented"),
    (r"^AssertionError", "cause.raised.assertion"),
    (r"^RecursionError", "cause.raised.recursion"),
    (r"^ZeroDivisionError", "cause.raised.zero_division"),
    (r"^SystemExit: 2$", "cause.raised.options"),  # so ends argparse
    (r"^SystemExit", "cause.raised.exit"),
    (r"^(MemoryError|OutOfMemoryError)|can't allocate memory|not enough memory", "cause.raised.memory"),
)  # fmt: skip
"""(pattern on `Type: message`, key of one more sentence); the first that is found is said."""


def explain_error(error: StudentError, words: Words) -> str:
    """What was raised, the last few of the student's own lines, and what usually causes it; one line each."""
    lines = [_what(error, words), *(frame_text(frame, words) for frame in error.frames[-_FRAMES:])]
    lacking, reason = environment_reason(error), _first(REASONS, error)
    if lacking is not None:
        lines.append(words.say(lacking[0], **lacking[1]))
    elif reason is not None and reason[0] == _ARGUMENTS and not _called_by_us(error):
        lines.append(words.say("cause.raised.arguments_inside"))
    elif reason is not None:
        lines.append(words.say(reason[0]))
    return "\n".join(lines)


def environment_reason(error: StudentError) -> tuple[str, dict[str, str]] | None:
    """Key and fields of the sentence where what is installed here is to blame; None where it is the code's own."""
    return _first(ENVIRONMENT, error)


def frame_text(frame: Frame, words: Words) -> str:
    """`cell 3, line 7:  out = x @ w`."""
    place = words.say("cause.place", unit=unit_text(frame.unit, words), line=frame.line)
    return f"{place}{CODE_MARK}{one_line(frame.text, _LINE_LIMIT)}" if frame.text.strip() else place


def unit_text(unit: str, words: Words) -> str:
    """`cell 3` in the report's language; a module's name as it is."""
    cell = re.fullmatch(r"cell (\d{1,9})", unit)
    return words.say("report.cell", number=cell[1]) if cell else one_line(unit, 80)


def _called_by_us(error: StudentError) -> bool:
    """Whether it was our call that the function does not take: then no line of the student's own had run yet.

    A `backward` of their own is called by torch, from no line of theirs either.
    """
    return not error.frames and re.match(r"([\w.<>]+\.)?backward\(", error.message.strip()) is None


def _what(error: StudentError, words: Words) -> str:
    kind, message = one_line(error.type, 80), one_line(error.message, _MESSAGE_LIMIT)
    if not message:
        return words.say("cause.raised.bare", type=kind)
    return words.say("cause.raised", type=kind, message=message)


def _first(table: tuple[tuple[str, str], ...], error: StudentError) -> tuple[str, dict[str, str]] | None:
    text = f"{one_line(error.type, 80).rsplit('.', 1)[-1]}: {one_line(error.message, 2000)}"
    for pattern, key in table:
        found = re.search(pattern, text)
        if found:
            return key, {name: value or "" for name, value in found.groupdict().items()}
    return None
