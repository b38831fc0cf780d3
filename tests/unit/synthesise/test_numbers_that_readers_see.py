"""Numbers and refusals that a reader relies on, each by a worked value."""

import math

import pytest

from whatworks.stats.costs.cost_effect import Increments
from whatworks.stats.costs.money import Money
from whatworks.synthesise import (
    effect_sizes,
    living,
    over_iccs,
    pool,
    pool_counts,
    pool_network,
    question_study,
    regress,
    without_high_risk,
)
from whatworks.synthesise.absolute import absolute
from whatworks.synthesise.bias_words import TELL, few
from whatworks.synthesise.certainty import Setting, certainty_hints, chance_of_benefit
from whatworks.synthesise.design import learn
from whatworks.synthesise.economics import cost_effectiveness
from whatworks.synthesise.effects import derive_effect
from whatworks.synthesise.formula import parse_formula
from whatworks.synthesise.words import estimate_words, range_words
from whatworks.terms import Design, Direction, Good, Outcome, Result, Scale, Signal, Study

CARE = Outcome(id="care", name="Enters care", domain="safety", good=Good.LOWER)
STUDIES = {
    "yi": [0.1, 0.4, 0.2, 0.9, -0.3, 0.5],
    "vi": [0.1, 0.2, 0.1, 0.3, 0.2, 0.1],
    "x": [1, 2, 3, 5, 8, 13],
    "kind": ["a", "b", "b", "a", "b", "b"],
    "code": [10, 9, 10, 9, 9, 10],
}


def effect(scale=None, **numbers):
    return derive_effect(Result(id="r", study="S", outcome="care", measure="m", **numbers), CARE, scale)


def columns(text, **data):
    given = STUDIES | data
    return [c.name for c in learn(parse_formula(text), given, {}).columns(given, 6)]


def test_ratios_of_percentages_are_worked_out_and_point_where_the_difference_does():
    """20% against 40%: an odds ratio of (20/80) / (40/60) = 0.375 and a risk ratio of 0.5."""
    odds, risk = (effect(scale, percent_t=20, percent_c=40) for scale in (Scale.OR, Scale.RR))
    assert (odds.yi, risk.yi) == pytest.approx((math.log(0.375), math.log(0.5)))
    assert odds.direction is risk.direction is Direction.FAVOURS
    more = effect(Scale.OR, percent_t=40, percent_c=20)
    assert more.yi == pytest.approx(-math.log(0.375)) and more.direction is Direction.AGAINST


def test_means_point_where_the_difference_does():
    spread = {"sd_t": 2, "n_t": 20, "sd_c": 2, "n_c": 20}
    assert effect(mean_t=5, mean_c=7, **spread).direction is Direction.FAVOURS
    assert effect(mean_t=-5, mean_c=-7, **spread).direction is Direction.AGAINST
    assert effect(mean_t=5, mean_c=7).direction is Direction.FAVOURS and effect(mean_t=5, mean_c=7).yi == -2


@pytest.mark.parametrize("counts", [(0, 0, 3, 10), (3, 10, 0, 0), (12, 10, 3, 10), (3, 10, 12, 10)])
def test_a_table_that_cannot_be_true_gives_no_effect(counts):
    given = dict(zip(("events_t", "total_t", "events_c", "total_c"), counts, strict=True))
    assert effect(**given) is None


def test_no_difference_has_no_sign():
    assert str(effect(mean_t=-0.0, sd_t=1, n_t=9, mean_c=0.0, sd_c=1, n_c=9).yi) == "0.0"
    table = {"estimate": [-0.0], "ci_low": [-1.0], "ci_high": [1.0]}
    assert str(effect_sizes(table, "MD").yi[0]) == "0.0"


def test_numbers_are_taken_from_no_column_but_those_told():
    table = {
        "ai": [5, 5], "bi": [10, 10], "ci": [7, 7], "di": [10, 10],
        "ill": [3, 3], "all": [20, None], "ill2": [6, 6], "all2": [21, 22],
    }  # fmt: skip
    told = {"events_t": "ill", "total_t": "all", "events_c": "ill2", "total_c": "all2"}
    for names in (told, {"ai": "ill", "n1i": "all", "ci": "ill2", "n2i": "all2"}):
        first, second = effect_sizes(table, "RR", columns=names).tidy()
        assert first["estimate"] == pytest.approx((3 / 20) / (6 / 21))
        assert second["estimate"] is None and second["left_out"] == "no all"


