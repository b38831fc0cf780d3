"""The record of who did what as its page shows it: with people's names beside the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from whatworks.terms import csv_text, guard
from whatworks_site.audit import queries as audit

from .models import User
from .queries import names_of

COLUMNS = ("event", "at", "who", "action", "object", "object_id", "changed", "personal", "reason", "digest")
ERASED = "erased"


@dataclass(frozen=True)
class Asked:
    """Which events were asked for."""

    kind: str = ""
    key: str = ""
    person: str = ""

    @property
    def query(self) -> str:
        """The same question as an address's query."""
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class Line:
    """One event as it is shown."""

    sequence: int
    at: datetime
    who: str
    action: str
    kind: str
    key: str
    named: str
    changed: str
    personal: str
    reason: str
    digest: str


def asked(given: Mapping[str, str]) -> Asked:
    """The question in an address."""
    return Asked(*(given.get(name, "").strip()[:200] for name in ("kind", "key", "person")))


def events(wanted: Asked) -> QuerySet[Any]:
    """The events asked for; a person is asked for by number."""
    actor = int(wanted.person) if wanted.person.isdecimal() and len(wanted.person) < 19 else None
    return audit.events(object_kind=wanted.kind, object_id=wanted.key, actor=actor)


def lines(found: list[Any]) -> list[Line]:
    """Events with names, and with the personal values that are still kept."""
    persons = {
        int(event.object_id)
        for event in found
        if event.object_kind == "person" and event.object_id.isdecimal()
    }
    names = names_of({event.actor for event in found} | persons)
    kept = audit.personal_of([event.sequence for event in found])
    return [_line(event, names, kept.get(event.sequence, {})) for event in found]


def kinds() -> list[str]:
    """The kinds of object to choose from."""
    return audit.object_kinds()


def actors() -> list[tuple[int, str]]:
    """The people to choose from."""
    return list(User.objects.values_list("pk", "name"))


def csv(wanted: Asked) -> str:
    """The events as CSV that no spreadsheet runs as a formula."""
    found = lines(list(events(wanted)))
    rows = ({name: guard(value) for name, value in _cells(line).items()} for line in found)
    return csv_text(COLUMNS, rows)


def _cells(line: Line) -> dict[str, str]:
    values = (
        line.sequence,
        line.at.isoformat(timespec="seconds"),
        line.who,
        line.action,
        line.kind,
        line.key,
    )
    return dict(
        zip(COLUMNS, map(str, (*values, line.changed, line.personal, line.reason, line.digest)), strict=True)
    )


def _line(event: Any, names: dict[int | None, str], kept: dict[str, str]) -> Line:
    return Line(
        sequence=event.sequence,
        at=timezone.localtime(event.at),
        who=names[event.actor],
        action=event.action,
        kind=event.object_kind,
        key=event.object_id,
        named=_named(event, names),
        changed=_pairs(event.changed),
        personal=_pairs({field: kept.get(field, ERASED) for field in event.personal}),
        reason=event.reason,
        digest=event.digest,
    )


def _named(event: Any, names: dict[int | None, str]) -> str:
    is_person = event.object_kind == "person" and event.object_id.isdecimal()
    return names[int(event.object_id)] if is_person else ""


def _pairs(values: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {_short(value)}" for name, value in values.items())


def _short(value: Any) -> str:
    text = "nothing" if value is None or value == "" else str(value)
    return text if len(text) <= 300 else text[:299] + "…"
