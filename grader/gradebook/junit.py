"""A cohort as JUnit XML: a `testsuite` a student and task, a `testcase` a check, as every CI shows it.

The dialect is that of Jenkins' junit plugin (`failure`, `error`, `skipped`, counted in the suite). What was not graded
is an `error`, which is ours; what was not handed in is `skipped`; neither is a failure of the student's.
"""

from xml.etree import ElementTree

from grader.gradebook.comment import place_of, sentence_of
from grader.gradebook.entries import Entry, entries_of, most_of, number, score_of
from grader.model import CheckResult, ClassResults
from grader.report.junit import xml_text
from grader.report.labels import words_of
from grader.report.printable import printable
from grader.words import Words

_COUNTED = {"failed": "failures", "fault": "errors", "not_run": "skipped"}
_ELEMENTS = {"failed": "failure", "fault": "error", "not_run": "skipped"}


def cohort_junit(results: ClassResults, *, task: str | None = None) -> bytes:
    """UTF-8, with an XML declaration."""
    root = ElementTree.Element("testsuites")
    for entry in entries_of(results, task):
        root.append(_suite(entry))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n".encode()


def _suite(entry: Entry) -> ElementTree.Element:
    task = entry.task.id if entry.task is not None else (entry.result.task or entry.result.file if entry.result else "")
    suite = ElementTree.Element("testsuite", {"name": xml_text(f"{entry.student.id}/{task}")})
    said = {"student": entry.student.name or entry.student.id, "state": entry.state}
    score, most = score_of(entry), most_of(entry)
    if score is not None and most is not None:
        said |= {"score": number(score), "max_score": number(most)}
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in said.items():
        ElementTree.SubElement(properties, "property", {"name": name, "value": xml_text(value)})
    report = entry.result.report if entry.result is not None else None
    if report is not None and entry.state == "graded":
        words = words_of(report)
        cases = [_check(suite, check, task, words) for check in report.checks]
    else:
        cases = [_whole(suite, entry, task)]
    counts = {name: cases.count(state) for state, name in _COUNTED.items()}
    suite.set("tests", str(len(cases)))
    for name, count in counts.items():
        suite.set(name, str(count))
    suite.set("time", f"{entry.result.seconds if entry.result is not None else 0.0:.3f}")
    return suite


def _check(suite: ElementTree.Element, check: CheckResult, task: str, words: Words) -> str:
    case = ElementTree.SubElement(
        suite, "testcase", {"classname": xml_text(task), "name": xml_text(check.title or check.id), "time": "0.000"}
    )
    if check.state in _ELEMENTS:
        node = ElementTree.SubElement(case, _ELEMENTS[check.state], {"message": xml_text(sentence_of(check))})
        lines = (check.feedback.mistake, check.feedback.message, check.feedback.hint, place_of(check, words))
        node.text = xml_text("\n".join(printable(line) for line in lines if line)) or None
    return check.state


def _whole(suite: ElementTree.Element, entry: Entry, task: str) -> str:
    """One case for what has no checks to show."""
    case = ElementTree.SubElement(suite, "testcase", {"classname": xml_text(task), "name": "graded", "time": "0.000"})
    absent = entry.state in ("missing", "pending")
    why = {"missing": "nothing was handed in", "pending": "not graded yet"}.get(entry.state, "")
    message = why or (entry.result.why if entry.result is not None else "") or entry.state
    ElementTree.SubElement(case, "skipped" if absent else "error", {"message": xml_text(printable(message))})
    return "not_run" if absent else "fault"
