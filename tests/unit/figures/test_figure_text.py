import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.figures import Table
from whatworks.figures.text import interval_words, number, whole, width, wrap


def test_minus_is_a_minus_and_nought_has_no_sign():
    assert number(-0.14) == "−0.14"
    assert number(-0.001) == "0.00"
    assert number(5, 1, plus=True) == "+5.0"
    assert interval_words(-0.27, 0.14) == "−0.27 to 0.14"


def test_halves_round_away_from_nought_as_written():
    assert (whole(0.5), whole(1.5), whole(44.5)) == (1, 2, 45)
    assert number(0.125) == "0.13"


@given(st.text(max_size=120), st.floats(40, 400))
def test_wrapped_lines_fit_and_lose_nothing(text, room):
    lines = wrap(text, room, 15)
    assert all(width(line, 15) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == wrap(text, 1e9, 15)[0].replace(" ", "")


def test_a_cut_text_ends_in_an_ellipsis():
    lines = wrap("a rather long name of a study that goes on", 80, 15, most=2)
    assert len(lines) == 2 and lines[1].endswith("…")


def test_a_row_that_does_not_fit_its_header_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        Table("T", ("a", "b"), (("1",),))