def test_what_a_row_lacks_is_told_by_the_way_it_comes_nearest_to():
    table = {"m1i": [1, 1], "sd1i": [1, 1], "n1i": [9, 9], "m2i": [2, 2], "sd2i": [1, None], "n2i": [9, 9],
             "estimate": [None, None], "ci_low": [None, None], "ci_high": [None, None]}  # fmt: skip
    assert effect_sizes(table, "MD").tidy()[1]["left_out"] == "no sd2i"


def test_an_end_that_is_not_finite_gives_no_risk():
    for given in ((0.1, -math.inf, 0.3), (0.1, 0.0, math.nan), (0.1, 0.0, math.inf)):
        with pytest.raises(ValueError, match="does not hold the estimate"):
            absolute(given, 0.1, scale="RR")


@pytest.mark.parametrize(
    ("scale", "words"), [(Scale.MD, "2.00"), (Scale.RD, "200.00 percentage points"), (None, "2.00")]
)
def test_an_interval_of_no_width_is_told_to_two_places(scale, words):
    assert estimate_words(2.0, 2.0, 2.0, scale) == words
    assert range_words(2.0, 2.0, scale) == f"{words[:-18] if scale is Scale.RD else words} to " + (
        words[:-18] if scale is Scale.RD else words
    )


def test_leaving_one_out_is_told_from_the_lowest_to_the_highest():
    words = TELL["leave1out"]({"estimate": [0.3, 0.12, 0.45, 0.2]}, None, 95.0)
    assert words == "With any one study left out, the estimate lies within 0.12 to 0.45."


def test_looks_are_counted_from_one():
    assert [row["look"] for row in living([0.1, 0.2, 0.3], [0.1, 0.1, 0.1]).tidy()] == [1, 2, 3]


def test_one_icc_beyond_the_range_is_refused_among_others():
    with pytest.raises(ValueError, match="from 0 to 1"):
        over_iccs([0.1, 0.2], [0.1, 0.1], cluster_size=[5, 5], iccs=(0.1, 1.5))


def test_moderators_are_held_at_the_commonest_level():
    assert regress(STUDIES, formula="~ x + kind").bubbles("x")["held"] == {"kind": "b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~ x + kind + kind:factor(code)", ["x", "kindb", "kinda:factor(code)10", "kindb:factor(code)10"]),
        ("~ x + kind:factor(code)", ["x", "kinda:factor(code)9", "kindb:factor(code)9",
                                     "kinda:factor(code)10", "kindb:factor(code)10"]),
    ],
)  # fmt: skip
def test_crossed_levels_are_coded_as_in_r(text, expected):
    """The columns of model.matrix in R 4.2.2, with codes as a factor."""
    assert columns(text) == ["intrcpt", *expected]


def test_words_and_numbers_in_one_column_are_words():
    mixed = [1, "b", 1, "1", 5, "b"]
    assert columns("~ factor(x)", x=mixed) == ["intrcpt", "factor(x)5", "factor(x)b"]
    assert columns("~ x", x=mixed) == ["intrcpt", "x5", "xb"]
    with pytest.raises(ValueError, match=r"x holds words \('b'\), and numbers are needed here"):
        columns("~ I(x * 2)", x=mixed)


@pytest.mark.parametrize(("text", "place"), [("~ x + 5", "'5'"), ("~ x + foo(x)", "'foo'"), ("~ x +", "end")])
def test_a_refusal_of_a_formula_names_the_place(text, place):
    with pytest.raises(ValueError, match=f"at (its )?{place}"):
        parse_formula(text)


def test_effects_and_plain_numbers_are_not_mixed():
    own = effect(percent_t=20, percent_c=40)
    with pytest.raises(ValueError, match="row 1: yi"):
        pool([own, 0.3], [0.1, 0.2])


def test_a_selection_model_says_how_few_studies_an_interval_of_p_holds():
    part = {"b": [0.2], "ci_lb": [0.1], "ci_ub": [0.3], "counts": [9, 1], "LRT": 1.0, "LRTdf": 1, "LRTp": 0.3}
    assert "(with 1 study in one interval, so read it as a guess)" in few(part)
    assert few(part | {"counts": [9, 8]}) == few(part | {"counts": []}) == ""


def test_many_brackets_side_by_side_are_not_deep():
    assert len(parse_formula("~ " + " + ".join(f"I(x^{n})" for n in range(2, 32))).terms) == 30


