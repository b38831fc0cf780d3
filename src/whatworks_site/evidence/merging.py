"""A folder read again beside what was entered on the site: what is new comes in, what was entered stays."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whatworks.terms import Record, ReviewRecords

_NAMES = {"pages": "intervention"}
"""Holders whose records are known by another field than `id`."""


@dataclass(frozen=True)
class Merged:
    """The records after a merge, and what happened, in sentences."""

    records: ReviewRecords
    kept: tuple[str, ...]
    """What was entered on the site and stays, although the folder says otherwise."""


def merge(base: ReviewRecords | None, site: ReviewRecords | None, folder: ReviewRecords) -> Merged:
    """Three ways: what only the folder changed comes in; what the site changed stays.

    `base` is the folder as it was last read, `site` what the site holds now.
    """
    if base is None or site is None:
        return Merged(folder, ())
    kept: list[str] = []
    parts: dict[str, object] = {}
    for field in dataclasses.fields(ReviewRecords):
        name = field.name
        was, now, new = getattr(base, name), getattr(site, name), getattr(folder, name)
        if now in (was, new):
            parts[name] = new
        elif name == "review" or not _key(name, new or now):
            parts[name] = now
            if new != was:
                kept.append(f"{name.replace('_', ' ')}: changed here and in the folder; what is here stays")
        else:
            parts[name] = _by_key(name, was, now, new, kept)
    return Merged(ReviewRecords(**parts), tuple(kept))  # type: ignore[arg-type]


def _key(holder: str, records: Sequence[Record]) -> str | None:
    if holder in _NAMES:
        return _NAMES[holder]
    return "id" if records and any(f.name == "id" for f in records[0].fields()) else None


def _by_key(
    holder: str, was: Sequence[Record], now: Sequence[Record], new: Sequence[Record], kept: list[str]
) -> tuple[Record, ...]:
    key = _key(holder, new or now) or "id"
    before, here, there = (_indexed(records, key) for records in (was, now, new))
    found: list[Record] = []
    for id_ in dict.fromkeys((*there, *here)):
        untouched = here.get(id_) == before.get(id_)
        chosen = there.get(id_) if untouched else here.get(id_)
        if not untouched and there.get(id_) not in (before.get(id_), here.get(id_)):
            kept.append(
                f"{holder.replace('_', ' ')}, {id_}: changed here and in the folder; what is here stays"
            )
        if chosen is not None:
            found.append(chosen)
    return tuple(found)


def _indexed(records: Sequence[Record], key: str) -> Mapping[str, Record]:
    return {getattr(r, key): r for r in records}
