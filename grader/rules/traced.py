"""Banned functions that were called while the student's code ran: a claim of their process against itself."""

from collections.abc import Collection, Sequence

from grader.authoring import BanSpec
from grader.model import Finding
from grader.rules.canon import canonical, matches, spellings
from grader.words import Words

_METHODS = "torch.Tensor."


def traced_findings(
    called: Collection[str], bans: tuple[BanSpec, ...], known: Sequence[Finding], words: Words
) -> list[Finding]:
    """A finding for each banned function that was called and costs checks that the source did not already cost.

    Nothing follows where nothing was traced: who wants to hide a call from the trace can.
    """
    paid = {check for finding in known if finding.kind in ("banned", "traced") for check in finding.checks}
    found = []
    # a method is the business of a ban that names methods: `torch.*pool*` does not mean Tensor's own
    of_methods = [ban for ban in bans if ban.pattern.startswith(_METHODS)]
    of_others = [ban for ban in bans if not ban.pattern.startswith(_METHODS)]
    for name in sorted({canonical(name) for name in called}):
        own = of_methods if name.startswith(_METHODS) else of_others
        hits = [(spelled, ban.checks) for spelled in spellings(name) for ban in own if matches(ban.pattern, spelled)]
        costs = tuple(dict.fromkeys(check for _, checks in hits for check in checks if check not in paid))
        if costs:
            paid.update(costs)
            message = words.say("rules.traced", name=hits[0][0])
            found.append(Finding(kind="traced", name=hits[0][0], message=message, checks=costs))
    return found
