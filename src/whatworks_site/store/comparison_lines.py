"""What is said of each intervention in a comparison, heading by heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whatworks.publish import BadgeView, Shelf
from whatworks.publish.numbers import count, date_words
from whatworks.publish.prose import hundred_words, lower_first
from whatworks.terms import EvidenceSet, Result

from . import shelves
from .cards import badge_view
from .choices import country_words
from .links import why_address
from .models import InterventionEntry, SetEntry


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one intervention says under a heading: a badge, lines of text, or both."""

    lines: tuple[str, ...] = ()
    badge: BadgeView | None = None
    quiet: bool = False
    sort: str = ""
    """What is compared to tell whether interventions differ."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A heading with what each intervention says under it, in their order."""

    heading: str
    values: tuple[Value, ...]
    marks: bool = True
    """Whether to say that they differ. Prose always does."""
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether they say different things here."""
        known = [v for v in self.values if not v.quiet]
        return self.marks and len({v.sort or " ".join(v.lines) for v in known}) > 1

    @property
    def same(self) -> bool:
        """Whether all are known, and say the same. What is not known is not a value."""
        return self.marks and not self.differs and not any(v.quiet for v in self.values)


def lines_of(entries: Sequence[InterventionEntry], sets: Sequence[SetEntry | None]) -> Iterable[Line]:
    """Every heading. `sets` are the evidence sets on which the interventions are compared."""
    found = [shelves.in_force("intervention", e.key) for e in entries]
    held = [shelves.shelf(p) if p else None for p in found]
    yield _line(
        "The short answer", [Value(lines=_paragraphs(e.answer or e.finding)) for e in entries], marks=False
    )
    yield _line("What is done", [_said(e.description) for e in entries], marks=False)
    yield _line("Who it is for", [_said(e.need) for e in entries])
    yield from _ratings(entries, sets)
    yield _line(
        "In natural numbers",
        [_frequency(shelf, s) for shelf, s in zip(held, sets, strict=True)],
        marks=False,
    )
    yield _line("Studies with a result", [_studies(s) for s in sets])
    yield _line("Who took part", [_people(s) for s in sets])
    yield _line("Where it was studied", [_where(s) for s in sets])
    yield _line("Cost", [_said(e.cost) for e in entries])
    yield _line("What other bodies say", [_others(e) for e in entries])


def _line(heading: str, values: Sequence[Value], *, marks: bool = True, note: str = "") -> Line:
    return Line(heading=heading, values=tuple(values), marks=marks, note=note)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _said(text: str) -> Value:
    return Value(lines=(text,)) if text else Value(lines=("Not known",), quiet=True)


def _ratings(entries: Sequence[InterventionEntry], sets: Sequence[SetEntry | None]) -> Iterable[Line]:
    """A line for each scale of each scheme."""
    scales: dict[tuple[str, str], str] = {}
    for found in sets:
        for r in found.ratings if found else ():
            scales.setdefault((r["scheme"], r["scale"]), f"{r['scheme_name']}: {r['scale_name']}")
    for (scheme, scale), heading in scales.items():
        values = [_rating(e, s, scheme, scale) for e, s in zip(entries, sets, strict=True)]
        verified = all(
            r["verified"]
            for s in sets
            if s
            for r in s.ratings
            if (r["scheme"], r["scale"]) == (scheme, scale)
        )
        yield _line(heading, values, note="" if verified else "unverified")


def _rating(entry: InterventionEntry, found: SetEntry | None, scheme: str, scale: str) -> Value:
    kept = (
        next((r for r in found.ratings if (r["scheme"], r["scale"]) == (scheme, scale)), None)
        if found
        else None
    )
    if found is None or kept is None:
        return Value(lines=("Not rated on this outcome",), quiet=True, sort="none")
    href = why_address(entry.key, found.key, scheme, scale)
    return Value(
        badge=badge_view({**kept, "label": kept["scale_name"]}, href),
        sort=f"{kept['level']} {' '.join(kept['possible'])}",
    )


def _frequency(shelf: Shelf | None, found: SetEntry | None) -> Value:
    result = _counted(shelf, shelf.sets.get(found.key)) if shelf and found else None
    if shelf is None or result is None:
        words = "Not known: no study on record prints the share of both groups"
        return Value(lines=(words,), quiet=True)
    name = shelf.studies[result.study].name
    exact = result.ci_low is not None and result.ci_high is not None
    how = "" if exact else "How exact is this? Not known: the text read gives no interval."
    words = f"{hundred_words(result, shelf.outcomes[result.outcome])} ({name})."
    return Value(lines=tuple(line for line in (words, how) if line))


def _counted(shelf: Shelf, evidence_set: EvidenceSet | None) -> Result | None:
    """The result of a set that can be told of a hundred people: the page's own, else the first."""
    if evidence_set is None:
        return None
    page = shelf.page(evidence_set.intervention)
    chosen = [page.frequency] if page and page.frequency else []
    chosen += [m.result for m in shelf.members_of(evidence_set.id) if m.result]
    for id_ in chosen:
        result = shelf.results.get(id_)
        if (
            result
            and result.outcome == evidence_set.outcome
            and None not in (result.percent_t, result.percent_c)
        ):
            return result
    return None


def _studies(found: SetEntry | None) -> Value:
    if found is None or not found.k:
        return Value(lines=("None on this outcome",), quiet=True)
    return Value(lines=(count(found.k, "study", "studies"), ", ".join(found.designs)), sort=str(found.k))


def _people(found: SetEntry | None) -> Value:
    if found is None or not found.people:
        return Value(lines=("Not known",), quiet=True)
    return Value(lines=(", ".join(f"{n:,} {unit}" for unit, n in found.people.items()),))


def _where(found: SetEntry | None) -> Value:
    if found is None or not found.countries:
        return Value(lines=("Not known",), quiet=True)
    years = found.years
    when = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    where = ", ".join(country_words(c) for c in found.countries)
    return Value(lines=tuple(line for line in (where, when) if line), sort=where)


def _others(entry: InterventionEntry) -> Value:
    if not entry.published_ratings:
        return Value(lines=("No rating by another body on record",), quiet=True)
    told = []
    for p in entry.published_ratings:
        rating = ", ".join(part for part in (p["rating"], p["also"]) if part)
        when = f" ({date_words(p['date'])})" if p["date"] else ""
        of = f" on {lower_first(p['of'])}" if p["of"] and p["of"] != "programme" else ""
        told.append(f"{p['body']}{of}: “{rating}”{when}")
    return Value(lines=tuple(told))
