"""What a pooled effect can be asked, its settings, and pooling of counts."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from whatworks import stats
from whatworks.synthesise import pool, pool_counts
from whatworks.terms import Direction, Effect, Scale

YI, VI = [-0.9, -0.3, 0.2, -0.5, -1.1], [0.04, 0.09, 0.25, 0.02, 0.16]
COUNTS = {"ai": [4, 6, 3, None, 0], "n1i": [123, 306, 231, 40, 20], "ci": [11, 29, 11, 5, 0],
          "n2i": [139, 303, 220, 41, 20]}  # fmt: skip


def effects(better=-1):
    return [
        Effect(id=f"e{n}", study=f"S{n}", result=f"r{n}", scale=Scale.RR, yi=y, vi=v, formula="as given",
               better=better, direction=Direction.FAVOURS)
        for n, (y, v) in enumerate(zip(YI, VI, strict=True))
    ]  # fmt: skip


def test_a_prediction_repeats_the_model_and_takes_another_level_and_scale():
    result = pool(YI, VI)
    same, wide, ratios = result.predict(), result.predict(level=99), result.predict(transf="exp")
    p = result.pool
    assert (same.ci_lb, same.pi_ub, same.pi_hts_lb) == (p.ci_lb, p.pi_ub, p.pi_hts_lb)
    assert wide.ci_lb < same.ci_lb and wide.pi_ub > same.pi_ub and wide.level == 99
    assert wide.ci_lb == pytest.approx(pool(YI, VI, level=99).pool.ci_lb)
    assert wide.pi_hts_ub == pytest.approx(pool(YI, VI, level=99).pool.pi_hts_ub)
    assert ratios.estimate == pytest.approx(math.exp(p.b)) and ratios.se is None
    assert ratios.pi_lb == pytest.approx(math.exp(p.pi_lb))
    assert result.predict(transf="tanh").ci_ub == pytest.approx(math.tanh(p.ci_ub))
    assert result.predict(transf="logistic").ci_ub == pytest.approx(1 / (1 + math.exp(-p.ci_ub)))
    assert result.predict(transf=lambda x: 2 * x).estimate == 2 * p.b
    assert pool(YI, VI, method="EE").predict(level=90).pi_lb is None
    assert pool(YI[:2], VI[:2]).predict().pi_hts_lb is None
    with pytest.raises(ValueError, match="use one of exp, tanh, logistic"):
        result.predict(transf="log")
    with pytest.raises(ValueError, match="write 95"):
        result.predict(level=0.9)


def test_the_interval_of_tau2_is_that_of_the_same_studies():
    result = pool(YI, VI, method="PM", level=90)
    assert result.confint() == stats.tau2_interval(YI, VI, method="PM", level=90)
    assert pool(YI, VI).confint("PL", level=80) == stats.tau2_interval(YI, VI, kind="PL", level=80)
    with pytest.raises(ValueError, match="tau2 was given"):
        pool(YI, VI, tau2=0.1).confint()


def test_weights_follow_their_rows_however_they_are_given():
    w = [1, 2, 3, 4, 5]
    expected = stats.random_effects(YI, VI, weights=w)
    frame = pd.DataFrame({"yi": YI, "vi": VI, "w": w})
    for result in (
        pool(YI, VI, weights=w), pool(YI[::-1], VI[::-1], weights=w[::-1]), pool(frame, weights="w"),
        pool({"yi": YI, "vi": VI, "w": w}, weights="w"), pool([*YI, None], [*VI, 1], weights=[*w, 9]),
    ):  # fmt: skip
        assert (result.pool.b, result.pool.se) == (expected.b[0], expected.se[0])
    ids = {pool(YI, VI, **k).pool.id for k in ({}, {"weights": w}, {"tau2": 0.1}, {"tau2": 0.2})}
    assert len(ids) == 4
    assert pool(YI, VI, tau2=0.1).pool.tau2 == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([1, 2], "2 weights for 5 rows"),
        ("w", "names no column"),
        ([1, 2, 0, 4, 5], "row 3: the weight 0 is not above 0"),
        ([1, None, 3, 4, 5], "row 2: the weight None"),
        ([1, "a", 3, 4, 5], "row 2: weight 'a' is not a number"),
    ],
)
def test_weights_that_cannot_be_are_refused_by_row(weights, words):
    with pytest.raises(ValueError, match=words):
        pool(YI, VI, weights=weights)


def test_a_glance_shows_both_i2_and_how_well_the_model_fits():
    result = pool(YI, VI, method="ML", test="adhoc")
    row = result.glance()[0]
    assert row["I2"] == result.fit.I2 != row["I2_q"] == result.fit.I2_q
    assert row["AIC"] == result.fit.AIC and row["logLik"] == result.fit.logLik
    assert result.diagnostics == result.pool.diagnostics
    json.dumps(row, allow_nan=False)


@pytest.mark.parametrize(
    ("method", "test", "words"),
    [
        ("PM", "z", "(random effects, Paule-Mandel, normal interval)"),
        ("ML", "t", "(random effects, maximum likelihood, t interval)"),
        ("SJ", "adhoc", "Sidik-Jonkman, Hartung-Knapp interval, never narrower"),
        ("CE", "z", "(equal effects, normal interval)"),
    ],
)
def test_the_sentence_names_estimator_and_interval(method, test, words):
    said = pool(YI, VI, method=method, test=test).sentence()
    assert words in said and ("tau²" in said) == (method != "CE")


def test_a_forest_plot_shows_every_study_and_the_pool():
    drawn = pool(effects()).plot(title="Going into care", right_words="fewer in care")
    assert "Going into care" in drawn.svg and "fewer in care" in drawn.svg
    assert all(f"S{n}" in drawn.svg for n in range(5))
    assert f"{math.exp(-0.9):.2f}" in str(drawn.table)


def test_counts_are_pooled_from_cells_totals_or_rates_and_missing_rows_are_told():
    result = pool_counts(COUNTS, measure="RR")
    a, n1, c, n2 = ([4, 6, 3, 0], [123, 306, 231, 20], [11, 29, 11, 0], [139, 303, 220, 20])
    b, d = ([n - x for x, n in zip(xs, ns, strict=True)] for xs, ns in ((a, n1), (c, n2)))
    expected = stats.mantel_haenszel(a, b, c, d, measure="RR")
    assert result.fit == expected and result.diagnostics[0] == "1 row left out: a count is missing (row 4)"
    assert "1 of 4 tables" in result.diagnostics[1]
    cells = {"ai": a, "bi": b, "ci": c, "di": d}
    assert pool_counts(cells, measure="RR").fit == expected
    assert pool_counts(pd.DataFrame(cells), "Peto").fit == stats.peto(a, b, c, d)
    named = pool_counts({"x": a, "n": n1, "y": c, "m": n2}, measure="RR",
                        columns={"ai": "x", "n1i": "n", "ci": "y", "n2i": "m"})  # fmt: skip
    assert named.fit == expected
    rates = {"x1i": [5, 2], "t1i": [100, 80], "x2i": [9, 8], "t2i": [90, 100]}
    assert pool_counts(rates, measure="IRR").fit == stats.mantel_haenszel(*rates.values(), measure="IRR")
    mixed = pool_counts(rates, "GLMM", measure="IRR", model="CM.EL", random=False, level=90)
    assert mixed.fit == stats.glmm(*rates.values(), measure="IRR", model="CM.EL", random=False, level=90)
    plain = pool_counts(cells, correct=False).fit.association
    assert plain.stat > pool_counts(cells).fit.association.stat


def test_results_of_counts_have_rows_words_and_json():
    result = pool_counts(COUNTS)
    assert result.tidy()[0]["estimate"] == result.fit.b and result.scale is Scale.OR
    assert result.glance()[0]["TAp"] == result.fit.tarone.p and isinstance(
        result.glance(frame=True), pd.DataFrame
    )
    said = result.sentence()
    assert said.startswith("Pooled over 3 studies, the odds ratio is 0.2") and "Mantel-Haenszel" in said
    kept = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert kept["b"] == result.fit.b and kept["QE"] == result.fit.heterogeneity.stat and kept["pi_lb"] is None
    assert kept["tests"]["association"]["df"] == 1 and len(kept["diagnostics"]) == 2
    rates = {"x1i": [5, 2], "t1i": [100, 80], "x2i": [9, 8], "t2i": [90, 100]}
    gap = pool_counts(rates, measure="IRD")
    assert gap.scale is None and "difference of rates" in gap.sentence()
    nothing = pool_counts({"ai": [0], "bi": [5], "ci": [2], "di": [6]})
    assert nothing.sentence().startswith("No pooled effect: no pooled estimate")
    mixed = pool_counts(rates, "GLMM", measure="IRR", model="CM.AL")
    assert "tau²" in mixed.sentence() and "approximate" in mixed.sentence()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pool_counts(COUNTS, "REML"), "use one of MH, Peto, GLMM"),
        (lambda: pool_counts(COUNTS, "Peto", measure="RR"), "it pools OR"),
        (lambda: pool_counts(COUNTS, "GLMM", measure="RD"), "it pools OR, IRR"),
        (lambda: pool_counts({"ai": [1]}), "no column bi, ci, di; give ai, bi, ci, di, or ai, n1i, ci, n2i"),
        (lambda: pool_counts(COUNTS, measure="IRR"), "no column x1i"),
        (lambda: pool_counts(COUNTS, columns={"zz": "ai"}), "'zz' is no column of counts"),
        (lambda: pool_counts(COUNTS, columns={"ai": "zz"}), "column 'zz' is not in the data"),
        (lambda: pool_counts({**COUNTS, "ai": [1]}), "different lengths"),
        (lambda: pool_counts({**COUNTS, "ai": [4, 400, 3, 1, 0]}), "row 2: ai is more than n1i"),
        (lambda: pool_counts({**COUNTS, "ci": [4, 4, 300, 1, 0]}), "row 3: ci is more than n2i"),
        (lambda: pool_counts({**COUNTS, "ai": [4, 6, -3, 1, 0]}), "row 3: ai is below 0"),
        (lambda: pool_counts({**COUNTS, "ai": [4, 6, "x", 1, 0]}), "row 3: ai 'x' is not a number"),
        (lambda: pool_counts({**COUNTS, "ai": [None] * 5}), "no row has all of ai, n1i, ci, n2i"),
        (lambda: pool_counts({"ai": [0], "bi": [0], "ci": [1], "di": [1]}), "row 1: an arm has no one"),
        (
            lambda: pool_counts({"x1i": [1], "t1i": [0], "x2i": [1], "t2i": [1]}, measure="IRR"),
            "row 1: an arm",
        ),
    ],
)
def test_counts_that_cannot_be_pooled_are_refused_by_row(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_extremes_are_answered_or_refused_by_row():
    assert pool([0.3], [0.1], method="PM").pool.tau2 == 0
    assert "two studies" in pool([0.3, 0.5], [0.1, 0.1], method="ML").pool.diagnostics[0]
    wide = pool([0.0, 0.4, 5.0], [1e-12, 1.0, 2.0], method="PM").pool
    assert np.isfinite(wide.b) and any("next to no weight" in note for note in wide.diagnostics)
    for bad, words in ((0, "row 2: vi 0 is not above 0"), ("x", "row 2: vi 'x' is not a number")):
        with pytest.raises(ValueError, match=words):
            pool([0.1, 0.2], [0.1, bad])
