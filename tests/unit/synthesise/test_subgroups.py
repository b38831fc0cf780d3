"""Subgroups, predictions and sums of a meta-regression's coefficients."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats as reference

from whatworks.synthesise import pool, regress
from whatworks.synthesise.credibility import credibility, few
from whatworks.synthesise.subgroups import subgroups

DATA = {
    "yi": [0.1, 0.4, 0.2, 0.9, -0.3, 0.5, 0.7, 0.1, 0.3, 0.2, 1.1, 0.05],
    "vi": [0.1, 0.2, 0.1, 0.3, 0.2, 0.1, 0.05, 0.1, 0.02, 0.04, 0.1, 0.2],
    "x": [1, 2, 3, 5, 8, 13, 2, 4, 6, 8, 1, 0],
    "kind": ["b", "a"] * 6,
    "code": [10, 9, 9] * 4,
}


def rows_of(level):
    keep = [i for i, k in enumerate(DATA["kind"]) if k == level]
    return [DATA["yi"][i] for i in keep], [DATA["vi"][i] for i in keep]


def test_each_subgroup_is_pooled_by_itself():
    found = subgroups(DATA, by="kind", test="z", level=90)
    for group in found.groups:
        alone = pool(*rows_of(group.level), test="z", level=90).pool
        for name in ("b", "se", "ci_lb", "ci_ub", "tau2", "I2", "k", "p"):
            assert getattr(group, name) == getattr(alone, name)
    a, b = found.groups
    q = (a.b - b.b) ** 2 / (a.se**2 + b.se**2)
    assert (found.QB, found.QBp) == pytest.approx((q, reference.chi2.sf(q, 1)))
    assert found.I2_between == pytest.approx(100 * max(0, (q - 1) / q))
    assert found.overall.b[0] == pool(DATA, test="z", level=90).pool.b


def test_with_one_tau2_the_test_is_the_regressions():
    found = subgroups(DATA, by="kind", tau2="common")
    fitted = regress(DATA, formula="~ kind").fit
    assert (found.QB, found.QBp, found.df) == pytest.approx((fitted.QM, fitted.QMp, fitted.df))
    assert found.I2_between is None and {g.I2 for g in found.groups} == {None}
    assert found.groups[0].b == pytest.approx(fitted.b[0])
    assert subgroups(DATA, by="kind", tau2="common", test="z").I2_between is not None


def test_beyond_chance_is_what_passes_the_degrees_of_freedom():
    found = subgroups([0.0, 1.0, 0.5], [0.1, 0.1, 0.1], by=["a", "b", "c"], method="EE", test="z")
    assert pytest.approx(5.0) == found.QB and found.QB_df == 2
    assert found.I2_between == pytest.approx(60.0)
    assert subgroups([1, 1.0], [0.1, 0.1], by=["a", "b"], method="EE", test="z").I2_between == 0.0


def test_subgroups_are_read_from_columns_names_and_lists():
    base = subgroups(DATA, by="kind")
    y, v = DATA["yi"], DATA["vi"]
    assert subgroups(pd.DataFrame(DATA), by="kind") == base
    assert subgroups(y, v, by={"kind": DATA["kind"]}) == base
    assert subgroups(y, v, by=DATA["kind"]).groups == base.groups
    assert [g.level for g in subgroups(DATA, by="code").groups] == ["9", "10"]
    mixed = subgroups(y, v, by=["x", 1] * 6)
    assert [g.level for g in mixed.groups] == ["1", "x"]


def test_the_order_of_studies_changes_no_digit():
    order = [5, 2, 11, 0, 7, 4, 1, 10, 3, 9, 8, 6]
    other = {name: [column[i] for i in order] for name, column in DATA.items()}
    for tau2 in ("separate", "common"):
        one, two = (subgroups(d, by="kind", tau2=tau2).to_json() for d in (DATA, other))
        assert one == two


def test_studies_without_a_value_are_told():
    found = subgroups(DATA | {"kind": ["a", None, "NA", *DATA["kind"][3:]]}, by="kind")
    assert "2 rows left out: no kind (rows 2, 3)" in found.diagnostics and found.k == 10
    found = subgroups(DATA | {"yi": [None, *DATA["yi"][1:]]}, by="kind")
    assert "1 of 12 rows left out: no estimate (row 1)" in found.diagnostics


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"by": "kind", "tau2": "own"}, "use one of separate, common"),
        ({"by": "sort"}, "no column 'sort'; the data's columns are yi, vi, x"),
        ({"by": ["a"] * 3}, "subgroup has 3 values for 12 studies"),
        ({"by": ["a"] * 12}, "every study has the same value"),
        ({"by": {"a": [1], "b": [2]}}, "by has 2 names"),
        ({"by": {"dose": [1, 1, float("inf"), *[2] * 9]}}, "row 3: dose is infinite"),
        ({"by": "kind", "method": "none"}, "method 'none' is not known"),
    ],
)
def test_what_makes_no_subgroups_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        subgroups(DATA, **arguments)
    if arguments["by"] == "sort":
        with pytest.raises(ValueError, match=r"give by=\{name: values\}"):
            subgroups(DATA["yi"], DATA["vi"], **arguments)


def test_the_sentence_and_the_record_hold_what_was_found():
    found = subgroups(DATA, by="kind", scale="RR")
    assert found.sentence().startswith("By kind: a 1.") and "6 estimates" in found.sentence()
    assert "Test of a difference between subgroups: Q = " in found.sentence()
    record = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert record["QB"] == found.QB and len(record["groups"]) == 2 and record["credibility"]
    assert found.tidy(frame=True).shape == (2, 9) and found.glance()[0]["by"] == "kind"
    assert "F = " in subgroups(DATA, by="kind", tau2="common").sentence()
    assert "1 and 10 df" in subgroups(DATA, by="kind", tau2="common").sentence()
    same = subgroups([0.1, 0.1, 0.2, 0.2], [0.1] * 4, by=["a", "a", "b", "b"])
    assert same.QB is None and "not defined" in same.sentence()
    clear = subgroups([0.1, 0.1, 2.2, 2.2], [0.01] * 4, by=["a", "a", "b", "b"], test="z")
    assert "p < 0.001" in clear.sentence()


def test_small_subgroups_are_told():
    assert few({"a": 5, "b": 5}) == ()
    assert few({"a": 2, "b": 9})[0].startswith("fewer than 5 studies in a:")
    told = few({"a": 1, "b": 4, "c": 1})
    assert told[0] == "one study alone in a, c: nothing is pooled there"
    assert told[1].startswith("fewer than 5 studies in b:") and "fewer than ten studies" in told[2]
    assert (
        few({"a": 4, "b": 6})[0].startswith("fewer than 5 studies in a") and len(few({"a": 4, "b": 6})) == 1
    )


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0004, "for it: p < 0.001; chance alone would very seldom"),
        (0.005, "for it: p = 0.005; chance alone would very seldom"),
        (0.0051, "for it: p = 0.0051; chance alone would seldom"),
        (0.02, "against it: p = 0.02; chance may explain it"),
        (0.2, "against it: p = 0.2; chance is a likely explanation"),
        (None, "not known"),
    ],
)
def test_chance_is_spoken_of_by_size(p, words):
    assert any(hint.startswith(words) for hint in credibility("age", p, []))


def test_what_was_foreseen_counts_for_and_against():
    asked = credibility("age", 0.2, [(0.1, 0.3), (-0.1, 0.3)])
    assert "not told: whether age was named before results were seen" in asked
    assert "not told: how many moderators were tested" in asked
    assert any("no sign of a difference" in hint for hint in asked)
    known = credibility("age", 0.04, [(0.1, 0.3), (-0.1, 0.3)], prespecified=True, direction_foreseen=False,
                        moderators_tested=3)  # fmt: skip
    assert "for it: age was named before results were seen" in known
    assert "against it: the direction of the difference was not foreseen" in known
    assert "for it: few moderators were tested (3)" in known
    assert not any("no sign of a difference" in hint for hint in known)
    assert not any("no sign" in hint for hint in credibility("age", 0.2, [(0.1, 0.3), (0.2, 0.3)]))
    assert any("no sign" in hint for hint in credibility("age", 0.2, [(0.0, 0.3), (0.1, 0.3)]))
    assert any("no sign" in hint for hint in credibility("age", 0.2, [(-0.3, 0.0), (0.1, 0.3)]))
    assert not any("no sign" in hint for hint in credibility("age", 0.05, [(-0.3, 0.1), (0.1, 0.3)]))
    assert any(
        "few moderators were tested (3)" in h for h in credibility("age", 0.2, [], moderators_tested=3)
    )
    many = credibility("age", 0.04, [], moderators_tested=10)
    assert any("10 moderators were tested" in hint and " in 40 of 100 reviews" in hint for hint in many)


def test_predictions_at_each_study_lie_on_the_line():
    fitted = regress(DATA, formula="~ x + kind")
    for row, x, kind in zip(fitted.predict(), DATA["x"], DATA["kind"], strict=True):
        b = fitted.fit.b
        assert row.estimate == pytest.approx(b[0] + b[1] * x + b[2] * (kind == "b"))
        assert row.beyond == ()
    k, p = 12, 3
    row = fitted.predict({"x": 2, "kind": "a"})[0]
    spread = np.hypot(np.sqrt(fitted.fit.tau2), row.se)
    assert row.pi_hts_ub - row.estimate == pytest.approx(reference.t.ppf(0.975, k - p - 1) * spread)
    assert row.pi_ub - row.estimate == pytest.approx(reference.t.ppf(0.975, k - p) * spread)
    assert row.estimate - row.pi_lb == pytest.approx(row.pi_ub - row.estimate)
    json.dumps(row.to_json(), allow_nan=False)


def test_predictions_beyond_the_studies_are_marked():
    fitted = regress(DATA, formula="~ log(x + 1) + kind")
    rows = fitted.predict({"x": [0, 13, 13.1, -0.5], "kind": "a"})
    assert [row.beyond for row in rows] == [(), (), ("x",), ("x",)]
    assert rows[1].estimate == pytest.approx(fitted.fit.b[0] + fitted.fit.b[1] * np.log(14))


def test_without_degrees_of_freedom_there_is_no_wide_interval():
    fitted = regress([0.1, 0.5, 0.4], [0.1, 0.1, 0.1], {"x": [1, 2, 4]}, test="z")
    row = fitted.predict({"x": 1})[0]
    assert row.pi_hts_lb is None and row.pi_lb is not None
    equal = regress(DATA, formula="~ x", method="EE").predict({"x": 1})[0]
    assert equal.pi_lb is None and equal.pi_hts_ub is None


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ({"x": 1}, "no value for kind; give a value for each of x, kind"),
        ({"x": 1, "kind": "a", "z": 2}, "'z' is not in the model"),
        ({"x": 1, "kind": "c"}, "kind: no fitted study has c; it has a, b"),
        ({"x": [1, 2, 3], "kind": ["a", "b"]}, "kind has 2 values and another has 3"),
        ({"x": None, "kind": "a"}, "x has an empty value"),
        ({"x": [], "kind": "a"}, "x has"),
        ({"x": [1, float("inf")], "kind": "a"}, "row 2: x is infinite"),
    ],
)
def test_predictions_at_what_is_not_known_are_refused(at, words):
    with pytest.raises(ValueError, match=words):
        regress(DATA, formula="~ x + kind").predict(at)


def test_sums_are_named_by_term_or_given_as_weights():
    fitted = regress(DATA, formula="~ x + factor(code)")
    assert fitted.terms[2] == "code: 10" and fitted.names[2] == "factor(code)10"
    for sums in ("code: 10", {"factor(code)10": 1}, [0, 0, 1], [[0, 0, 1]], ["code: 10"]):
        row = fitted.contrast(sums).rows[0]
        assert (row.estimate, row.se, row.p) == pytest.approx(
            (fitted.fit.b[2], fitted.fit.se[2], fitted.fit.p[2])
        )
    two = fitted.contrast(["x", "code: 10"])
    assert (two.stat, two.p) == pytest.approx((fitted.fit.QM, fitted.fit.QMp))
    assert fitted.contrast({"intercept": 1, "x": 2}, against=1).rows[0].estimate == pytest.approx(
        fitted.fit.b[0] + 2 * fitted.fit.b[1]
    )
    with pytest.raises(ValueError, match="'y' is not in the model; its terms are intercept, x, code: 10"):
        fitted.contrast("y")
    with pytest.raises(ValueError, match="at least one sum"):
        fitted.contrast([])


def test_bubbles_hold_studies_and_a_line():
    fitted = regress(DATA, formula="~ x + kind")
    found = json.loads(json.dumps(fitted.bubbles("x"), allow_nan=False))
    assert found["held"] == {"kind": "a"} and len(found["studies"]) == 12 and len(found["line"]) == 51
    assert [s["x"] for s in found["studies"]] == DATA["x"]
    assert sum(s["weight"] for s in found["studies"]) == pytest.approx(100)
    ends = found["line"][0], found["line"][-1]
    assert [e["x"] for e in ends] == [0, 13]
    expected = fitted.predict({"x": [0, 13], "kind": "a"})
    assert [e["estimate"] for e in ends] == pytest.approx([row.estimate for row in expected])
    other = regress(DATA, formula="~ x + code").bubbles("x")
    assert other["held"] == {"code": pytest.approx(28 / 3)}
    with pytest.raises(ValueError, match="'z' is not in the model; it has x, kind"):
        fitted.bubbles("z")
    with pytest.raises(ValueError, match="kind has levels"):
        fitted.bubbles("kind")