def test_what_is_not_told_of_costs_is_taken_as_known_and_unrelated():
    found = cost_effectiveness(
        Money(100.0, "GBP", 2024), 0.1, se_effect=0.02, thresholds=[Money(2000.0, "GBP", 2024)]
    )
    assert found.increments == Increments(100.0, 0.0, 0.1, 0.02, 0.0)
    bare = cost_effectiveness(Money(100.0, "GBP", 2024), 0.1)
    assert bare.increments == Increments(100.0, 0.0, 0.1, 0.0, 0.0) and not bare.doubt
    (row,) = found.tidy()
    assert (row["estimate"], row["se"]) == pytest.approx((2000 * 0.1 - 100, 2000 * 0.02))


@pytest.mark.parametrize(("baseline", "smallest"), [(0.5, 0.5), (0.5, 0.6), (0.4, 0.6)])
def test_a_smallest_effect_that_no_risk_can_show_has_no_information_size(baseline, smallest):
    large = pool([-0.9] * 4, [0.01] * 4, scale="RR", method="EE", test="z")
    hint = certainty_hints(large, Setting(baseline=baseline, smallest=smallest, participants=500))[0]
    assert "the information size it would need is not known" in hint.words


def test_three_studies_tell_of_a_new_setting_and_two_of_inconsistency():
    three = pool([-0.6, 0.1, -0.3], [0.02] * 3)
    f = three.fit
    t = f.b[0] / math.hypot(math.sqrt(f.tau2), f.se[0])
    assert chance_of_benefit(three, better=1) == pytest.approx(0.5 + math.atan(t) / math.pi)
    two = certainty_hints(pool([-0.6, 0.1], [0.02] * 2))[1]
    assert two.numbers["k"] == 2 and "1 of 2 estimates lie above 0" in two.words


def test_percentages_from_none_to_all_are_used_and_no_others():
    assert effect(percent_t=0, percent_c=10).yi == -0.1 and effect(percent_t=100, percent_c=10).yi == 0.9
    assert effect(percent_t=10, percent_c=0).yi == 0.1 and effect(percent_t=10, percent_c=100).yi == -0.9
    assert effect(percent_t=100.5, percent_c=50) is None and effect(percent_t=50, percent_c=100.5) is None
    assert effect(percent_t=0.5, percent_c=0.2).yi == 0.003
    for t, c in ((100, 50), (50, 100), (0, 50), (50, 0)):
        assert effect(Scale.OR, percent_t=t, percent_c=c).yi is None
    assert effect(Scale.RR, percent_t=0.8, percent_c=0.4).yi == pytest.approx(math.log(2))
    assert printed(Scale.RD, estimate=-1.5).yi is None and printed(Scale.RD, estimate=-1.0).yi == -1


def test_a_printed_estimate_points_away_from_no_difference():
    ratio, difference = (printed(s, estimate=e) for s, e in ((Scale.RR, 1.5), (Scale.MD, 0.5)))
    assert ratio.direction is difference.direction is Direction.AGAINST
    assert printed(Scale.RR, estimate=0.9).direction is Direction.FAVOURS


@pytest.mark.parametrize(("estimate", "low", "high"), [(2.0, 0.0, 4.0), (-2.0, -4.0, 0.0)])
def test_an_interval_may_end_at_nothing(estimate, low, high):
    found = printed(Scale.MD, estimate=estimate, ci_low=low, ci_high=high)
    assert found.vi == pytest.approx((4 / (2 * 1.959963985)) ** 2) and found.signal is Signal.INCLUDES


def test_a_p_value_beyond_one_says_nothing():
    assert printed(Scale.RR, p=1.5).signal is None
    assert {printed(Scale.RR, p=p).signal for p in (1.0, 0.05)} == {Signal.INCLUDES}
    assert {printed(Scale.RR, p=p).signal for p in (0.0, 0.049)} == {Signal.EXCLUDES}


def test_numbers_are_as_exact_as_their_interval_and_nothing_has_no_sign():
    assert estimate_words(12.3, 2.0, 25.0, Scale.MD) == "12" and range_words(2.0, 25.0, Scale.MD) == "2 to 25"
    assert estimate_words(-0.001, -0.5, 0.5, None) == "0.00"
    assert estimate_words(-1.0, -1.5, 0.5, None) == "-1.00"


def test_the_least_difference_of_counts_has_a_direction():
    half, third = {"events_t": 1, "total_t": 2}, {"events_c": 1, "total_c": 3}
    assert effect(**half, **third).direction is Direction.AGAINST
    turned = effect(events_t=1, total_t=3, events_c=1, total_c=2)
    assert turned.direction is Direction.FAVOURS and turned.yi == pytest.approx(math.log(2 / 3))


