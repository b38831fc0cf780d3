"""Which version of a page this is: its number, its day, its digest and its address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from whatworks.publish.numbers import date_words

from ..links import intervention_address, review_address


class Published(Protocol):
    """What is read of a publication."""

    kind: str
    key: str
    version: int | None
    title: str
    digest: str
    state: str
    reason: str
    decided_at: dt.datetime | None
    decision_reason: str
    withdrawn_at: dt.datetime | None
    withdrawal_reason: str


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One version of a page."""

    kind: str
    key: str
    title: str
    version: int | None = None
    date: dt.date | None = None
    digest: str = ""
    reason: str = ""
    decision: str = ""
    withdrawn: dt.date | None = None
    withdrawal: str = ""

    @classmethod
    def of(cls, publication: Published) -> Edition:
        """The edition that a publication is."""
        return cls(
            kind=publication.kind,
            key=publication.key,
            title=publication.title,
            version=publication.version,
            date=_day(publication.decided_at),
            digest=publication.digest,
            reason=publication.reason.strip(),
            decision=publication.decision_reason.strip(),
            withdrawn=_day(publication.withdrawn_at),
            withdrawal=publication.withdrawal_reason.strip(),
        )

    @property
    def path(self) -> str:
        """Where the page stands on the site."""
        return review_address(self.key) if self.kind == "review" else intervention_address(self.key)

    @property
    def day(self) -> str:
        """The day in words."""
        return date_words(self.date.isoformat()) if self.date else "not published"

    @property
    def withdrawn_day(self) -> str:
        """The day it was withdrawn, in words."""
        return date_words(self.withdrawn.isoformat()) if self.withdrawn else ""

    @property
    def words(self) -> str:
        """'Version 2, published 23 November 2026'."""
        if self.version is None or self.date is None:
            return "A preview, not published"
        return f"Version {self.version}, published {self.day}"


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment, timezone.get_default_timezone()) if moment else None
