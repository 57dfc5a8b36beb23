"""How a submission was handled."""

SENTENCES: dict[str, str] = {
    "grade.cell_interrupted": "{where} ran too long and was interrupted; the cells below it were run.",
    "grade.cell_not_run": "{where} was not run: the cells above it had used up the notebook's time.",
    "grade.cell_ended_kernel": "{where} ended the kernel and was left out; all other cells were run.",
    "grade.parameters": (
        "{name} takes ({yours}); the statement has ({expected}). Arguments may be given by position, so the order "
        "counts."
    ),
    "grade.no_gpu_found": "No GPU was found here, so what trains ran on the CPU.",
    "grade.no_gpu": "A GPU is here and cannot be used in the jail ({why}), so the network was trained on the CPU.",
    "grade.isolation.process": (
        "The code was run without a jail: for checking your own code only. The same checks run in a jail on Linux with "
        "bubblewrap."
    ),
    "grade.isolation.fell_back": "Level {best} was refused by this machine, so it was run at level {level}: {why}",
    "grade.waiting": "waiting for {device}, which another job is using",
    "grade.waiting.holder": "waiting for {device}, which another job (process {holder}) is using",
    "grade.loading": "the file is running, {seconds} of at most {budget} s",
    "grade.searching": "looking for the wrong statement, {seconds} s at most for each failing function",
    "grade.search_failed": "The wrong statement could not be looked for ({why}); nothing else depends on that.",
    "grade.interrupted": "Grading was stopped (Ctrl-C) before it was done. Start it again.",
    "grade.retried": "The grader's own process was lost while this ran, so it was run once more; nothing else differs.",
    "grade.rescored": "Scored anew from what this file returned when it was run; it was not run again.",
    "grade.practice": (
        "Practice cases were used, as no --secret-file was given; the course's secret draws other numbers."
    ),
    "grade.load_error": "{where} raised an error while it ran: {error}",
    "grade.two_mistakes": "Two things at once. First: {first} Second: {second}",
    "grade.matched.embedded": "Graded as {task}: the file says so itself.",
    "grade.matched.entry": "Graded as {task}: the file defines the function that this task asks for.",
}
