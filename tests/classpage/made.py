"""Classes as they might be, made from a seed: names in several scripts, every standing, mistakes and copies."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from grader.classpage import class_page
from grader.model import CheckResult, Environment, Feedback, Finding, Report, SubmissionInfo
from grader.model.cohort import ClassResults, Ignored, Result, Student, TaskInfo

HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}</title></style>\u202egnp.exe\x1b[31m"

_NAMES = (
    ("Anna", "Boris", "Chloé", "Dilnoza", "Emre", "Freya", "Grzegorz", "Hana", "Ivan", "José", "Kwame", "Liam"),
    ("Смирнова", "Иванов", "Кузнецова", "Ёлкин", "Щербакова", "Ли", "Абдуллаев", "Юшкевич", "Ойдуп", "Цой"),
    ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Елизавета", "Жанна", "Зоя", "Мария", "Пётр", "Тимур"),
    ("Smith", "O'Brien", "Nguyễn", "Kowalski", "García Márquez", "van den Berg", "Öztürk", "Okafor", "Rossi"),
    ("王小明", "李娜", "山田太郎", "김민준", "דנה לוי", "محمد علي", "Ανδρέας Παππάς", "अनन्या शर्मा", "გიორგი"),
)
_TITLES = {
    "en": ("Convolution by hand", "Max pooling by hand", "Batch normalisation by hand"),
    "ru": ("Свёртка своими руками", "Максимальное объединение", "Пакетная нормализация своими руками"),
}
_TASKS = ("convolution/conv2d", "pooling/max_pool2d", "normalization/batch_norm2d")
_CHECKS: dict[str, tuple[tuple[tuple[str, float], ...], ...]] = {
    "en": (
        (
            ("Sums the products over the window and the channels", 3),
            ("Handles stride, padding and a bias", 3),
            ("Gives the height and width that the formula says", 1),
            ("Lets gradients flow to the input and the weights", 1),
            ("Works with dilation and groups", 1.5),
            ("Leaves its input as it was", 0.5),
        ),
        (("Takes the largest of each window", 3), ("Handles stride and padding", 2), ("Tells where it was", 3)),
        (("Normalises each channel", 2), ("Remembers mean and variance", 2), ("Uses them at evaluation", 2)),
    ),
    "ru": (
        (
            ("Суммирует произведения по окну и по каналам", 3),
            ("Учитывает шаг, дополнение нулями и смещение", 3),
            ("Высота и ширина такие, как по формуле", 1),
            ("Пропускает градиенты ко входу и весам", 1),
            ("Работает с разрежением и группами", 1.5),
            ("Не меняет свой вход", 0.5),
        ),
        (("Берёт наибольшее в каждом окне", 3), ("Учитывает шаг и дополнение", 2), ("Сообщает, где оно было", 3)),
        (("Нормализует каждый канал", 2), ("Запоминает среднее и дисперсию", 2), ("Берёт их при проверке", 2)),
    ),
}
_MISTAKES = {
    "en": (
        "You flipped the kernel: deep learning's convolution is cross-correlation, the kernel stays as it is.",
        "The bias is added once for every channel of the input; it belongs to the output, once a pixel.",
        "Padding is filled with the border's values; the task asks for zeros.",
        "Rows and columns are exchanged: the first number of a pair is for rows.",
    ),
    "ru": (
        "Вы перевернули ядро: свёртка в глубоком обучении — это взаимная корреляция, ядро остаётся как есть.",
        "Смещение прибавляется для каждого входного канала; оно относится к выходу, по разу на пиксель.",
        "Дополнение заполнено значениями с края; в задании просят нули.",
        "Строки и столбцы перепутаны: первое число пары — для строк.",
    ),
}
_CAUSES: tuple[tuple[Any, str], ...] = (
    ("shape", "The shape is (2, 3, 5, 7), but should be (2, 3, 7, 5)."),
    ("values", "Element [0, 1, 2, 2] is 3.5, but should be 4."),
    ("raised", "Your code stopped with RuntimeError: The size of tensor a (3) must match the size of tensor b (4)"),
    ("timeout", "This took longer than the 10 seconds that a call may take."),
)
_ENVIRONMENT = Environment(
    grader="0.4", python="3.11", torch="2.6", device="cpu", isolation="ns", seeds_id="practice"
)  # fmt: skip
_START = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


def made_class(count: int, seed: int = 0, lang: str = "en", tasks: int = 3, pending: int = 0) -> ClassResults:
    """`count` students, of whom a few handed in nothing; the same for the same arguments."""
    draw = Random(f"{seed}/{count}")
    students = tuple(_student(draw, at) for at in range(count))
    infos = tuple(
        TaskInfo(id=_TASKS[at], title=_TITLES[lang][at], max_score=sum(points for _, points in _CHECKS[lang][at]))
        for at in range(tasks)
    )
    missing = {student.id for student in students[1:] if draw.random() < 0.04}
    code = _Code(draw)
    results: list[Result] = []
    for student in students:
        if student.id in missing:
            continue
        skill = draw.random()
        if draw.random() < 0.01:
            results.append(_unreadable(student))
        for at, info in enumerate(infos):
            if draw.random() < 0.95:
                results.append(_result(draw, student, info, at, lang, skill, code))
    handed = {result.student for result in results}
    return ClassResults(
        tasks=infos,
        students=students,
        results=tuple(results),
        ignored=(Ignored(source="__MACOSX/._hw1.ipynb", why="made by macOS beside each file"),) if count > 5 else (),
        missing=tuple(student.id for student in students if student.id not in handed),
        unknown=tuple(student.id for student in students[-2:] if student.id in handed) if count > 5 else (),
        remarks=("The folder looks like an export of Moodle.",),
        pending=tuple(f"submitted/rest_{at}/hw.ipynb" for at in range(pending)),
        lang=lang,
    )


def made_report(
    task: TaskInfo,
    checks: tuple[CheckResult, ...],
    *,
    score: float | None = None,
    sha256: str = "0" * 64,
    started: bool = True,
    findings: tuple[Finding, ...] = (),
) -> Report:
    """A report with these checks; the score is their sum."""
    return Report(
        task=task.id,
        title=task.title,
        lang="en",
        task_digest="0" * 64,
        submission=SubmissionInfo(file="hw.ipynb", sha256=sha256),
        state="graded",
        started=started,
        score=sum(check.points for check in checks) if score is None else score,
        max_score=task.max_score,
        checks=checks,
        findings=findings,
        environment=_ENVIRONMENT,
    )


class _Code:
    """Fingerprints: some of the task, some of a school of solving it, some of one's own; now and then a copy."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.common = [[draw.getrandbits(48) for _ in range(40)] for _ in _TASKS]
        self.pool = [[draw.getrandbits(48) for _ in range(1500)] for _ in _TASKS]
        self.seen: list[list[tuple[int, ...]]] = [[] for _ in _TASKS]

    def prints(self, at: int, started: bool) -> tuple[int, ...]:
        """One submission's."""
        if not started:
            return tuple(sorted(self.common[at][:15]))
        draw, seen = self.draw, self.seen[at]
        if seen and draw.random() < 0.01:
            copy = list(draw.choice(seen))
            if draw.random() < 0.7:
                copy[: len(copy) // 4] = [draw.getrandbits(48) for _ in range(len(copy) // 4)]
            found = tuple(sorted(copy))
        else:
            kept = draw.sample(self.common[at], draw.randint(20, 40))
            own = [draw.getrandbits(48) for _ in range(draw.randint(15, 80))]
            found = tuple(sorted({*kept, *draw.sample(self.pool[at], draw.randint(15, 50)), *own}))
        seen.append(found)
        return found


def _student(draw: Random, at: int) -> Student:
    latin, family, given, surname, whole = _NAMES
    script = draw.random()
    if script < 0.5:
        name = f"{draw.choice(family)} {draw.choice(given)}"
    elif script < 0.85:
        name = f"{draw.choice(latin)} {draw.choice(surname)}"
    else:
        name = draw.choice(whole)
    key = f"{name.split()[0]} #{at}" if draw.random() < 0.1 else f"s{100000 + 7 * at}"
    return Student(id=key, name=name if draw.random() < 0.97 else "", section=f"20{draw.randint(1, 6)}")


def _unreadable(student: Student) -> Result:
    return Result(
        student=student.id,
        task="",
        standing="unreadable",
        file="photo.docx",
        source=f"{student.id}/photo.docx",
        why="photo.docx: the name does not end in .ipynb, .py or .zip.",
    )


def _result(
    draw: Random, student: Student, info: TaskInfo, at: int, lang: str, skill: float, code: _Code
) -> Result:  # fmt: skip
    late = draw.random() < 0.06
    fields: dict[str, Any] = {
        "student": student.id,
        "task": info.id,
        "file": f"{info.id.rpartition('/')[2]}.ipynb",
        "source": f"{student.id}/{info.id.rpartition('/')[2]}.ipynb",
        "late": late,
        "when": _START + timedelta(minutes=draw.randint(0, 600) + 600 * late),
        "superseded": (f"{student.id}/old.ipynb",) if draw.random() < 0.03 else (),
        "seconds": round(draw.lognormvariate(0, 0.7), 3),
    }
    luck = draw.random()
    if luck < 0.01:
        why = "A worker was lost twice while this ran."
        return Result(standing="ungraded", why=why, attempts=2, **fields)
    started = luck > 0.05
    checks, mistake = [], draw.choice(_MISTAKES[lang])
    for number, (title, points) in enumerate(_CHECKS[lang][at]):
        right = started and draw.random() < 0.35 + 0.6 * skill - 0.05 * number
        waits = not started or (number > 2 and not right and draw.random() < 0.3)
        if right:
            feedback = Feedback(cause="none")
        elif waits:
            feedback = Feedback(cause="needs" if started else "not_started")
        elif draw.random() < 0.6:
            feedback = Feedback(cause="values", message="Element [0, 0] differs.", mistake=mistake)
        else:
            cause, message = draw.choice(_CAUSES)
            feedback = Feedback(cause=cause, message=message)
        checks.append(
            CheckResult(
                id=f"check_{number}",
                title=title,
                points=points if right else 0,
                max_points=points,
                visibility="hidden",
                state="passed" if right else "not_run" if waits else "failed",
                cases_passed=0,
                cases=6,
                feedback=feedback,
            )
        )
    banned = draw.random() < 0.03
    finding = Finding(kind="banned", name="torch.nn.functional.conv2d", message="is used", checks=("check_0",))
    report = made_report(
        info,
        tuple(checks),
        sha256=f"{draw.getrandbits(256):064x}",
        started=started,
        findings=(finding,) if banned and started else (),
    )
    folder = f"{student.id}/{info.id}"
    return Result(standing="graded", report=report, folder=folder, fingerprints=code.prints(at, started), **fields)


def main(folder: Path) -> None:
    """Writes pages to look at: `python -m tests.classpage.made FOLDER`."""
    folder.mkdir(parents=True, exist_ok=True)
    for count in (5, 300, 2000):
        for lang in ("en", "ru"):
            page = class_page(made_class(count, lang=lang, pending=12 if count == 300 else 0))
            (folder / f"{count}-{lang}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
