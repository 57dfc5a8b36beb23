"""The report in a terminal: fits 40 to 200 columns, and says everything without colour, so that it may be piped."""

from rich.console import Console
from rich.text import Text

from grader.model import CheckResult, Report
from grader.report.labels import (
    PLAIN_SYMBOLS,
    SYMBOLS,
    lead_of,
    mark_of,
    place_text,
    points_text,
    repeated_messages,
    told_once,
    tone_of,
    words_of,
)
from grader.report.layers import show_layers
from grader.report.place import ShownLine, ShownPlace, show_places
from grader.report.printable import one_line, printable
from grader.words import Words

_STYLES = {"passed": "green", "failed": "red", "not_run": "yellow", "fault": "magenta"}
_TONES = {"full": "green", "part": "yellow", "zero": "red", "not_started": "yellow", "ungraded": "magenta"}
_WIDEST = 100
"""Longer lines are hard to read, however wide the window is."""
_MESSAGE_LIMIT = 1500


def print_report(report: Report, console: Console) -> None:
    """Prints the report in its language. Text of the student is shown as it is, never as markup or escape codes."""
    words = words_of(report)
    report = told_once(report, words)
    page = _Page(console)
    page.write(Text(one_line(report.title, 120), style="bold"))
    if report.lesson:
        page.write(Text(f"{words.say('report.lesson')}: {one_line(report.lesson, 120)}"))
    who = " · " if page.fancy else " - "
    page.write(Text(who.join(one_line(part, 80) for part in (report.submission.file, report.student or "") if part)))
    page.gap()
    page.write(_score(report, words, page))
    page.write(Text(lead_of(report, words)))
    marks = _marks(words)
    column = max((len(marks[check.state]) for check in report.checks), default=0)
    repeated, places = repeated_messages(report), show_places(report, words)
    for at, check in enumerate(report.checks):
        page.gap()
        message = words.say("report.same") if at in repeated else check.feedback.message
        _print_check(check, message, places[at], marks, column, words, page)
    _print_layers(report, words, page)
    _print_rest(report, words, page)


