"""All ways to change a function a little, likeliest first: a study of real wrong functions gave the order.

An operator is a generator of Changes for one Target. It yields single places; the search makes groups of those that
have one `rule`. What an operator yields need not be right, nor even parse: it is tried, and what fails is forgotten.
"""

from collections.abc import Iterator

from grader.intake.deadline import Overrun
from grader.repair.edits import Change
from grader.repair.operators import (
    arguments,
    axes,
    calls,
    elsewhere,
    flags,
    forms,
    layers,
    meanings,
    mirrors,
    names,
    norms,
    shapes,
    sizes,
    tensors,
    terms,
    training,
    unread,
    values,
    wholes,
    windows,
)
from grader.repair.operators.places import Operator
from grader.repair.target import Target

ORDER: tuple[tuple[Operator, ...], ...] = (
    (windows.crops, arguments.slices_called, windows.accumulates),
    (
        meanings.unused_named,
        norms.eps_moved,
        norms.variances,
        norms.momenta,
        norms.kept_dimensions,
        values.outsides,
        windows.window_starts,
        windows.offsets,
        shapes.grids,
        shapes.slices_shifted,
        windows.dropped_asserts,
        windows.paddings,
        wholes.dilated,
        wholes.inside_the_border,
        meanings.defaults,
        sizes.divisions,
        shapes.repeats,
        shapes.indices_turned,
        sizes.roundings,
        norms.powers,
        norms.counts,
        calls.completed,
        calls.absolutes,
        elsewhere.largest,
        mirrors.indices_exchanged,
        axes.twin_indices,
        axes.exchanged_values,
        axes.swapped_targets,
        axes.split_chains,
        terms.comparisons,
        values.reductions,
        tensors.dropped_calls,
        sizes.moved_out,
        axes.twins_everywhere,
        axes.twin_names,
        mirrors.mirrored,
        mirrors.both_reckoned,
        arguments.keywords_added,
        arguments.borders,
        arguments.other_halves,
        forms.limits,
        forms.last_windows,
        shapes.ends_limited,
        flags.shares,
        unread.unread_put,
        windows.crops_added,
        norms.affine,
    ),
    (
        terms.unused_added,
        sizes.size_terms,
        sizes.templates,
        shapes.sizes_of_windows,
        windows.bounds,
        windows.constant_pairs,
        sizes.conditions,
        wholes.own_conditions,
        wholes.first_only,
        wholes.over_some,
        wholes.runs,
        elsewhere.rounded_as_asked,
        elsewhere.steps,
        elsewhere.products,
        elsewhere.wrapped,
        meanings.conditions_widened,
        meanings.negated,
        names.returned_orders,
        values.flags,
        norms.roots,
        tensors.axes,
        terms.off_by_one,
        terms.dropped_terms,
        terms.signs,
        tensors.new_axes,
        windows.constants_named,
        unread.unread_joined,
        unread.indices_counted,
        unread.ones_for_values,
        arguments.slices_stepped,
        forms.sizes_anew,
        arguments.pairs_times,
        forms.brackets,
        flags.flags_asked,
        flags.complements,
        flags.kept_of_before,
        flags.families_of_names,
        flags.sums_for_products,
        forms.closed,
        forms.one_axis_of_four,
        forms.flips_otherwise,
    ),
    (
        tensors.broadcast,
        tensors.flips,
        tensors.orders,
        forms.moved_before,
        forms.channels_moved,
        shapes.moved_axes,
        elsewhere.turned_first,
        names.other_pairs,
        names.remembered,
        names.opposite_attributes,
        names.counted_by_name,
        meanings.other_functions,
        meanings.computed_before,
        meanings.starts_added,
        meanings.norms_of,
        wholes.of_gradients,
        meanings.dropped_twice,
        terms.squares,
        values.copies,
        values.shortened,
        terms.added_factors,
        terms.constants_scaled,
        terms.dropped_augmented,
        terms.off_by_one_elsewhere,
        terms.turned,
        values.reductions_added,
        values.clamped,
        axes.swapped_natural,
        axes.exchanged_others,
        forms.sizes_named,
        forms.spans,
        forms.other_operators,
        forms.results_reshaped,
        mirrors.exchanged_places,
        names.other_names,
    ),
    (
        layers.missing_super,
        meanings.unused_named,
        layers.layer_arguments,
        layers.activations,
        shapes.pairs_of_one,
        layers.composed,
        layers.results_added,
        layers.unused_layers,
        layers.inputs,
        layers.flattened,
        names.other_attributes,
        layers.layers_listed,
        layers.dropouts,
        layers.joined,
        layers.own_calls_dropped,
    ),
    (
        training.modes,
        training.inserted,
        training.dropped,
        training.steps_moved,
        training.moved,
        training.swapped,
        training.rotated,
        training.averages,
        training.weighted,
        training.gradients,
    ),
)
"""Stages 1 to 6. Stage 5 is for networks, 6 for training loops; where a function is one of those, they come first."""

