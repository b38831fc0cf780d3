"""Economic results: words, rows and figures say what the numbers say, each amount with its price year."""

import json
import math
from pathlib import Path

import pytest

from whatworks.stats.costs.checks import Reported
from whatworks.stats.costs.money import Money, inflate
from whatworks.synthesise import (
    check_reported,
    cost_effectiveness,
    council_budget,
    read_index,
    todays_prices,
)

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "economics" / "example-price-index.csv"


def pounds(amount, year=2023):
    return Money(amount, "GBP", year)


def usual(**change):
    given = {"se_cost": 8.0, "se_effect": 0.006, "rho": 0.3, "thresholds": [pounds(2000), pounds(5000)]}
    return cost_effectiveness(pounds(30), 0.02, **(given | change))


def test_rows_glance_and_json_agree_and_name_their_money():
    found = usual(outcome="child entering care avoided")
    rows, (glance,) = found.tidy(), found.glance()
    assert [r["threshold"] for r in rows] == [2000, 5000]
    assert rows[0]["estimate"] == pytest.approx(10)
    assert {(r["currency"], r["price_year"]) for r in rows} == {("GBP", 2023)}
    assert (glance["icer"], glance["quadrant"], glance["price_year"]) == (
        pytest.approx(1500),
        "trade-off",
        2023,
    )
    record = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert record["thresholds"] == rows
    assert record["icer_lb"] < record["icer"] < record["icer_ub"]
    assert list(found.tidy(frame=True)["threshold"]) == [2000, 5000]


def test_the_sentence_says_ratio_net_benefit_chance_and_price_year():
    words = usual(outcome="child entering care avoided").sentence()
    assert words.startswith("For each child the intervention costs £30.00 more and gives 0.02 more of: child")
    assert "It works better and costs more. That is £1,500 for each child entering care avoided (95%" in words
    assert "At £2,000 for each, the net benefit is £10.00 (95% interval -£" in words
    assert words.endswith("All amounts are in GBP at 2023 prices.")
    assert "the chance that it is worth its cost is 79%" in words


@pytest.mark.parametrize(
    ("cost", "effect", "said"),
    [
        (
            -30,
            0.02,
            "£30.00 less and gives 0.02 more of: outcome avoided. It works better and costs no more",
        ),
        (
            30,
            -0.02,
            "gives 0.02 fewer of: outcome avoided. It works worse and costs as much or more: it is",
        ),
        (
            -30,
            -0.02,
            "It works worse and costs less. It saves £1,500 for each lost, of: outcome avoided (95",
        ),
        (30, 0, "has the same effect, so the costs alone decide"),
        (0, 0.02, "costs the same and gives"),
    ],
)
def test_each_quarter_has_its_words(cost, effect, said):
    assert said in cost_effectiveness(pounds(cost), effect, se_cost=8, se_effect=0.006).sentence()


def test_an_effect_within_chance_has_a_ratio_without_interval():
    assert "(no interval: the effect is not beyond chance" in usual(se_effect=0.02).sentence()


def test_what_is_taken_as_given_is_told():
    assert usual().diagnostics == ()
    (told,) = usual(rho=None).diagnostics
    assert "correlation of cost and effect is not given and taken as 0" in told
    assert usual(rho=None).increments.rho == 0
    (told,) = usual(se_cost=None, rho=None).diagnostics
    assert "no standard error of the cost is given, so it is taken as known" in told


def test_without_doubt_of_the_effect_there_are_no_intervals_and_no_figures():
    found = usual(se_effect=None)
    assert {row["probability"] for row in found.tidy()} == {None}
    assert found.tidy()[0]["estimate"] == pytest.approx(10)
    assert found.glance()[0]["icer"] == pytest.approx(1500)
    assert (found.glance()[0]["icer_lb"], found.glance()[0]["se_effect"], found.curve) == (None, None, ())
    assert "how sure that is, is not known" in found.sentence()
    for figure in (found.plane, found.acceptability):
        with pytest.raises(ValueError, match="no standard error of the effect"):
            figure()


def test_draws_are_used_as_they_are():
    costs, effects = [10.0, 20.0, 30.0, 40.0], [0.01, 0.03, 0.01, 0.03]
    found = cost_effectiveness(
        costs, effects, currency="GBP", price_year=2020, thresholds=[pounds(1500, 2020)]
    )  # fmt: skip
    (row,) = found.tidy()
    assert row["probability"] == pytest.approx(3 / 4)
    assert row["estimate"] == pytest.approx(5)
    assert found.drawn == (tuple(costs), tuple(effects))
    assert found.given_draws
    assert not usual().given_draws
    assert found.diagnostics[0].startswith("from 4 draws as given")
    assert found.money == "GBP at 2020 prices"
    assert dict(found.curve)[1500] == row["probability"]


def test_the_curve_covers_the_thresholds_and_the_ratio():
    curve = dict(usual().curve)
    assert min(curve) == 0
    assert max(curve) == pytest.approx(6250)
    assert curve[2000] == usual().tidy()[0]["probability"]
    assert max(dict(usual(thresholds=[]).curve)) == pytest.approx(3750)
    assert cost_effectiveness(pounds(-30), 0.02, se_effect=0.006).curve == ()


def test_thresholds_in_other_money_are_refused():
    with pytest.raises(ValueError, match="cannot be mixed"):
        usual(thresholds=[pounds(2000, 2020)])


@pytest.mark.parametrize(
    ("cost", "effect", "settings", "word"),
    [
        (pounds(1), [1, 2], {}, "cost is one amount but effect is a list"),
        ([1, 2], [1, 2], {"currency": "GBP"}, "need draws of effect, a currency and a price year"),
        ([1, 2], [1, 2], {"price_year": 2020}, "need draws of effect, a currency and a price year"),
        ([1, 2], 1, {"currency": "GBP", "price_year": 2020}, "need draws of effect"),
    ],
)
def test_costs_and_effects_come_alike(cost, effect, settings, word):
    with pytest.raises(ValueError, match=word):
        cost_effectiveness(cost, effect, **settings)


