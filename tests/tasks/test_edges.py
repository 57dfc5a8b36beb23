"""edges means scipy's Sobel filters, find_pattern the place of the largest correlation coefficient. In float64."""

import re
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.catalog import Catalog, default_root
from grader.compare import case_book
from reference.convolution.edges import edges, find_pattern

TASK = Path(__file__).resolve().parents[2] / "assignments/convolution/edges"
corners = settings(max_examples=50, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def picture(rows, columns, seed):
    return torch.rand(rows, columns, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 255


def coefficients(image, pattern):
    """Window by window, by torch.corrcoef."""
    kh, kw = pattern.shape
    rows, columns = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    found = torch.empty(rows, columns, dtype=image.dtype)
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kh, j : j + kw]
            found[i, j] = torch.corrcoef(torch.stack([window.flatten(), pattern.flatten()]))[0, 1]
    return found


@pytest.fixture(scope="module")
def spec():
    return Catalog([default_root()]).get("convolution/edges")


@corners
@given(st.integers(1, 9), st.integers(1, 9), seeds)
def test_edges_are_those_of_scipy_with_its_nearest_border(rows, columns, seed):
    ndimage = pytest.importorskip("scipy.ndimage")
    image = picture(rows, columns, seed)
    across, down = (torch.from_numpy(ndimage.sobel(image.numpy(), axis, mode="nearest")) for axis in (1, 0))
    torch.testing.assert_close(edges(image), torch.hypot(across, down))


@corners
@given(st.integers(1, 9), st.integers(1, 9), seeds, st.floats(-100, 100))
def test_edges_do_not_see_how_bright_a_picture_is_and_turn_with_it(rows, columns, seed, added):
    image = picture(rows, columns, seed)
    torch.testing.assert_close(edges(image + added), edges(image))
    torch.testing.assert_close(edges(255 - image), edges(image))
    torch.testing.assert_close(edges(image.T), edges(image).T)
    torch.testing.assert_close(edges(image.flip(0)), edges(image).flip(0))


def test_edges_of_a_flat_picture_are_nowhere_not_even_at_its_frame():
    assert edges(torch.full((4, 6), 200.0)).tolist() == [[0.0] * 6] * 4


@corners
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 4), st.integers(0, 4), seeds)
def test_the_pattern_is_where_the_coefficient_is_largest(kh, kw, more_rows, more_columns, seed):
    assume(kh * kw > 2)
    image, pattern = picture(kh + more_rows, kw + more_columns, seed), picture(kh, kw, seed + 1)
    score = coefficients(image, pattern)
    row, column = find_pattern(image, pattern)
    assert (type(row), type(column)) == (int, int)
    assert score[row, column] >= score.max() - 1e-9


@corners
@given(st.integers(2, 4), st.integers(2, 4), st.data(), seeds)
def test_a_piece_of_a_picture_is_found_in_whatever_light(kh, kw, data, seed):
    image = picture(8, 10, seed)
    row, column = data.draw(st.integers(0, 8 - kh)), data.draw(st.integers(0, 10 - kw))
    light, added = data.draw(st.floats(0.1, 5)), data.draw(st.floats(-200, 200))
    assert find_pattern(image, light * image[row : row + kh, column : column + kw] + added) == (row, column)


@pytest.mark.parametrize("secret", [b"one", b"two", b"three"])
def test_no_case_hangs_on_rounding(spec, secret):
    book = case_book(spec, secret)
    for check in spec.checks:
        for case in book.cases(check):
            if case.call.entry != "find_pattern":
                continue
            image, pattern = (argument.double() for argument in case.call.args)
            best, second = coefficients(image, pattern).flatten().topk(2).values.tolist()
            assert best - second > 0.01
            assert image.unfold(0, pattern.shape[0], 1).unfold(1, pattern.shape[1], 1).std((-2, -1)).min() > 0.3


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_statement_shows_what_the_references_return(spec, lang):
    lines = (TASK / f"statement.{lang}.md").read_text(encoding="utf-8").splitlines()
    start = lines.index(next(line for line in lines if line.startswith("0 0   0")))
    outlines = [[int(number) for number in re.findall(r"\d+", line)] for line in lines[start : start + 7]]
    (block,) = spec.checks[0].public[0].args
    assert [row[:8] for row in outlines] == block.tolist()
    assert [row[8:] for row in outlines] == edges(block).round().tolist()

    image, pattern = next(check for check in spec.checks if check.id == "bright_spot").public[0].args
    start = lines.index("2 3 5 0 1 3 1 1")
    shown = [[int(digit) for digit in line.split()[:8]] for line in lines[start : start + 6]]
    assert shown == image.tolist()
    assert find_pattern(image, pattern) == (2, 3)
    assert "`(2, 3)`" in "\n".join(lines)
    plain = torch.nn.functional.conv2d(image[None, None], pattern[None, None])[0, 0]
    assert (plain[2, 3], plain[3, 0], plain.max()) == (360, 396, 396)
    assert f"{coefficients(image, pattern)[3, 0]:.2f}" == "0.06"
    assert all(any(line.rstrip().endswith(number) for line in lines) for number in (" 360", " 396", " 0.06"))
