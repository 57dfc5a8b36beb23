"""A check of training: lets a submission train, then asks it about pictures whose labels it never sees.

fresh session -> train on the training split -> unseen pictures in, logits out -> accuracy, symptoms, share of points
"""

import statistics
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import torch

from grader.authoring import Call, CheckSpec, Fit
from grader.compare import CaseBook, claimed, learned, probes
from grader.compare.stopped import broken_off, first_of, saved_elsewhere, stopped_early
from grader.data import ORDER, Prepared, missing_advice, prepared_or_make
from grader.errors import GraderFault
from grader.model import MISMATCH, Comparison, Ended, Form, Learned, Returned, Run, StudentError, TensorValue
from grader.report.printable import one_line
from grader.report.raised import environment_reason
from grader.sandbox import Watch
from grader.sandbox.runner import Runner
from grader.score import Judged
from grader.seeds import seed_of
from grader.unseen import draw_unseen, labels_given, linear_baseline, pictures_given
from grader.words import Words

_GRACE_S = 15.0
"""Seconds that train() has to end after it was interrupted."""
_ASKED_S = 120.0
"""Seconds for the answers to all pictures."""
_KNOWN = 400
"""So many of the pictures that were trained on are asked too."""
_AGAIN = 64

_WEIGHTS = (".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pth.tar", ".pt.tar")
_LATE_S = 3.0
"""So much longer than its time may handing out pictures take before a training counts as late."""
_PREDICTIONS = (".npz", ".csv")
_ROUNDED = 1.02
"""The last batch of an epoch may be filled up."""
_FAR_ABOVE_CHANCE = 4.0
_LOADS_QUICKLY_S = 5.0


def run_fit(check: CheckSpec, book: CaseBook, runner: Runner, words: Words, say: Callable[[str], None]) -> Judged:
    """Trains as often as the check says, each time in a session of its own. Raises GraderFault without data.

    `say` is told how far the training is.
    """
    fit = check.fit
    assert fit is not None
    prepared = prepared_or_make(fit.data)
    if prepared is None:
        raise GraderFault(missing_advice(fit.data))
    form = form_of(fit, runner)
    done: list[_Round] = []
    for number in range(fit.runs if form == "train" else 1):
        if runner.out_of_time:
            return Judged(check=check, stopped=Comparison(cause="out_of_time", allowed=book.spec.limits.total_s))
        if form != "whole":  # it would train once more
            runner.renew()
        round_ = _Round(fit, prepared, book, check, number, runner, form)
        round_.go(told("fit.progress", fit.budget_s, words, say))
        if form != "whole":
            runner.renew()
        if round_.stopped is not None:
            return Judged(check=check, stopped=round_.stopped, error=round_.error, wall_s=round_.wall_s)
        done.append(round_)
    return _judge(check, fit, prepared, done)


def form_of(fit: Fit, runner: Runner) -> Form:
    """How the submission is to be taken: by what its source defines and what lies beside it."""
    if runner.answers_only:
        return "predictions"
    if "checkpoint" in fit.modes and "load_model" in runner.defined and (_weights(runner) or "train" not in fit.modes):
        return "checkpoint"
    if "train" not in fit.modes:
        return "checkpoint" if "checkpoint" in fit.modes else "predictions"
    if {"train", "build_model"} <= set(runner.defined):
        return "train"
    answers = [name for name in runner.data if name.lower().endswith(_PREDICTIONS)]
    nothing = not {"train", "load_model", "build_model"} & set(runner.defined)
    return "predictions" if "predictions" in fit.modes and nothing and len(answers) == 1 else "whole"


def _weights(runner: Runner) -> list[str]:
    return sorted(name for name in runner.data if name.lower().endswith(_WEIGHTS))


def told(key: str, budget_s: float, words: Words, say: Callable[[str], None]) -> Watch:
    """Says once a second, by the sentence `key`, how long it has taken and what the program printed last."""
    last = 0

    def watch(seconds: float, output: bytes) -> None:
        nonlocal last
        if int(seconds) == last:
            return
        last = int(seconds)
        lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
        printed = one_line(lines[-1], 60) if lines else ""
        said = words.say(key, seconds=last, budget=f"{budget_s:g}")
        say(f"{said}; {printed}" if printed else said)

    return watch