def test_figures_carry_the_money_and_the_first_threshold():
    found = usual(outcome="place avoided")
    assert "GBP at 2023 prices" in found.plane().alt
    assert "draws are worth their cost at 2,000 for each" in found.plane().alt
    assert "79 of 100 at 2,000." in found.acceptability().alt
    assert "place avoided" in found.acceptability().alt
    assert "worth" not in usual(thresholds=[]).plane().alt


def test_the_same_seed_draws_the_same():
    assert usual().drawn == usual().drawn
    assert usual(seed=1).drawn != usual().drawn
    assert len(usual(draws=50).drawn[0]) == 50


# Budgets


def council(**change):
    given = {"first_year": 2026, "outcome": "child entering care avoided"} | change
    return council_budget([200, 300], [0.25, 0.5], pounds(1000), (0.1, 0.02, 0.2), **given)


def test_a_budget_has_a_row_a_year_and_a_total():
    found = council(outcome_cost=pounds(20_000))
    first, second = found.tidy()
    assert (first["year"], first["served"], first["cost"], first["price_year"]) == (2026, 50, 50_000, 2023)
    assert (second["avoided"], second["avoided_lb"], second["avoided_ub"]) == pytest.approx((15, 3, 30))
    assert (second["saved"], second["saved_lb"], second["saved_ub"]) == pytest.approx((3e5, 6e4, 6e5))
    assert (second["net"], second["net_lb"], second["net_ub"]) == pytest.approx((-1.5e5, -4.5e5, 9e4))
    (total,) = found.glance()
    assert (total["years"], total["served"], total["cost"]) == (2, 200, 200_000)
    assert (total["avoided"], total["avoided_lb"], total["avoided_ub"]) == pytest.approx((20, 4, 40))
    assert (total["net"], total["net_lb"], total["net_ub"]) == pytest.approx((-2e5, -6e5, 1.2e5))
    assert json.loads(json.dumps(found.to_json()))["total"] == total


def test_a_budget_in_words_has_its_interval_and_its_price_year():
    words = council(outcome_cost=pounds(20_000)).sentence()
    assert words == (
        "Over 2 years, 200 children are served at £200,000 (2023 prices). This would give 20.0 (interval "
        "4.0 to 40.0) of: child entering care avoided. Cost less savings is -£200,000 (interval -£600,000 "
        "to £120,000); below zero is a saving."
    )


def test_savings_are_counted_only_where_an_outcome_has_a_cost():
    found = council()
    assert found.glance()[0]["net"] is None
    assert found.tidy()[0]["saved"] is None
    assert "What one costs the council is not given, so no savings are counted." in found.sentence()
    assert any("no savings are counted" in note for note in found.diagnostics)
    assert any("only if spending stops" in n for n in council(outcome_cost=pounds(1)).diagnostics)
    one = council_budget(100, [1], pounds(1), (0.1, -0.1, 0.3), first_year=2026)
    assert one.sentence().startswith("Over 1 year, 100 children")
    assert any("no outcome avoided at all" in note for note in one.diagnostics)
    assert not any("at all" in note for note in found.diagnostics)


# Checks


def test_checks_come_as_rows_and_words_with_a_caution():
    found = check_reported(
        Reported(
            threshold=20_000, net_benefit=5.56, net_benefit_ci=(-14.68, 25.81), probabilities={20_000: 0.84}
        )
    )
    assert found.glance() == [{"checks": 3, "follow": 2}]
    assert [row["follows"] for row in found.tidy()] == [True, True, False]
    assert "0.84 does not follow from a normal approximation" in found.sentence()
    assert "is not shown to be wrong" in found.diagnostics[0]
    assert json.loads(json.dumps(found.to_json()))["follow"] == 2
    nothing = check_reported(Reported(probabilities={1_000: 0.013, 10_000: 0.011, 20_000: 0.061}))
    assert nothing.sentence() == "Nothing could be checked: too few of the figures are printed."
    assert nothing.diagnostics == ()


# Price indices


def test_the_example_index_says_that_it_is_one():
    index = read_index(EXAMPLE)
    assert "Made up" in index.source
    assert index.name == "example-price-index"
    assert inflate(pounds(100, 2020), index, 2023).amount == pytest.approx(120)
    today = todays_prices([pounds(100, 2020), pounds(104, 2021)], index, 2023)
    assert [money.amount for money in today] == pytest.approx([120, 120])
    assert {money.price_year for money in today} == {2023}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("year,value\n2020,1\n", "no column source"),
        ("year,value,source\n2020,1,a\n2020,2,a\n", "line 3: 2020 is given twice"),
        ("year,value,source\n2020,x,a\n", "line 2: '2020' and 'x' are not a year and a number"),
        ("year,value,source\n2020\n", "are not a year and a number"),
        ("year,value,source\n2020,1,a\n2021,2,b\n", "the one source"),
        ("year,value,source\n2020,1,\n", "the one source"),
        ("year,value,source\n", "no source"),
        ("year,value,source\n2020,-1,a\n", "not above zero"),
    ],
)
def test_an_index_that_cannot_be_read_is_refused_with_its_place(text, word, tmp_path):
    path = tmp_path / "index.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=word):
        read_index(path)


def test_chances_are_right_at_the_far_end():
    chances = [p for _, p in usual().curve]
    assert chances[0] == pytest.approx(0.5 * math.erfc(30 / 8 / math.sqrt(2)))
