"""The facts of a pooled figure: our own, a published review's, or several that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from whatworks.rules import SET, World
from whatworks.terms import Fact, FactSource, Pool, PoolSource, ReviewFinding, UnknownKind

from .catalogue import CATALOGUE
from .recorded import SetEvidence, better_of, set_field, unknown_fact


def pool_facts(pool: Pool | None, better: int) -> list[Fact]:
    """The facts of a pooled figure, turned so that above 0 is better. Without one they do not apply."""
    names = ("pool.source", "pool.k", "pool.estimate", "pool.low", "pool.high", "pool.pi_low", "pool.pi_high")
    if pool is None or pool.ci_lb is None or pool.ci_ub is None:
        none = FactSource(how="no pooled figure with its interval is in hand")
        return [
            Fact(name="pool.available", subject=SET, value=False, source=none),
            *(Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=none) for n in names),
        ]
    source = FactSource(record=pool.finding or pool.id, how=pool.source.value)
    low, high = sorted((better * pool.ci_lb, better * pool.ci_ub))
    facts = [
        _pool_fact("pool.available", True, source),
        _pool_fact("pool.source", pool.source.value, source),
        _pool_fact("pool.estimate", None if pool.b is None else better * pool.b, source),
        _pool_fact("pool.low", low, source),
        _pool_fact("pool.high", high, source),
        _pool_fact("pool.k", pool.k, source),
    ]
    return facts + _prediction(pool, better, low, high, source)


def _prediction(pool: Pool, better: int, low: float, high: float, source: FactSource) -> list[Fact]:
    lb, ub = (pool.pi_hts_lb, pool.pi_hts_ub) if pool.pi_hts_lb is not None else (pool.pi_lb, pool.pi_ub)
    if lb is not None and ub is not None:
        pi_low, pi_high = sorted((better * lb, better * ub))
        return [_pool_fact("pool.pi_low", pi_low, source), _pool_fact("pool.pi_high", pi_high, source)]
    kind = UnknownKind.NOT_SOUGHT
    if pool.source is PoolSource.OURS:  # too few studies for one
        kind = UnknownKind.NOT_APPLICABLE
    return [
        Fact(name="pool.pi_low", subject=SET, unknown=kind, high=low, source=source),
        Fact(name="pool.pi_high", subject=SET, unknown=kind, low=high, source=source),
    ]


def _pool_fact(name: str, value: Any, source: FactSource) -> Fact:
    if value is None:
        return unknown_fact(SET, name, None, source)
    return Fact(name=name, subject=SET, value=value, unit=CATALOGUE[name].unit, source=source)


def pooled_facts(evidence: SetEvidence) -> list[Fact]:
    """The pooled figure's facts; where several figures with the same claim differ, none of them is taken."""
    first, *others = _told(evidence)
    return [_in_dispute([first[name], *(told[name] for told in others)]) for name in first]


def _told(evidence: SetEvidence) -> list[dict[str, Fact]]:
    """What each pooled figure with the same claim says, by name."""
    told = []
    for pool in (evidence.pool, *evidence.rivals):
        facts = [
            *pool_facts(pool, better_of(evidence)),
            *_worthwhile(evidence, pool),
            *_review_shares(_finding_of(evidence, pool)),
        ]
        told.append({f.name: f for f in facts})
    return told


def _finding_of(evidence: SetEvidence, pool: Pool | None) -> ReviewFinding | None:
    """The published finding that a pooled figure was read from."""
    if pool is None or pool is evidence.pool:
        return evidence.finding
    return next((f for f in evidence.findings if f.id == pool.finding), None)


def rival_facts(evidence: SetEvidence) -> tuple[dict[str, Fact], ...]:
    """The pooled figures that differ, each as a whole: one of them is right, not a mixture."""
    told = _told(evidence)
    return tuple(told) if any(_differ([t[n] for t in told]) for n in told[0]) else ()


def _differ(told: list[Fact]) -> bool:
    return len({(f.value, f.unknown, f.low, f.high) for f in told}) > 1


def _in_dispute(told: list[Fact]) -> Fact:
    if not _differ(told):
        return told[0]
    if all(f.is_known for f in told):
        options = tuple(sorted({f.value for f in told}))
        return replace(told[0], value=None, unknown=UnknownKind.DISAGREE, options=options)
    lows = [f.value if f.is_known else f.low for f in told]
    highs = [f.value if f.is_known else f.high for f in told]
    return replace(
        told[0], value=None, unknown=UnknownKind.DISAGREE,
        low=None if None in lows else min(v for v in lows if v is not None),
        high=None if None in highs else max(v for v in highs if v is not None),
    )  # fmt: skip


def _worthwhile(evidence: SetEvidence, pool: Pool | None) -> list[Fact]:
    worth = evidence.outcome.smallest_worthwhile
    names = ("pool.inside_worthwhile", "pool.spans_worthwhile")
    if pool is None or pool.ci_lb is None or pool.ci_ub is None or worth is None:
        how = "no centre has set a smallest effect worth having" if worth is None else "no pooled figure"
        return [
            Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=FactSource(how=how))
            for n in names
        ]
    source = FactSource(record=pool.id, how=f"interval against {worth:g} either way")
    inside = -worth < pool.ci_lb and pool.ci_ub < worth
    spans = pool.ci_lb < -worth and worth < pool.ci_ub
    return [_pool_fact(names[0], inside, source), _pool_fact(names[1], spans, source)]


def _review_shares(finding: ReviewFinding | None) -> list[Fact]:
    names = ("review.share_for", "review.share_people_for")
    if finding is None:
        none = FactSource(how="no published review's pooled figure is in hand")
        return [Fact(name=n, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=none) for n in names]
    return [
        set_field("review.share_for", finding, "share_studies_favouring"),
        set_field("review.share_people_for", finding, "share_participants_favouring"),
    ]


def with_pool(world: World, pool: Pool | None, better: int) -> World:
    """The same world with another pooled figure: what a new study would make of it."""
    return replace(world, facts={**world.facts, **{f.name: f for f in pool_facts(pool, better)}}, rivals=())


def unsettled_pool(world: World, added: int) -> World:
    """The same world when our pooled figure is to be computed again with more studies: nobody knows how."""
    facts = {n: f for n, f in world.facts.items() if n not in _MOVES}
    k = world.get(SET, "pool.k")
    if k.is_known:
        facts["pool.k"] = replace(k, value=k.value + added)
    return replace(world, facts=facts, rivals=())


_MOVES = (
    "pool.estimate", "pool.low", "pool.high", "pool.pi_low", "pool.pi_high",
    "pool.inside_worthwhile", "pool.spans_worthwhile",
)  # fmt: skip
