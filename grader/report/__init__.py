"""Pure functions of a Report, and the sentences in it; each is loaded when it is first asked for.

feedback, raised, shapes, call, example   what a student reads about one check
json, schema, html, terminal, summary     the report as a whole
sanitise, png, printable                  what others wrote, made safe to show
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "SanitisedNotebook": "sanitise",
    "describe_call": "call",
    "environment_reason": "raised",
    "explain": "feedback",
    "explain_error": "raised",
    "explain_note": "feedback",
    "print_report": "terminal",
    "report_schema": "schema",
    "sanitise_notebook": "sanitise",
    "summarise": "summary",
    "to_html": "html",
    "to_ipynb": "sanitise",
    "to_json": "json",
    "verify_junit": "junit",
}


def __getattr__(name: str) -> Any:
    """Jinja and rich cost a tenth of a second, which a JSON report need not pay."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
