"""Findings on the source."""

SENTENCES: dict[str, str] = {
    "rules.banned": (
        "{name} is used here, written as {written}. The task asks you to do without it: write the computation "
        "out yourself."
    ),
    "rules.banned.plainly": (
        "{name} is used here. The task asks you to do without it: write the computation out yourself."
    ),
    "rules.banned_elsewhere": (
        "{name} is used here, outside of what {entry} needs (for example to compare). That costs nothing."
    ),
    "rules.opaque": (
        "{written}: what is called here cannot be seen from the source. A person will look at it; by itself "
        "it costs nothing."
    ),
    "rules.not_searched": (
        "The code around {entry} could not be searched whole: there is too much of it, or it is nested too deeply. A "
        "person will look at it; by itself it costs nothing."
    ),
    "rules.duplicate": (
        "{entry} is defined {count} times. The one in {unit}, line {line} is graded: the last one that has "
        "been written out."
    ),
    "rules.duplicate.stubs": "{entry} is defined {count} times, and each time it is still empty.",
    "rules.syntax": (
        "Python cannot read this part, so it does not run: {message}. Look at the marked line and the one above it."
    ),
    "rules.syntax.placeholder": "This part still has a place to fill in, so Python cannot read it and it does not run.",
    "rules.syntax.python2": (
        "This part is written in Python 2, so Python 3 cannot read it: {message}. In Python 3, print is a "
        "function: print(x)."
    ),
    "rules.syntax.newer": (
        "This part is written for Python {needed} or later, and the Python here cannot read it: {message}."
    ),
    "rules.cuda": (
        "On a GPU this line would fail: one tensor is on the GPU, another on the CPU: {code}. Make new tensors where "
        "the others are (device=x.device), and constants of a network with register_buffer. Here it costs nothing."
    ),
    "rules.cuda.numpy": (
        "On a GPU this line would fail: a tensor on the GPU cannot become a numpy array: {code}. Write "
        "tensor.cpu().numpy(). Here it costs nothing."
    ),
    "rules.dry.found": "It was tried on pretended CUDA tensors: on a GPU it would fail, see above.",
    "rules.dry.fine": (
        "{done} of {asked} calls were tried on pretended CUDA tensors, which needs no GPU: no tensor stays on the CPU."
    ),
    "rules.dry.not_tried": "On pretended CUDA tensors it could not be tried: {why}.",
    "rules.dry.device": "the device is chosen while the file is loaded, in a way that cannot be followed",
    "rules.dry.missing": "the functions of the task are not all there",
    "rules.dry.ended": "the trial took too long or ended early",
    "rules.dry.nothing": "the task has no call that can be made without numbers",
    "rules.missing_entry": (
        "There is no {entry} in the file. Define it with exactly this name, at the top level of a cell or module."
    ),
    "rules.traced": (
        "While your function ran, it called {name}, which this task does not allow. "
        "The checks that it concerns bring no points."
    ),
}
