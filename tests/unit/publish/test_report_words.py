"""Numbers, dates and sentences in the report's words."""

from dataclasses import replace

import pytest

from unit.publish import made_up_review as made_up
from whatworks.publish.moderators import moderators_of
from whatworks.publish.numbers import (
    date_words,
    estimate_words,
    interval_words,
    lean,
    number,
    of_hundred,
    plain,
    result_words,
)
from whatworks.publish.prose import hundred_words
from whatworks.publish.shelf import Shelf
from whatworks.terms import Coefficient, Good, Regression, Scale


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [(0.6, 2, "0.60"), (-0.455, 2, "−0.46"), (0.125, 2, "0.13"), (-0.001, 2, "0.00"), (12345.0, 0, "12,345")],
)
def test_numbers_round_halves_away_from_zero_and_zero_has_no_sign(value, places, words):
    assert number(value, places) == words


@pytest.mark.parametrize(
    ("percent", "words"), [(36.2, "36"), (44.8, "45"), (1.3, "1.3"), (9.0, "9"), (0.0, "0")]
)
def test_a_share_is_whole_people_unless_it_is_small(percent, words):
    assert of_hundred(percent) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-10-12", "12 October 2026"),
        ("2020-04", "April 2020"),
        ("2024", "2024"),
        (None, "date not known"),
        ("spring 2020", "spring 2020"),
        ("2020-13", "2020-13"),
    ],
)
def test_dates_in_words_as_far_as_they_are_known(text, words):
    assert date_words(text) == words


def test_estimates_carry_their_scale():
    assert estimate_words(Scale.RR, 0.6) == "risk ratio 0.60"
    assert estimate_words(Scale.RD, -0.086) == "8.6 percentage points lower"
    assert interval_words(Scale.RD, -0.22, -0.01) == "95% interval −22.0 to −1.0 points"
    assert plain(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("low", "high", "good", "words"),
    [
        (0.48, 0.76, Good.LOWER, "in favour"),
        (0.48, 0.76, Good.HIGHER, "against"),
        (0.8, 1.2, Good.LOWER, "no clear difference"),
        (1.38, 2.22, Good.HIGHER, "in favour"),
        (None, 2.0, Good.HIGHER, ""),
        (1.0, 2.0, Good.HIGHER, "no clear difference"),
    ],
)
def test_an_interval_is_read_against_no_difference_and_the_good_way(low, high, good, words):
    assert lean(low, high, 1.0, good) == words


def test_what_was_printed_is_shown_before_what_was_typed_from_it():
    result = replace(made_up.RESULTS[0], printed="30% v 42%, p<.05")
    assert result_words(result) == "30% v 42%, p<.05"
    assert result_words(made_up.RESULTS[0]) == "30% against 42%"
    assert result_words(made_up.RESULTS[1]) == "No number printed"


def test_a_share_of_an_unknown_something_names_nobody():
    result = replace(made_up.RESULTS[0], unit=None)
    outcome = made_up.records().outcomes[0]
    assert hundred_words(result, outcome).startswith("30 of every 100 were gone early")


def _moderators(scale, slope):
    found = Regression(
        id="g",
        evidence_set="walks-reading",
        moderator="weeks_known",
        scale=scale,
        method="REML",
        test="knha",
        k=19,
        coefficients=(Coefficient(name="intercept", b=0.2), slope),
        R2=41.0,
        I2=29.4,
        sentence="",
    )
    return moderators_of(
        Shelf(made_up.records(), made_up.findings(regressions=(found,)), made_up.SCHEMES), "walks-reading"
    )


def test_a_moderator_is_told_in_a_sentence_with_its_interval():
    view = _moderators(Scale.SMD, Coefficient(name="weeks_known", b=-0.0157, ci_lb=-0.0293, ci_ub=-0.0022))[0]
    assert view.words == (
        "For each step up in “weeks known”, the standardised mean difference changes by −0.016 "
        "(95% interval −0.029 to −0.002), across 19 studies."
    )
    assert "41% of the differences" in view.rest


def test_a_moderator_of_a_ratio_multiplies_and_one_without_a_clear_link_says_so():
    view = _moderators(Scale.OR, Coefficient(name="weeks_known", b=0.0, ci_lb=-0.1, ci_ub=0.1))[0]
    assert "is multiplied by 1.000" in view.words
    assert "No clear link" in view.words
