"""Agreement where it is simple, where it is degenerate, and its laws."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.stats.agreement import (
    agreement_weights,
    cohen_kappa,
    gwet_ac,
    kappa_of_table,
    krippendorff_alpha,
    raw_agreement,
)

LEVELS = ("Low", "Some concerns", "High")
RATINGS = st.lists(
    st.lists(st.sampled_from([*LEVELS, None]), min_size=2, max_size=2).map(tuple), min_size=1, max_size=15
)
MANY = st.integers(2, 4).flatmap(
    lambda r: st.lists(st.lists(st.sampled_from([*LEVELS, None]), min_size=r, max_size=r), max_size=12)
)


def test_with_one_answer_throughout_kappa_is_undefined_and_ac1_complete():
    ratings = [("Low", "Low")] * 12
    kappa, ac1 = cohen_kappa(ratings, answers=LEVELS), gwet_ac(ratings, answers=LEVELS)
    assert kappa.value is None and "same answer" in kappa.why
    assert (ac1.value, ac1.se) == (1.0, 0.0)
    assert (ac1.low, ac1.high) == (None, None) and "everything" in ac1.why
    assert krippendorff_alpha(ratings, answers=LEVELS).value is None
    assert raw_agreement(ratings).value == 1.0


def test_high_agreement_on_a_rare_answer_has_a_low_kappa_and_a_high_ac1():
    ratings = [("Low", "Low")] * 18 + [("Low", "High"), ("High", "Low")]
    assert cohen_kappa(ratings).value == pytest.approx(-1 / 19)
    assert gwet_ac(ratings).value > 0.85


def test_nothing_rated_by_both_is_said():
    ratings = [("Low", None), (None, "High")]
    for found in (
        cohen_kappa(ratings),
        gwet_ac(ratings),
        krippendorff_alpha(ratings),
        raw_agreement(ratings),
    ):
        assert (found.value, found.n) == (None, 0)
        assert "two or more raters" in found.why


def test_only_one_answer_to_choose_from_leaves_ac1_undefined():
    assert "only one answer" in gwet_ac([("Low", "Low")]).why


def test_an_ac2_below_minus_one_lies_in_its_interval():
    """All pairs as far apart as can be, and an answer between them that one rater gave alone."""
    ratings = [("Low", "High"), ("Low", "High"), ("Some concerns", None)]
    found = gwet_ac(ratings, answers=LEVELS, weights="linear")
    chance = (5 / 6) * (2 / 3)  # weights that add up to 5, over 3 times 2; a third of the ratings each
    assert found.value == pytest.approx(-chance / (1 - chance)) == pytest.approx(-1.25)
    assert found.low <= found.value <= found.high


def test_weights_that_forgive_everything_leave_nothing_beyond_chance():
    found = gwet_ac([("Low", "High"), ("High", "Low")], weights=[[1, 1], [1, 1]])
    assert found.value is None and found.why


def test_one_thing_rated_gives_ac1_without_an_interval():
    found = gwet_ac([("Low", "High")], answers=LEVELS)
    assert found.value is not None and found.se is None and "only one thing" in found.why


def test_weights_forgive_near_misses():
    ratings = [("Low", "Some concerns"), ("Some concerns", "High"), ("High", "High"), ("Low", "Low")]
    plain = cohen_kappa(ratings, answers=LEVELS).value
    linear = cohen_kappa(ratings, answers=LEVELS, weights="linear").value
    quadratic = cohen_kappa(ratings, answers=LEVELS, weights="quadratic").value
    assert plain < linear < quadratic


def test_each_measure_has_its_own_name():
    ratings = [("Low", "Some concerns"), ("High", "High")]
    names = [
        measure(ratings, answers=LEVELS, weights=weights).name
        for measure in (cohen_kappa, gwet_ac)
        for weights in ("nominal", "linear")
    ]
    assert names == ["kappa", "weighted kappa", "AC1", "AC2"]


def test_the_weights_are_one_on_the_diagonal_and_fall_to_nought():
    assert agreement_weights("linear", 3) == ((1, 0.5, 0), (0.5, 1, 0.5), (0, 0.5, 1))
    assert agreement_weights("quadratic", 3)[0] == (1, 0.75, 0)
    assert agreement_weights("nominal", 2) == ((1, 0), (0, 1))
    assert agreement_weights("linear", 1) == ((1,),)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ("cubic", "'cubic' are not known"),
        ([[1, 0]], "2 by 2"),
        ([[1, 0], [0]], "2 by 2"),
        ([[1, 0.5], [0.2, 1]], "same both ways"),
        ([[1, 2], [2, 1]], "between 0 and 1"),
        ([[0, 0], [0, 1]], "1 for the same answer"),
    ],
)
def test_weights_that_do_not_fit_are_refused_in_words(weights, told):
    with pytest.raises(ValueError, match=told):
        agreement_weights(weights, 2)


def test_answers_that_do_not_fit_are_refused_in_words():
    with pytest.raises(ValueError, match="'Grave' is not one of the answers"):
        gwet_ac([("Low", "Grave")], answers=LEVELS)
    with pytest.raises(ValueError, match="twice"):
        gwet_ac([("Low", "Low")], answers=("Low", "Low"))
    with pytest.raises(ValueError, match="two raters"):
        cohen_kappa([("Low", "Low"), ("Low", "Low", "High")])


@given(RATINGS, st.sampled_from(["nominal", "linear", "quadratic"]))
@settings(max_examples=80, deadline=None)
def test_it_does_not_matter_who_is_called_first_or_what_is_rated_first(ratings, weights):
    swapped = [(b, a) for a, b in reversed(ratings)]
    for measure in (cohen_kappa, gwet_ac):
        one = measure(ratings, answers=LEVELS, weights=weights)
        other = measure(swapped, answers=LEVELS, weights=weights)
        assert one.value == pytest.approx(other.value) if one.value is not None else other.value is None
        assert one.se == pytest.approx(other.se, abs=1e-9) if one.se is not None else other.se is None


@given(MANY, st.sampled_from(["nominal", "linear", "quadratic"]))
@settings(max_examples=80, deadline=None)
def test_every_measure_is_a_number_not_above_one_or_says_why_not(ratings, weights):
    for measure in (raw_agreement, gwet_ac, krippendorff_alpha):
        found = measure(ratings, answers=LEVELS, weights=weights)
        if found.value is None:
            assert found.why
            continue
        assert math.isfinite(found.value) and found.value <= 1 + 1e-9
        if found.low is not None:
            assert min(-1, found.value) <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=12))
def test_raters_who_agree_on_everything_get_one_or_undefined(answers):
    ratings = [(a, a) for a in answers]
    kappa = cohen_kappa(ratings, answers=LEVELS)
    assert kappa.value == pytest.approx(1) if len(set(answers)) > 1 else kappa.value is None
    assert gwet_ac(ratings, answers=LEVELS).value == pytest.approx(1)


def test_kappa_of_an_empty_table_is_unknown():
    assert kappa_of_table([[0, 0], [0, 0]]).value is None
