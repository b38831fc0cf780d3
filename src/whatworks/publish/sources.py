"""Where a number comes from: the chip that names a report and says how it was read, and the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whatworks.terms import Report, Seen

from .names import Links, host_of, source_anchor, web_address
from .numbers import SEEN_KINDS, SEEN_TAGS, SEEN_WORDS
from .shelf import Shelf


@dataclass(frozen=True)
class Chip:
    """Author and year, with a dot that says how the report was read."""

    label: str
    href: str
    kind: str
    said: str


@dataclass(frozen=True)
class Address:
    """A page on the web at which something was read. `url` is None where it may not be followed."""

    url: str | None
    text: str
    said: str


@dataclass(frozen=True)
class SourceEntry:
    """A report in a list of sources."""

    anchor: str
    citation: str
    kind: str
    tag: str
    doi: str | None
    address: Address | None
    studies: tuple[tuple[str, str], ...]


class Sources:
    """Chips and addresses for one page."""

    def __init__(self, shelf: Shelf, links: Links) -> None:
        self.shelf, self.links = shelf, links

    def chip(self, report: str | None, seen: Seen | None = None) -> Chip | None:
        """The chip of a report; None where it is not on record. `seen` says how this fact was read."""
        found = self.shelf.reports.get(report or "")
        if found is None:
            return None
        how = seen or found.seen
        return Chip(found.short, self.links.report(found.id), SEEN_KINDS[how], SEEN_WORDS[how])

    def chips(self, reports: Iterable[str]) -> tuple[Chip, ...]:
        """The chips of several reports, each once."""
        return tuple(chip for r in dict.fromkeys(reports) if (chip := self.chip(r)))

    def address(self, url: str | None, seen: Seen | None = None) -> Address | None:
        """Where something was read; None where no address is on record."""
        if not url:
            return None
        good = web_address(url)
        return Address(good, host_of(good) if good else url, SEEN_WORDS[seen])

    def entry(self, report: Report) -> SourceEntry:
        """A report for a list of sources."""
        studies = tuple(
            (self.shelf.studies[s].name, self.links.study(s))
            for s in report.studies
            if s in self.shelf.studies
        )
        return SourceEntry(
            anchor=source_anchor(report.id),
            citation=report.citation,
            kind=SEEN_KINDS[report.seen],
            tag=SEEN_TAGS[report.seen],
            doi=web_address(f"https://doi.org/{report.doi}") if report.doi else None,
            address=self.address(report.url, report.seen),
            studies=studies,
        )
