"""Criteria in three values: Kleene's tables, kinds of unknown, counting, sets of studies, shares."""

from __future__ import annotations

import itertools

import pytest

from unit.rules.brute import SMALL
from whatworks.rules import Evaluator, Rulebook, StudyFacts, World, explain, known, parse, possible_outcomes
from whatworks.rules.kleene import Interval
from whatworks.terms import Fact, Tri, UnknownKind

T, F, U = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN
NOT_REPORTED, NOT_APPLICABLE = UnknownKind.NOT_REPORTED, UnknownKind.NOT_APPLICABLE
NOTHING = Rulebook({}, SMALL)


def world(*studies: dict[str, object], **facts: object) -> World:
    """A world from plain values; a kind of unknown, a tuple of options or a Fact may stand for a value."""

    def fact(subject: str, name: str, value: object) -> Fact:
        if isinstance(value, Fact):
            return Fact(**{**{f.name: getattr(value, f.name) for f in Fact.fields()}, "subject": subject})
        if isinstance(value, UnknownKind):
            return Fact(name=name, subject=subject, unknown=value)
        if isinstance(value, tuple):
            return Fact(name=name, subject=subject, unknown=UnknownKind.DISAGREE, options=value)
        return Fact(name=name, subject=subject, value=value)

    return World(
        {n: fact("set", n, v) for n, v in facts.items()},
        tuple(
            StudyFacts(f"s{i}", {n: fact(f"s{i}", n, v) for n, v in given.items()})
            for i, given in enumerate(studies)
        ),
    )


def between(name: str, low: float | None, high: float | None, **more: object) -> Fact:
    return Fact(name=name, subject="", unknown=UnknownKind.NOT_SOUGHT, low=low, high=high, **more)  # type: ignore[arg-type]


def truth(text: str, where: World) -> Tri:
    return Evaluator(NOTHING, where).truth(parse(text))


def possible(text: str, where: World) -> set[str]:
    """What a rule may turn out to be, by the exact search."""
    node = parse(text)

    def bound(evaluator: Evaluator) -> frozenset[str]:
        value = evaluator.truth(node)
        return frozenset({"yes", "no"}) if value is U else frozenset({"yes" if value is T else "no"})

    answer = possible_outcomes(NOTHING, where, bound, rules=[node])
    assert answer.exact
    return set(answer.outcomes)


VALUES = {T: True, F: False, U: UnknownKind.NOT_SOUGHT}


@pytest.mark.parametrize(("one", "two"), list(itertools.product(VALUES, VALUES)))
def test_and_or_and_not_follow_kleenes_tables(one, two):
    where = world({"a": VALUES[one], "b": VALUES[two]})
    order = [F, U, T]
    assert truth("exists(1, each=a and b)", where) is order[min(order.index(one), order.index(two))]
    assert truth("exists(1, each=a or b)", where) is order[max(order.index(one), order.index(two))]
    assert truth("exists(1, each=not a)", where) is order[2 - order.index(one)]


def test_a_comparison_with_an_unknown_is_unknown_unless_what_is_known_settles_it():
    assert truth("p > 0", world(p=UnknownKind.NOT_SOUGHT)) is U
    assert truth("p > 0", world(p=between("p", 0.5, None))) is T
    assert truth("p > 0", world(p=between("p", None, 0))) is F
    assert truth("p >= 0", world(p=between("p", None, 0))) is U
    assert truth("p == 1", world(p=between("p", 2, 3))) is F
    assert truth("p != 1", world(p=between("p", 2, 3))) is T
    assert truth("p > 0", world()) is U, "a fact that is missing is not yet sought"


def test_sources_that_disagree_are_a_set_of_values():
    assert truth('exists(1, each=way != "flat")', world({"way": ("up", "down")})) is T
    assert truth('exists(1, each=way == "up")', world({"way": ("up", "down")})) is U
    assert truth("total(n) >= 10", world({"n": (10, 20)})) is T
    assert possible("total(n) == 15", world({"n": (10, 20)})) == {"no"}, "10 or 20, and nothing between them"


