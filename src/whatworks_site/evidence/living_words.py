"""Words for changes of ratings: the pooled figure, a fact before and after, a criterion that turned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from whatworks.publish.numbers import (
    count,
    estimate_words,
    interval_words,
    lean,
    null_of,
    on_printed_scale,
)
from whatworks.rate import CATALOGUE
from whatworks.terms import CriterionResult, Fact, Findings, Good, Pool, Rating, ReviewRecords


def pooled_words(findings: Findings, records: ReviewRecords, rating: Rating) -> str:
    """The pooled figure behind a rating, in words; empty where none is in hand or the rule asks for none."""
    if not any(fact.name.startswith("pool.") for fact in rating.facts):
        return ""
    pool = next((p for p in findings.pools if p.evidence_set == rating.object.evidence_set), None)
    outcome = next((o for o in records.outcomes if o.id == rating.object.outcome), None)
    if pool is None or outcome is None:
        return ""
    return _figure(pool, outcome.good)


def _figure(pool: Pool, good: Good) -> str:
    value = on_printed_scale(pool, pool.b)
    low, high = on_printed_scale(pool, pool.ci_lb), on_printed_scale(pool, pool.ci_ub)
    parts = []
    if value is not None:
        parts.append(estimate_words(pool.scale, value))
    if low is not None and high is not None:
        parts.append(interval_words(pool.scale, low, high))
    if pool.k:
        parts.append(count(pool.k, "study", "studies"))
    parts.append(lean(low, high, null_of(pool.scale), good))
    said = ", ".join(p for p in parts if p)
    return f"{said[:1].upper()}{said[1:]}"


@dataclass(frozen=True)
class Turned:
    """A criterion, or a fact, before and after."""

    question: str
    before: str
    after: str
    mattered: bool = False


def criteria_turned(before: Rating, after: Rating, names: Mapping[str, str]) -> tuple[Turned, ...]:
    """The criteria whose value is not what it was, from the top of the tree down, each once."""
    was, now = dict(_flat(before.criteria)), dict(_flat(after.criteria))
    found = []
    for key, result in now.items():
        old = was.get(key)
        if old is not None and (old.value, old.shown) != (result.value, result.shown):
            who = f"{names[result.subject]}: " if result.subject in names else ""
            found.append(Turned(f"{who}{result.question}", old.shown, result.shown))
    return tuple(found)


def _flat(results: Sequence[CriterionResult]) -> Iterator[tuple[tuple[str, str], CriterionResult]]:
    for each in results:
        yield (each.id, each.subject or ""), each
        yield from _flat(each.children)


def facts_turned(changes: Sequence[Mapping[str, object]], names: Mapping[str, str]) -> tuple[Turned, ...]:
    """The facts that changed, those that mattered first."""
    rows = []
    for each in changes:
        name, subject = str(each["name"]), str(each["subject"])
        words = (CATALOGUE[name].ask if name in CATALOGUE else name) + _end(name)
        who = f"{names[subject]}: " if subject in names else ""
        before, after = _value(each.get("before")), _value(each.get("after"))
        rows.append(Turned(f"{who}{words}", before, after, bool(each.get("mattered"))))
    return tuple(sorted(rows, key=lambda r: not r.mattered))


def _end(name: str) -> str:
    """Which end of an interval a fact is."""
    part = name.removeprefix("pool.").removeprefix("pi_")
    return {"low": ", lower end", "high": ", upper end"}.get(part, "") if name.startswith("pool.") else ""


def _value(held: object) -> str:
    if not isinstance(held, dict):
        return "Not on record"
    fact = Fact.from_json(held)
    if fact.is_known:
        return _plain(fact.value, fact.unit)
    if fact.options:
        return " or ".join(_plain(o, fact.unit) for o in fact.options) + " (sources disagree)"
    ends = []
    if fact.low is not None:
        ends.append(f"at least {_plain(fact.low, None)}")
    if fact.high is not None:
        ends.append(f"at most {_plain(fact.high, None)}")
    known = f": {', '.join(ends)}" if ends else ""
    return f"Not known ({fact.unknown.value}){known}" if fact.unknown else "Not known"


def _plain(value: object, unit: str | None) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        said = f"{value:,.4g}" if isinstance(value, float) and not value.is_integer() else f"{value:,.0f}"
        return f"{said} {unit}" if unit else said
    return str(value)
