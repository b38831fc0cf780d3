"""Numbers in print that cannot all be true."""

import pytest

from whatworks.synthesise import question_result
from whatworks.terms import Direction, Good, Outcome, Result, Scale, Signal

CARE = Outcome(id="care", name="Enters care", domain="safety", good=Good.LOWER)


def ask(**numbers):
    return question_result(Result(id="r1", study="S1", outcome="care", measure="m", **numbers), CARE)


def test_a_ratio_of_not_having_it_is_recognised():
    assert ask(percent_t=11, percent_c=19, scale=Scale.RR, estimate=0.91) == (
        "11% against 19% is a ratio of 0.58, but RR 0.91 is printed (0.91 is the ratio of not having it)",
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"percent_c": 1.3, "total_c": 99}, "1.3% in the comparison arm fits no whole number of 99"),
        ({"events_t": 12, "total_t": 11}, "more events than there are to count"),
        ({"events_t": 1.5}, "not a whole number"),
        ({"percent_t": 110.0}, "not between 0 and 100"),
        ({"percent_t": 100.5}, "not between 0 and 100"),
        ({"percent_c": -0.5}, "not between 0 and 100"),
        ({"events_t": 5, "total_t": 50, "percent_t": 12.0}, "intervention arm is 10.0%, but 12% is printed"),
        ({"scale": Scale.RR, "estimate": 0.5, "ci_low": 0.6, "ci_high": 0.8}, "does not hold its estimate"),
        ({"scale": Scale.RR, "estimate": 5.01, "ci_low": 1.02, "ci_high": 9.03}, "not about the middle"),
        ({"scale": Scale.RR, "estimate": -0.5}, "a ratio is above 0"),
        ({"scale": Scale.RR, "estimate": 0.5, "ci_low": 0.3}, "only one end"),
        ({"estimate": 14.0}, "its scale is not given"),
        ({"scale": Scale.RD, "estimate": -8.6}, "looks like percentage points"),
        ({"scale": Scale.RD, "estimate": 1.5}, "kept as a share of one, 0.015"),
        ({"scale": Scale.SMD, "estimate": 0.2, "ci_low": -0.2, "ci_high": 0.6, "p": 0.01}, "includes no"),
        ({"scale": Scale.SMD, "estimate": 0.4, "ci_low": 0.2, "ci_high": 0.6, "p": 0.3}, "leaves out no"),
        ({"p": 1.2}, "lies between 0 and 1"),
        ({"sd_t": 0.0}, "must be above 0"),
        ({"se": 0.0}, "a standard error of 0: it must be above 0"),
        ({"scale": Scale.RR, "estimate": 0.0}, "a ratio is above 0"),
        ({"percent_t": 50, "percent_c": 40, "direction": Direction.FAVOURS}, "saying 'favours'"),
        (
            {"scale": Scale.SMD, "estimate": 0.4, "ci_low": 0.2, "ci_high": 0.6, "signal": Signal.INCLUDES},
            "includes no difference, but it prints",
        ),
        (
            {"events_t": 30, "total_t": 100, "events_c": 45, "total_c": 100, "scale": Scale.RR,
             "estimate": 0.8},
            "gives RR 0.667, but 0.8 is printed; is it adjusted?",
        ),
        (
            {"mean_t": 5.2, "sd_t": 1.0, "n_t": 9, "mean_c": 3.1, "sd_c": 1.0, "n_c": 9, "scale": Scale.MD,
             "estimate": 1.0},
            "differ by 2.1, but MD 1",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_asked(numbers, words):
    questions = ask(**numbers)
    assert len(questions) == 1 and words in questions[0]


NEAR = {"percent_t": 11, "percent_c": 19, "scale": Scale.RD}
"""Percentages whose difference, as they are rounded, lies from -0.09 to -0.07."""


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"events_t": 0, "total_t": 10, "events_c": 10, "total_c": 10},
        {"percent_t": 0, "percent_c": 100},
        {"p": 0.0},
        {"scale": Scale.SMD, "estimate": 0.49, "ci_low": 0.0, "ci_high": 0.98, "p": 0.03},
        {"percent_t": 50, "percent_c": 100, "scale": Scale.OR, "estimate": 0.5},
        {"percent_t": 100, "percent_c": 50, "scale": Scale.OR, "estimate": 9.5},
        {"events_t": 3, "total_t": 10, "events_c": 10, "total_c": 10, "scale": Scale.OR, "estimate": 0.1},
        {"events_t": 10, "total_t": 10, "events_c": 3, "total_c": 10, "scale": Scale.OR, "estimate": 9.0},
        {"p": 1.0},
        {"scale": Scale.RD, "estimate": -1.0},
        NEAR | {"estimate": -0.091},
        NEAR | {"estimate": -0.069},
        {"percent_t": 12, "total_t": 8},
        {"percent_t": 13, "total_t": 8},
        {"percent_t": 36.2, "percent_c": 44.8, "scale": Scale.RD, "estimate": -0.086},
        {"scale": Scale.OR, "estimate": 0.29, "ci_low": 0.09, "ci_high": 0.98},
        {"scale": Scale.RD, "estimate": 0.055, "ci_low": -0.045, "ci_high": 0.166, "signal": Signal.INCLUDES},
        {"scale": Scale.MD, "estimate": 1.4, "ci_low": -0.63, "ci_high": 3.53, "p": 0.17},
        {
            "scale": Scale.RR,
            "estimate": 0.60,
            "ci_low": 0.48,
            "ci_high": 0.76,
            "direction": Direction.FAVOURS,
        },
        {"percent_t": 33.3, "total_t": 12, "events_t": 4},
        {"percent_t": 11, "percent_c": 19, "scale": Scale.RR, "estimate": 0.58},
        {"percent_t": 11, "percent_c": 19, "scale": Scale.RR, "estimate": 0.91, "adjusted": True},
        {"events_t": 30, "total_t": 100, "events_c": 45, "total_c": 100, "scale": Scale.RR, "estimate": 0.67},
    ],
)
def test_what_agrees_is_left_alone(numbers):
    assert ask(**numbers) == ()


