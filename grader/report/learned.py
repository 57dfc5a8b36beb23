"""A trained network in words: its accuracy with its interval, what it is worth, and what the answers show."""

import math
from collections.abc import Mapping
from typing import Any

from grader.model import Feedback, Learned, StudentError
from grader.report.printable import one_line
from grader.report.raised import environment_reason
from grader.words import SENTENCES, Words


def explain_learned(
    learned: Learned, symptoms: Mapping[str, Mapping[str, Any]], hint: str | None, words: Words
) -> Feedback:
    """The feedback of a check of training. The most telling symptom stands where a known mistake would."""
    full = next(accuracy for accuracy, share in learned.cutoffs if share == 1.0)
    right = round(learned.accuracy * learned.unseen)
    lines = [
        words.say(
            "fit.accuracy",
            right=right,
            unseen=learned.unseen,
            accuracy=percent(learned.accuracy),
            low=percent(learned.low),
            high=percent(learned.high),
            full=percent(full),
        )
    ]
    if learned.form in _FORMS and not _BROKEN & set(symptoms):
        lines.append(words.say(_FORMS[learned.form], file=learned.source))
    if learned.accuracy < learned.cutoffs[0][0]:
        lines[0] += " " + words.say("fit.nothing_below", least=percent(learned.cutoffs[0][0]))
    if len(learned.runs) > 1:
        accuracies = ", ".join(percent(run.accuracy) for run in learned.runs)
        lines.append(words.say("fit.median", runs=len(learned.runs), accuracies=accuracies))
    if learned.parameters is not None:
        lines.append(_claims(learned, learned.parameters, words))
    told = [_symptom(key, fields, learned, words) for key, fields in symptoms.items() if key not in _BESIDE]
    beside = [_symptom(key, fields, learned, words) for key, fields in symptoms.items() if key in _BESIDE]
    passed = learned.accuracy >= full
    return Feedback(
        cause="none" if passed else "accuracy",
        message="\n".join([*lines, *(told if passed else told[1:]), *beside]),
        mistake=None if passed or not told else told[0],
        hint=None if passed else hint,
    )


def _claims(learned: Learned, parameters: int, words: Words) -> str:
    """What the student's program says of its network; nothing is judged by it."""
    losses = [loss for loss in learned.losses if math.isfinite(loss)]
    if not losses:
        return words.say("fit.claims", parameters=parameters)
    first, last = f"{losses[0]:.3g}", f"{losses[-1]:.3g}"
    return words.say("fit.claims.loss", parameters=parameters, first=first, last=last)


_BESIDE = {"elsewhere"}
"""Said of the training, and no reason for its accuracy."""
_BROKEN = {"untrained", "broken_off"}
_FORMS = {"whole": "fit.whole", "checkpoint": "fit.loaded", "predictions": "fit.predicted"}


def _symptom(key: str, fields: Mapping[str, Any], learned: Learned, words: Words) -> str:
    said: dict[str, Any] = {
        name: percent(value) if isinstance(value, float) else value for name, value in fields.items()
    }
    if key == "one_class":
        told = int(fields["told"])
        said["name"] = learned.classes[told] if 0 <= told < len(learned.classes) else "?"
    if key == "few_classes":
        few = (int(each) for each in str(fields["told"]).split(","))
        said["names"] = ", ".join(learned.classes[one] if 0 <= one < len(learned.classes) else "?" for one in few)
    if key == "normalised":
        said["how"] = words.say(f"fit.symptom.normalised.{said['how']}")
    if "place" in said:
        said["place"] = one_line(str(said["place"]), 100)
    if "error" in said:
        said["error"] = next(iter(one_line(str(said["error"]), 200).rstrip(". ").splitlines()), "")
    if key in _BROKEN:
        cell = fields["cell"]
        said["where"] = words.say("report.cell", number=cell) if cell else one_line(str(fields["unit"]), 80)
        kind, _, message = str(fields["error"]).partition(": ")
        lacking = environment_reason(StudentError(type=kind, message=message))
        reason = "" if lacking is None else " " + words.say(lacking[0], **lacking[1])
        return words.say(f"fit.symptom.{key}", **said) + reason
    if key == "late":
        said["seconds"] = f"{max(run.wall_s for run in learned.runs):.0f}"
    if "variant" in fields:
        return words.say(f"fit.symptom.{key}.{fields['variant']}", **said)
    alone = f"fit.symptom.{key}.answers"
    return words.say(alone if learned.form == "predictions" and alone in SENTENCES else f"fit.symptom.{key}", **said)


def percent(share: float) -> str:
    """0.9625 -> `96.2`; never rounded up to a cutoff that was not reached."""
    return f"{int(share * 1000 + 1e-9) / 10:g}"
