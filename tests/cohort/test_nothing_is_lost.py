"""Whatever names a folder or an archive holds: each file is handed over once or ignored with a reason."""

import re
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.cohort import LAYOUTS, content, folder_names, newest, read_cohort
from grader.errors import SubmissionError
from grader.model import Cohort, Ignored

folders = st.sampled_from(
    [
        *("ann", "Анна Ёлкина", "hw1", "week 2", "conv2d", "submitted", "source", "hw1-ann", "hw1-bob-k"),
        *("hw1-submissions", "Ann Lee_12_assignsubmission_file_", "Bob_13_assignsubmission_onlinetext_"),
        *("x_LATE_12_3456_y", "src", "data", "ann+ps1+2024-03-01 10:00:00 UTC", "a.b", "(1)", "_", "-"),
    ]
)
files = st.sampled_from(
    [
        *("hw.ipynb", "hw (1).ipynb", "hw - Copy.ipynb", "net.py", "main.py", "__init__.py", "test_net.py", "hw.zip"),
        *("leeann_12_3456_hw-1.ipynb", "leeann_LATE_12_3457_hw-2.ipynb", "anon_Ab3xY_34567_hw.py", "bob_13_text.html"),
        *("Ann Lee_12_assignsubmission_file_hw.ipynb", "timestamp.txt", "README.md", "hw.docx", "hw", "a.csv", "1.png"),
        *(
            "ann_lee_hw1.ipynb",
            "hw1.ipynb",
            "1001.ipynb",
            "lee.ipynb.txt",
            ".ipynb",
            "gradebook.db",
            "conv2d_v2.py",
            "w.pt",
        ),
    ]
)
names = st.lists(st.builds(lambda up, name: "/".join([*up, name]), st.lists(folders, max_size=4), files), max_size=12)
text = b"from net import conv2d\nimport main\n"


def count(ignored: Ignored) -> int:
    more = re.search(r" and (\d+) more$|\((\d+) files\)$", ignored.source)
    return 1 if more is None else int(more[1]) + 1 if more[1] else int(more[2])


def check(cohort: Cohort, expected: int) -> None:
    handed = sum(len(one.parts) or 1 for one in cohort.handed)
    assert handed + sum(count(one) for one in cohort.ignored) == expected
    assert {one.student for one in cohort.handed} <= {student.id for student in cohort.students}
    ids = [student.id for student in cohort.students]
    assert len({name.casefold() for name in folder_names(ids).values()}) == len(ids)
    assert set(cohort.missing).isdisjoint(one.student for one in cohort.handed)
    for one in cohort.handed:
        assert len({name.casefold() for name, _ in one.parts}) == len(one.parts)
        try:
            assert content(one) == content(one)
        except SubmissionError:
            assert one.path.suffix != ".zip"
    if cohort.handed:
        best, older = newest(cohort.handed)
        assert len(older) == len(cohort.handed) - 1 and best.version == max(one.version for one in cohort.handed)
    assert Cohort.model_validate_json(cohort.model_dump_json()) == cohort


@settings(max_examples=60, deadline=None)
@given(names, st.sampled_from(LAYOUTS), st.booleans(), st.booleans())
def test_every_file_is_accounted_for(paths: list[str], layout: str, packed: bool, with_roster: bool) -> None:
    paths = sorted({path for path in paths if not any(other.startswith(path + "/") for other in paths)})
    if not paths:
        return
    with tempfile.TemporaryDirectory() as place:
        roster = None
        if with_roster:
            roster = Path(place) / "roster.csv"
            roster.write_text("id,name,login\n1001,Ann Lee,ann\n1002,Bob Ray,bob-k\n1003,Анна Ёлкина,\n")
        root = Path(place) / "class"
        if packed:
            root = Path(place) / "class.zip"
            with zipfile.ZipFile(root, "w") as archive:
                for path in paths:
                    archive.writestr(path, text)
        else:
            for path in paths:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(text)
        cohort = read_cohort(root, roster, layout, tasks=["convolution/conv2d"])
        check(cohort, len(paths))
