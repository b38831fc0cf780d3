"""What a way of sharing the reading would come to."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks_site.evidence.models import Review

from ..models import WorkRow
from ..seats import ways_of
from ..sharing import given_out, readers_of, share_of, voices


@dataclass(frozen=True)
class Plan:
    """How the reading would be shared, in words."""

    sentences: tuple[str, ...]


def plan(review: Review, needed: int, overlap: float | None) -> Plan:
    """What choosing this would mean for the records that are there."""
    readers, decided = len(readers_of(review)), voices(review)
    total = WorkRow.objects.filter(review=review).count()
    left = total - len(decided)
    said = [_split(readers, left, overlap) if overlap is not None else _all(readers, left, needed)]
    before = review.document.get("screeners_needed", 2)
    if decided:
        kept = "1 record" if len(decided) == 1 else f"{len(decided):,} records"
        said.append(
            f"{kept} that somebody has decided on {'keeps' if len(decided) == 1 else 'keep'} the number of "
            "readers they had: nothing blind is opened by a change of ways, and nothing open is closed."
        )
    if needed < before:
        said.append(
            "Records that wait for another reader are given to one by name, where somebody else screens."
        )
    return Plan(tuple(said))


def _all(readers: int, left: int, needed: int) -> str:
    if readers < needed:
        return (
            f"Each record needs {needed} readers and {_screen(readers)}, so nothing can be decided until "
            "more do."
        )
    who = "Everyone" if readers == needed else f"Any {needed} of {readers} screeners"
    verb = "reads" if readers == needed else "read"
    return f"{who} {verb} each of {_records(left)}: {left * needed:,} readings in all."


def _split(readers: int, left: int, overlap: float) -> str:
    if readers < 2:
        return f"To split the reading takes two screeners, and {_screen(readers)}."
    twice = share_of(overlap, left)
    low, more = divmod(left + twice, readers)
    each = f"{low:,}" if not more else f"{low:,} or {low + 1:,}"
    pair = "1 is read by two" if twice == 1 else f"{twice:,} are read by two"
    return f"Each of {readers} screeners reads {each} of {_records(left)}; {pair}, {left - twice:,} by one."


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"


def _screen(readers: int) -> str:
    return "nobody screens" if not readers else "1 screens" if readers == 1 else f"{readers} screen"


def unshared(review: Review) -> str:
    """What a lead should know where the reading is split and the team has changed since; else empty."""
    if ways_of(review).overlap is None:
        return ""
    readers, decided, given = set(readers_of(review)), voices(review), given_out(review)
    left = [names for work, names in given.items() if work not in decided]
    gone = {name for names in left for name in names} - readers
    new = readers - {name for names in given.values() for name in names}
    said = [f"{_names(gone)} no longer screens, and still has records to read." if gone else ""]
    said.append(f"{_names(new)} screens, and has no records to read yet." if new and left else "")
    return " ".join(part for part in said if part)


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names))
