"""Conditions that decide whether a reader is told, asked or refused, on both of their sides."""

import math

import pytest

from whatworks.synthesise import (
    bias,
    effect_sizes,
    living,
    pool,
    pool_counts,
    question_result,
    question_study,
    without_high_risk,
)
from whatworks.synthesise.bias_words import FEW, few
from whatworks.synthesise.effects import derive_effect
from whatworks.terms import Design, Direction, Good, Outcome, Result, Scale, Signal, Study

CARE = Outcome(id="care", name="Enters care", domain="safety", good=Good.LOWER)


def ask(**numbers):
    return question_result(Result(id="r1", study="S1", outcome="care", measure="m", **numbers), CARE)


@pytest.mark.parametrize(
    "numbers",
    [
        {"scale": Scale.RR, "estimate": 0.5, "ci_low": 0.4, "ci_high": 0.63, "p": 0.04},
        {"scale": Scale.MD, "estimate": -2.05, "ci_low": -2.93, "ci_high": -1.17, "p": 0.04},
        {"scale": Scale.MD, "estimate": -2.05, "se": 0.45, "p": 0.4},
    ],
)
def test_p_is_held_against_ratios_and_differences_below_nothing(numbers):
    (question,) = ask(**numbers)
    assert "gives p less than 0.001" in question


def test_an_interval_that_ends_at_no_difference_includes_it():
    printed = {"scale": Scale.RR, "estimate": 0.8, "ci_low": 0.64, "ci_high": 1.0}
    assert ask(**printed, signal=Signal.INCLUDES) == ()
    assert "but it prints 95% interval 0.64 to 1" in ask(**printed, signal=Signal.EXCLUDES)[0]


@pytest.mark.parametrize("lost", [0.0, 100.0])
def test_none_and_all_lost_are_held_against_the_counts(lost):
    study = Study(id="S", name="One", intervention="x", design=Design.RCT, n_randomised=200, n_analysed=150,
                  attrition_overall=lost)  # fmt: skip
    assert f"is 25.0% lost, but {lost:g}% is printed" in question_study(study, (), ())[0]


def test_a_loss_is_held_against_counts_that_show_none():
    study = Study(id="S", name="One", intervention="x", design=Design.RCT, n_randomised=200, n_analysed=200,
                  attrition_overall=10.0)  # fmt: skip
    assert "is 0.0% lost, but 10% is printed" in question_study(study, (), ())[0]


@pytest.mark.parametrize(
    "numbers",
    [
        {"percent_t": 50, "percent_c": 0, "estimate": 9.5},
        {"events_t": 5, "total_t": 10, "events_c": 0, "total_c": 10, "estimate": 9.5},
    ],
)
@pytest.mark.parametrize("scale", [Scale.OR, Scale.RR])
def test_a_ratio_against_none_is_not_worked_out(numbers, scale):
    assert ask(**numbers, scale=scale) == ()


def test_an_effect_without_end_is_left_out_and_told():
    found = effect_sizes({"ri": [1.0, 0.5], "ni": [20, 20]}, "ZCOR").tidy()
    assert found[0]["left_out"] == "ri 1, ni 20 give no ZCOR" and found[1]["yi"] == pytest.approx(
        math.atanh(0.5)
    )
    table = {"ai": [0, 3], "n1i": [10, 10], "ci": [2, 2], "n2i": [10, 10]}
    first, second = effect_sizes(table, "RR", add=0, to="none").tidy()
    assert first["yi"] is None and first["left_out"].endswith("give no RR")
    assert second["estimate"] == pytest.approx(1.5)


@pytest.mark.parametrize(("how", "told"), [({}, True), ({"effect": 0.1}, False), ({"prior_sd": 0.1}, False)])
def test_looks_without_a_rule_are_told_to_be_those_of_one_look(how, told):
    notes = living([0.1, 0.2, 0.3], [0.1] * 3, **how).diagnostics
    assert any("those of one look" in note for note in notes) is told


def test_studies_without_a_judgement_are_told_where_there_are_any():
    def notes(risk):
        return without_high_risk([0.1, 0.2, 0.6], [0.1] * 3, risk=risk).diagnostics

    assert not any("no judgement" in note for note in notes(["low", "low", "high"]))
    assert any("1 study has no judgement" in note for note in notes(["low", None, "high"]))


def effect(**numbers):
    return derive_effect(Result(id="r", study="S", outcome="care", measure="m", **numbers), CARE)


