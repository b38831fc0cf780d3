"""All checks in one call: what is given, what is left out and told, and what is said."""

import json

import numpy as np
import pytest

from metafor_values import values
from whatworks import stats
from whatworks.synthesise import (
    bias,
    living,
    over_iccs,
    select,
    without_high_risk,
)

GIVEN = values("molloy2014_zcor")
Y, V, NI = (GIVEN["input"][k] for k in ("yi", "vi", "ni"))
QUICK = (
    "egger,egger_rma,begg,trimfill,pet,peese,uwls,henmi_copas,pcurve,tes,failsafe,leave1out,influence,baujat"
)


@pytest.fixture(scope="module")
def everything():
    return bias(Y, V, ni=NI, scale="COR")


def test_every_check_is_there_and_plain_json(everything):
    record = json.loads(json.dumps(everything.to_json(), allow_nan=False))
    for name in (*QUICK.split(","), "selection_3psm", "selection_beta"):
        assert record[name], name
    extras = GIVEN["results"]["extras"]
    assert record["egger"]["zval"] == pytest.approx(extras["egger_lm_sei"]["stat"])
    assert record["egger"]["est"] == pytest.approx(extras["egger_lm_sei"]["est"])
    assert record["trimfill"]["k0"] == extras["trimfill_L0_REML_left"]["k0"]
    assert record["pet"]["b"] == pytest.approx(extras["PET_wls"]["b"][0])
    assert record["peese"]["se"] == pytest.approx(extras["PEESE_wls"]["se"][0])
    assert record["uwls"]["se"] == pytest.approx(extras["UWLS"]["se"])
    assert record["selection_3psm"]["alternative"] == "greater"
    expected = extras["selmodel_3PSM_step.025_greater"]
    assert record["selection_3psm"]["b"] == pytest.approx(expected["b"], abs=1e-5)
    assert record["failsafe"]["rosenthal"]["fsnum"] == extras["fsn_rosenthal"]
    assert record["leave1out"]["estimate"] == pytest.approx(extras["leave1out_REML"]["b"])
    assert record["influence"]["cook_d"] == pytest.approx(extras["influence_REML"]["cook_d"])
    assert record["tes"]["O"] == extras["tes"]["O"]
    assert record["pet"]["chosen"] != record["peese"]["chosen"]


def test_the_paragraph_tells_and_does_not_judge(everything):
    words = everything.sentence()
    for part in (
        "16 estimates",
        "Egger",
        "rank test",
        "PET gives",
        "PEESE gives",
        "selection model",
        "left out",
    ):
        assert part in words
    assert words.count("which the conditional rule chooses") == 1
    assert "Nothing here shows that studies are missing or that none are" in words
    assert "proves" not in words


def test_tables_have_a_row_a_check(everything):
    rows = {row["check"]: row for row in everything.tidy()}
    assert rows["pet"]["estimate"] == everything.parts["pet"]["b"]
    assert rows["pet"]["statistic"] == everything.parts["pet"]["stat_b"]
    assert rows["begg"]["statistic"] == everything.parts["begg"]["tau"]
    assert rows["selection_3psm"]["p_value"] == everything.parts["selection_3psm"]["LRTp"]
    (glance,) = everything.glance()
    assert glance["influential"] == sum(everything.parts["influence"]["inf"])
    assert glance["b"] == everything.fit.b[0]
    assert any("not recommended" in words for words in everything.diagnostics)


def test_selection_takes_the_side_of_the_estimate():
    found = bias([-y for y in Y], V, tests="selection_3psm")
    assert found.parts["selection_3psm"]["alternative"] == "less"
    asked = bias(Y, V, tests=["selection_3psm"], alternative="two.sided")
    assert asked.parts["selection_3psm"]["alternative"] == "two.sided"


def test_what_does_not_apply_is_told():
    two = bias([0.1, 0.2], [0.1, 0.1])
    assert "egger" not in two.parts
    assert any(d.startswith("egger is not given: ") for d in two.diagnostics)
    assert any(d.startswith("asymmetry: tests of asymmetry need 10") for d in two.diagnostics)
    one = bias([0.1], [0.1], tests=QUICK)
    assert set(one.parts) == {"tes", "failsafe"}
    assert "peters" not in two.parts
    assert not any("peters" in d for d in two.diagnostics)
    assert "peters is not given" in bias(Y, V, tests="peters").diagnostics[-1]
    missing = bias([0.1, None, 0.3, 0.2], [0.1, 0.1, 0.2, 0.3], ni=[5, None, 7, 8], tests="begg")
    assert missing.fit.k == 3
    assert "left out" in missing.diagnostics[0]


