import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.figures.drawing import classes, is_safe, parse
from whatworks.figures import EFFECT_WORDS, NO_DIFFERENCE, TOO_LITTLE, rating_badge, steps_badge


@pytest.mark.parametrize(
    ("level", "words", "filled"),
    [
        ("+2", "Helps", {"g-help": 2}),
        ("+1", "Tends to help", {"g-help": 1}),
        ("mixed", "Mixed", {"g-help": 1, "g-harm": 1}),
        ("0", "No clear difference", {"g-none": 1}),
        ("-1", "Tends to harm", {"g-harm": 1}),
        ("-2", "Harms", {"g-harm": 2}),
    ],
)
def test_each_level_of_effect_has_its_words_and_places(level, words, filled):
    badge = rating_badge("effect", level)
    assert badge.words == words
    marks = classes(badge.svg)
    assert {k: marks.count(k) for k in ("g-help", "g-harm", "g-none") if k in marks} == filled
    assert "g-dash" not in marks and "g-maybe" not in marks


def test_not_rated_yet_is_all_dashed_and_quiet():
    for badge in (rating_badge("effect", None), rating_badge("effect", "none")):
        assert badge.words == "Not rated yet" and badge.quiet
        assert classes(badge.svg).count("g-dash") == 5


def test_no_difference_and_too_little_to_tell_are_not_drawn_alike():
    drawn = {rating_badge("effect", "0", zero=zero).svg for zero in (None, NO_DIFFERENCE, TOO_LITTLE)}
    assert len(drawn) == 3
    assert rating_badge("effect", "0", zero=TOO_LITTLE).words == TOO_LITTLE


def test_mixed_or_plus_one_fills_only_what_both_share():
    badge = rating_badge("effect", None, ("mixed", "+1"))
    assert badge.words == "Mixed or tends to help"
    marks = classes(badge.svg)
    assert marks.count("g-help") == 1 and "g-harm" not in marks
    assert marks.count("g-maybe") == 2


def test_a_ladder_fills_its_floor_and_dashes_what_is_still_possible():
    marks = classes(steps_badge("12345", None, ("2", "3")).svg)
    assert (marks.count("g-ink"), marks.count("g-maybe"), marks.count("g-off")) == (2, 1, 2)


def test_levels_below_the_ladder_fill_nothing():
    badge = steps_badge(
        ("2", "3", "4"), None, ("NL2", "2", "3"), below=("NL2",), aside=("NE",), scale="EIF level"
    )
    marks = classes(badge.svg)
    assert badge.words == "NL2, 2 or 3"
    assert "g-ink" not in marks and marks.count("g-maybe") == 2


def test_a_level_off_the_ladder_is_a_mark_of_its_own():
    badge = steps_badge(("2", "3", "4"), "NE", below=("NL2",), aside=("NE",), names={"NE": "No effect"})
    assert badge.words == "No effect"
    assert classes(badge.svg).count("g-none") == 1 and "g-ink" not in classes(badge.svg)


def test_numbers_stand_beside_the_words():
    assert rating_badge("strength", "1").number == "1 of 3"
    assert rating_badge("cost", None, ("2", "3")).number == "2 or 3 of 5"
    assert rating_badge("effect", "-1").number == "−1 on a scale of −2 to +2"
    assert steps_badge("12345", None, ("2", "3")).words == "2 or 3 of 5"


def test_one_level_left_is_the_level():
    assert rating_badge("strength", None, ("2",)) == rating_badge("strength", "2", ("2",))


def test_everything_possible_is_not_known_yet():
    assert rating_badge("effect", None, EFFECT_WORDS).words == "Not known yet"


def test_levels_that_may_be_too_many_say_so():
    assert rating_badge("strength", None, ("1", "2"), exact=False).words == "Low or moderate, at most these"


def test_the_table_says_which_levels_remain():
    rows = {row[0]: row[2] for row in rating_badge("strength", None, ("1", "2")).table.rows}
    assert rows == {"0": "no", "1": "still possible", "2": "still possible", "3": "no"}


def test_a_level_that_is_not_on_the_scale_is_refused():
    with pytest.raises(ValueError, match="'4' is none of its levels"):
        rating_badge("strength", "4")
    with pytest.raises(ValueError, match="no scale"):
        rating_badge("colour", "1")


@given(st.sets(st.sampled_from(sorted(EFFECT_WORDS))))
def test_resolving_what_is_possible_never_unfills_a_place(possible):
    before = rating_badge("effect", None, possible)
    is_safe(before.svg)
    is_safe(before.standalone())
    assert parse(before.svg).attrib["aria-hidden"] == "true"
    filled = classes(before.svg).count("g-help")
    for level in possible:
        assert classes(rating_badge("effect", level).svg).count("g-help") >= filled


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=7, unique=True), st.data())
def test_any_ladder_draws(levels, data):
    possible = data.draw(st.sets(st.sampled_from(levels)))
    badge = steps_badge(levels, None, possible)
    marks = classes(badge.svg)
    assert sum(marks.count(k) for k in ("g-ink", "g-maybe", "g-off", "g-dash")) == len(levels)
    assert badge == steps_badge(levels, None, possible)
    is_safe(badge.standalone())
