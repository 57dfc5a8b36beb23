"""Pure functions of a Report: JSON and its schema, HTML, terminal, one line; and the sentences in it."""

from grader.report.call import describe_call
from grader.report.feedback import explain, explain_note
from grader.report.html import to_html
from grader.report.json import to_json
from grader.report.junit import verify_junit
from grader.report.raised import environment_reason, explain_error
from grader.report.sanitise import SanitisedNotebook, sanitise_notebook, to_ipynb
from grader.report.schema import report_schema
from grader.report.summary import summarise
from grader.report.terminal import print_report

__all__ = [
    "SanitisedNotebook",
    "describe_call",
    "environment_reason",
    "explain",
    "explain_error",
    "explain_note",
    "print_report",
    "report_schema",
    "sanitise_notebook",
    "summarise",
    "to_html",
    "to_ipynb",
    "to_json",
    "verify_junit",
]
