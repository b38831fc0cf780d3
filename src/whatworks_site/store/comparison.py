"""Two to four interventions side by side: each answer, every rating, the numbers, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from . import queries
from .comparison_lines import Line, lines_of
from .links import intervention_address
from .models import InterventionEntry, SetEntry

LEAST, MOST = 2, 4
PARAM = "i"


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
        return tuple(line.heading for line in self.lines if line.same)


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
        lines=tuple(lines_of(entries, picked)),
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
