"""Why a page changed: each version with its day, its reason and what differs from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.publish import differences
from whatworks.publish.differences import Difference
from whatworks.terms import Snapshot

from .edition import Edition

_ORDER = {"records": 0, "rating": 1, "about": 2, "words": 3, "scheme": 4}


@dataclass(frozen=True)
class Entry:
    """One version in the log."""

    edition: Edition
    is_now: bool
    changes: tuple[Difference, ...]


def history_of(
    editions: Sequence[tuple[Edition, Snapshot]], *, in_force: bool, first: int | None = None
) -> tuple[Entry, ...]:
    """The log, newest first. `editions` come newest first; `first` limits how many are shown."""
    found = []
    for place, (edition, snapshot) in enumerate(editions[:first] if first else editions):
        before = editions[place + 1][1] if place + 1 < len(editions) else None
        changes = tuple(sorted(differences(before, snapshot), key=lambda d: _ORDER.get(d.kind, 9)))
        found.append(Entry(edition, in_force and place == 0, changes))
    return tuple(found)
