"""Facts that people entered, as facts with their source: checked, never over what a record says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from whatworks.rules import FactDef, FactType
from whatworks.terms import Fact, FactEntry, FactSource, UnknownKind

from .catalogue import CATALOGUE

FROM_RECORDS = frozenset({
    "design", "randomised", "compared", "strong_comparison", "direction", "signal", "n_analysed",
    "n_intervention", "n_comparison", "attrition_overall", "attrition_difference",
    "baseline_equivalent", "intention_to_treat", "measure_standardised", "measure_independent",
    "independent", "peer_reviewed", "registered_before", "comparator", "months_after_end", "sample",
    "year", "n_randomised", "allocated_in_groups", "effect_size", "child_outcome", "described",
    "reasoned", "manualised", "scale_procedures", "cost_known", "review.exists", "review.count",
    "review.share_for", "review.share_people_for", "pool.available", "pool.source", "pool.k",
    "pool.estimate", "pool.low", "pool.high", "pool.pi_low", "pool.pi_high", "pool.inside_worthwhile",
    "pool.spans_worthwhile",
})  # fmt: skip
"""Facts that come from fields of records and are never entered beside them."""
TRUE, FALSE = ("yes", "true"), ("no", "false")


class EntryError(ValueError):
    """A fact that cannot be entered as it stands: which field, what it says and what to do."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        super().__init__(f"{field} {value!r} {rule}")
        self.field, self.value, self.rule = field, value, rule


def enterable() -> tuple[FactDef, ...]:
    """The facts that people may enter, in the order of the catalogue."""
    return tuple(d for d in CATALOGUE.values() if d.name not in FROM_RECORDS)


def value_of(name: str, text: str) -> object:
    """The value of a fact from its text. Raises EntryError naming what is allowed."""
    definition, said = CATALOGUE[name], text.strip()
    if definition.type is FactType.YES_NO:
        if said.casefold() not in (*TRUE, *FALSE):
            raise EntryError("value", text, f"is not an answer to {name}; write yes or no")
        return said.casefold() in TRUE
    if definition.type is FactType.CHOICE:
        known = {str(option).casefold(): option for option in definition.options}
        if said.casefold() not in known:
            listed = ", ".join(str(o) for o in definition.options)
            raise EntryError("value", text, f"is not one of {name}'s: {listed}")
        return known[said.casefold()]
    if definition.type is FactType.NUMBER:
        return _number(definition, said)
    return said


def _number(definition: FactDef, said: str) -> float:
    try:
        number = float(said)
    except ValueError:
        raise EntryError("value", said, f"is not a number; {definition.name} is one") from None
    low, high = definition.low, definition.high
    if not isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        bounds = (
            f"from {low:g} to {high:g}" if low is not None and high is not None else f"{low or 0:g} or more"
        )
        raise EntryError("value", said, f"cannot be {definition.name}; it is {bounds}")
    if definition.integer and number != int(number):
        raise EntryError("value", said, f"cannot be {definition.name}; it is a whole number")
    return number


def fact_of(entry: FactEntry, subject: str) -> Fact:
    """The fact that an entry tells. Raises EntryError where it cannot be one."""
    if entry.name not in CATALOGUE:
        raise EntryError("name", entry.name, "is no fact; see `whatworks rate facts`")
    if entry.name in FROM_RECORDS:
        raise EntryError(
            "name", entry.name, "is taken from the records; enter it in the study, result or intervention"
        )
    source = FactSource(
        record=entry.id, field="value", how=entry.why or "as entered", url=entry.source_url, seen=entry.seen
    )
    unit = CATALOGUE[entry.name].unit
    if entry.value is None:
        kind = entry.unknown or UnknownKind.NOT_SOUGHT
        return Fact(
            name=entry.name, subject=subject, unit=unit, unknown=kind, low=entry.low, high=entry.high,
            source=source,
        )  # fmt: skip
    if entry.unknown is not None:
        raise EntryError("unknown", entry.unknown.value, "is given beside a value; keep one of the two")
    return Fact(
        name=entry.name, subject=subject, value=value_of(entry.name, entry.value), unit=unit, source=source
    )


def entered(entries: Iterable[FactEntry], of: Mapping[str, int], subject: str, kind: str) -> dict[str, Fact]:
    """The facts entered of a subject. `of` ranks the ids they may be entered under, the nearest first.

    Of two entries of one fact under ids of the same rank that differ, sources disagree.
    """
    found: dict[str, tuple[int, Fact]] = {}
    for entry in sorted(entries, key=lambda e: e.id):
        rank = of.get(entry.of)
        if rank is None or entry.name not in CATALOGUE or CATALOGUE[entry.name].of != kind:
            continue
        fact, known = fact_of(entry, subject), found.get(entry.name)
        if known is None or rank < known[0]:
            found[entry.name] = (rank, fact)
        elif rank == known[0]:
            found[entry.name] = (rank, _both(known[1], fact))
    return {name: fact for name, (_, fact) in found.items()}


def _both(first: Fact, second: Fact) -> Fact:
    told = [f.value for f in (first, second) if f.is_known]
    told += [o for f in (first, second) for o in f.options]
    values = tuple(dict.fromkeys(told))
    if len(values) < 2:
        return first if first.is_known else second
    return Fact(
        name=first.name, subject=first.subject, unit=first.unit, unknown=UnknownKind.DISAGREE, options=values,
        source=first.source,
    )  # fmt: skip