def test_a_printed_standard_error_gives_its_square():
    assert printed(Scale.MD, estimate=1.0, se=0.5).vi == 0.25


def test_three_studies_show_a_difference_by_risk_of_bias():
    found = without_high_risk([0.1, 0.2, 0.6], [0.1] * 3, risk=["low", "low", "high"], method="EE", test="z")
    assert found.difference["b"] == pytest.approx(0.6 - 0.15)


def test_a_standard_error_is_held_against_196_hundredths_of_it():
    assert printed(Scale.MD, estimate=1.0, se=0.505).signal is Signal.EXCLUDES
    assert printed(Scale.MD, estimate=1.0, se=0.515).signal is Signal.INCLUDES


def test_an_interval_of_another_level_is_taken_to_95():
    """1.9 / 1.645 x 1.96 = 2.26, which is more than 2."""
    found = printed(Scale.MD, estimate=2.0, ci_low=0.1, ci_high=3.9, ci_level=90.0)
    assert found.signal is Signal.INCLUDES
    assert printed(Scale.MD, estimate=2.0, ci_low=0.1, ci_high=3.9).signal is Signal.EXCLUDES


def test_two_people_an_arm_have_a_spread():
    found = effect(Scale.MD, mean_t=2, sd_t=1, n_t=2, mean_c=1, sd_c=1, n_c=2)
    assert (found.yi, found.vi) == pytest.approx((1, 1))


def printed(scale, **numbers):
    return derive_effect(Result(id="r", study="S", outcome="care", measure="m", scale=scale, **numbers), CARE)


@pytest.mark.parametrize(
    "first",
    [
        {"ai": 1, "bi": 0, "ci": 1, "di": 1}, {"ai": 1, "bi": 1, "ci": 1, "di": 0},
        {"ai": 1, "n1i": 1, "ci": 1, "n2i": 2}, {"ai": 1, "n1i": 2, "ci": 1, "n2i": 1},
    ],
)  # fmt: skip
def test_an_arm_of_one_is_pooled(first):
    rest = {"ai": 5, "bi": 15, "ci": 8, "di": 12, "n1i": 20, "n2i": 20}
    assert pool_counts({n: [v, rest[n]] for n, v in first.items()}, measure="RD").fit.k == 2


@pytest.mark.parametrize("cells", [(3, 0, 2, 2), (3, 2, 2, 0)])
def test_an_arm_where_all_had_the_event_has_an_effect(cells):
    found = effect_sizes({n: [v] for n, v in zip(("ai", "bi", "ci", "di"), cells, strict=True)}, "RD")
    assert found.yi[0] is not None and found.vi[0] > 0


@pytest.mark.parametrize("rows", [10, 11])
def test_more_than_ten_rows_left_out_are_not_all_named(rows):
    given = [None] * rows + [0.1, 0.2]
    (told,) = (d for d in pool(given, [0.1] * len(given)).diagnostics if "left out" in d)
    ten = "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    assert told.endswith(f"({ten})" if rows == 10 else f"({ten} ...)")


def test_a_threshold_below_one_has_a_curve():
    half = Money(0.5, "GBP", 2024)
    found = cost_effectiveness(Money(0.0, "GBP", 2024), 0.1, se_effect=0.02, thresholds=[half])
    assert found.curve[-1][0] == pytest.approx(0.625) and half.amount in dict(found.curve)


def test_arms_of_one_person_have_a_difference():
    assert effect(Scale.RD, events_t=1, total_t=1, events_c=0, total_c=1).yi == pytest.approx(0.5)


def test_less_than_a_year_of_persons_is_pooled():
    table = {"x1i": [1, 5], "t1i": [0.5, 20.0], "x2i": [2, 6], "t2i": [0.8, 18.0]}
    assert pool_counts(table, measure="IRR").fit.k == 2


