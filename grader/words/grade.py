"""How a submission was handled."""

SENTENCES: dict[str, str] = {
    "grade.load_error": "{where} raised an error while it ran: {error}",
    "grade.matched.embedded": "Graded as {task}: the file says so itself.",
    "grade.matched.entry": "Graded as {task}: the file defines the function that this task asks for.",
}