class _Round:
    """One training and the questions after it."""

    def __init__(
        self, fit: Fit, prepared: Prepared, book: CaseBook, check: CheckSpec, number: int, runner: Runner, form: Form
    ) -> None:
        self.fit, self.prepared, self.runner, self.form = fit, prepared, runner, form
        self.source = ""
        self.own = "predict" in book.spec.functions
        self.seed = seed_of(book.secret, book.spec.id, check.id, number)
        self.classes = len(prepared.dataset.classes)
        self.count = min(fit.train or prepared.dataset.train, prepared.dataset.train)
        self.folder = runner.data_folder(fit.data, fit.train)
        self.stopped: Comparison | None = None
        self.error: StudentError | None = None
        self.errors: tuple[StudentError, ...] = ()
        self.load_error: StudentError | None = None
        """Why something may be missing in a file that went on without a part of it."""
        self.wall_s = 0.0
        self.claims: dict[str, Any] = {}
        self.unseen, self.labels = draw_unseen(prepared, fit, self.seed)
        self.answers: learned.Answers | None = None
        self.known: learned.Answers | None = None
        self.untrained: float | None = None
        """The accuracy before train(), where it is far above chance."""
        self.symptoms: tuple[tuple[str, dict[str, Any]], ...] = ()

    def go(self, watch: Watch) -> None:
        """Trains and asks; `stopped` says why there is no accuracy."""
        opened = self.runner.open()
        if opened.ended != "ok":
            self._stop(opened.ended, opened.errors[-1] if opened.errors else None)
            return
        self.errors = opened.errors
        self.load_error = opened.errors[-1] if opened.errors else None
        if self.form == "predictions":
            self._compare()
            return
        begin = self._begin()
        if begin is None:
            return
        if self.form == "train" and opened.wall_s <= _LOADS_QUICKLY_S:
            self._ask_untrained()
            self.runner.renew()  # what trains has been shown no picture but those that train() is given
            opened = self.runner.open()
            if opened.ended != "ok":
                self._stop(opened.ended, opened.errors[-1] if opened.errors else None)
                return
        returned = self._ask(begin, self.fit.budget_s + _GRACE_S, watch=watch)
        self.wall_s = returned.wall_s
        if self.stopped is not None:
            return
        self.claims = returned.value if isinstance(returned.value, dict) else {}
        if self.form == "train" and self.wall_s > self.fit.budget_s + _LATE_S:
            self.claims = {**self.claims, "late": True}  # whatever its own clock says
        if self.form == "whole":
            self.form = "whole" if self.claims.get("whole") is True else "train"
            self.claims = {**self.claims, "late": self.claims.get("late") is True and self.form == "train"}
            self.wall_s = opened.wall_s if self.form == "whole" else self.wall_s
        if self.claims.get("late") is True and not self.fit.late_counts:
            self.stopped = Comparison(cause="timeout", allowed=self.fit.budget_s, where="training")
            return
        parameters = self.parameters
        if self.fit.parameters is not None and parameters is not None and parameters > self.fit.parameters:
            self.stopped = Comparison(cause="parameters", yours=parameters, expected=self.fit.parameters)
            return
        passes = self.claims.get("passes")
        if self.fit.epochs is not None and isinstance(passes, int | float) and passes > self.fit.epochs * _ROUNDED:
            self.stopped = Comparison(cause="epochs", yours=round(float(passes), 2), expected=self.fit.epochs)
            return
        self.answers = self._answers(self.unseen)
        if self.stopped is None:
            self.known = self._known()
        again = self._answers(self.unseen[:_AGAIN].flip(0)) if self.stopped is None else None
        if self.stopped is not None or self.answers is None:
            return
        trained = learned.Trained(
            unseen=self.answers,
            labels=self.labels,
            known=self.known,
            known_labels=self.known_labels,
            again=None if again is None else learned.in_first_order(again),
            changed=self.claims.get("changed") is not False,
            late=self.claims.get("late") is True,
            losses=self.losses,
            claims=claimed.read_claims(self.claims, self.count),
        )
        self._look_for_symptoms(trained)

    def _begin(self) -> Call | None:
        """What makes the trained network; None where there is nothing that could, and `stopped` says why."""
        if self.form != "checkpoint":
            return Call(self.folder, self.count, ORDER, self.fit.budget_s, self.runner.device).through("fit_train")
        self.source = self._only(_weights(self.runner), "weights")
        return Call(self.source, self.runner.device).through("fit_load") if self.source else None

    def _ask_untrained(self) -> None:
        """Whether build_model() gives a network that knows the pictures; nothing is said where it cannot be asked."""
        most = min(_KNOWN, self.count)
        call = Call(self.folder, self.count, ORDER, most, self.runner.device).through("fit_untrained")
        returned = self.runner.call(call, self.seed, trace=False, seconds=_ASKED_S)
        answers = self._read(returned, most, quietly=True) if returned.ended == "ok" else None
        if answers is not None:
            accuracy = learned.accuracy_of(answers, self.known_labels)
            self.untrained = accuracy if accuracy > _FAR_ABOVE_CHANCE / self.classes else None

    def _compare(self) -> None:
        """Answers that were handed in themselves."""
        self.source = self._only([n for n in sorted(self.runner.data) if n.lower().endswith(_PREDICTIONS)], "answers")
        if not self.source:
            return
        returned = self._ask(Call(self.source, len(self.labels), self.classes).through("fit_predictions"), _ASKED_S)
        if self.stopped is None:
            self.answers = self._read(returned, len(self.labels))
        if self.answers is not None:
            self._look_for_symptoms(learned.Trained(unseen=self.answers, labels=self.labels, answers_only=True))

    def _only(self, names: list[str], what: str) -> str:
        """The one file of its kind; "" where there is none or more, and `stopped` says so."""
        if len(names) == 1:
            return names[0]
        told = f"no_{what}" if not names else f"several_{what}|names={', '.join(names)[:200].replace('|', '/')}"
        self.stopped = Comparison(cause="mismatch", expected=told)
        return ""

    def _look_for_symptoms(self, trained: learned.Trained) -> None:
        asked = self.form != "predictions"
        asked_for = learned.Probes(
            linear=self.linear,
            otherwise=(lambda: self.otherwise(trained.claims.prepared)) if asked else lambda: None,
            affine=self.affine,
        )
        found = learned.symptoms_of(trained, self.classes, full=self.fit.full, probes=asked_for)
        more = () if self.untrained is None else (("pretrained", {"accuracy": self.untrained}),)
        early = broken_off(self.claims, self.errors, self.runner.units) if self.form == "whole" else ()
        found = () if early and early[0][0] == "untrained" else found
        self.symptoms = (*early, *stopped_early(self.claims), *found, *more, *saved_elsewhere(self.claims))

    @property
    def parameters(self) -> int | None:
        """How many numbers the network learns, as it says itself."""
        return claimed.read_parameters(self.claims.get("parameters"))

    @property
    def losses(self) -> tuple[float, ...]:
        """What backward() was called on, as the student's process says."""
        return claimed.read_losses(self.claims.get("losses"))

    @property
    def known_labels(self) -> torch.Tensor:
        """Labels of the pictures that were trained on and are asked again."""
        return labels_given(self.prepared, self.count)[:_KNOWN]

    def otherwise(self, training: claimed.Prepared | None) -> learned.Otherwise | None:
        """The best other preparation of the pictures."""
        asked = self._prepared_when_asked() if training is not None else None
        tried = []
        for how, change in probes.ways(training, asked, self.unseen):
            answers = self._answers(change(self.unseen), quietly=True)
            if answers is None:
                return None
            tried.append((learned.accuracy_of(answers, self.labels), how, change))
        if not tried:
            return None
        accuracy, how, change = max(tried, key=lambda one: one[:2])
        if asked is None:
            return learned.Otherwise(how=how, accuracy=accuracy)
        given = self._answers(change(pictures_given(self.prepared, self.count, _KNOWN)), quietly=True)
        known = None if given is None else learned.accuracy_of(given, self.known_labels)
        return learned.Otherwise(how=how, accuracy=accuracy, certain=True, known=known)

    def _prepared_when_asked(self) -> claimed.Prepared | None:
        """How the student's own evaluation prepares pictures; the network itself is asked with them as they are."""
        asked = Call(self.folder, self.count, ORDER, self.runner.device, self.own).through("fit_prepared")
        returned = self._ask(asked, _ASKED_S, quietly=True)
        return claimed.read_prepared(returned.value) if returned.ended == "ok" else None

    def affine(self) -> bool:
        """Whether the network computes a linear function."""
        some = self.unseen[:_AGAIN]
        ends, middles = self._answers(some, quietly=True), self._answers(probes.midway(some), quietly=True)
        return ends is not None and middles is not None and probes.is_affine(ends, middles)

    def linear(self) -> float:
        """The accuracy of a linear classifier on the same pictures."""
        return linear_baseline(self.fit, self.seed)

    def _known(self) -> learned.Answers | None:
        most = min(_KNOWN, self.count)
        asked = Call(self.folder, self.count, ORDER, most, self.runner.device, self.own).through("fit_known")
        returned = self._ask(asked, _ASKED_S)
        return None if self.stopped is not None else self._read(returned, most)

    def _answers(self, images: torch.Tensor, *, quietly: bool = False) -> learned.Answers | None:
        returned = self._ask(
            Call(images, self.runner.device, self.own).through("fit_logits"), _ASKED_S, quietly=quietly
        )
        if returned.ended != "ok" or self.stopped is not None:
            return None
        return self._read(returned, len(images), quietly=quietly)

    def _read(self, returned: Returned, count: int, *, quietly: bool = False) -> learned.Answers | None:
        value = returned.value
        wrong: Comparison | None = None
        answers = None
        if not isinstance(value, TensorValue):
            kind = getattr(value, "type_name", "None" if value is None else type(value).__name__)
            wrong = Comparison(cause="wrong_type", yours=kind, expected="torch.Tensor")
        else:
            answers = learned.read_answers(value.data, count, self.classes)
            if answers is None:
                should = (count, self.classes)
                wrong = Comparison(cause="shape", yours=tuple(value.data.shape), expected=should)
        if wrong is not None and not quietly:
            self.stopped = wrong
        return answers

    def _ask(self, call: Call, seconds: float, *, quietly: bool = False, watch: Watch | None = None) -> Returned:
        returned = self.runner.call(call, self.seed, trace=False, seconds=seconds, watch=watch)
        if returned.ended != "ok" and not quietly:
            self._stop(returned.ended, returned.error, training=call.driver == "fit_train")
        return returned

    def _stop(self, ended: Ended, error: StudentError | None, *, training: bool = False) -> None:
        limits = {"timeout": self.fit.budget_s if training else _ASKED_S}
        self.error = error
        gpu = self.runner.device != "cpu"
        if gpu and error is not None and error.type == "_NoGpu":
            raise GraderFault("The GPU cannot be used in the jail (grader doctor says why). Grade with --device cpu.")
        if ended == "raised" and error is not None and error.type == MISMATCH:
            self.stopped = Comparison(cause="mismatch", expected=error.message)
        elif ended == "missing" and self.form == "whole":
            awaited = "load_model" in self.runner.defined and "checkpoint" in self.fit.modes
            self.stopped = Comparison(cause="mismatch", expected="no_weights" if awaited else "no_network")
            self.error = None if awaited else first_of(self.errors)
        elif ended == "missing" and self.load_error is not None:
            self.error = self.load_error
            lacks = environment_reason(self.load_error) is not None
            self.stopped = Comparison(cause="environment" if lacks else "load_failed")
        elif ended == "missing":
            self.stopped = Comparison(cause="missing_entry")
        elif ended == "raised" and error is not None and environment_reason(error) is not None:
            self.stopped = Comparison(cause="environment")
        elif ended == "ok" or ended == "fault":
            raise GraderFault("a training ended in a way that it cannot")
        else:
            self.stopped = Comparison(
                cause=ended, allowed=limits.get(ended), where="training" if training and ended == "timeout" else ""
            )


