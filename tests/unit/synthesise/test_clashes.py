"""Numbers that were worked out from one another never raise a question; moved ones do."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whatworks.synthesise import question_id, question_result, question_study
from whatworks.terms import Arm, Design, Good, Outcome, Result, Scale, Study

CARE = Outcome(id="care", name="Enters care", domain="safety", good=Good.LOWER)
SUMS = settings(max_examples=150, deadline=None)


def ask(**numbers):
    return question_result(Result(id="r1", study="S1", outcome="care", measure="m", **numbers), CARE)


def checks(**numbers):
    return {question.check for question in ask(**numbers)}


def two_sided(z):
    return math.erfc(abs(z) / math.sqrt(2))


@st.composite
def tables(draw):
    """Counts, and what a report would print of them at its own precision."""
    n_t, n_c = draw(st.integers(20, 3000)), draw(st.integers(20, 3000))
    a, c = draw(st.integers(3, n_t - 3)), draw(st.integers(3, n_c - 3))
    places, scale = draw(st.sampled_from([2, 3])), draw(st.sampled_from([Scale.RR, Scale.OR]))
    t, u = a / n_t, c / n_c
    if scale is Scale.RR:
        estimate, se = t / u, math.sqrt(1 / a - 1 / n_t + 1 / c - 1 / n_c)
    else:
        estimate = t / (1 - t) / (u / (1 - u))
        se = math.sqrt(1 / a + 1 / (n_t - a) + 1 / c + 1 / (n_c - c))
    ends = [estimate * math.exp(sign * 1.959964 * se) for sign in (-1, 1)]
    assume(ends[0] > 0.1 and ends[1] < 30)
    percent = draw(st.sampled_from([0, 1]))
    return {
        "events_t": a, "total_t": n_t, "events_c": c, "total_c": n_c,
        "percent_t": round(100 * t, percent), "percent_c": round(100 * u, percent),
        "scale": scale, "estimate": round(estimate, places), "ci_low": round(ends[0], places),
        "ci_high": round(ends[1], places), "se": round(se, 3),
        "p": round(two_sided(math.log(estimate) / se), 3),
    }  # fmt: skip


@SUMS
@given(tables())
def test_what_was_worked_out_from_counts_raises_no_question(printed):
    assume(printed["ci_low"] < printed["ci_high"] and printed["se"] > 0)
    assert ask(**printed) == ()


@SUMS
@given(tables(), st.sampled_from(["percent_t", "percent_c"]), st.floats(3, 20))
def test_a_moved_percentage_raises_one(printed, which, by):
    moved = printed[which] + by if printed[which] < 60 else printed[which] - by
    assert "percent" in checks(**{**printed, which: round(moved, 1)})


@SUMS
@given(tables(), st.floats(1.3, 3))
def test_a_moved_ratio_raises_one(printed, by):
    assert ask(**{**printed, "estimate": round(printed["estimate"] * by + 0.05, 2)})


@SUMS
@given(tables(), st.sampled_from([0.3, 0.5, 2.0, 4.0]))
def test_a_moved_standard_error_raises_one(printed, by):
    assume(printed["ci_low"] > 0.2 and printed["ci_high"] > 1.6 * printed["ci_low"])
    moved = round(printed["se"] * by, 3)
    assume(round(1000 * moved) % 10)
    assert "se-interval" in checks(**{**printed, "se": moved})


@SUMS
@given(tables())
def test_arms_the_wrong_way_round_raise_one(printed):
    assume(abs(math.log(printed["estimate"])) > 0.15 and 0.05 < printed["estimate"] < 20)
    assert ask(**{**printed, "estimate": round(1 / printed["estimate"], 2), "ci_low": None, "ci_high": None})


@st.composite
def scores(draw):
    """Means with their spread, and the difference that a report would print of them."""
    n_t, n_c = draw(st.integers(12, 800)), draw(st.integers(12, 800))
    sd_t, sd_c = draw(st.floats(5, 20)), draw(st.floats(5, 20))
    mean_c, shift = draw(st.floats(10, 90)), draw(st.floats(-10, 10))
    se = math.sqrt(sd_t**2 / n_t + sd_c**2 / n_c)
    return {
        "mean_t": round(mean_c + shift, 2), "sd_t": round(sd_t, 2), "n_t": n_t,
        "mean_c": round(mean_c, 2), "sd_c": round(sd_c, 2), "n_c": n_c,
        "scale": Scale.MD, "estimate": round(shift, 2), "ci_low": round(shift - 1.959964 * se, 2),
        "ci_high": round(shift + 1.959964 * se, 2), "p": round(two_sided(shift / se), 4),
    }  # fmt: skip


@SUMS
@given(scores())
def test_what_was_worked_out_from_means_raises_no_question(printed):
    assert ask(**printed) == ()


@SUMS
@given(scores())
def test_standard_errors_given_as_standard_deviations_raise_one(printed):
    errors = {f"sd_{arm}": round(printed[f"sd_{arm}"] / math.sqrt(printed[f"n_{arm}"]), 3) for arm in "tc"}
    assert "sd-is-se" in checks(**{**printed, **errors})


@pytest.mark.parametrize(
    ("numbers", "check", "words"),
    [
        ({"ci_level": 0.95}, "level", "written in per cent"),
        ({"months": 6.0, "months_after_end": 12.0}, "time", "the end cannot come before the start"),
        (
            {"scale": Scale.OR, "estimate": 2.0, "ci_low": 1.1, "ci_high": 3.64, "se": 0.65},
            "se-interval",
            "fits the ratio itself",
        ),
        (
            {"scale": Scale.SMD, "estimate": 0.52, "ci_low": 0.31, "ci_high": 0.73, "p": 0.04},
            "p-interval",
            "less than 0.001, but p = 0.04",
        ),
        ({"scale": Scale.MD, "estimate": 2.0, "se": 1.9, "p": 0.001}, "p-se", "about 0.29"),
        (
            {"mean_t": 50.0, "sd_t": 1.2, "n_t": 60, "mean_c": 44.0, "sd_c": 1.1, "n_c": 60},
            "sd-is-se",
            "means of 50 and 44 lie 5.0 standard deviations apart: are 1.2 and 1.1 standard errors?",
        ),
    ],
)
def test_each_clash_is_told_in_plain_words(numbers, check, words):
    (question,) = ask(**numbers)
    assert question.check == check and words in question and question.fields


def test_a_hint_at_the_plain_ratio_is_given_only_where_it_fits():
    """(3.64 - 1.10) / 3.92 = 0.648."""
    printed = {"scale": Scale.OR, "estimate": 2.0, "ci_low": 1.1, "ci_high": 3.64}
    assert ["fits the ratio" in ask(**printed, se=se)[0] for se in (0.65, 0.6, 0.5)] == [True, True, False]


def test_a_standard_error_may_be_rounded_and_its_interval_of_few_degrees_of_freedom():
    """A standard error of 0.149 with t on 5 degrees of freedom: 1 - 2.571 x 0.149 = 0.62."""
    printed = {"scale": Scale.MD, "estimate": 1.0, "ci_low": 0.62, "ci_high": 1.38}
    assert ask(**printed, se=0.1) == () and ask(**printed, se=0.149) == ()
    assert ask(**printed, se=0.09)[0].check == "se-interval"


@pytest.mark.parametrize(
    ("estimate", "se", "p"), [(2.55, 1.25, 0.142), (2.55, 1.25, 0.008), (0.85, 0.85, 0.575)]
)
def test_a_p_from_another_test_may_lie_a_little_off(estimate, se, p):
    """The z of the p printed is 1.47 or 2.65 where the numbers give 2.04, and 0.56 where they give 1."""
    assert ask(scale=Scale.MD, estimate=estimate, se=se, p=p) == ()


@pytest.mark.parametrize(
    ("estimate", "se", "p"), [(2.55, 1.25, 0.17), (2.55, 1.25, 0.006), (0.85, 0.85, 0.65)]
)
def test_a_p_that_lies_further_off_is_asked(estimate, se, p):
    (question,) = ask(scale=Scale.MD, estimate=estimate, se=se, p=p)
    assert question.check == "p-se"


@pytest.mark.parametrize(("n", "asked"), [(3, False), (5, True)])
@pytest.mark.parametrize(("sd_t", "sd_c"), [(12.0, 5.0), (5.0, 12.0)])
def test_few_people_give_an_error_as_large_as_their_spread(n, asked, sd_t, sd_c):
    """The root of 12² + 5² is 13, and of three people 13 / sqrt(3) is more than half of that."""
    arms = {"mean_t": 50.0, "sd_t": sd_t, "n_t": n, "mean_c": 47.0, "sd_c": sd_c, "n_c": n}
    assert ("sd-is-se" in checks(**arms, scale=Scale.MD, estimate=3.0, se=13.0)) is asked


@pytest.mark.parametrize(
    ("sd_t", "sd_c", "se", "asked"),
    [(12, 5, 14, True), (12, 5, 16.5, False), (0.3, 0.4, 0.55, True), (0.3, 0.4, 0.65, False)],
)
def test_errors_fit_their_difference_to_a_fifth(sd_t, sd_c, se, asked):
    arms = {"mean_t": 5.0, "sd_t": sd_t, "n_t": 40, "mean_c": 4.9, "sd_c": sd_c, "n_c": 40}
    assert ("sd-is-se" in checks(**arms, scale=Scale.MD, estimate=0.1, se=se)) is asked


@pytest.mark.parametrize(("se", "asked"), [(0.24, False), (0.74, False), (0.16, True), (0.82, True)])
def test_both_ends_of_an_interval_may_be_rounded(se, asked):
    """0 to 2 may be 0.5 to 1.5, with an error of 0.5 / 2.57 at least, or -0.5 to 2.5: 1.5 / 1.96 at most."""
    assert ("se-interval" in checks(scale=Scale.MD, estimate=1.0, ci_low=0.0, ci_high=2.0, se=se)) is asked


@pytest.mark.parametrize("p", [0.05, 0.01, 0.001])
def test_a_threshold_is_not_held_against_a_smaller_p(p):
    assert ask(scale=Scale.SMD, estimate=0.5, ci_low=0.3, ci_high=0.7, p=p) == ()


@pytest.mark.parametrize(("level", "asked"), [(49, True), (50, False), (99.9, False), (100, True)])
def test_levels_are_from_fifty_to_below_a_hundred_per_cent(level, asked):
    assert ("level" in checks(ci_level=level)) is asked


def test_months_from_birth_may_be_fewer_than_months_after_the_end():
    assert ask(months=6.0, months_from="the last visit", months_after_end=12.0) == ()


def study(**facts):
    return Study(id="S1", name="One", intervention="x", design=Design.RCT, **facts)


def arm(name, **facts):
    return Arm(id=name, study="S1", name=name, **facts)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"n_randomised": 100, "n_analysed": 120}, "120 were analysed, but only 100 were allocated"),
        ({"n_intervention": 40, "n_comparison": 50, "n_analysed": 100}, "are 90, but 100 were analysed"),
        ({"n_randomised": 200, "n_analysed": 150, "attrition_overall": 10.0}, "is 25.0% lost, but 10%"),
        ({"year": 20}, "not a year"),
        ({"n_randomised": -3}, "cannot be negative"),
        ({"attrition_overall": 130.0}, "not a percentage"),
        ({"attrition_difference": -100.5}, "not a percentage"),
    ],
)
def test_a_study_whose_counts_clash_is_asked(facts, words):
    questions = question_study(study(**facts), (), ())
    assert len(questions) == 1 and words in questions[0]


@pytest.mark.parametrize(
    "facts",
    [
        {"year": 1900},
        {"year": 2100},
        {"attrition_overall": 100.0},
        {"attrition_difference": -100.0},
        {"n_randomised": 10, "n_analysed": 10, "attrition_overall": 0.0},
    ],
)
def test_the_ends_of_what_can_be_are_not_asked_about(facts):
    assert question_study(study(**facts), (), ()) == ()


def test_arms_add_up_to_the_study():
    arms = (arm("A", n_randomised=40), arm("B", n_randomised=50))
    assert question_study(study(n_randomised=90), arms, ()) == ()
    (question,) = question_study(study(n_randomised=100), arms, ())
    assert question == "the arms’ 40 and 50 are 90, but 100 allocated in all"


def test_arms_are_not_summed_where_one_counts_another_unit():
    arms = (arm("A", n_randomised=40), arm("B", n_randomised=5, unit="schools"))
    assert question_study(study(n_randomised=90, unit="children"), arms, ()) == ()


def test_two_arms_of_three_are_no_more_than_all_of_them():
    three = [arm(name) for name in "ABC"]
    whole = {"n_intervention": 60, "n_comparison": 30, "n_analysed": 100}
    assert question_study(study(**whole), three, ()) == ()
    (question,) = question_study(study(**whole | {"n_comparison": 50}), three, ())
    assert "60 and 50 in the two arms are 110, but 100 were analysed" in question


def test_a_result_holds_no_more_people_than_its_study():
    printed = Result(id="r", study="S1", outcome="o", measure="m", total_t=60, total_c=50)
    (question,) = question_study(study(n_randomised=100), (), (printed,))
    assert question == "m: totals of 60 and 50 are 110, but the study has 100"
    assert question_study(study(n_randomised=110), (), (printed,)) == ()


def test_counts_of_different_units_are_not_compared():
    arms = (arm("A", n_randomised=4, unit="schools"), arm("B", n_randomised=5, unit="schools"))
    printed = Result(id="r", study="S1", outcome="o", measure="m", unit="pupils", total_t=500, total_c=400)
    assert question_study(study(n_randomised=100, unit="children"), arms, (printed,)) == ()


@SUMS
@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 90), st.integers(0, 90))
def test_a_study_that_adds_up_raises_no_question(n_t, n_c, lost_t, lost_c):
    left_t, left_c = n_t - n_t * lost_t // 100, n_c - n_c * lost_c // 100
    began, ended = n_t + n_c, left_t + left_c
    whole = study(
        n_randomised=began, n_analysed=ended, n_intervention=left_t, n_comparison=left_c,
        attrition_overall=round(100 * (began - ended) / began, 1),
    )  # fmt: skip
    arms = (arm("A", n_randomised=n_t, n_analysed=left_t), arm("B", n_randomised=n_c, n_analysed=left_c))
    assert question_study(whole, arms, ()) == ()


def test_a_question_keeps_its_id_where_the_numbers_stay_and_loses_it_where_they_move():
    def first(result_id, percent):
        result = Result(
            id=result_id, study="S1", outcome="care", measure="m", percent_t=percent, percent_c=19,
            scale=Scale.RR, estimate=0.91,
        )  # fmt: skip
        return question_id(question_result(result, CARE)[0], "S1", result)

    assert first("mine", 11) == first("theirs", 11) != first("mine", 12)