def policy_book(policy: str, *, opposite: bool = False) -> Rulebook:
    entry = {"of": "study", "ask": "?", "not_reported": policy}
    body = {"none": ["a"]} if opposite else {"when": "a"}
    return Rulebook.read({"c": {**entry, **body}}, SMALL)


@pytest.mark.parametrize(("policy", "value"), [("fails", F), ("meets", T), ("open", U)])
@pytest.mark.parametrize("opposite", [False, True])
def test_not_reported_is_what_the_criterion_says_also_under_not(policy, value, opposite):
    where = world({"a": NOT_REPORTED})
    assert Evaluator(policy_book(policy, opposite=opposite), where).criterion("c", "s0") is value


def test_not_applicable_fails_unless_the_criterion_says_otherwise():
    where = world({"a": NOT_APPLICABLE})
    assert Evaluator(policy_book("open"), where).criterion("c", "s0") is F
    book = Rulebook.read({"c": {"of": "study", "ask": "?", "when": "a", "not_applicable": "meets"}}, SMALL)
    assert Evaluator(book, where).criterion("c", "s0") is T


def rulebook(when: str, policy: str) -> Rulebook:
    return Rulebook.read({"c": {"ask": "?", "when": when, "not_reported": policy}}, SMALL)


@pytest.mark.parametrize(
    ("when", "fails", "meets"),
    [
        ("count(a) >= 1", F, T),
        ("count(a) == 0", F, T),
        ("count(a) == 1", F, T),
        ("count(a) < 1", F, T),
        ("not count(a) >= 1", F, T),
        ("share(a) >= 1/2", F, T),
        ("share(b, n) > 1/2", F, T),
        ("exists(1, each=a)", F, T),
        ("not exists(1, each=a)", F, T),
        ("exists(1, each=smallest(half, rest) >= 1)", F, F),
    ],
)
def test_a_policy_holds_inside_counts_shares_and_sets_of_studies(when, fails, meets):
    where = world(
        {"a": NOT_REPORTED, "b": True, "n": NOT_REPORTED, "half": NOT_REPORTED, "rest": 0},
        {"a": False, "b": False, "n": 5, "half": 0, "rest": 0},
    )
    assert Evaluator(rulebook(when, "fails"), where).criterion("c") is fails
    assert Evaluator(rulebook(when, "meets"), where).criterion("c") is meets
    assert meets is F or Evaluator(rulebook(when, "open"), where).criterion("c") is U


def test_a_fact_that_a_policy_settles_has_no_completions():
    for policy, left in (("fails", {"no"}), ("meets", {"yes"}), ("open", {"yes", "no"})):
        book = rulebook("share(b, n) > 1/2", policy)

        def bound(evaluator: Evaluator) -> frozenset[str]:
            value = evaluator.criterion("c")
            return frozenset({"yes"} if value is T else {"no"} if value is F else {"yes", "no"})

        where = world({"b": True, "n": NOT_REPORTED}, {"b": False, "n": 5})
        assert possible_outcomes(book, where, bound).outcomes == left


def test_what_is_known_of_a_number_outweighs_a_policy():
    where = world({"n": Fact(name="n", subject="", unknown=NOT_REPORTED, high=15.0)})
    assert Evaluator(rulebook("count(n >= 20) > 0", "meets"), where).criterion("c") is F


def test_a_count_is_an_interval_where_studies_are_perhaps_in():
    where = world({"a": True}, {"a": False}, {})
    assert Evaluator(NOTHING, where).number(parse("count(a)")) == Interval(1, 2)
    assert truth("count(a) >= 1", where) is T
    assert truth("count(a) >= 2", where) is U
    assert truth("count(a) >= 3", where) is F
    assert truth("count() == 3", where) is T