@pytest.mark.parametrize(
    "numbers",
    [
        {"scale": Scale.MD, "estimate": 0.0},
        {"scale": Scale.RR, "estimate": 1.0},
        {"percent_t": 20, "percent_c": 20},
        {"mean_t": 5, "mean_c": 5},
        {"events_t": 2, "total_t": 10, "events_c": 4, "total_c": 20},
    ],
)
def test_the_same_in_both_arms_points_nowhere(numbers):
    assert effect(**numbers).direction is Direction.NULL


@pytest.mark.parametrize(
    ("counts", "empty"),
    [((0, 10, 3, 10), True), ((3, 10, 0, 10), True), ((10, 10, 3, 10), True), ((3, 10, 10, 10), True),
     ((1, 10, 9, 10), False)],
)  # fmt: skip
def test_an_empty_cell_is_told(counts, empty):
    found = effect(**dict(zip(("events_t", "total_t", "events_c", "total_c"), counts, strict=True)))
    assert ("one half was added to each" in found.formula) is empty


def test_names_of_columns_need_a_frame():
    for arguments, more in ((([0.1], "vi"), {}), (([0.1], [0.1]), {"yi": "effect"})):
        with pytest.raises(ValueError, match="yi and vi as names need a data frame"):
            pool(*arguments, **more)


def test_a_study_is_called_by_its_label_else_by_its_row():
    rows = pool([0.1, 0.2], [0.1, 0.1], labels=["First", ""]).tidy(studies=True)
    assert {row["term"] for row in rows} >= {"First", "row 2"}


def test_peese_is_chosen_where_pet_finds_an_effect_and_pet_where_not():
    vi = [0.01, 0.02, 0.04, 0.09, 0.16, 0.05]
    noise = [0.05, -0.06, 0.08, -0.1, 0.15, 0.02]
    for mean, first in ((2.0, "peese"), (0.0, "pet")):
        found = bias([mean + e for e in noise], vi, tests="pet,peese").to_json()
        assert [name for name in ("pet", "peese") if found[name]["chosen"]] == [first]


def test_effects_of_one_study_are_told_and_of_others_not():
    def made(name, study):
        result = Result(
            id=name, study=study, outcome="care", measure="m", scale=Scale.MD, estimate=1.0, se=0.5
        )
        return derive_effect(result, CARE)

    told = pool([made("a", "S1"), made("b", "S1"), made("c", "S2")]).diagnostics
    assert [d for d in told if "independent" in d] == [
        "2 effects come from one study (S1) and are taken as independent"
    ]


def test_an_arm_with_more_events_than_people_is_named():
    for a, c, told in ((9, 5, "ai is more than n1i"), (8, 9, "ci is more than n2i")):
        with pytest.raises(ValueError, match=f"row 1: {told}"):
            pool_counts({"ai": [a, 1], "n1i": [8, 8], "ci": [c, 1], "n2i": [8, 8]})


def test_percentages_a_unit_apart_may_be_called_the_same():
    numbers = {"percent_t": 50, "percent_c": 51, "scale": Scale.RR, "direction": Direction.NULL}
    assert ask(**numbers) == ()


def test_the_end_may_be_the_start():
    assert ask(months=6.0, months_after_end=6.0) == ()


@pytest.mark.parametrize(("fewest", "warned"), [(FEW - 1, True), (FEW, False)])
def test_few_studies_in_an_interval_of_p_are_warned_of(fewest, warned):
    assert bool(few({"counts": [30, fewest]})) is warned


@pytest.mark.parametrize("spread", [(0.0, 1.0), (1.0, 0.0)])
def test_means_without_spread_give_a_difference_alone(spread):
    found = effect(mean_t=2, sd_t=spread[0], n_t=9, mean_c=1, sd_c=spread[1], n_c=9)
    assert (found.yi, found.vi, found.scale) == (1, None, Scale.MD)


@pytest.mark.parametrize("cells", [(0, 0, 1, 2), (1, 2, 0, 0)])
def test_an_arm_of_nobody_is_refused_among_cells(cells):
    table = {n: [v, 5] for n, v in zip(("ai", "bi", "ci", "di"), cells, strict=True)}
    with pytest.raises(ValueError, match="row 1: an arm has no one in it"):
        pool_counts(table, measure="RD")


def test_fail_safe_numbers_tell_what_they_aim_at():
    found = bias([0.5, 0.6, 0.4], [0.01] * 3, tests="failsafe").to_json()["failsafe"]
    keys = {kind: set(found[kind]) for kind in ("rosenthal", "orwin")}
    assert keys == {"rosenthal": {"fsnum", "pval", "alpha"}, "orwin": {"fsnum", "meanes", "target"}}