@pytest.mark.parametrize(
    ("measure", "row", "yi", "vi"),
    [
        ("MPRR", {"both": 10, "first": 0, "second": 3, "neither": 20}, -0.2411620568, 0.0259740260),
        ("MPOR", {"both": 10, "first": 0, "second": 3, "neither": 20}, -0.3746934494, 0.0590728716),
        ("MPORC", {"both": 10, "first": 0, "second": 3, "neither": 20}, -1.9459101491, 2.2857142857),
        ("IRR", {"x1i": 0, "t1i": 10, "x2i": 5, "t2i": 20}, -1.7047480922, 2.1818181818),
        ("PLO", {"events": 0, "total": 10}, -3.0445224377, 2.0952380952),
        ("IRLN", {"events": 0, "time": 10}, -2.9957322736, 2.0),
    ],
)
def test_an_empty_cell_has_a_half_added_as_in_metafor(measure, row, yi, vi):
    """escalc of metafor 3.8 with its own settings."""
    found = effect_sizes({name: [value] for name, value in row.items()}, measure)
    assert (found.yi[0], found.vi[0]) == pytest.approx((yi, vi), rel=1e-9)


def test_a_scaled_moderator_of_two_studies_has_a_spread():
    """scale(c(1, 3)) of R gives -0.7071068 and 0.7071068."""
    data = {"x": [1, 3]}
    (column,) = learn(parse_formula("~ scale(x) - 1"), data, {}).columns(data, 2)
    assert column.values == pytest.approx([-math.sqrt(0.5), math.sqrt(0.5)])


def test_a_network_of_pairs_has_no_study_of_several_arms():
    rows = {"yi": [0.1, 0.3], "vi": [0.1, 0.1], "t1": ["A", "B"], "t2": ["B", "C"], "study": ["one", "two"]}
    table = pool_network(rows).graph().table
    assert [row[-1] for row in table.rows] == ["0", "0"]


def test_a_loss_that_is_no_percentage_is_asked_once_and_a_count_of_none_never():
    facts = {"id": "S", "name": "One", "intervention": "x", "design": Design.RCT}
    odd = Study(**facts, n_randomised=200, n_analysed=150, attrition_overall=100.5)
    off = Study(**facts, n_randomised=200, n_analysed=180, attrition_overall=10.9)
    assert "is 10.0% lost, but 10.9% is printed" in question_study(off, (), ())[0]
    assert question_study(odd, (), ()) == ("100.5 lost of every 100: not a percentage",)
    assert question_study(Study(**facts, clusters=0, n_analysed=0), (), ()) == ()


@pytest.mark.parametrize("k0", [0, 1, 2])
def test_trim_and_fill_says_how_many_it_adds(k0):
    part = {"b": 0.2, "ci_lb": 0.1, "ci_ub": 0.3, "k0": k0, "side": "left", "k0_estimator": "L0"}
    told = ("adds no study", "would add 1 study on", "would add 2 studies on")[k0]
    assert told in TELL["trimfill"](part, None, 95.0)


@pytest.mark.parametrize("rows", [10, 11])
def test_more_than_ten_rows_with_one_note_are_not_all_named(rows):
    table = {"ai": [0] * rows, "bi": [9] * rows, "ci": [3] * rows, "di": [7] * rows}
    (told,) = effect_sizes(table, "RR").diagnostics
    ten = "Rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    assert told.startswith(f"{ten}:" if rows == 10 else f"{ten} ...:")


@pytest.mark.parametrize(
    "given", [(math.log(0.8), None, math.log(0.92)), (math.log(0.8), math.log(0.7), None)]
)
def test_one_end_is_no_interval(given):
    found = absolute(given, 0.12, scale="RR")[0]
    assert found.sentence().endswith("96 with it: 24 fewer. For one more person to benefit, 42 need it.")
    assert "Not known. No interval" in found.figure("children", "in care").alt
    assert not found.needed.has_interval and (found.needed.low, found.needed.high) == (None, None)


@pytest.mark.parametrize("given", [(0.1, 0.2, None), (0.1, None, 0.05)])
def test_one_end_on_the_wrong_side_is_refused(given):
    with pytest.raises(ValueError, match=r"the interval .* does not hold the estimate 0\.1"):
        absolute(given, 0.1, scale="RR")


def test_a_risk_of_nothing_or_all_is_not_beyond_them():
    for given, baseline in (((-0.5, -0.5, 0.5), 0.5), ((0.0, -0.2, 0.0), 0.2)):
        found = absolute(given, baseline, scale="RD")[0]
        assert found.notes == (f"the risk of {100 * baseline:g}% without it is taken as known",)


@pytest.mark.parametrize(("deep", "read"), [(15, True), (20, True), (21, False)])
def test_twenty_brackets_in_brackets_are_read(deep, read):
    text = f"~ {'(' * deep}x{')' * deep}"
    if read:
        assert len(parse_formula(text).terms) == 1
    else:
        with pytest.raises(ValueError, match="20 brackets in brackets"):
            parse_formula(text)
