"""Numbers looked up in a scheme's table: what it gives, and all that may be where neither side is known."""

from __future__ import annotations

import itertools
import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.rules import (
    Catalogue,
    Evaluator,
    FactDef,
    FactType,
    Memory,
    Rulebook,
    RulebookError,
    StudyFacts,
    Table,
    TableError,
    World,
    explain,
    possible_outcomes,
    read_tables,
)
from whatworks.terms import Fact, Tri, UnknownKind

LOSSES = Catalogue(
    (
        FactDef(name="lost", of="study", type=FactType.NUMBER, doc="", low=0, high=100, unit="%"),
        FactDef(name="gap", of="study", type=FactType.NUMBER, doc="", low=0, high=100, unit="points"),
        FactDef(name="alike", of="study", type=FactType.YES_NO, doc=""),
    )
)
TABLES = {
    name: Table(name=name, start=0, step=1, values=values)
    for name, values in {"strict": (3.0, 4.0, 2.0, 0.0), "mild": (5.0, 5.0, 2.0, 1.0, 1.0)}.items()
}
OPS = {"<=": operator.le, "<": operator.lt, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
       "!=": operator.ne}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "number"),
    [(0, 3), (0.5, 3), (1, 4), (1.01, 2), (2, 2), (2.9, 0), (3, 0), (3.01, None), (-1, None)],
)
def test_between_two_entries_the_stricter_counts_and_beyond_the_last_there_is_none(place, number):
    assert TABLES["strict"].at(place) == number


def test_a_range_gives_the_smallest_and_largest_number_met_in_it():
    found = TABLES["strict"].between(0.2, 1.5)
    assert (found.low, found.high) == (2, 4)
    assert TABLES["strict"].covers(0, 3) is Tri.TRUE
    assert TABLES["strict"].covers(2, 9) is Tri.UNKNOWN
    assert TABLES["strict"].covers(4, 9) is Tri.FALSE


GOOD = {"about": "The most", "source": "https://a.org", "values": [1, 2]}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "'tables' must be a map"),
        ({"a b": GOOD}, "table a b: its name must be letters"),
        ({"a": [1, 2]}, "table a: must be a map with about"),
        ({"a": {**GOOD, "start": 1}}, "table a: has start; the keys are"),
        ({"a": {**GOOD, "values": []}}, "table a: 'values' must be a list of numbers"),
        ({"a": {**GOOD, "values": [1, "two"]}}, "table a: value 2 is 'two'; write a number"),
        ({"a": {**GOOD, "step": 0}}, "table a: 'step' is 0; write a number above 0"),
        ({"a": {**GOOD, "from": None}}, "table a: 'from' is None"),
        ({"a": {**GOOD, "source": ""}}, "table a: 'source' is missing"),
        ({"a": {**GOOD, "verified": "no"}}, "table a: 'verified' must be true or false"),
    ],
)
def test_a_table_that_is_wrong_is_told_by_name(data, says):
    with pytest.raises(TableError, match=says):
        read_tables(data)


def book(tables: dict[str, Table] | None = None, **rules: str) -> Rulebook:
    found = {name: {"of": "study", "ask": "?", "when": text} for name, text in rules.items()}
    return Rulebook.read(found, LOSSES, TABLES if tables is None else tables)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("gap <= lookup(severe, lost)", r"'severe' is not a table of this scheme \(mild, strict\)"),
        (
            "gap <= lookup(strict, alike)",
            "'alike' is looked up in 'strict' and is not a fact that is a number",
        ),
        ("gap <= lookup(strict, loss)", "'loss' is neither a criterion"),
        ("lost <= lookup(strict, lost)", "is compared with another fact's value"),
        ("lookup(mild, lost) <= lookup(strict, lost)", "is compared with another fact's value"),
        ("gap <= lookup(strict)", "lookup is written lookup"),
        ("tally(alike, lost) > 1", "'lost' is a number, not a yes or no"),
        ("tally() > 1", "tally is written tally"),
        ("tally(alike)", "are numbers; compare them"),
    ],
)
def test_a_lookup_or_tally_that_makes_no_sense_is_refused(rule, says):
    with pytest.raises(RulebookError, match=says):
        book(one=rule)


def fact(name: str, value: object, **more: object) -> Fact:
    if value is None and "unknown" not in more:
        more["unknown"] = UnknownKind.NOT_SOUGHT
    return Fact(name=name, subject="s", value=value, unit=LOSSES[name].unit, **more)


def world(*facts: Fact) -> World:
    return World({}, (StudyFacts("s", {f.name: f for f in facts}),))


@pytest.mark.parametrize("rule", ["gap <= lookup(strict, lost)", "gap > lookup(strict, lost)",
                                  "gap == lookup(strict, lost)", "gap != lookup(strict, lost)"])  # fmt: skip
def test_beyond_the_table_every_comparison_is_false(rule):
    evaluator = Evaluator(book(one=rule), world(fact("lost", 4.0), fact("gap", 1.0)))
    assert evaluator.criterion("one", "s") is Tri.FALSE


@pytest.mark.parametrize(
    ("policy", "bounds", "gap", "value"),
    [
        ("fails", {}, 0.0, Tri.FALSE),
        ("fails", {"high": 1.0}, 3.0, Tri.TRUE),
        ("fails", {"high": 1.0}, 3.5, Tri.FALSE),
        ("meets", {}, 4.0, Tri.TRUE),
        ("meets", {}, 4.5, Tri.FALSE),
        ("open", {}, 4.5, Tri.FALSE),
        ("open", {}, 3.5, Tri.UNKNOWN),
    ],
)
def test_losses_that_were_not_reported_are_read_as_the_criterion_says(policy, bounds, gap, value):
    entry = {"of": "study", "ask": "?", "when": "gap <= lookup(strict, lost)", "not_reported": policy}
    rules = Rulebook.read({"one": entry}, LOSSES, TABLES)
    lost = fact("lost", None, unknown=UnknownKind.NOT_REPORTED, **bounds)
    assert Evaluator(rules, world(lost, fact("gap", gap))).criterion("one", "s") is value


