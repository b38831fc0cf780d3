"""Two to four interventions side by side: each answer, every rating, the numbers, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from whatworks.publish import BadgeView, Shelf
from whatworks.publish.numbers import count, date_words
from whatworks.publish.prose import hundred_words, lower_first
from whatworks.terms import EvidenceSet, Result

from . import queries, shelves
from .cards import badge_view
from .choices import country_words
from .links import intervention_address, why_address
from .models import InterventionEntry, SetEntry

LEAST, MOST = 2, 4
PARAM = "i"


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
        return self.marks and len({v.sort or " ".join(v.lines) for v in self.values}) > 1


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """An intervention that is compared."""

    key: str
    name: str
    href: str
    without: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The comparison, ready to be shown."""

    chosen: tuple[Chosen, ...]
    lines: tuple[Line, ...]
    outcomes: tuple[tuple[str, str], ...]
    outcome: str
    mixed: bool
    """Whether they are compared on different outcomes."""

    @property
    def differing(self) -> tuple[str, ...]:
        """The headings under which they differ."""
        return tuple(line.heading for line in self.lines if line.differs)

    @property
    def alike(self) -> tuple[str, ...]:
        """The headings under which all say the same."""
        return tuple(line.heading for line in self.lines if line.marks and not line.differs)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks to compare: the entries, and what is wrong with it, if anything."""

    entries: tuple[InterventionEntry, ...] = ()
    unknown: tuple[str, ...] = ()
    outcome: str = ""
    errors: tuple[str, ...] = ()

    @property
    def more(self) -> str:
        """What to do next where one was chosen, as by a link on its page."""
        if len(self.entries) != 1 or self.errors:
            return ""
        return f"You chose {self.entries[0].name}. Choose one to three more to set beside it."


def asked_of(params: Mapping[str, Sequence[str]]) -> Asked:
    """Read an address. Empty choices are passed over, and one made twice counts once."""
    keys = [key.strip() for key in dict.fromkeys(params.get(PARAM) or ()) if key.strip()][:20]
    known = {entry.key: entry for entry in queries.interventions()}
    entries = tuple(known[key] for key in keys if key in known)
    unknown = tuple(key[:60] for key in keys if key not in known)
    errors = [
        f"There is no published page called “{key}”. It may have been withdrawn: choose from the list"
        for key in unknown
    ]
    if len(entries) > MOST:
        errors.append(f"You chose {len(entries)}. Choose at most four: take {_less(len(entries))} away")
    return Asked(
        entries=entries,
        unknown=unknown,
        outcome=(params.get("outcome") or [""])[-1],
        errors=tuple(errors),
    )


def _less(chosen: int) -> str:
    return "one" if chosen - MOST == 1 else str(chosen - MOST)


def address(keys: Iterable[str], path: str = "/compare", outcome: str = "") -> str:
    """The address of a comparison."""
    pairs = [(PARAM, key) for key in keys] + ([("outcome", outcome)] if outcome else [])
    return f"{path}?{urlencode(pairs)}" if pairs else path


def compared(asked: Asked) -> Comparison:
    """Two to four interventions side by side, on an outcome that they share where there is one."""
    entries = asked.entries
    sets = {e.key: [s for s in queries.sets() if s.intervention.key == e.key] for e in entries}
    shared = _shared(entries, sets)
    outcome = asked.outcome if asked.outcome in dict(shared) else _best(entries, sets, shared)
    picked = [_pick(sets[e.key], outcome) for e in entries]
    keys = [e.key for e in entries]
    return Comparison(
        chosen=tuple(
            Chosen(
                key=e.key,
                name=e.name,
                href=intervention_address(e.key),
                without=address([k for k in keys if k != e.key], outcome=asked.outcome),
                outcome=s.outcome_name if s else "",
            )
            for e, s in zip(entries, picked, strict=True)
        ),
        lines=tuple(_lines(entries, picked)),
        outcomes=shared,
        outcome=outcome,
        mixed=len({s.outcome for s in picked if s}) > 1,
    )


def _shared(
    entries: Sequence[InterventionEntry], sets: Mapping[str, Sequence[SetEntry]]
) -> tuple[tuple[str, str], ...]:
    """Outcomes on which at least two of them have an evidence set, those that more share first."""
    names = {s.outcome: s.outcome_name for e in entries for s in sets[e.key]}
    how_many = Counter(o for e in entries for o in {s.outcome for s in sets[e.key]})
    kept = [o for o in names if how_many[o] > 1]
    return tuple((o, names[o]) for o in sorted(kept, key=lambda o: (-how_many[o], names[o])))


def _best(
    entries: Sequence[InterventionEntry],
    sets: Mapping[str, Sequence[SetEntry]],
    shared: Sequence[tuple[str, str]],
) -> str:
    """The outcome on which to compare: one that all have, and leads for most; else each its own."""
    leads = Counter(sets[e.key][0].outcome for e in entries if sets[e.key])
    everywhere = [o for o, _ in shared if all(any(s.outcome == o for s in sets[e.key]) for e in entries)]
    return max(everywhere, key=lambda o: (leads[o], o), default="")


def _pick(sets: Sequence[SetEntry], outcome: str) -> SetEntry | None:
    """The set on the outcome asked for; the leading one where none is asked for."""
    if outcome:
        return next((s for s in sets if s.outcome == outcome), None)
    return sets[0] if sets else None


def _lines(entries: Sequence[InterventionEntry], sets: Sequence[SetEntry | None]) -> Iterable[Line]:
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
