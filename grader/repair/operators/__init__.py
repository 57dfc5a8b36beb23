"""All ways to change a function a little, likeliest first: a study of real wrong functions gave the order.

An operator is a generator of Changes for one Target. It yields single places; the search makes groups of those that
have one `rule`. What an operator yields need not be right, nor even parse: it is tried, and what fails is forgotten.
"""

from collections.abc import Iterator

from grader.repair.edits import Change
from grader.repair.operators import (
    axes,
    layers,
    meanings,
    names,
    norms,
    shapes,
    sizes,
    tensors,
    terms,
    training,
    values,
    windows,
)
from grader.repair.operators.places import Operator
from grader.repair.target import Target

ORDER: tuple[tuple[Operator, ...], ...] = (
    (windows.crops, windows.accumulates),
    (
        meanings.unused_named,
        axes.twin_names,
        axes.twins_everywhere,
        axes.exchanged_values,
        axes.swapped_targets,
        axes.split_chains,
        axes.twin_indices,
        norms.eps_moved,
        norms.affine,
        windows.window_starts,
        shapes.grids,
        windows.dropped_asserts,
        windows.crops_added,
        windows.paddings,
        shapes.slices_shifted,
    ),
    (
        sizes.divisions,
        terms.unused_added,
        sizes.roundings,
        sizes.templates,
        sizes.size_terms,
        windows.constants_named,
        windows.constant_pairs,
        windows.bounds,
        windows.offsets,
        norms.kept_dimensions,
        sizes.conditions,
        meanings.defaults,
        meanings.conditions_widened,
        meanings.negated,
        shapes.sizes_of_windows,
        sizes.moved_out,
    ),
    (
        names.returned_orders,
        terms.comparisons,
        norms.momenta,
        values.reductions,
        values.outsides,
        tensors.dropped_calls,
        tensors.new_axes,
        tensors.axes,
        norms.roots,
        norms.variances,
        values.flags,
        terms.dropped_terms,
        tensors.broadcast,
        names.other_pairs,
        terms.signs,
        terms.off_by_one,
        terms.squares,
        tensors.flips,
        tensors.orders,
        shapes.repeats,
        shapes.moved_axes,
        shapes.indices_turned,
        shapes.ends_limited,
        meanings.other_functions,
        meanings.computed_before,
        meanings.starts_added,
        meanings.norms_of,
        meanings.dropped_twice,
        names.remembered,
        names.opposite_attributes,
        names.counted_by_name,
        values.copies,
        terms.constants_scaled,
        terms.added_factors,
        terms.dropped_augmented,
        values.reductions_added,
        values.shortened,
        values.clamped,
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
            except RecursionError:  # source made to exhaust us: the other operators may fare better
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