def _judge(check: CheckSpec, fit: Fit, prepared: Prepared, done: list[_Round]) -> Judged:
    accuracies = []
    for one in done:
        assert one.answers is not None
        accuracies.append(learned.accuracy_of(one.answers, one.labels))
    accuracy = statistics.median_low(accuracies)
    middle = done[accuracies.index(accuracy)]
    assert middle.answers is not None
    low, high = learned.interval(accuracy, len(middle.labels))
    result = Learned(
        accuracy=accuracy,
        low=low,
        high=high,
        unseen=len(middle.labels),
        cutoffs=fit.cutoffs,
        runs=tuple(_run_of(one, found) for one, found in zip(done, accuracies, strict=True)),
        classes=prepared.dataset.classes,
        confusion=learned.confusion_of(middle.answers, middle.labels, middle.classes),
        unanswered=learned.unanswered_of(middle.answers, middle.labels, middle.classes),
        symptoms=tuple(key for key, _ in middle.symptoms),
        parameters=middle.parameters,
        losses=middle.losses,
        form=middle.form,
        source=PurePosixPath(middle.source).name,
    )
    return Judged(
        check=check,
        learned=result,
        share=fit.share(accuracy),
        symptoms=dict(middle.symptoms),
        wall_s=sum(one.wall_s for one in done),
    )


def _run_of(one: _Round, accuracy: float) -> Run:
    known = None if one.known is None else learned.accuracy_of(one.known, one.known_labels)
    return Run(accuracy=accuracy, train_accuracy=known, wall_s=one.wall_s, late=one.claims.get("late") is True)