def test_the_explanation_says_what_the_table_gives():
    rules = book(one="gap <= lookup(strict, lost)")
    shown = [
        explain(Evaluator(rules, world(fact("lost", lost), fact("gap", 1.0))), "one", "s").shown
        for lost in (1.0, 9.0, None)
    ]
    assert shown == [
        "1 points; the table gives 4 for 1%",
        "1 points; the table has no figure for 9%",
        "1 points; the table gives 0 to 4",
    ]  # fmt: skip
    tallied = book(one="tally(alike, lost <= 3, gap <= 3) >= 3")
    what = world(fact("lost", 1.0), fact("gap", 5.0))
    assert explain(Evaluator(tallied, what), "one", "s").shown == "1 of 3, 1 not known"


ATOMS = st.one_of(
    st.tuples(st.just("gap"), st.sampled_from(list(OPS)), st.sampled_from(["strict", "mild"])),
    st.tuples(
        st.sampled_from(["lost", "gap"]), st.sampled_from(["<=", "<", ">"]), st.sampled_from([1, 2.5, 3])
    ),
)
ROWS = st.lists(st.lists(st.tuples(st.booleans(), ATOMS), min_size=1, max_size=3), min_size=1, max_size=3)
GRID = sorted(
    {v + d for v in (0, 1, 2, 2.5, 3, 4, 5) for d in (-0.25, -0.1, 0, 0.1, 0.25) if v + d >= 0} | {50.0}
)
BOUNDS = st.sampled_from([{}, {}, {"low": 1.0}, {"high": 2.0}, {"low": 2.6, "high": 3.6}])


def atom_text(told) -> str:
    name, op, with_ = told
    return f"{name} {op} lookup({with_}, lost)" if isinstance(with_, str) else f"{name} {op} {with_}"


def atom_holds(told, values) -> bool:
    name, op, with_ = told
    other = TABLES[with_].at(values["lost"]) if isinstance(with_, str) else with_
    return other is not None and OPS[op](values[name], other)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ROWS, st.sampled_from([None, None, 1.0, 2.5]), st.sampled_from([None, None, 2.0, 4.0]), BOUNDS, BOUNDS)
def test_all_that_may_be_is_found_where_both_sides_are_unknown(rows, lost, gap, of_lost, of_gap):
    def row_text(row):
        return " and ".join(f"{'not ' if no else ''}({atom_text(a)})" for no, a in row)

    names = [f"r{i}" for i in range(len(rows))]
    rules = book(**{n: row_text(r) for n, r in zip(names, rows, strict=True)})
    facts = (fact("lost", lost, **({} if lost is not None else of_lost)),
             fact("gap", gap, **({} if gap is not None else of_gap)))  # fmt: skip
    asked = [f"exists(1, each={n})" for n in names]

    def bound(evaluator):
        held = {"": evaluator}
        return pattern(held[""], asked)

    found = possible_outcomes(rules, world(*facts), bound, rules=nodes(asked))
    values = {f.name: [f.value] if f.is_known else within(f) for f in facts}
    expected = {
        "".join(
            "TF"[not all(atom_holds(a, one) != no for no, a in row)] for row in rows
        )
        for one in (dict(zip(values, pair, strict=True)) for pair in itertools.product(*values.values()))
    }  # fmt: skip
    assert found.exact
    assert found.outcomes == expected


def within(f: Fact) -> list[float]:
    low, high = f.low or 0.0, 100.0 if f.high is None else f.high
    return [v for v in {*GRID, low, high} if low <= v <= high]


def nodes(asked):
    from whatworks.rules import parse

    return tuple(parse(a) for a in asked)


def pattern(evaluator, asked) -> frozenset[str]:
    """Which rules hold, as one outcome for every pattern left open."""
    letters = {Tri.TRUE: "T", Tri.FALSE: "F", Tri.UNKNOWN: "TF"}
    values = [letters[evaluator.truth(node)] for node in nodes(asked)]
    return frozenset("".join(p) for p in itertools.product(*values))


def test_a_long_table_is_searched_without_exploding():
    cautious = Table(name="cautious", start=0, step=1, values=tuple(6 - abs(i - 10) / 8 for i in range(58)))
    rules = book({"cautious": cautious}, few="gap <= lookup(cautious, lost)", most="lost <= 30")
    asked = ["exists(1, each=few and most)", "exists(1, each=few and not most)", "exists(2, each=few)"]
    studies = tuple(
        StudyFacts(
            f"s{i}", {n: Fact(name=n, subject=f"s{i}", unknown=UnknownKind.NOT_SOUGHT) for n in LOSSES}
        )
        for i in range(8)
    )
    memory = Memory(rules, nodes(asked))
    found = possible_outcomes(
        rules, World({}, studies), lambda e: pattern(e, asked), rules=nodes(asked), memory=memory, budget=400
    )
    assert found.exact
    assert found.outcomes == {"FFF", "TFF", "FTF", "TFT", "FTT", "TTT"}
    assert all(len(memory.profiles.of(s)) <= 4 for s in studies), (
        "a handful of kinds of answers, not thousands"
    )
