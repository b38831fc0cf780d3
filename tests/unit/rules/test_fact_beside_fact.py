"""Numbers compared with numbers that are not known either: all that may be is found, and nothing else."""

from __future__ import annotations

import itertools
import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.rules import SET, Catalogue, Evaluator, FactDef, FactType, Rulebook, World, possible_outcomes
from whatworks.terms import Fact, Tri, UnknownKind

NUMBERS = ("effect", "high_from", "low_from", "few", "many")
LIMITS = Catalogue(
    tuple(
        FactDef(name=n, of="set", type=FactType.NUMBER, doc="", low=0, high=3, integer=n in ("few", "many"))
        for n in NUMBERS
    )
)
OPS = {">=": operator.ge, ">": operator.gt, "<": operator.lt, "==": operator.eq}
REAL = st.tuples(
    st.sampled_from(NUMBERS[:3]), st.sampled_from(list(OPS)), st.sampled_from([*NUMBERS[:3], 0, 1, 2.5])
)
WHOLE = st.tuples(
    st.sampled_from(NUMBERS[3:]), st.sampled_from(list(OPS)), st.sampled_from([*NUMBERS[3:], 1, 2])
)
GRID = {name: [v / 8 for v in range(25)] if name in NUMBERS[:3] else [0, 1, 2, 3] for name in NUMBERS}


def bound(evaluator: Evaluator) -> frozenset[str]:
    letters = {Tri.TRUE: "T", Tri.FALSE: "F", Tri.UNKNOWN: "TF"}
    values = [letters[evaluator.criterion(name)] for name in evaluator.book]
    return frozenset("".join(p) for p in itertools.product(*values))


def holds(rule: tuple[str, str, object], values: dict[str, float]) -> bool:
    name, op, other = rule
    return bool(OPS[op](values[name], values[other] if isinstance(other, str) else other))


@pytest.mark.parametrize("kind", [REAL, WHOLE], ids=["real", "whole"])
def test_all_that_may_be_is_found(kind):
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(st.lists(kind, min_size=1, max_size=4), st.dictionaries(st.sampled_from(NUMBERS), st.just(1)))
    def check(rules, known):
        told = {n: Fact(name=n, subject=SET, unknown=UnknownKind.NOT_SOUGHT) for n in NUMBERS}
        told |= {n: Fact(name=n, subject=SET, value=v) for n, v in known.items()}
        texts = {f"r{i}": {"ask": "?", "when": f"{a} {op} {b}"} for i, (a, op, b) in enumerate(rules)}
        found = possible_outcomes(Rulebook.read(texts, LIMITS), World(told), bound)
        used = sorted({n for a, _, b in rules for n in (a, b) if isinstance(n, str)})
        grids = [[known[n]] if n in known else GRID[n] for n in used]
        expected = {
            "".join("FT"[holds(rule, dict(zip(used, values, strict=True)))] for rule in rules)
            for values in itertools.product(*grids)
        }
        assert found.exact
        assert found.outcomes == expected

    check()
