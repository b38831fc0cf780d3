"""A rulebook that makes no sense is refused when it is read, by the name of the criterion."""

from __future__ import annotations

import pytest

from unit.rules.brute import SMALL
from whatworks.rules import Catalogue, FactDef, FactType, Rulebook, RulebookError

STUDY = {"of": "study", "ask": "?"}


def read(**criteria: object) -> Rulebook:
    return Rulebook.read(criteria, SMALL)


def rule(when: str, **more: object) -> dict[str, object]:
    return {"ask": "?", "when": when, **more}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (rule("y"), "'y' is neither a criterion of this scheme nor a known fact"),
        (rule("share(month >= 1) > 0"), "did you mean 'months'"),
        ({"ask": "?"}, "needs exactly one of `when`, `all`, `any`, `none`"),
        ({"ask": "?", "when": "x", "all": ["x"]}, "needs exactly one .* it has when and all"),
        ({"when": "x"}, "needs `ask`"),
        ({"ask": "", "when": "x"}, "needs `ask`"),
        ({"ask": "?", "all": "x"}, "`all` must be a list"),
        ({"ask": "?", "any": []}, "`any` must be a list"),
        (rule("x", unless="x"), "has unless; the keys are"),
        (rule("x", of="trial"), "`of` is 'trial'; write one of set, study"),
        (rule("x", not_reported="fail"), "`not_reported` is 'fail'; write one of open, fails, meets"),
        (rule("x", not_applicable="no"), "`not_applicable` is 'no'"),
        (rule("x", verified="perhaps"), "`verified` is 'perhaps'"),
        ("x", "must be a map with `ask`"),
        (rule("x +"), "cannot read"),
        (rule("p"), "'p' is a number, not a yes or no; compare it with something, as in p >= 20"),
        (rule("3"), "3 is not a yes or no"),
        (rule("count(a)"), "are numbers; compare them"),
        (rule("a"), "'a' is a fact of a study; say how many must meet it"),
        (rule('way == "up"'), "'way' is a fact of a study"),
        (rule("months >= 3"), "'months' is a fact of a study"),
        (
            rule('count(way == "upward") > 0'),
            "'upward' is no value of 'way'; use one of 'up', 'down', 'flat'",
        ),
        (rule('count(way in ("up", "sideways")) > 0'), "'sideways' is no value of 'way'"),
        (rule('count(way in "up") > 0'), "after `in` stands a list"),
        (rule('count(way > "up") > 0'), "> is for numbers; names are compared with == != in"),
        (rule("count(a == 1) > 0"), "a number is compared with 'a', which is not a number"),
        (rule('x == "yes"'), "'yes' is no value of 'x'; use one of yes, no"),
        (rule("p in (1, 2)"), "after `in`|for names"),
        (rule('p > "high"'), "a number is compared with 'high'"),
        (rule("count(months) > 0"), "'months' is a number, not a yes or no"),
        (rule("share(a, way) > 1/2"), "'way' cannot be summed"),
        (rule("share(a, p) > 1/2"), "'p' cannot be summed"),
        (rule("share(a, months) > 1/2"), "'months' can be below 1"),
        (rule("total(x) > 2"), "'x' cannot be summed"),
        (rule("share(a, n) > p"), "compared with a number or with another such"),
        (rule("share(a, n) > share(b)"), "compared with a number or with another such"),
        (rule("count(total(n) > 3) > 1"), "cannot stand inside another count or share"),
        (rule("total(n) > 3", of="study"), "belong in a criterion of the set, not of a study"),
        (rule("exists(2, each=a, apart=months)"), "apart=months must be a fact of a study that is a name"),
        (rule("exists(2, each=n)"), "'n' is a number, not a yes or no"),
        (rule("smallest(count(a), p) > 1"), "smallest takes facts that are numbers"),
    ],
)
def test_a_criterion_that_makes_no_sense_is_named_with_its_fault(entry, says):
    with pytest.raises(RulebookError, match=f"^criterion odd: .*{says}"):
        read(odd=entry)


def test_a_criterion_may_not_rest_on_itself():
    with pytest.raises(RulebookError, match="criterion one rests on itself: one -> two -> three -> one"):
        read(one=rule("two"), two=rule("three or x"), three=rule("x and one"))


def test_a_criterion_of_a_study_is_not_a_rule_over_the_set():
    with pytest.raises(RulebookError, match=r"'good' is a criterion of a study; .* exists\(1, each=...\)"):
        read(good={**STUDY, "when": "a"}, rule={"ask": "?", "all": ["good"]})


@pytest.mark.parametrize("name", ["count", "yes", "set", "not", "2nd", "two words", "a", True, 3])
def test_a_criterion_needs_a_name_of_its_own(name):
    with pytest.raises(RulebookError, match=f"criterion {name}: "):
        Rulebook.read({name: rule("x")}, SMALL)


@pytest.mark.parametrize("data", [None, [], "x"])
def test_criteria_are_a_map(data):
    with pytest.raises(RulebookError, match="must be a map"):
        Rulebook.read(data, SMALL)


def test_a_share_may_be_compared_with_another_of_the_same_size():
    book = read(more=rule("share(a, n) > share(b, n)"), whole=rule("total(n, a) >= total(n, b)"))
    assert set(book) == {"more", "whole"}


def test_the_facts_of_a_rule_are_those_of_the_criteria_it_names():
    book = read(good={**STUDY, "when": "a and months >= 6"}, some=rule("exists(1, each=good, apart=sample)"))
    assert book.facts_of(book["some"].rule) == {"a", "months", "sample"}
    assert book.local == {"good"}


def test_two_facts_of_one_name_are_refused():
    fact = FactDef(name="a", of="set", type=FactType.YES_NO, doc="")
    with pytest.raises(ValueError, match="two facts have the same name"):
        Catalogue((fact, fact))
