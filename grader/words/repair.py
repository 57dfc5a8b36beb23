"""The statement that is wrong: what students read where a small change of their own code makes a check pass.

A family's sentence says where to look and never what to write: it must hold for a change in either direction.
"""

SENTENCES: dict[str, str] = {
    "repair.title": "Where to look",
    "repair.in.line": "in line {line}",
    "repair.in.lines": "in lines {lines} and {last}",
    "repair.in.cell": "{lines} of cell {cell}",
    "repair.in.module": "{lines} of {module}",
    "repair.at.lines": "lines {lines} and {last}",
    "repair.at": "{unit}, {lines}",
    "repair.one": "One small change to the statement{place} is enough. {passing}",
    "repair.same": "The same small change{place} is enough. {passing}",
    "repair.same.statement": "The same small change at each such place of the statement{place} is enough. {passing}",
    "repair.two": "Two different small changes{place} are enough. {passing}",
    "repair.two.first": "Two different small changes are enough; begin{place}. {passing}",
    "repair.passing": "Then every case of this check passes ({cases} of {cases}).",
    "repair.passing.fresh": (
        "Then every case of this check passes ({cases} of {cases}), and so do {fresh} new random ones."
    ),
    "repair.first.right": "Your {function} is right.",
    "repair.first": "Mend {first} first{place}: then this check passes too.",
    "repair.sure": "How sure",
    "repair.sure.one": "very. For this check nothing else has to be changed.",
    "repair.sure.same": (
        "very. It is the same slip at each of these places; for this check nothing else has to be changed."
    ),
    "repair.sure.two": "fairly. Both together make it right, one alone does not; there may be another way to mend it.",
    "repair.sure.untried": "less. There were no new cases to try it on: read the statement, then decide.",
    "repair.how": "Found by trying small changes to your own code; the score does not depend on it.",
    "repair.again": "The same place as in “{check}”: mended there, this check passes too.",
    "repair.short": "Where to look: {place}. {look}",
    "repair.code": "Your code around the statement to look at",
    "repair.marked": "look here:",
    "repair.teacher": "For teachers: what was changed",
    "repair.teacher.about": "Shown because of --teacher; not meant for handing out.",
    "repair.before": "before:",
    "repair.after": "after:",
    "repair.family.padding": (
        "Look at what is put around the picture: what it is filled with, and where it is cut off again."
    ),
    "repair.family.stride": "Look at how far the window moves from one position to the next.",
    "repair.family.dilation": "Look at how far apart the numbers of the kernel lie on the picture.",
    "repair.family.groups": "Look at which channels of the input each kernel sees.",
    "repair.family.window": "Look at where a window begins and where it ends.",
    "repair.family.output_size": "Look at how the height and width of the result are worked out.",
    "repair.family.axes_swapped": "Look at what belongs to the height here, and what to the width.",
    "repair.family.axis": "Look at which dimension this is done along.",
    "repair.family.broadcasting": (
        "Look at the shapes of what is combined here: which dimension is matched with which?"
    ),
    "repair.family.division": "Look at what this division gives: a whole number or one with a fraction?",
    "repair.family.rounding": "Look at which way this is rounded.",
    "repair.family.sign": "Look at the sign: plus or minus?",
    "repair.family.scale": "Look at what this is multiplied or divided by, and which power is taken.",
    "repair.family.term": "Look at what this expression is made of: is everything there, and nothing too many?",
    "repair.family.accumulate": "Look at what becomes of the value that stood there before.",
    "repair.family.order": "Look at the order: what comes first, and what after it?",
    "repair.family.eps": (
        "Look at the small number eps and at the square root: what stands under it, and what does not?"
    ),
    "repair.family.variance": "Look at how the variance is worked out: over how many numbers?",
    "repair.family.affine": "Look at what becomes of the normalised numbers: the factor (gamma) and the shift (beta).",
    "repair.family.running": (
        "Look at the mean and the variance: of this batch, or remembered of earlier ones, and how much does each count?"
    ),
    "repair.family.mode": "Look at what is switched on or off here: training or evaluation, gradients, True or False.",
    "repair.family.comparison": "Look at this comparison: which way round is it, and what about equal numbers?",
    "repair.family.condition": "Look at when this is done, and when it is not.",
    "repair.family.bound": "Look for one too many or one too few: where does counting begin, and where does it stop?",
    "repair.family.index": "Look at which element is taken here.",
    "repair.family.name": "Look at the names: is each variable the one that is meant?",
    "repair.family.constant": "Look at the number that is written out here: is it right for every input?",
    "repair.family.dtype": "Look at the type: a number or a tensor, whole or with a fraction, and how precise?",
    "repair.family.copy": (
        "Look at whether this is the same tensor or a copy of it, and whether gradients pass through it."
    ),
    "repair.family.activation": "Look at the activations: after what is there one, and after what is there none?",
    "repair.family.layer": (
        "Look at how the layers are set up: are they the ones that are meant, with the right arguments, known to "
        "the network?"
    ),
    "repair.family.kernel": "Look at the kernel: its height and width, and which way round it lies on the picture.",
    "repair.family.reduction": ("Look at how many numbers become one here: their sum, mean, largest or smallest?"),
    "repair.family.zero_grad": "Look at the steps of the training loop: is each one there, and in its turn?",
}