FAMILIES = {
    "padding": "zeros around the picture, or cutting them off again",
    "stride": "by how much the window moves",
    "dilation": "how far the numbers of a kernel lie apart",
    "groups": "which channels see which",
    "window": "where a window begins or ends",
    "output_size": "how large the output is",
    "axes_swapped": "height and width",
    "axis": "which dimension is reduced",
    "broadcasting": "which dimensions of length 1 there are",
    "division": "whole or real division",
    "rounding": "up or down",
    "sign": "plus or minus",
    "scale": "a factor, an exponent or a divisor",
    "term": "something that is added, missing or too many",
    "accumulate": "= or +=",
    "order": "what comes first: statements, layers, dimensions, results",
    "eps": "the small number and the root",
    "variance": "divided by n or n - 1",
    "affine": "gamma and beta",
    "running": "what is remembered of earlier batches",
    "mode": "train and eval, gradients recorded or not",
    "comparison": "a comparison",
    "condition": "when something is done",
    "bound": "one more or one less",
    "index": "which element",
    "name": "which variable",
    "constant": "a number that is written out",
    "dtype": "the type of numbers",
    "copy": "what is changed in place, or cut off from gradients",
    "activation": "an activation missing or too many",
    "layer": "a layer or one of its arguments",
    "kernel": "the kernel's sides or its direction",
    "reduction": "sum, mean, largest, smallest",
    "zero_grad": "a step of the training loop",
}
"""What a change may be about, each told to students by a sentence of its own that does not give the change away."""


def changes(target: Target) -> Iterator[tuple[int, Change]]:
    """All changes of a function with their stages (1 to 6), lazily, none twice and none that changes nothing."""
    seen: set[tuple[tuple[int, int, str], ...]] = set()
    for stage in stages_of(target):
        for operator in ORDER[stage - 1]:
            try:
                for change in operator(target):
                    key = tuple((edit.start, edit.end, edit.text) for edit in change.edits)
                    if key not in seen and _changes(target, change):
                        seen.add(key)
                        yield stage, change
            except Overrun:
                raise
            except Exception:  # source made to exhaust us, or that nobody foresaw: the other operators may fare better
                continue


def stages_of(target: Target) -> tuple[int, ...]:
    """The stages in the order that fits: a network's layers, a loop's statements come before arithmetic."""
    if b".backward()" in target.source or b"zero_grad" in target.source or b"loader" in target.source:
        return (1, 6, 2, 3, 4, 5)
    if target.attributes or b"nn." in target.source:
        return (1, 5, 2, 3, 4, 6)
    return (1, 2, 3, 4, 5, 6)


def _changes(target: Target, change: Change) -> bool:
    return any(target.source[edit.start : edit.end] != edit.text.encode() for edit in change.edits)


__all__ = ["FAMILIES", "ORDER", "Operator", "changes", "stages_of"]
