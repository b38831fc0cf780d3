import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.figures.drawing import both, classes, is_safe, stays_inside, texts
from whatworks.figures import frequency

WORDS = {
    "of": "children", "without_words": "without the offer of a conference",
    "with_words": "whose family was referred for a conference", "event_words": "in care 12 months later",
}  # fmt: skip


def discs(svg):
    """Filled, ringed and empty discs, less those of the key."""
    marks = classes(svg)
    ringed = marks.count("f-gap") + marks.count("f-harm")
    return marks.count("f-on") - 1, ringed - bool(ringed), marks.count("f-off") - 1


def test_two_grids_show_45_and_36_of_a_hundred():
    figure = frequency(44.8, 36.2, **WORDS)
    for svg in both(figure):
        assert "45 of 100" in texts(svg) and "36 of 100" in texts(svg)
        assert discs(svg) == (45 + 36, 9, 55 + 55)
        assert "About 9 who were not, and might have been" in texts(svg)
        assert "f-gap" in classes(svg) and "f-harm" not in classes(svg)


def test_an_unknown_interval_is_said_in_words():
    figure = frequency(44.8, 36.2, **WORDS)
    assert "How exact is this? Not known." in texts(figure.svg) and "Not known." in figure.alt
    assert figure.table.rows[2] == ("Difference", "−8.6 points", "−9", "not known")


def test_a_known_interval_is_said_in_words():
    figure = frequency(44.8, 36.2, interval=(-15.0, 2.0), **WORDS)
    assert "from 15.0 fewer to 2.0 more of every 100" in figure.alt
    assert figure.table.rows[2][3] == "−15.0 to +2.0 points"


def test_more_of_what_is_bad_is_ringed_in_vermilion():
    svg = frequency(1.3, 9.0, **WORDS).svg
    assert "f-harm" in classes(svg) and "f-gap" not in classes(svg)
    assert "About 8 who were, and might not have been" in texts(svg)


def test_more_of_what_is_good_is_ringed_in_blue():
    figure = frequency(40, 52, good="higher", **WORDS | {"event_words": "back home"})
    assert "f-gap" in classes(figure.svg) and "f-harm" not in classes(figure.svg)
    assert "for the better" in figure.alt


def test_fewer_of_what_is_good_is_ringed_in_vermilion():
    assert "f-harm" in classes(frequency(52, 40, good="higher", **WORDS).svg)


def test_no_whole_person_of_difference_has_no_rings_and_says_so():
    figure = frequency(10.1, 9.9, **WORDS)
    assert not {"f-gap", "f-harm"} & set(classes(figure.svg))
    assert "No difference of a whole person in 100" in figure.alt


def test_the_rounding_is_stated_and_owns_up_where_it_misleads():
    assert "44.8% is drawn as 45 of 100 and 36.2% as 36" in (frequency(44.8, 36.2, **WORDS).caption or "")
    caption = frequency(44.4, 36.6, **WORDS).caption or ""
    assert "The difference itself is 7.8 of 100; 7 are ringed" in caption


def test_halves_round_up_and_small_shares_are_never_none():
    assert "13 of 100" in texts(frequency(12.5, 5, **WORDS).svg)
    assert "Fewer than 1 of 100" in texts(frequency(0.3, 5, **WORDS).svg)


def test_a_percentage_out_of_bounds_is_refused():
    with pytest.raises(ValueError, match="percent_with is 120"):
        frequency(10, 120, **WORDS)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from(("lower", "higher")), st.text(max_size=90))
def test_grids_always_hold_two_hundred_discs_and_their_words_stay_inside(without, with_, good, words):
    named = WORDS | {"with_words": words, "event_words": words}
    figure = frequency(without, with_, good=good, **named)
    for svg in both(figure):
        filled, ringed, empty = discs(svg)
        extra = ringed + 1 if ringed and with_ > without else 0
        assert filled - extra + ringed + empty == 200
        is_safe(svg)
        stays_inside(svg)
    is_safe(figure.standalone())
    assert figure == frequency(without, with_, good=good, **named)