@pytest.mark.parametrize("estimate", [-0.092, -0.068])
def test_a_difference_beyond_what_rounding_leaves_is_asked(estimate):
    (question,) = ask(**NEAR, estimate=estimate)
    assert "11% against 19% is a difference of -0.080" in question


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        (1.1, "the ratio of not having it"),
        (0.91, "the ratio of not having it"),
        (1.73, "the comparison against the intervention"),
        (0.527, "the odds ratio"),
    ],
)
def test_a_ratio_of_something_else_is_recognised(printed, reading):
    """89/81 = 1.099, 81/89 = 0.910, 19/11 = 1.727, (11/89) / (19/81) = 0.527."""
    (question,) = ask(percent_t=11.0001, percent_c=19.0001, scale=Scale.RR, estimate=printed)
    assert f"({printed:g} is {reading})" in question


@pytest.mark.parametrize(
    ("numbers", "within"),
    [
        ({"scale": Scale.RR, "estimate": 1.01}, True),
        ({"scale": Scale.RR, "estimate": 0.99}, True),
        ({"scale": Scale.RR, "estimate": 1.02}, False),
        ({"scale": Scale.RD, "estimate": 0.01}, True),
        ({"scale": Scale.RD, "estimate": -0.02}, False),
        ({"percent_t": 50, "percent_c": 51}, True),
        ({"percent_t": 50.6, "percent_c": 50.5}, True),
        ({"percent_t": 50.7, "percent_c": 50.5}, False),
    ],
)
def test_no_difference_may_be_one_unit_of_the_last_place(numbers, within):
    assert (ask(**numbers, direction=Direction.NULL) == ()) is within


def test_an_end_that_rounding_may_have_moved_onto_no_difference_is_not_held_against_p():
    printed = {"scale": Scale.RR, "estimate": 0.8, "ci_low": 0.64, "ci_high": 1.0}
    assert ask(**printed, p=0.02) == ()
    assert "leaves out no" in ask(**printed | {"ci_high": 0.99, "ci_low": 0.65}, p=0.2)[0]
    assert "includes no" in ask(**printed | {"ci_high": 1.02, "ci_low": 0.63}, p=0.02)[0]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            {"percent_t": 100, "percent_c": 50, "scale": Scale.RD, "estimate": 0.509},
            "is a difference of 0.500",
        ),
        ({"percent_t": 0, "percent_c": 50, "scale": Scale.RD, "estimate": -0.509}, "is a difference of -0.5"),
        ({"scale": Scale.SMD, "estimate": 0.4, "ci_low": 0.2, "ci_high": 0.6, "p": 1.5}, "between 0 and 1"),
        ({"percent_t": 5, "events_t": 0, "total_t": 50}, "0 of 50 in the intervention arm is 0.0%"),
        ({"percent_t": 50, "total_t": 1}, "fits no whole number of 1 (0 is 0.0% and 1 is 100.0%)"),
        ({"scale": Scale.MD, "estimate": 2.0, "se": 0.5, "p": 1.5}, "p = 1.5: a p value lies between"),
        ({"scale": Scale.MD, "estimate": 2.05, "se": 0.45, "p": 0.4}, "gives p less than 0.001"),
        ({"scale": Scale.SMD, "estimate": 0.6, "ci_low": 0.2, "ci_high": 1.0, "p": 0.3}, "leaves out no"),
        ({"percent_t": 50.2, "total_t": 100}, "of 100 (50 is 50.0% and 51 is 51.0%)"),
        ({"percent_t": 11, "events_t": 5, "total_t": 50}, "5 of 50 in the intervention arm is 10.0%"),
        ({"percent_t": 9, "events_t": 5, "total_t": 50}, "5 of 50 in the intervention arm is 10.0%"),
        ({"scale": Scale.SMD, "estimate": 0.4, "ci_low": 0.2, "ci_high": 0.6, "p": 0.065}, "leaves out no"),
        ({"scale": Scale.SMD, "estimate": 0.2, "ci_low": -0.2, "ci_high": 0.6, "p": 0.042}, "gives p about"),
    ],
)
def test_what_is_asked_is_worked_out(numbers, words):
    (question,) = ask(**numbers)
    assert words in question
