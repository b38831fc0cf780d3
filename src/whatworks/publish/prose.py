"""Sentences made from the records, in the report's fixed voice: people before methods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whatworks.terms import (
    Direction,
    EvidenceSet,
    Good,
    Member,
    Outcome,
    Pool,
    PoolSource,
    Result,
    Scale,
    Signal,
)

from .numbers import (
    count,
    estimate_words,
    interval_words,
    lean,
    months,
    null_of,
    of_hundred,
    on_printed_scale,
    result_words,
)
from .shelf import Shelf


@dataclass(frozen=True)
class Finding:
    """What is known of one outcome, in a sentence or two, and the reports it rests on."""

    words: str
    reports: tuple[str, ...] = ()


def finding_of(shelf: Shelf, evidence_set: EvidenceSet) -> Finding:
    """The leading result of a set: our pool, else a published review's figure, else the best single study."""
    outcome = shelf.outcomes[evidence_set.outcome]
    pools = sorted(shelf.pools_of(evidence_set.id), key=lambda p: p.source is not PoolSource.OURS)
    for pool in pools:
        if pool.b is not None:
            return _pool_finding(shelf, pool, outcome)
    return _study_finding(shelf, evidence_set, outcome)


def _pool_finding(shelf: Shelf, pool: Pool, outcome: Outcome) -> Finding:
    estimate = on_printed_scale(pool, pool.b) or 0.0
    low, high = on_printed_scale(pool, pool.ci_lb), on_printed_scale(pool, pool.ci_ub)
    words = estimate_words(pool.scale, estimate)
    if low is not None and high is not None:
        words += f" ({interval_words(pool.scale, low, high, pool.level)})"
    says = lean(low, high, null_of(pool.scale), outcome.good)
    tail = f": {says}." if says else "."
    of = f"{outcome.name}: "
    if pool.source is PoolSource.OURS:
        k = count(pool.k or 0, "study", "studies")
        return Finding(f"{of}{k} pooled here give {_a(words)}{tail}", _reports(shelf, pool))
    finding = shelf.review_findings.get(pool.finding or "")
    when = f" at {months(finding.months)}" if finding and finding.months else ""
    size = f" of {count(pool.k, 'study', 'studies')}" if pool.k else ""
    report = (finding.report,) if finding and finding.report else ()
    return Finding(f"{of}a published review{size} prints {_a(words)}{when}{tail}", report)


def _a(words: str) -> str:
    if words[:1].isdigit() or words.startswith("no "):
        return words
    return f"{'an' if words[:1] in 'aeio' else 'a'} {words}"


def _reports(shelf: Shelf, pool: Pool) -> tuple[str, ...]:
    studies = [shelf.studies[s] for s in pool.studies if s in shelf.studies]
    firsts = [s.reports[0] for s in studies if s.reports]
    return tuple(dict.fromkeys(firsts)) if len(firsts) <= 4 else ()


def _study_finding(shelf: Shelf, evidence_set: EvidenceSet, outcome: Outcome) -> Finding:
    members = shelf.members_of(evidence_set.id)
    if not members:
        return Finding(f"{outcome.name}: no study with a result is on record.")
    best = min(members, key=lambda m: (*_rank(shelf.results.get(m.result or "")), m.study))
    words = _member_words(shelf, best, outcome)
    if len(members) > 1:
        words += f" {_tally(shelf, members)}"
    reports = [r for m in members for r in shelf.studies[m.study].reports[:1]]
    return Finding(words, tuple(dict.fromkeys(reports)))


def _rank(result: Result | None) -> tuple[int, bool]:
    if result is None:
        return 9, True
    percents = result.percent_t is not None and result.percent_c is not None
    interval = result.estimate is not None and result.ci_low is not None
    place = 0 if percents else 1 if interval else 2 if result.estimate is not None else 3
    return place, result.primary is not True


def _member_words(shelf: Shelf, member: Member, outcome: Outcome) -> str:
    result = shelf.results.get(member.result or "")
    name = shelf.studies[member.study].name
    if result is None:
        return f"{name}: an eligible result was not reported."
    if result.percent_t is not None and result.percent_c is not None:
        return f"{name}: {hundred_words(result, outcome)}."
    effect = shelf.effects.get(member.effect or "")
    direction = effect.direction if effect else result.direction
    signal = effect.signal if effect else result.signal
    said = _said(direction, signal)
    of = outcome.name
    if result.estimate is None and not result.printed:
        return f"{name}, {lower_first(of)}: {said}. No number is printed in the text read."
    return f"{name}, {lower_first(of)}: {lower_first(result_words(result))}; {said}."


def counts_the_event(result: Result, outcome: Outcome) -> bool:
    """Whether the event is what happened to those counted: a mother reported is no child maltreated."""
    return bool(outcome.event) and result.unit in (None, outcome.people)


def hundred_words(result: Result, outcome: Outcome) -> str:
    """'36 of every 100 children were in care at 12 months, against 45'."""
    if result.percent_t is None or result.percent_c is None:
        return result_words(result)
    who = f" {result.unit}" if result.unit else ""
    when = f" at {months(result.months)}" if result.months else ""
    what = (
        f"were {outcome.event}" if counts_the_event(result, outcome) else f"({lower_first(result.measure)})"
    )
    one, other = of_hundred(result.percent_t), of_hundred(result.percent_c)
    return f"{one} of every 100{who} {what}{when}, against {other} of every 100 in the comparison group"


def _said(direction: Direction | None, signal: Signal | None) -> str:
    if signal is Signal.INCLUDES:
        return "no clear difference"
    ways = {
        Direction.FAVOURS: "it points in favour",
        Direction.AGAINST: "it points the other way",
        Direction.NULL: "no difference at all",
        None: "which way it points is not known",
    }
    return ways[direction]


_WAYS = {
    Direction.FAVOURS: "in favour",
    Direction.AGAINST: "the other way",
    Direction.NULL: "neither way",
}


def _tally(shelf: Shelf, members: tuple[Member, ...]) -> str:
    effects = [shelf.effects.get(m.effect or "") for m in members]
    ways = Counter(e.direction if e else None for e in effects)
    if ways[None] == len(members):
        return f"None of the {len(members)} studies says which way it points."
    parts = [
        f"{ways[way]} {'points' if ways[way] == 1 else 'point'} {words}"
        for way, words in _WAYS.items()
        if ways[way]
    ]
    if ways[None]:
        parts.append(f"{ways[None]} {'does' if ways[None] == 1 else 'do'} not say")
    return f"Of {len(members)} studies, {_and(parts)}."


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def lower_first(text: str) -> str:
    """Text for the middle of a sentence. A word that is all capitals stays."""
    return text if text[:2].isalpha() and text[:2].isupper() else text[:1].lower() + text[1:]


def name_within(name: str) -> str:
    """An intervention's name within a sentence: a proper name keeps its capitals."""
    first, *rest = name.split() or [""]
    is_proper = "-" in first or any(word[:1].isupper() for word in rest)
    return name if is_proper else lower_first(name)


def side_words(outcome: Outcome, scale: Scale | None) -> tuple[str, str]:
    """What the two sides of a plot mean, worse first: 'more in care', 'fewer in care'."""
    counted = scale is None or scale.is_ratio or scale is Scale.RD
    if counted and outcome.event and len(outcome.event) <= 20:
        more, fewer = f"more {outcome.event}", f"fewer {outcome.event}"
        return (more, fewer) if outcome.good is Good.LOWER else (fewer, more)
    if outcome.good is Good.LOWER:
        return "higher: worse", "lower: better"
    return "lower: worse", "higher: better"