class _Page:
    """Where lines go, and how wide they may become."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(console.width, _WIDEST)
        self.fancy = console.encoding.lower().startswith("utf")

    def write(self, text: Text, indent: int = 0, hanging: int = 0, before: Text | None = None) -> None:
        """`text` wrapped to the page, its further lines `hanging` columns deeper; `before` fills the first indent."""
        inner = max(self.width - indent - hanging, 16)
        for number, line in enumerate(text.wrap(self.console, inner) or [Text("")]):
            line.rstrip()
            left = Text(" " * (indent + (hanging if number else 0)))
            if before is not None and number == 0:
                left = before
            self.console.print(left + line, soft_wrap=True, highlight=False)

    def gap(self) -> None:
        """One empty line."""
        self.console.print()


def _marks(words: Words) -> dict[str, str]:
    return {
        "passed": words.say("report.mark.full"),
        "failed": words.say("report.mark.zero"),
        "not_run": words.say("report.term.not_run"),
        "fault": words.say("report.term.fault"),
    }


def _score(report: Report, words: Words, page: _Page) -> Text:
    tone = tone_of(report)
    text = Text(mark_of(tone, words), style=f"bold {_TONES[tone]}")
    if report.score is None or tone == "ungraded":
        return text
    text.append("  ")
    text.append(
        words.say("report.points", points=points_text(report.score), max=points_text(report.max_score)), style="bold"
    )
    room = min(page.width - text.cell_len - 4, 30)
    if room >= 8 and report.max_score > 0:
        filled = round(room * max(0.0, min(1.0, report.score / report.max_score)))
        full, empty = ("█", "░") if page.fancy else ("#", ".")
        text.append("  " + full * filled + empty * (room - filled), style=_TONES[tone])
    return text


def _print_check(
    check: CheckResult,
    message: str,
    place: ShownPlace | None,
    marks: dict[str, str],
    column: int,
    words: Words,
    page: _Page,
) -> None:
    symbol = (SYMBOLS if page.fancy else PLAIN_SYMBOLS)[check.state]
    points = f"{points_text(check.points)}/{points_text(check.max_points)}"
    wide = page.width >= 70
    head = Text()
    head.append(f"{symbol} {marks[check.state]:<{column if wide else 0}}", style=f"bold {_STYLES[check.state]}")
    head.append(f"  {points:>5}  " if wide else f" {points}  ")
    title = Text(one_line(check.title, 200), style="bold" if check.state == "failed" else "none")
    hanging = head.cell_len if wide else 2
    if wide:
        page.write(title, indent=hanging, before=head)
    else:
        page.write(head.append_text(title), hanging=hanging)
    feedback = check.feedback
    if feedback.mistake:  # the first line that is read says what was misunderstood
        _labelled(words.say("report.mistake"), feedback.mistake, "bold", hanging, page)
    for line in printable(message, _MESSAGE_LIMIT).split("\n") if message else ():
        page.write(Text(line), indent=hanging)
    if feedback.hint:
        _labelled(words.say("report.hint"), feedback.hint, "", hanging, page)
    if place is not None:
        _print_place(place, hanging, words, page)
    if feedback.call:
        _labelled(words.say("report.call"), feedback.call, "", hanging, page)
    if check.state == "failed" and check.cases > 1 and check.learned is None:
        cases = words.say("report.cases", passed=check.cases_passed, cases=check.cases)
        page.write(Text(cases, style="dim"), indent=hanging)


def _labelled(label: str, text: str, style: str, indent: int, page: _Page) -> None:
    line = Text()
    line.append(f"{label}: ", style="italic")
    line.append(one_line(text, _MESSAGE_LIMIT), style=style or "none")
    page.write(line, indent=indent, hanging=2)


def _print_place(place: ShownPlace, indent: int, words: Words, page: _Page) -> None:
    """Where to look, the student's code with the statement marked, and how sure that is."""
    if place.again:
        page.write(Text(place.again), indent=indent)
        return
    where = ", ".join(part for part in (place.where, place.function) if part)
    _labelled(words.say("repair.title"), where, "", indent, page)
    for look in place.look:
        page.write(Text(look, style="bold"), indent=indent)
    for line in place.code:
        _print_line(line, indent + 2, page)
    page.write(Text(place.found), indent=indent)
    _labelled(words.say("repair.sure"), place.sure, "", indent, page)
    if place.how:
        page.write(Text(place.how, style="dim"), indent=indent)
    if place.changes:
        page.write(Text(words.say("repair.teacher") + ":", style="italic"), indent=indent)
    for change in place.changes:
        page.write(Text(f"{change.sign} {change.line:>4}  {change.text}"), indent=indent + 2, hanging=8)


def _print_line(line: ShownLine, indent: int, page: _Page) -> None:
    arrow, bar, dots = ("→", "│", "⋮") if page.fancy else (">", "|", "...")
    if line.number is None:
        page.write(Text(dots), indent=indent + 5)
        return
    mark = (arrow if line.begins else bar) if line.marked else " "
    page.write(
        Text(f"{mark} {line.number:>4}  {line.text}", style="bold" if line.marked else "dim"), indent=indent, hanging=8
    )


def _print_layers(report: Report, words: Words, page: _Page) -> None:
    """The layers line by line, the first that differ marked; nothing where they agree."""
    if report.layers is None or (shown := show_layers(report.layers, words)).same:
        return
    page.gap()
    page.write(Text(words.say("report.layers"), style="bold"))
    flag = "≠" if page.fancy else "!"
    for title, rows in ((words.say("report.yours"), shown.yours), (words.say("report.expected"), shown.expected)):
        page.write(Text(f"{title}:"), indent=2)
        for row in rows:
            mark = flag if row.differs else " "
            line = f"{mark} {row.layer}: {row.shape}; {words.say('report.layers.parameters')}: {row.parameters}"
            page.write(Text(line, style="bold" if row.differs else "none"), indent=2, hanging=4)


def _print_rest(report: Report, words: Words, page: _Page) -> None:
    bullet = "• " if page.fancy else "* "
    findings = [
        one_line(finding.message, _MESSAGE_LIMIT) + (f" ({place})" if (place := place_text(finding, words)) else "")
        for finding in report.findings
    ]
    notes = [one_line(note.message, _MESSAGE_LIMIT) for note in report.notes]
    for title, items in ((words.say("report.findings"), findings), (words.say("report.notes"), notes)):
        if items:
            page.gap()
            page.write(Text(title, style="bold"))
        for item in items:
            page.write(Text(bullet + item), indent=2, hanging=2)
    if any(finding.kind != "cuda" for finding in report.findings):
        page.gap()
        page.write(Text(words.say("report.bans"), style="dim"))
