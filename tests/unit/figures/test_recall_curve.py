"""The climb of what was found, and the wedge of what may be left."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, stays_inside, texts
from whatworks.figures import css, recall

SCREEN = [True] * 65 + [False] * 59 + ([True] + [False] * 5) * 5
MOCK = {"total": 184, "expected": 5, "at_most": 11}


def ends(svg: str, kind: str) -> list[tuple[float, float]]:
    """The corners of the path of a class."""
    (d,) = re.findall(rf'<path class="{kind}" d="([^"]*)"', svg)
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", d)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_the_climb_ends_where_the_reading_stands():
    for svg in both(recall(SCREEN, **MOCK)):
        assert {"70 found", "154", "184", "0", "20", "80", "records read"} <= set(texts(svg))
        assert ends(svg, "p-line")[-1] == ends(svg, "p-band")[0]


def test_the_wedge_reaches_from_none_left_to_the_bound():
    svg = recall(SCREEN, **MOCK).svg
    start, top, bottom = ends(svg, "p-band")
    per_record = (190 - start[1]) / 70
    assert start[1] == bottom[1]
    assert bottom[1] - top[1] == pytest.approx(11 * per_record, abs=0.2)


def test_the_words_and_the_table_say_what_the_drawing_says():
    figure = recall(SCREEN, **MOCK)
    assert "70 found after 154 of 184 read. 5 in the last 30 read. At most 81 in all" in figure.alt
    assert figure.table.rows[0] == ("0", "0")
    assert figure.table.rows[-2:] == (("154", "70"), ("184, if all are read", "70 to 81, perhaps 75"))
    assert figure.alt in figure.standalone()


def test_a_wedge_that_leaves_the_drawing_says_how_far_it_goes():
    for svg in both(recall([True, False] * 3, total=200, expected=90, at_most=158)):
        assert "up to 161" in texts(svg)
        assert min(y for _, y in ends(svg, "p-band")) == 28


@pytest.mark.parametrize(
    ("found", "total", "at_most"),
    [([], 9, 9), ([], 0, None), ([True, False], 2, 0), ([True], 9, None), ([True], 9, 0)],
)
def test_without_something_to_know_there_is_no_wedge(found, total, at_most):
    for svg in both(recall(found, total=total, at_most=at_most)):
        assert "p-band" not in classes(svg)


def test_before_any_record_is_read_it_says_so():
    assert "Nothing read yet" in texts(recall([], total=9).svg)
    assert "No records yet" in texts(recall([], total=0).svg)


def test_twenty_thousand_records_make_a_drawing_no_larger_than_its_width():
    figure = recall([True, False, False, False] * 5_000, total=40_000, expected=9, at_most=99)
    assert len(figure.svg) < 5_000
    assert len(figure.table.rows) <= 13


def test_every_class_drawn_has_its_style_on_the_page():
    sheet = css() + recall(SCREEN, **MOCK).standalone()
    for name in set(classes(recall(SCREEN, **MOCK).svg)):
        assert f".{name} " in sheet, name


@pytest.mark.parametrize(
    "given", [{"total": 3}, {"total": 5, "at_most": 2}, {"total": 9, "expected": 3, "at_most": 2}]
)
def test_numbers_that_cannot_be_are_refused(given):
    with pytest.raises(ValueError, match="recall:"):
        recall([True] * 4, **given)


@settings(max_examples=100, deadline=None)
@given(found=st.lists(st.booleans(), max_size=300), unread=st.integers(0, 50_000), data=st.data())
def test_nothing_leaves_the_drawing_whatever_is_left(found, unread, data):
    at_most = data.draw(st.none() | st.integers(0, unread))
    expected = None if at_most is None else data.draw(st.none() | st.integers(0, at_most))
    for svg in both(recall(found, total=len(found) + unread, expected=expected, at_most=at_most)):
        stays_inside(svg)
        is_safe(svg)