def test_studies_that_share_an_unknown_are_counted_together():
    where = world({"b": True}, {"b": False})
    rule = "count((x and b) or (not x and not b)) == 1"
    assert truth(rule, where) is U, "Kleene looks at each study alone"
    assert possible(rule, where) == {"yes"}, "whatever x is, exactly one study fits"


def test_a_rule_that_holds_either_way_is_certain():
    assert possible("x or not x", world()) == {"yes"}
    assert possible("count(a) >= 1 or count(a) == 0", world({}, {})) == {"yes"}


def test_a_set_of_studies_is_one_statement():
    rule = "exists(2, each=a, some=months >= 12, apart=sample)"
    base = {"a": True, "sample": "one", "months": 3.0}
    assert truth(rule, world(base, {**base, "sample": "two", "months": 12.0})) is T
    assert truth(rule, world(base, {**base, "sample": "two"})) is F, "none lasted a year"
    assert truth(rule, world(base, {**base, "months": 12.0})) is F, "the same people twice"
    lasting_but_weak = {"a": False, "sample": "three", "months": 24.0}
    assert truth(rule, world(base, {**base, "sample": "two"}, lasting_but_weak)) is F
    assert truth(rule, world(base, {**base, "sample": UnknownKind.NOT_SOUGHT, "months": 12.0})) is U
    assert truth(rule, world(base, {**base, "sample": ("two", "three"), "months": 12.0})) is T


def test_two_unknown_samples_may_be_one_sample():
    one = {"a": True, "sample": UnknownKind.NOT_SOUGHT}
    assert possible("exists(2, each=a, apart=sample)", world(one, one)) == {"yes", "no"}
    assert possible("exists(3, each=a, apart=sample)", world(one, one)) == {"no"}
    same = "exists(2, each=a, apart=sample) or exists(1, each=b)"
    assert possible(same, world({**one, "b": False}, {**one, "b": False})) == {"yes", "no"}


def test_a_share_has_the_study_above_and_below_the_line():
    where = world({"a": True, "n": 100}, {"a": False, "n": 50}, {"a": UnknownKind.NOT_SOUGHT, "n": 50})
    assert Evaluator(NOTHING, where).number(parse("share(a, n)")) == Interval(0.5, 0.75)
    assert Evaluator(NOTHING, where).number(parse("share(a)")) == Interval(1 / 3, 2 / 3)
    assert truth("share(a) > 1/2", world()) is F, "a share of no studies is none"


def test_a_share_with_unknown_sizes_is_bounded_by_what_is_known_of_them():
    where = world({"a": True, "n": 100}, {"a": False, "n": between("n", 1, 99)})
    assert truth("share(a, n) > 1/2", where) is T
    assert truth("share(a, n) >= 3/4", where) is U
    assert possible("share(a, n) >= 3/4", where) == {"yes", "no"}
    unbounded = world({"a": True, "n": UnknownKind.NOT_SOUGHT}, {"a": False, "n": 10})
    assert possible("share(a, n) >= 0.999", unbounded) == {"yes", "no"}
    assert possible("share(a, n) > 0", unbounded) == {"yes"}, "a study has at least one person"


def test_shares_with_one_unknown_size_cannot_each_go_their_own_way():
    where = world(
        {"a": True, "n": UnknownKind.NOT_SOUGHT}, {"b": True, "a": False, "n": 10}, {"a": False, "n": 10}
    )
    where = where.having(Fact(name="b", subject="s0", value=False)).having(
        Fact(name="b", subject="s2", value=False)
    )
    both = "share(a, n) > 1/2 and share(b, n) >= 1/4"
    assert truth(both, where) is U
    assert possible(both, where) == {"no"}, "more than 20 in the first leave the second under a quarter"
    assert possible("share(a, n) > share(b, n)", where) == {"yes", "no"}


