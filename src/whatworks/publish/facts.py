"""A fact in words, with its study, its report and the address it was read at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whatworks.terms import Fact, FactWords, Seen, UnknownKind

from .numbers import plain
from .prose import lower_first
from .sources import Address, Chip, Sources

UNKNOWN_WORDS: dict[UnknownKind, str] = {
    UnknownKind.NOT_SOUGHT: "not known",
    UnknownKind.NOT_REPORTED: "looked for, not reported",
    UnknownKind.NOT_APPLICABLE: "does not apply",
    UnknownKind.DISAGREE: "sources disagree",
}
_UNSAID = ("as recorded", "not recorded")


@dataclass(frozen=True)
class FactRow:
    """One fact, ready to be shown. `study` is the name and place of the study it is a fact of."""

    study: tuple[str, str] | None
    ask: str
    value: str
    known: bool
    how: str
    chip: Chip | None
    address: Address | None
    figure: str | None = None


class Facts:
    """Facts in the words of one scheme, on one page."""

    def __init__(self, sources: Sources, words: Mapping[str, FactWords]) -> None:
        self.sources, self.words = sources, words

    def row(self, fact: Fact) -> FactRow:
        """A fact as a row."""
        source = fact.source
        report, seen, url = self._origin(fact)
        study = self.sources.shelf.studies.get(fact.subject)
        how = source.how if source and source.how not in _UNSAID else ""
        return FactRow(
            study=(study.name, self.sources.links.study(study.id)) if study else None,
            ask=self._ask(fact),
            value=self._value(fact),
            known=fact.is_known,
            how=how,
            chip=self.sources.chip(report, seen),
            address=self.sources.address(url, seen),
            figure=self._figure(fact),
        )

    def _ask(self, fact: Fact) -> str:
        """The fact as a thing to know; for a number that is known, what the number is."""
        words = self.words.get(fact.name)
        if words is None:
            return fact.name.replace("_", " ").replace(".", " ")
        of_set = fact.subject not in self.sources.shelf.studies
        return lower_first(words.doc) if of_set and words.doc and _is_number(fact.value) else words.ask

    def _origin(self, fact: Fact) -> tuple[str | None, Seen | None, str | None]:
        """Report, how it was read and address; a published review's figure leads to that review."""
        source = fact.source
        if source is None:
            return None, None, None
        finding = self.sources.shelf.review_findings.get(source.record or "")
        if finding is None:
            return source.report, source.seen, source.url
        return source.report or finding.report, source.seen or finding.seen, source.url or finding.source_url

    def _figure(self, fact: Fact) -> str | None:
        """For a figure pooled here: where the studies it was pooled from are drawn."""
        record = fact.source.record if fact.source else None
        pool = next((p for p in self.sources.shelf.findings.pools if p.id == record), None)
        evidence_set = self.sources.shelf.sets.get(pool.evidence_set or "") if pool else None
        return self.sources.links.plot(evidence_set.intervention, evidence_set.id) if evidence_set else None

    def _value(self, fact: Fact) -> str:
        unit = _unit(fact.unit)
        if fact.is_known:
            if fact.value == fact.subject:
                return "its own"
            return self._said(fact.value) + (unit if _is_number(fact.value) else "")
        words = UNKNOWN_WORDS[fact.unknown or UnknownKind.NOT_SOUGHT]
        if fact.options:
            return f"{words}: {' or '.join(self._said(option) for option in fact.options)}"
        if fact.is_open and fact.low is not None and fact.high is not None:
            return f"{words}; from {plain(fact.low)} to {plain(fact.high)}{unit}"
        return words

    def _said(self, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if _is_number(value):
            return plain(value) if float(value).is_integer() else plain(float(f"{value:.3g}"))
        study = self.sources.shelf.studies.get(str(value))
        return study.name if study else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unit(unit: str | None) -> str:
    if not unit:
        return ""
    return unit if unit == "%" else f" {unit}"
