"""From relative effects to people, and to the number needed, with intervals that are true."""

import json
import math

import pytest

from whatworks.synthesise import pool
from whatworks.synthesise.absolute import absolute, risk_with
from whatworks.synthesise.needed import number_needed, rounded
from whatworks.terms import Scale

LOGS = (math.log(0.8), math.log(0.7), math.log(0.92))


@pytest.mark.parametrize(
    ("scale", "effect", "expected"),
    [
        ("RR", math.log(0.8), 0.096),
        ("OR", math.log(0.8), 0.12 * 0.8 / (0.88 + 0.096)),
        ("HR", math.log(0.8), 1 - 0.88**0.8),
        ("RD", -0.02, 0.10),
    ],
)
def test_a_risk_with_follows_from_the_one_without(scale, effect, expected):
    assert risk_with(0.12, effect, Scale(scale)) == pytest.approx(expected, rel=1e-13)
    found = absolute(effect, 0.12, scale=scale)[0]
    assert found.risk.estimate == pytest.approx(expected, rel=1e-13)
    assert found.difference.estimate == pytest.approx(expected - 0.12, rel=1e-12)
    assert found.risk.low is None and found.difference.high is None and found.new is None


def test_each_end_is_turned_by_itself_and_counted():
    found = absolute(LOGS, 0.12, scale="RR")[0]
    assert list(found.risk) == pytest.approx([0.096, 0.084, 0.1104])
    assert list(found.difference) == pytest.approx([-0.024, -0.036, -0.0096])
    without, with_, gap = found.tidy()
    assert (without["estimate"], without["low"]) == (120, None)
    assert (with_["low"], gap["high"]) == pytest.approx((84, -9.6))
    hundred = absolute(LOGS, 0.12, scale="RR", per=100)[0].tidy()
    assert hundred[1]["estimate"] == pytest.approx(9.6) and hundred[1]["per"] == 100


def test_natural_frequencies_in_words():
    found = absolute(LOGS, 0.12, scale="RR")[0]
    assert found.sentence("children", "in care") == (
        "Of every 1,000 children, 120 are in care without it and 96 with it (95% CI 84 to 110): 24 fewer "
        "(95% CI 36 fewer to 10 fewer). For one more person to benefit, 42 need it (95% CI 28 to 105)."
    )
    plain = absolute(math.log(1.5), 0.1, scale="RR", per=100)[0].sentence()
    assert (
        "10 have the event without it and 15 with it: 5 more. For one more person to be harmed, 20" in plain
    )
    none = absolute((0.0, -0.1, 0.1), 0.2, scale="RD")[0].sentence()
    assert "no difference (95% CI 100 fewer to 100 more). No number needed" in none


def test_many_baselines_give_many_rows():
    rows = absolute(LOGS, [0.05, 0.2], scale="RR", level=90)
    assert [r.baseline for r in rows] == [0.05, 0.2] and {r.level for r in rows} == {90}
    assert rows[0].notes == ("the risk of 5% without it is taken as known",)


def test_risks_beyond_all_are_cut_off_and_told():
    found = absolute((math.log(1.5), math.log(1.1), math.log(3)), 0.5, scale="RR")[0]
    assert list(found.risk) == pytest.approx([0.75, 0.55, 1.0])
    assert any("cut off" in note for note in found.notes)
    low = absolute((-0.2, -0.4, -0.1), 0.3, scale="RD")[0]
    assert low.risk.low == 0.0 and any("cut off" in note for note in low.notes)
    odds = absolute((math.log(9), math.log(2), 800.0), 0.5, scale="OR")[0]
    assert odds.risk.estimate == pytest.approx(0.9) and not any("cut off" in note for note in odds.notes)
    assert any("hazards" in n for n in absolute(0.1, 0.2, scale="HR")[0].notes)


def test_a_pool_brings_scale_level_and_a_new_setting():
    pooled = pool([-0.3, -0.1, -0.5, -0.2], [0.01, 0.02, 0.05, 0.03], scale="RR", level=90)
    for given in (pooled, pooled.pool):
        found = absolute(given, 0.1)[0]
        p = pooled.pool
        assert found.scale is Scale.RR and found.level == 90
        assert found.difference.low == pytest.approx(0.1 * math.exp(p.ci_lb) - 0.1)
        assert found.new.high == pytest.approx(0.1 * math.exp(p.pi_hts_ub) - 0.1)
        assert json.loads(json.dumps(found.to_json(), allow_nan=False))["new_setting"]["low"] == found.new.low
    two = pool([-0.3, -0.1], [0.01, 0.02], scale="RR")
    assert absolute(two, 0.1)[0].new is None and absolute(two, 0.1)[0].to_json()["new_setting"] is None