def test_counts_bring_the_tests_of_tables():
    data = values("bcg")
    a, b, c, d = (np.array(data["input"]["table"][k]) for k in "abcd")
    counts = {"events_t": a, "total_t": a + b, "events_c": c, "total_c": c + d}
    found = bias(data["results"]["escalc"]["OR"]["yi"], data["results"]["escalc"]["OR"]["vi"], counts=counts,
                 tests="peters,harbord", scale="OR")  # fmt: skip
    assert found.parts["peters"]["pval"] == pytest.approx(0.2002917922841)
    assert found.parts["harbord"]["pval"] == pytest.approx(0.234971952122)
    assert "Peters' test: t(11) = -1.36, p = .200" in found.sentence()
    with pytest.raises(ValueError, match="counts has no events_c, total_c"):
        bias(Y, V, counts={"events_t": a, "total_t": b})


def test_wrong_words_are_refused():
    for wrong, words in (
        ({"tests": "eggs"}, "use all, or some of egger"), ({"ni": [1, 2]}, "ni has 2 values"),
        ({"ni": [None] * 16}, "row 1: no ni"), ({"method": "XX"}, "XX"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            bias(Y, V, **wrong)


def test_a_single_selection_model_in_words():
    found = select(Y, V, scale="COR")
    assert found.to_json()["b"] == found.fit.b[0]
    assert [row["term"] for row in found.tidy()] == ["overall", "tau2", "delta1", "delta2"]
    assert found.glance()[0]["LRT"] == found.fit.LRT
    assert "against no selection, chi-squared(1) = 2.99, p = .084" in found.sentence()
    fixed = select([*Y, None], [*V, 1], delta=(0.5,))
    assert "taken as given" in fixed.sentence()
    assert "left out" in fixed.diagnostics[0]
    few = select(Y[:6], V[:6])
    assert "in one interval, so read it as a guess" in few.sentence()


def test_high_risk_studies_are_set_apart():
    risk = ["High", "low", "some", "high", None, *["low"] * 11]
    found = without_high_risk(Y, V, risk=risk)
    low = [i for i in range(16) if i not in (0, 3, 4)]
    assert found.names == ("all studies", "without high risk of bias", "high risk of bias")
    assert [f.k for f in found.fits] == [16, 13, 2]
    alone = stats.random_effects(np.array(Y)[low], np.array(V)[low], test="z")
    assert found.fits[1].b[0] == alone.b[0]
    keep = [i for i in range(16) if i != 4]
    x = np.column_stack([np.ones(15), [float(i in (0, 3)) for i in keep]])
    apart = stats.random_effects(np.array(Y)[keep], np.array(V)[keep], x, test="z")
    assert (found.difference["b"], found.difference["p"]) == (apart.b[1], apart.p[1])
    assert "1 study has no judgement" in found.diagnostics[0]
    assert "Test of the difference: p" in found.sentence()
    assert found.glance()[0]["highest"] == max(f.b[0] for f in found.fits)
    assert json.dumps(found.to_json())
    none = without_high_risk(Y, V, risk=["low"] * 16)
    assert none.difference is None
    assert len(none.names) == 2
    with pytest.raises(ValueError, match="risk has 2 values"):
        without_high_risk(Y, V, risk=["low"] * 2)


def test_iccs_widen_what_was_clustered():
    sizes = [21, None, *[1] * 14]
    found = over_iccs(Y, V, cluster_size=sizes, iccs=(0.0, 0.1))
    inflated = [V[0] * 3, *V[1:]]
    assert found.fits[0].b == stats.random_effects(Y, V, test="z").b
    assert found.fits[1].b == stats.random_effects(Y, inflated, test="z").b
    assert found.names == ("ICC 0", "ICC 0.1")
    assert found.difference is None
    assert "1 study is taken as clustered" in found.diagnostics[-1]
    for wrong, words in (({"iccs": (2,)}, "from 0 to 1"), ({"iccs": ()}, "at least one")):
        with pytest.raises(ValueError, match=words):
            over_iccs(Y, V, cluster_size=sizes, **wrong)
    with pytest.raises(ValueError, match="row 1: a cluster of 0"):
        over_iccs(Y, V, cluster_size=[0, *sizes[1:]])


def test_living_looks_in_order():
    years = list(range(2016, 2000, -1))
    found = living(Y, V, order=years, effect=0.1, prior_sd=0.2)
    assert found.labels[0] == "row 16"
    back = stats.cumulative(Y[::-1], V[::-1])
    assert [f.b[0] for f in found.fits] == [f.b[0] for f in back]
    assert found.tidy()[-1]["boundary"] == found.sequential.boundary[-1]
    assert found.tidy()[2]["e_value"] == found.anytime.e_value[2]
    assert found.glance()[0]["crossed"] == found.sequential.crossed
    assert "e-value" in found.sentence()
    assert "information needed" in found.sentence()
    assert json.dumps(found.to_json())
    plain = living(Y, V)
    assert (plain.sequential, plain.anytime) == (None, None)
    assert "those of one look" in plain.diagnostics[-1]
    assert plain.to_json()["cumul"]["slab"][0] == "row 1"
    with pytest.raises(ValueError, match="row 2: no place"):
        living(Y, V, order=[1, None, *range(14)])
    with pytest.raises(ValueError, match="order has 2 values"):
        living(Y, V, order=[1, 2])
