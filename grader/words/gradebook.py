"""Comments in gradebooks, and what Gradescope shows where nothing could be graded."""

SENTENCES: dict[str, str] = {
    "gradebook.more": "Checks that do not pass and are left out here: {count}. The report has them all.",
    "gradebook.nothing": (
        "Nothing was handed in that can be graded. Hand in one notebook (.ipynb), or your modules (.py)."
    ),
    "gradebook.notebooks": "There are several notebooks: {names}. Hand in the one that is to be graded.",
}