def test_the_figure_is_the_houses_own():
    figure = absolute(LOGS, 0.12, scale="RR")[0].figure("children", "in care")
    assert "12 of 100 children in care without it" in figure.alt
    assert "10 of 100 children in care with it" in figure.alt and "better" in figure.alt
    many = absolute((math.log(0.9), math.log(0.8), math.log(0.91)), 0.9, scale="RR")[0].figure(
        "people", "ill"
    )
    assert "90 of 100 people ill without it" in many.alt and "81 of 100 people ill with it" in many.alt
    assert "from 18.0 fewer to 8.1 fewer of every 100" in many.alt
    worse = absolute(LOGS, 0.12, scale="RR", better=1)[0].figure("children", "in school")
    assert "for the worse" in worse.alt
    assert "from 3.6 fewer to 1.0 fewer of every 100" in figure.alt
    assert "not known" in absolute(LOGS[0], 0.12, scale="RR")[0].figure("children", "in care").alt.lower()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((LOGS, 12), "the baseline risk is 12; it lies between 0 and 1; write 12% as 0.12"),
        ((LOGS, 0), "the baseline risk is 0; it lies between 0 and 1$"),
        ((LOGS, 1.0), "write 1% as 0.01"),
        ((LOGS, 100), "lies between 0 and 1$"),
        (((0.1, 0.2, 0.3), 0.1), "the interval 0.2 to 0.3 does not hold the estimate 0.1"),
        (((0.1, 0.2), 0.1), "give a pooled result, or"),
        (((None, 0.2, 0.3), 0.1), "give a pooled result, or"),
        ((float("nan"), 0.1), "the estimate nan is not finite; give a number"),
    ],
)
def test_what_gives_no_risk_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        absolute(*arguments, scale="RR")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"scale": "SMD"}, "scale 'SMD' gives no risk; use one of RR, OR, HR, RD"), ({}, "use one of RR"),
     ({"scale": "ratio"}, "scale 'ratio' gives no risk"), ({"scale": "RR", "better": 0}, "better is 0"),
     ({"scale": "RR", "per": 0}, "per is 0")],
)  # fmt: skip
def test_settings_without_meaning_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        absolute(LOGS, 0.1, **options)


@pytest.mark.parametrize(
    ("gap", "better", "words"),
    [
        ((-0.05, -0.1, -0.02), -1, "NNTB 20 (10 to 50)"),
        ((0.05, 0.02, 0.1), -1, "NNTH 20 (10 to 50)"),
        ((0.05, 0.02, 0.1), 1, "NNTB 20 (10 to 50)"),
        ((-0.03, -0.09, 0.03), -1, "NNTB 34 (NNTB 12 to infinity to NNTH 33)"),
        ((0.03, -0.03, 0.09), -1, "NNTH 33 (NNTB 34 to infinity to NNTH 11)"),
        ((0.0, -0.1, 0.1), -1, "no difference (NNTB 10 to infinity to NNTH 10)"),
        ((-0.05, -0.1, 0.0), -1, "NNTB 20 (10 to infinity)"),
        ((0.05, 0.0, 0.1), -1, "NNTH 20 (10 to infinity)"),
        ((-0.05, None, None), -1, "NNTB 20"),
        ((0.0, None, None), -1, "no difference"),
        ((0.9, 0.8, 1.0), -1, "NNTH 1 (1 to 1)"),
    ],
)
def test_numbers_needed_run_through_infinity(gap, better, words):
    assert number_needed(*gap, better=better).words() == words


def test_numbers_needed_in_sentences():
    crossing = number_needed(-0.03, -0.09, 0.03, better=-1, level=90).sentence()
    assert crossing == (
        "For one more person to benefit, 34 need it, but the 90% interval runs from 12 for one more to "
        "benefit, through infinity, to 33 for one more to be harmed: benefit is not sure."
    )
    assert "harm is not sure" in number_needed(0.03, -0.03, 0.09, better=-1).sentence()
    assert number_needed(0.05, 0.02, 0.1, better=-1).sentence().endswith("20 need it (95% CI 10 to 50).")
    assert number_needed(-0.05, None, None, better=-1).sentence().endswith("benefit, 20 need it.")
    assert "no difference" in number_needed(0, None, None, better=1).sentence()


def test_rounding_is_on_the_cautious_side():
    assert rounded(1 / 0.05, True) == rounded(1 / 0.05, False) == "20"
    assert (rounded(20.4, True), rounded(20.6, False), rounded(0.5, False)) == ("21", "20", "1")
    assert rounded(None, True) == "infinity" and rounded(12345.1, True) == "12,346"
