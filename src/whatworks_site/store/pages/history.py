"""Why a page changed: each version with its day, its reason and what differs from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from whatworks.publish import differences
from whatworks.publish.differences import Difference
from whatworks.terms import Snapshot

from .edition import Edition

_ORDER = {"records": 0, "rating": 1, "about": 2, "words": 3, "scheme": 4}


class RatingChanged(Protocol):
    """What is read of a change of a rating that an editor decided on."""

    sentence: str
    state: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    decided_words: str
    decision_reason: str


@dataclass(frozen=True)
class Cause:
    """Why a rating changed, and what came of it: the cause, then the effect."""

    cause: str
    effect: str


@dataclass(frozen=True)
class Entry:
    """One version in the log."""

    edition: Edition
    is_now: bool
    changes: tuple[Difference, ...]
    causes: tuple[Cause, ...] = ()


def history_of(
    editions: Sequence[tuple[Edition, Snapshot]],
    *,
    in_force: bool,
    first: int | None = None,
    rated: Mapping[int, Sequence[RatingChanged]] | None = None,
) -> tuple[Entry, ...]:
    """The log, newest first. `editions` come newest first; `first` limits how many are shown.

    `rated` are the changes of ratings that editors decided on, by the version in which they came out.
    """
    found = []
    for place, (edition, snapshot) in enumerate(editions[:first] if first else editions):
        before = editions[place + 1][1] if place + 1 < len(editions) else None
        changes = tuple(sorted(differences(before, snapshot), key=lambda d: _ORDER.get(d.kind, 9)))
        told = (rated or {}).get(edition.version or 0, ())
        causes, said = tuple(map(_cause, told)), {_words(t) for t in told}
        rest = tuple(d for d in changes if d.kind != "rating" or (d.before, d.after) not in said)
        found.append(Entry(edition, in_force and place == 0, rest, causes))
    return tuple(found)


def _words(told: RatingChanged) -> tuple[str | None, str | None]:
    return told.before["words"], told.after["words"]


def _cause(told: RatingChanged) -> Cause:
    of = f"{told.after['scheme_name']}: {_lower(str(told.after['object']['outcome_name']))}"  # type: ignore[index]
    before, after = _words(told)
    if told.state == "accepted":
        return Cause(told.sentence, f"{of} went from “{before}” to “{after}”.")
    kept = told.decided_words or before
    stays = "stays" if kept == before else "is"
    return Cause(
        told.sentence,
        f"{of} {stays} “{kept}”: an editor decided so, where the rule says “{after}”. {told.decision_reason}",
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
