"""Numbers and refusals that a reader relies on, each by a worked value."""

import math

import pytest

from whatworks.synthesise import effect_sizes, living, over_iccs, pool, regress
from whatworks.synthesise.absolute import absolute
from whatworks.synthesise.bias_words import TELL, few
from whatworks.synthesise.design import learn
from whatworks.synthesise.effects import derive_effect
from whatworks.synthesise.formula import parse_formula
from whatworks.synthesise.words import estimate_words, range_words
from whatworks.terms import Direction, Good, Outcome, Result, Scale

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
