"""A task of arrays, dictionaries and drivers, as its author writes it."""

TASK = """
import drive
import numpy as np
from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.demo.layer import backward, forward, size

X = np.array([[1.0, 2.0], [3.0, -4.0]], np.float32)
D = X[:1]

task = Task(
    title=T(en="Layer", ru="Слой"),
    lesson=T(en="Lesson 0", ru="Занятие 0"),
    entry="forward",
    reference=forward,
    also=(backward, size),
    drive=drive,
    tolerance=Tolerance.sum_of_products(),
)


@task.check(title=T(en="Size", ru="Размер"), points=1, cases=1, public=[Call((2, 5), {"pad": 1}).on("size")])
def sizes(g: Gen) -> Call:
    return Call((g.int(2, 5), 7), {"pad": 2}).on("size")


@task.check(title=T(en="Forward", ru="Вперёд"), points=1, cases=1, public=[Call(X, {"k": 2.0}).through("forward")])
def goes_forward(g: Gen) -> Call:
    return Call(g.normal(2, 3).numpy(), {"k": 3.0}).through("forward")


@task.check(title=T(en="Backward", ru="Назад"), points=1, cases=1, public=[Call(D, X, {"k": 2.0}).through("own_dx")])
def goes_backward(g: Gen) -> Call:
    return Call(g.normal(1, 3).numpy(), g.normal(2, 3).numpy(), {"k": 3.0}).through("own_dx")
"""

DRIVE = '''"""How the functions are called."""

import numpy as np


def forward(student, x, params):
    """The output alone."""
    out, _ = _both(student, x, params)
    return out


def _both(student, x, params):
    found = student.forward(x, params)
    if not isinstance(found, tuple):
        raise student.mismatch("parts", name="forward", yours="one value", expected=2)
    return found


def own_cache(student, dout, x, params):
    _, cache = _both(student, x, params)
    return student.backward(dout, cache)


def own_dx(student, dout, x, params):
    # every row of a batch has the same gradient here
    whole = np.repeat(dout, len(x), axis=0)
    return {"dx": own_cache(student, whole, x, params)}
'''

REFERENCE = '''"""Teaching code."""

import numpy as np


def forward(x, params):
    """x times k, and a cache."""
    ### BEGIN SOLUTION
    return x * params["k"], params["k"]
    ### END SOLUTION


def backward(dout, cache):
    """dout times k."""
    ### BEGIN SOLUTION
    return dout * cache
    ### END SOLUTION


def size(shape, params):
    """Height and width by name."""
    ### BEGIN SOLUTION
    return {"width": shape[1] + 2 * params["pad"], "height": shape[0] + 2 * params["pad"]}
    ### END SOLUTION
'''

STATEMENT = """# {}

```python
def forward(x, params): ...
def backward(dout, cache): ...
def size(shape, params): ...
```
"""
