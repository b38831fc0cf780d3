"""Facts of a study that lean on one another: what its design makes of it, and a point within its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from whatworks.rules import Tie
from whatworks.terms import Design, Direction, Fact, FactSource, Signal, UnknownKind

OF_DESIGN = Tie(
    ("design", "randomised", "compared", "strong_comparison"),
    frozenset((d.value, d.is_randomised, d.has_comparison, d.is_strong_comparison) for d in Design),
)
"""From its design follows whether chance decided, others were measured, and selection was dealt with."""
OF_INTERVAL = Tie(
    ("direction", "signal"),
    frozenset(
        (d.value, s.value)
        for d, s in product(Direction, Signal)
        if (d, s) != (Direction.NULL, Signal.EXCLUDES)
    ),
)
"""An estimate of exactly no difference lies inside its own interval."""
TIES = (OF_DESIGN, OF_INTERVAL)


def at_odds(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Names of facts that cannot be true together, as they are stated; none where all can."""
    for tie in TIES:
        told = tuple(_said(facts.get(n)) for n in tie.names)
        if not tie.left(tie.names[0], told):
            return tuple(n for n, said in zip(tie.names, told, strict=True) if said is not None)
    return ()


def narrowed(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts with each that is not known yet narrowed to what the others leave of it."""
    found = dict(facts)
    for tie in TIES:
        told = tuple(_said(facts.get(n)) for n in tie.names)
        for name in tie.names:
            fact = facts.get(name)
            if fact is None or fact.unknown not in (UnknownKind.NOT_SOUGHT, UnknownKind.DISAGREE):
                continue
            every = {row[tie.names.index(name)] for row in tie.rows}
            fit = tie.left(name, told)
            if len(fit) == 1:
                source = FactSource(how="follows from what else is given")
                found[name] = replace(fact, value=next(iter(fit)), unknown=None, options=(), source=source)
            elif fit != (set(fact.options) or every):
                found[name] = replace(fact, options=tuple(sorted(fit, key=str)))
    return found


def _said(fact: Fact | None) -> tuple[object, ...] | None:
    if fact is None:
        return None
    return (fact.value,) if fact.is_known else tuple(fact.options) or None
