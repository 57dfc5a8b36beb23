"""`grader verify` as JUnit XML."""

from xml.etree import ElementTree

from grader.report.junit import verify_junit

ROWS = [
    ("convolution/conv2d", "reference", True, "", 1.25),
    ("convolution/conv2d", "mistake flipped", False, "caught by no check\nsecond line", 0.5),
    ("pooling/max_pool2d", "starter", True, "", 0.0),
]


def test_tasks_are_suites_and_rows_are_cases() -> None:
    root = ElementTree.fromstring(verify_junit(ROWS))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("convolution/conv2d", "2", "1"),
        ("pooling/max_pool2d", "1", "0"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("time")) == ("3", "1", "1.750")
    failure = root.find(".//failure")
    assert failure is not None and failure.get("message") == "caught by no check"
    assert failure.text == "caught by no check\nsecond line"


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    text = verify_junit([("t\x00", "n\x1b\ufffe", False, "<&\x07\ud800>]]>", 0.0)])
    case = ElementTree.fromstring(text.encode("utf-8")).find(".//testcase")
    assert case is not None and case.get("name") == "n\ufffd\ufffd"
    assert case[0].text == "<&\ufffd\ufffd>]]>"


def test_no_rows_give_an_empty_but_sound_document() -> None:
    assert ElementTree.fromstring(verify_junit([])).get("tests") == "0"
