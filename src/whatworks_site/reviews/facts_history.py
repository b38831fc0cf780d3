"""What was done with an entered fact, from the audit: what can be taken back, and what stood before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whatworks.terms import FactEntry, digest
from whatworks_site.audit.models import Event
from whatworks_site.audit.queries import events_of, personal_of

KIND = "fact-entry"
ENTER, CHANGE, WITHDRAW, UNDO = (
    f"reviews.{act}_fact" for act in ("enter", "change", "withdraw", "undo")
)  # fmt: skip


def object_id(review: str, key: str) -> str:
    """What the audit calls an entry."""
    return f"{review}/{key if len(key) <= 90 else digest(key, 32)}"


@dataclass(frozen=True)
class Act:
    """One thing that was done with an entry."""

    sequence: int
    action: str
    at: dt.datetime
    actor: int | None
    before: FactEntry | None
    after: FactEntry | None
    place: int | None
    reason: str
    is_undone: bool


def acts_on(review: str, key: str) -> tuple[Act, ...]:
    """What was done with an entry, the newest first."""
    found = list(events_of(KIND, object_id(review, key)))
    undone = {event.changed.get("undoes") for event in found}
    names = personal_of([event.sequence for event in found])
    return tuple(_act(event, names.get(event.sequence, {}), undone) for event in found)


def last_act(review: str, key: str) -> Act | None:
    """The last thing done that was not taken back; None where there is none."""
    standing = (act for act in acts_on(review, key) if act.action != UNDO and not act.is_undone)
    return next(standing, None)


def _act(event: Event, names: dict[str, str], undone: set[int | None]) -> Act:
    changed = event.changed
    return Act(
        sequence=event.sequence,
        action=event.action,
        at=event.at,
        actor=event.actor,
        before=_entry(changed.get("before"), names.get("by_before")),
        after=_entry(changed.get("after"), names.get("by_after")),
        place=changed.get("place"),
        reason=event.reason,
        is_undone=event.sequence in undone,
    )


def _entry(said: dict[str, object] | None, by: str | None) -> FactEntry | None:
    return FactEntry.from_json({**said, "by": by}) if said else None
