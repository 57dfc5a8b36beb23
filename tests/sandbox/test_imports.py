"""What a function's body imports and does not find costs only what uses it; Colab's and Kaggle's own have stand-ins."""

import pytest
import torch

from grader.authoring import Call
from grader.model import Limits
from grader.sandbox.jail import Jail
from tests.sandbox.conftest import Module
from tests.sandbox.test_jail import _notebook

X = torch.tensor([1.0, 2.0])
PASSES = {
    "drive": "from google.colab import drive\n    drive.mount('/content/drive', force_remount=True)",
    "under its own name": "import google.colab.drive as d\n    d.mount('/content/drive')",
    "whole": "import google.colab\n    google.colab.drive.mount('/content/drive')\n    google.colab.output.clear()",
    "download": "from google.colab import files\n    files.download('weights.pt')",
    "secrets": (
        "from google.colab import userdata\n    import wandb\n    wandb.login(key=userdata.get('WANDB'))\n"
        "    from kaggle_secrets import UserSecretsClient\n    wandb.login(key=UserSecretsClient().get_secret('key'))"
    ),
    "shown only": "from google.colab.patches import cv2_imshow\n    cv2_imshow(x)",
    "never used": "import pandas_of_old as pd, cv_of_old.parts, some_of_old.a.b as b\n    from a_of_old import b, c",
    "asked for": (
        "try:\n        import google.colab\n        x = x * 5\n    except ImportError:\n        pass\n"
        "    try:\n        from a_of_old import b\n        x = x * 5\n    except Exception:\n        pass\n"
        "    import contextlib, importlib.util, sys\n"
        "    with contextlib.suppress(ImportError):\n        import google.colab\n        x = x * 5\n"
        "    assert 'google.colab' not in sys.modules and importlib.util.find_spec('a_of_old') is None"
    ),
    "asked for by a function": "try:\n        x = x * hosted()\n    except ImportError:\n        pass",
}


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook"])
@pytest.mark.parametrize("body", PASSES.values(), ids=PASSES)
def test_a_function_may_import_what_it_hardly_needs(
    jail: Jail, module: Module, limits: Limits, body: str, form: str
) -> None:
    source = f"def hosted():\n    import google.colab\n    return 5\n\n\ndef f(x, k=1):\n    {body}\n    return x * 3"
    submission, plan = module(source) if form == "module" else _notebook(source)
    with jail.open(submission, plan, limits) as session:
        returned = session.call(Call(X), seed=1)
        assert returned.ended == "ok", returned.error
        assert torch.equal(returned.value.data, X * 3)


@pytest.mark.jail
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import pandas_of_old as pd\n    return pd.DataFrame(x)", "No module named 'pandas_of_old'"),
        ("from a_of_old.b import c\n    return c(x)", "No module named 'a_of_old'"),
        ("import a_of_old.b\n    return a_of_old.b.c(x)", "No module named 'a_of_old'"),
        ("from google.colab import files\n    return files.upload()", "nobody can choose a file for files.upload()"),
    ],
)
def test_a_function_that_uses_what_it_imports_is_told_what_is_missing(
    jail: Jail, module: Module, limits: Limits, body: str, message: str
) -> None:
    with jail.open(*module(f"def f(x, k=1):\n    {body}\n"), limits) as session:
        error = session.call(Call(X), seed=1).error
        assert error is not None
        assert error.message.startswith(message)
        assert error.frames[-1].line == 3


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_colabs_drive_is_mounted_at_the_top_without_a_word(
    jail: Jail, module: Module, limits: Limits, form: str
) -> None:
    source = "from google.colab import drive\ndrive.mount('/content/drive')\n\n\ndef f(x, k=1):\n    return x\n"
    submission, plan = module(source) if form == "module" else _notebook(source)
    with jail.open(submission, plan, limits) as session:
        assert session.opened.errors == ()
        assert torch.equal(session.call(Call(X), seed=1).value.data, X)


@pytest.mark.jail
def test_what_a_module_of_the_students_own_lacks_is_its_own_error(jail: Jail, module: Module, limits: Limits) -> None:
    source = "def f(x, k=1):\n    from torch import no_such_name\n    return x\n"
    with jail.open(*module(source), limits) as session:
        error = session.call(Call(X), seed=1).error
        assert error is not None
        assert error.type == "ImportError"