def test_people_come_in_whole_numbers():
    where = world({"a": True, "n": between("n", 19, 20)})
    assert possible("exists(1, each=n > 19 and n < 20)", where) == {"no"}
    assert possible("share(a, n) > 1/3 and share(a, n) < 1/2", world(
        {"a": True, "n": between("n", 1, 2)}, {"a": False, "n": 2}
    )) == {"no"}, "1 of 3 or 2 of 4, and nothing between"  # fmt: skip


def test_parts_do_not_exceed_their_whole():
    rule = "exists(1, each=smallest(half, rest) >= 20)"
    assert possible(rule, world({"n": 39})) == {"no"}
    assert possible(rule, world({"n": 40})) == {"yes", "no"}
    assert possible(rule, world({"n": between("n", None, 40)})) == {"yes", "no"}
    assert possible(rule, world({"n": 60, "half": 45})) == {"no"}
    assert truth("exists(1, each=n >= 45)", world({"half": 45})) is T


def test_sizes_that_count_different_things_are_not_added_up():
    families = Fact(name="n", subject="", value=100, unit="families")
    children = Fact(name="n", subject="", value=10, unit="children")
    unlike = world({"a": True, "n": families}, {"a": False, "n": children})
    assert possible("share(a, n) > 1/2", unlike) == {"yes", "no"}
    assert truth("exists(1, each=n >= 100)", unlike) is T, "each study's own number still counts"
    alike = world(
        {"a": True, "n": families}, {"a": False, "n": Fact(name="n", subject="", value=10, unit="families")}
    )
    assert truth("share(a, n) > 1/2", alike) is T


def test_rival_sets_of_facts_hold_each_as_a_whole():
    where = world(p=(-1.0, 1.0), x=(False, True))
    one = {n: Fact(name=n, subject="set", value=v) for n, v in (("p", -1.0), ("x", False))}
    two = {n: Fact(name=n, subject="set", value=v) for n, v in (("p", 1.0), ("x", True))}
    rivals = World(where.facts, (), rivals=(one, two))
    assert possible("x and p < 0", where) == {"yes", "no"}
    assert possible("x and p < 0", rivals) == {"no"}
    assert possible("p > 0", rivals.having(known(where.facts["x"], True))) == {"yes"}


def test_a_study_that_perhaps_counts_leaves_the_count_open():
    book = Rulebook.read({"fit": {"of": "study", "ask": "?", "when": "b"}}, SMALL)
    where = world({"a": True, "b": True}, {"a": True}, {"a": False, "b": False})
    evaluator = Evaluator(book, where, "fit")
    assert evaluator.number(parse("count(a)")) == Interval(1, 2)
    assert evaluator.number(parse("share(a)")) == Interval(1, 1)
    assert evaluator.truth(parse("exists(2, each=a)")) is U
    assert evaluator.truth(parse("count() == 3")) is F


def test_an_explanation_marks_what_decided():
    book = Rulebook.read(
        {
            "one": {"ask": "One?", "when": "x"},
            "two": {"ask": "Two?", "when": "p > 0"},
            "good": {"of": "study", "ask": "Good?", "when": "a"},
            "some": {"ask": "Some?", "when": "exists(1, each=good)"},
            "whole": {"ask": "All?", "all": ["one", "two or some"]},
        },
        SMALL,
    )  # fmt: skip
    tree = explain(Evaluator(book, world({"a": True}, {"a": False}, x=False, p=1.0)), "whole")
    assert (tree.value, tree.question, tree.shown) == (F, "All?", "Not met")
    assert {c.id: c.decided for c in tree.children} == {"one": True, "two": False, "some": False}
    tree = explain(Evaluator(book, world({"a": True}, {"a": False}, x=True, p=-1.0)), "whole")
    assert {c.id: c.decided for c in tree.children} == {"one": True, "two": False, "some": True}
    some = tree.children[2]
    assert {c.id: c.decided for c in some.children} == {"good@s0": True, "good@s1": False}
