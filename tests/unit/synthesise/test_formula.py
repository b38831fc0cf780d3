"""Formulas: what they mean, what is refused and in which words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.synthesise import regress
from whatworks.synthesise.design import learn
from whatworks.synthesise.formula import parse_formula

DATA = {
    "yi": [0.1, 0.4, 0.2, 0.9, -0.3, 0.5],
    "vi": [0.1, 0.2, 0.1, 0.3, 0.2, 0.1],
    "x": [1, 2, 3, 5, 8, 13],
    "kind": ["b", "a", "c", "a", "b", "c"],
    "code": [10, 9, 10, 2.5, 9, 2.5],
}


def terms(text):
    return [":".join(map(str, term)) for term in parse_formula(text).terms]


def names(text, data=DATA):
    return [c.name for c in learn(parse_formula(text), data, {}).columns(data, len(data["x"]))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~ a + b", ["a", "b"]),
        ("a+b", ["a", "b"]),
        ("~ a*b", ["a", "b", "a:b"]),
        ("~ b:a + a", ["a", "b:a"]),
        ("~ a*b - a", ["b", "a:b"]),
        ("~ a*b - b:a", ["a", "b"]),
        ("~ (a + b):c", ["a:c", "b:c"]),
        ("~ a + a + a:a", ["a"]),
        ("~ a*b*c", ["a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"]),
        ("~ -1 + a", ["a"]),
        ("~ pmin(weeks,3)", ["pmin(weeks, 3)"]),
        ("~ I(x**2) + I( x*2+1 )", ["I(x^2)", "I(x * 2 + 1)"]),
        ("~ I(x/2 - 3)", ["I(x/2 - 3)"]),
        ("~ I((x + 1)^2) + I(-x^2)", ["I((x + 1)^2)", "I(-x^2)"]),
        ("~ `risk of bias`", ["`risk of bias`"]),
        ("~ factor(kind, 'b')", ['factor(kind, "b")']),
        ("~ log(.5*x)", None),
        ("~ log(1e-3*x)", ["log(0.001 * x)"]),
    ],
)
def test_formulas_mean_what_r_means(text, expected):
    if expected is None:
        expected = ["log(0.5 * x)"]
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "intercept"),
    [("~ a", True), ("~ a - 1", False), ("~ a + 0", False), ("~ 0 + a", False), ("~ -1 + a", False),
     ("~ a - 0", True), ("~ a - 1 + 1", True), ("~ 1", True), ("1 + a", True)],
)  # fmt: skip
def test_the_intercept_goes_and_stays_as_in_r(text, intercept):
    assert parse_formula(text).intercept is intercept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at its end: a variable was expected"),
        ("~ a +", "at its end: a variable was expected"),
        ("~ a b", "at 'b': nothing more was expected"),
        ("~ (a + b", "at its end: '\\)' was expected"),
        ("~ a $ b", "'\\$' has no meaning here"),
        ("~ a ^ 2", "at '\\^': nothing more was expected"),
        ("~ 2", "2 is no variable; write arithmetic as I\\(2\\)"),
        ("~ a:2", "2 is no variable"),
        ("~ poly(x, 2)", "poly\\(\\) is not known; use one of C, factor, I, abs"),
        ("~ __import__(x)", "has no meaning|is not known"),
        ("~ log(x, 2)", "log\\(\\) takes one number"),
        ("~ pmin(x)", "pmin\\(\\) takes at least two numbers"),
        ("~ C(x + 1)", "'\\)' was expected"),
        ("~ C(x, 1)", "C\\(\\) takes a column, and the level"),
        ("~ factor(x, 'a', 'b')", "takes a column, and the level"),
        ("~ C('a')", "takes a column"),
        ("~ log('a')", '"a" is no number'),
        ("~ log(C(a))", "C\\(a\\) is no number"),
        ("~ I(3)", "reads no column"),
        ("~ * a", "a variable was expected"),
        ("~ a " + "+ b" * 500, "more than 400 parts"),
        ("~ " + "(" * 30 + "a" + ")" * 30, "20 brackets in brackets"),
    ],
)
def test_what_is_no_formula_is_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        parse_formula(text)


@given(st.text(alphabet="ab1x~+-*:^()IClog,. '\"`", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        parse_formula(text)
    except ValueError as error:
        assert "formula" in str(error)


def test_levels_are_sorted_numbers_as_numbers():
    assert names("~ C(code)") == ["intrcpt", "C(code)9", "C(code)10"]
    assert names("~ kind") == ["intrcpt", "kindb", "kindc"]


def test_the_level_compared_with_may_be_named():
    assert names("~ C(kind, 'b')") == ["intrcpt", 'C(kind, "b")a', 'C(kind, "b")c']
    assert names("~ factor(code, '10')")[1:] == ['factor(code, "10")2.5', 'factor(code, "10")9']
    with pytest.raises(ValueError, match="no study has 'd'; use one of a, b, c"):
        names("~ C(kind, 'd')")


def test_a_frames_own_order_of_levels_is_kept():
    frame = pd.DataFrame(DATA).astype({"kind": pd.CategoricalDtype(["c", "z", "a", "b"])})
    assert regress(frame, formula="~ kind").names == ("intrcpt", "kinda", "kindb")


def test_yes_and_no_are_levels_named_as_in_r():
    data = DATA | {"told": [True, False, True, False, np.bool_(True), False]}
    assert regress(data, formula="~ told").names == ("intrcpt", "toldTRUE")


def test_names_are_rs_and_labels_are_plain():
    found = regress(DATA, formula="~ x + factor(code)", method="EE")
    assert found.names == ("intrcpt", "x", "factor(code)9", "factor(code)10")
    assert found.terms == ("intercept", "x", "code: 9", "code: 10")
    found = regress(DATA, formula="~ x:kind - 1", method="EE")
    assert found.names == ("x:kinda", "x:kindb", "x:kindc")
    assert found.terms == ("x × kind: a", "x × kind: b", "x × kind: c")


def test_center_and_scale_use_the_rows_fitted():
    data = DATA | {"x": [1, 2, 3, 5, None, 13]}
    rows = regress(data, formula="~ scale(x)").model.x[:, 1]
    kept = np.array([1, 2, 3, 5, 13.0])
    assert rows == pytest.approx((kept - kept.mean()) / kept.std(ddof=1))
    assert regress(data, formula="~ center(x)").model.x[:, 1] == pytest.approx(kept - kept.mean())


@pytest.mark.parametrize(
    ("formula", "value"),
    [("abs(-x)", 3.0), ("exp(x)", np.exp(3)), ("log2(x)", np.log2(3)), ("log10(x)", np.log10(3)),
     ("sqrt(x)", np.sqrt(3)), ("pmax(x, 2, 4)", 4.0), ("pmin(x, 2, 4)", 2.0), ("I(2 - x)", -1.0),
     ("I(2*x/4 + 1)", 2.5), ("I(2^-x)", 0.125), ("I(-x^2)", -9.0), ("I((-x)^2)", 9.0)],
)  # fmt: skip
def test_arithmetic_is_as_on_paper(formula, value):
    column = learn(parse_formula(formula), {"x": [3.0]}, {}).columns({"x": [3.0]}, 1)[1]
    assert column.values[0] == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("~ nothing", "no column 'nothing'; the data's columns are yi, vi, x, kind, code"),
        ("~ log(kind)", "kind holds words \\('b'\\), and numbers are needed here; use C\\(kind\\)"),
        ("~ log(x - 1)", None),
        ("~ log(I(x - 1))", "log\\(I\\(x - 1\\)\\) has no value where x 1"),
        ("~ x + I(2*x + 1)", "'I\\(2 \\* x \\+ 1\\)' follows from those before it: it is 1 \\+ 2 × x"),
        ("~ x + I(0.5*x)", "'I\\(0.5 \\* x\\)' follows from those before it: it is 0.5 × x"),
        ("~ x + I(0.5*x - 0.5)", "it is -0.5 \\+ 0.5 × x"),
        ("~ kind + C(kind, 'b')", "'kind: a' follows from those before it: it is 1 - kind: b - kind: c"),
        ("~ I(0*x)", "is 0 in every study"),
        ("~ x + I(x - x + 3)", "is constant \\(it is 3 in every study\\)"),
        ("~ 0", "neither a moderator nor an intercept"),
    ],
)
def test_what_the_data_cannot_bear_is_refused_in_words(formula, words):
    with pytest.raises(ValueError, match=words or "has no value where x 1"):
        regress(DATA, formula=formula)


def test_redundant_columns_may_be_dropped_and_are_told():
    found = regress(DATA, formula="~ x + I(2*x) + kind", drop_redundant=True)
    assert found.names == ("intrcpt", "x", "kindb", "kindc")
    assert "I(2 * x) is left out: follows from those before it: it is 2 × x" in found.diagnostics


def test_missing_moderators_are_told_by_row():
    data = DATA | {"x": [1, None, 3, float("nan"), 8, 13], "kind": ["b", "a", "NA", "a", "b", " "]}
    found = regress(data, formula="~ x", test="z")
    assert found.fit.k == 4 and "2 rows left out: no x (rows 2, 4)" in found.diagnostics
    found = regress(data, formula="~ kind", test="z")
    assert found.fit.k == 4 and "2 rows left out: no kind (rows 3, 6)" in found.diagnostics


def test_a_formula_and_named_moderators_give_the_same():
    by_name = regress(DATA["yi"], DATA["vi"], {"x": DATA["x"], "kind": DATA["kind"]})
    by_formula = regress(DATA["yi"], DATA["vi"], {c: DATA[c] for c in ("kind", "x")}, formula="~ x + kind")
    assert by_formula == by_name
    assert regress(pd.DataFrame(DATA), formula="~ x + kind", yi="yi").fit == by_name.fit
    assert regress(DATA, formula="~ x", intercept=False).names == ("x",)


def test_few_studies_for_each_moderator_are_told():
    assert any("6 studies for 2 moderators" in d for d in regress(DATA, formula="~ kind").diagnostics)
    assert not any("moderator" in d for d in regress(DATA, formula="~ 1").diagnostics)
    ten = {c: [*values, *values[:4]] for c, values in DATA.items()}
    assert not any("moderator" in d for d in regress(ten, formula="~ x").diagnostics)


def test_a_mean_alone_is_a_formula_too():
    found = regress(DATA, formula="~ 1")
    assert found.names == ("intrcpt",) and "intercept" in found.sentence()


def test_a_level_of_one_study_is_a_level():
    one = DATA | {"kind": ["b", "a", "b", "a", "b", "c"]}
    assert regress(one, formula="~ kind", method="EE").names == ("intrcpt", "kindb", "kindc")
