"""The EEF toolkit: months read from a table, two kinds of padlocks, and cost."""

from __future__ import annotations

import pytest

from unit.rate.left_open import NOT_APPLICABLE, OPEN, SOUGHT, level, levels

BANDS = [
    (1, 0.02, 0.09), (2, 0.10, 0.18), (3, 0.19, 0.26), (4, 0.27, 0.35), (5, 0.36, 0.44), (6, 0.45, 0.52),
    (7, 0.53, 0.61), (8, 0.62, 0.69), (9, 0.70, 0.78), (10, 0.79, 0.87), (11, 0.88, 0.95), (12, 0.96, 1.00),
]  # fmt: skip
"""Months, and the lowest and highest effect printed for them."""


def months(effect):
    return level("eef-toolkit", "months", pool__effect_size=effect)


@pytest.mark.parametrize(("number", "low", "high"), BANDS)
def test_each_band_at_both_ends_and_mirrored(number, low, high):
    assert months(low) == months(high) == f"+{number}"
    assert months(-low) == months(-high) == f"-{number}"


@pytest.mark.parametrize(("number", "low", "high"), BANDS)
def test_between_two_bands_the_effect_is_rounded_to_two_decimals(number, low, high):
    edge = round(low - 0.005, 3)
    below = f"+{number - 1}" if number > 1 else "0"
    assert (months(edge), months(edge - 0.0001)) == (f"+{number}", below)
    assert (months(-edge), months(-edge + 0.0001)) == (f"-{number}", below.replace("+", "-"))


def test_nothing_to_speak_of_is_0():
    assert {months(e) for e in (-0.0149, -0.01, 0, 0.01, 0.0149)} == {"0"}


def test_beyond_the_table_no_months_are_given():
    assert (months(1.0049), months(1.005), months(4)) == ("+12", "above", "above")
    assert (months(-1.0049), months(-1.005), months(-4)) == ("-12", "below", "below")


def test_an_effect_that_is_not_known_leaves_every_month_it_could_be():
    assert levels("eef-toolkit", "months") == {"none"}, "there is no pooled figure"
    found = levels("eef-toolkit", "months", pool__effect_size={"low": -9.0, "high": 9.0})
    assert found == {f"{s}{n}" for s in "+-" for n in range(1, 13)} | {"0", "above", "below"}
    some = levels("eef-toolkit", "months", pool__effect_size={"low": 0.0, "high": 0.2})
    assert some == {"0", "+1", "+2", "+3"}
    for unknown in (SOUGHT, NOT_APPLICABLE):
        assert months(unknown) == "none"


@pytest.mark.parametrize(
    ("pounds", "expected"),
    [
        (0, "1"), (2000, "1"), (2000.01, "2"), (5000, "2"), (5000.01, "3"), (18000, "3"), (18000.01, "4"),
        (30000, "4"), (30000.01, "5"), (90000, "5"), (SOUGHT, "none"), (NOT_APPLICABLE, "none"),
    ],
)  # fmt: skip
def test_cost_for_a_class(pounds, expected):
    assert level("eef-toolkit", "cost", cost_per_class=pounds) == expected


def test_cost_that_is_not_known_leaves_what_it_could_be():
    assert levels("eef-toolkit", "cost") == {"1", "2", "3", "4", "5"}
    assert levels("eef-toolkit", "cost", cost_per_class={"low": 3000, "high": 6000}) == {"2", "3"}


def old(*studies, **reviews):
    return levels(
        "eef-toolkit", "padlocks_to_2021", *studies, **{f"review__{k}": v for k, v in reviews.items()}
    )


FIVE = {"count": 5, "recent_count": 5, "conclusions": "strong", "consistent": True}


def test_padlocks_until_2021_at_each_number():
    assert old(**FIVE) == {"5"}
    assert old(**{**FIVE, "recent_count": 4}) == {"4"}
    assert old(**{**FIVE, "count": 3, "recent_count": 3}) == {"4"}
    assert old(**{**FIVE, "count": 2, "recent_count": 2}) == {"3"}
    assert old(**{**FIVE, "count": 1, "recent_count": 1}) == {"2"}
    assert old({"design": "RCT"}, count=0) == {"1"}
    assert old(count=0) == {"none"}


def test_padlocks_until_2021_fall_with_what_the_reviews_conclude():
    assert old(**{**FIVE, "consistent": False}) == {"3"}
    assert old(**{**FIVE, "conclusions": "moderate"}) == {"3"}
    assert old(**{**FIVE, "conclusions": "weak"}) == {"2"}
    assert old(**{**FIVE, "conclusions": OPEN}) == {"2", "3", "5"}
    assert old(**{**FIVE, "consistent": OPEN}) == {"3", "5"}
    assert old(**{**FIVE, "recent_count": OPEN}) == {"4", "5"}


SOUND = {
    "few_recent_share": 0.5, "unexplained_heterogeneity": False, "ecological_validity": True,
}  # fmt: skip
TRIAL = {"design": "RCT", "year": 2015, "independent": True}


def new(number, study=TRIAL, **of_set):
    return levels("eef-toolkit", "padlocks", *([study] * number), **{**SOUND, **of_set})


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "none"),
        (1, "1"),
        (9, "1"),
        (10, "2"),
        (24, "2"),
        (25, "3"),
        (44, "3"),
        (45, "4"),
        (69, "4"),
        (70, "5"),
    ],
)
def test_padlocks_since_2021_start_from_the_number_of_studies(number, expected):
    assert new(number) == {expected}


@pytest.mark.parametrize(
    "threat",
    [{"few_recent_share": 0.49}, {"unexplained_heterogeneity": True}, {"ecological_validity": False}],
)
def test_each_threat_to_the_whole_takes_one_off(threat):
    assert new(25, **threat) == {"2"}
    assert new(1, **threat) == {"0"}


def test_threats_from_the_studies_take_one_off_each_and_never_below_none():
    assert new(25, {**TRIAL, "design": "matched"}) == {"2"}
    assert new(25, {**TRIAL, "independent": False}) == {"2"}
    assert new(25, {**TRIAL, "independent": SOUGHT}) == {"2"}
    worst = {"few_recent_share": 0, "unexplained_heterogeneity": True, "ecological_validity": False}
    assert new(25, {**TRIAL, "design": "matched", "independent": False}, **worst) == {"0"}


def test_half_of_the_studies_is_not_few():
    half = [TRIAL] * 5 + [{**TRIAL, "design": "matched", "independent": False}] * 5
    assert levels("eef-toolkit", "padlocks", *half, **SOUND) == {"2"}
    assert levels("eef-toolkit", "padlocks", *half, half[-1], **SOUND) == {"0"}


def test_studies_of_1990_and_earlier_or_without_a_comparison_group_do_not_count():
    assert new(12, {**TRIAL, "year": 1990}) == {"none"}
    assert new(12, {**TRIAL, "year": 1991}) == {"2"}
    assert new(12, {**TRIAL, "design": "pre-post"}) == {"none"}
    assert new(12, {**TRIAL, "year": OPEN}) == {"none", "1", "2"}


def test_what_nobody_judged_leaves_what_it_could_make():
    assert new(25, ecological_validity=OPEN) == {"2", "3"}
    assert new(25, ecological_validity=OPEN, unexplained_heterogeneity=OPEN) == {"1", "2", "3"}
