"""The language of criteria: all that it reads, and that nothing else is read, still less executed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.rules import ExpressionError, parse
from whatworks.rules.language import (
    All,
    Any_,
    Compare,
    Count,
    Exists,
    Literal,
    Lookup,
    Name,
    Not,
    Share,
    Smallest,
    Tally,
    Total,
    names,
)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("randomised", Name("randomised")),
        ("pool.low", Name("pool.low")),
        ("yes", Literal(True)),
        ("no", Literal(False)),
        ("3", Literal(3)),
        ("not randomised", Not(Name("randomised"))),
        ("a and b and c", All((Name("a"), Name("b"), Name("c")))),
        ("a or not b", Any_((Name("a"), Not(Name("b"))))),
        ("pool.low > 0", Compare(">", Name("pool.low"), Literal(0))),
        ("pool.low > -0.5", Compare(">", Name("pool.low"), Literal(-0.5))),
        ("share(a) >= 3/4", Compare(">=", Share(Name("a"), None), Literal(0.75))),
        ("0 < pool.low", Compare(">", Name("pool.low"), Literal(0))),
        ('design == "RCT"', Compare("==", Name("design"), Literal("RCT"))),
        ('design in ("RCT", "cluster RCT")', Compare("in", Name("design"), Literal(("RCT", "cluster RCT")))),
        ('design in ["RCT"]', Compare("in", Name("design"), Literal(("RCT",)))),
        ("count() == 0", Compare("==", Count(Literal(True)), Literal(0))),
        ("count(a) != 2", Compare("!=", Count(Name("a")), Literal(2))),
        ("share(a, n) > 1/2", Compare(">", Share(Name("a"), "n"), Literal(0.5))),
        ("total(n, a) >= 350", Compare(">=", Total("n", Name("a")), Literal(350))),
        ("total(n) >= 350", Compare(">=", Total("n", Literal(True)), Literal(350))),
        ("smallest(n, m) >= 20", Compare(">=", Smallest((Name("n"), Name("m"))), Literal(20))),
        ("exists(1, each=a)", Exists(1, Name("a"), None, None)),
        ("gap <= lookup(cautious, lost)", Compare("<=", Name("gap"), Lookup("cautious", "lost"))),
        ("tally(a, not b) >= 1", Compare(">=", Tally((Name("a"), Not(Name("b")))), Literal(1))),
        (
            "exists(2, each=a and b, some=months >= 12, apart=sample)",
            Exists(2, All((Name("a"), Name("b"))), Compare(">=", Name("months"), Literal(12)), "sample"),
        ),
        ("(a and b) == yes", All((Name("a"), Name("b")))),
        ("(a and b) == no", Not(All((Name("a"), Name("b"))))),
        ("exists(1, each=a) != yes", Not(Exists(1, Name("a"), None, None))),
    ],
)
def test_every_form_is_read(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a b",
        "a and",
        "(a",
        "a.b()",
        "a.__class__.__mro__",
        "__import__('os').system('x')",
        "open('x')",
        "lambda: 1",
        "f'{a}'",
        "[x for x in a]",
        "{a: b}",
        "{a}",
        "a[0]",
        "a if b else c",
        "a := 1",
        "*a",
        "await a",
        "a + b",
        "n * 2",
        "2 ** 9999",
        "n / 2 > 3",
        "1 < n < 2",
        "a is b",
        "a not in ('x',)",
        "~a",
        "+n > 1",
        "None",
        "...",
        "1j > 0",
        "b'x' == a",
        "a; b",
        "a = 1",
        "import os",
        "x\x00y",
        "count(a, b)",
        "count(x=a)",
        "share()",
        "share(a, n, m)",
        "share(a, 'n')",
        "total()",
        "exists(2)",
        "exists(each=a)",
        "exists(0, each=a)",
        "exists(-1, each=a)",
        "exists(1.5, each=a)",
        "exists(n, each=a)",
        "exists(2, a)",
        "exists(2, each=a, all=b)",
        "exists(2, each=a, each=b)",
        "exists(2, **a)",
        "count(*a)",
        "smallest()",
        "largest(a)",
        "a in (b, c)",
        "a in ((1, 2), 3)",
        "n > 1/0",
        "n > 1e999",
        "n > 9" + "9" * 400,
        "n > 1e15/1e-300",
        "n > -'x'",
    ],
)
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert len(str(refused.value)) > 10


def test_a_refusal_shows_the_part_that_is_wrong_and_what_to_write_instead():
    with pytest.raises(ExpressionError, match=r"n \* 2.*only numbers, minus signs and fractions"):
        parse("a and n * 2")
    with pytest.raises(
        ExpressionError, match=r"largest\(\).*use one of count, exists, lookup, share, smallest, tally, total"
    ):
        parse("largest(a)")
    with pytest.raises(ExpressionError, match=r"exists is written exists\(2, each="):
        parse("exists(2)")
    with pytest.raises(ExpressionError, match="whole number, 1 or more"):
        parse("exists(0, each=a)")


@pytest.mark.parametrize("text", ["(" * 900 + "a" + ")" * 900, "-" * 1500 + "1", "a" * 5000])
def test_huge_expressions_are_refused_with_advice(text):
    with pytest.raises(ExpressionError):
        parse(text)
    with pytest.raises(ExpressionError, match="names of their own as criteria"):
        parse("a and " * 1000 + "a")


@given(st.text())
def test_arbitrary_text_is_read_or_refused_and_nothing_else(text):
    try:
        parse(text)
    except ExpressionError as refused:
        assert str(refused)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "count",
        "share",
        "exists",
        "total",
        "smallest",
        "each",
        "some",
        "apart",
        "(",
        ")",
        ",",
        "=",
        "==",
        ">=",
        "<",
        "in",
        "and",
        "or",
        "not",
        "1",
        "2",
        "3/4",
        '"x"',
        "-",
        ".",
        "*",
        "**",
        "lambda",
        ":",
        "[",
        "]",
    ]
)


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_word_salad_is_read_or_refused_and_nothing_else(text):
    try:
        assert names(parse(text)) is not None
    except ExpressionError as refused:
        assert str(refused)
