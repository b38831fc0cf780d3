"""Studies that share a fact: `together` is `apart` turned round, and exact where samples are not known."""

from __future__ import annotations

import itertools

import pytest

from unit.rules.test_three_values import F, T, U, possible, truth, world
from whatworks.rules import ExpressionError, parse
from whatworks.rules.language import Exists, Name
from whatworks.terms import UnknownKind

OPEN = UnknownKind.NOT_SOUGHT
SHARED = "exists(2, each=a, together=sample)"


def studies(*samples: object) -> list[dict[str, object]]:
    return [{"a": True, "sample": sample} for sample in samples]


def test_together_is_read_and_stands_alone():
    assert parse(SHARED) == Exists(2, Name("a"), None, "sample", together=True)
    with pytest.raises(ExpressionError, match=r"apart or together; write one of the two"):
        parse("exists(2, each=a, apart=sample, together=sample)")


def test_two_studies_of_one_sample_are_together():
    assert truth(SHARED, world(*studies("one", "one"))) is T
    assert truth(SHARED, world(*studies("one", "two"))) is F
    assert truth(SHARED, world({"a": False, "sample": "one"}, *studies("one"))) is F
    assert truth(SHARED, world(*studies("one", OPEN))) is U
    assert truth(SHARED, world(*studies("one", ("two", "three")))) is F


@pytest.mark.parametrize("samples", list(itertools.product(("one", "two", OPEN), repeat=3)))
def test_what_is_possible_is_what_some_naming_of_the_samples_gives(samples):
    names = ("one", "two", "three", "four", "five")
    given = [(s,) if s is not OPEN else names for s in samples]
    expected = {"yes" if len(set(named)) < len(named) else "no" for named in itertools.product(*given)}
    assert possible(SHARED, world(*studies(*samples))) == expected


def test_three_together_share_one_sample():
    rule = "exists(3, each=a, together=sample)"
    assert truth(rule, world(*studies("one", "one", "two", "two"))) is F
    assert truth(rule, world(*studies("one", "one", "two", "one"))) is T
