"""What changed in public, and why: every version published and every page withdrawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.db.models import QuerySet
from django.utils import timezone

from whatworks.publish.numbers import date_words
from whatworks_site.evidence.models import Publication

from .links import intervention_address, review_address

_ADDRESS = {"intervention": intervention_address, "review": review_address}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that changed in public."""

    kind: str
    key: str
    title: str
    version: int
    when: dt.datetime
    withdrawn: bool
    reason: str

    @property
    def heading(self) -> str:
        """What changed, in a line."""
        if self.withdrawn:
            return f"{self.title}: withdrawn"
        return f"{self.title}: published" if self.version == 1 else f"{self.title}: version {self.version}"

    @property
    def path(self) -> str:
        """Where to read on."""
        address = _ADDRESS[self.kind](self.key)
        return f"{address}/history" if self.kind == "intervention" and not self.withdrawn else address

    @property
    def day(self) -> str:
        """The day in words."""
        return date_words(timezone.localtime(self.when).date().isoformat())

    def tag(self, site: str) -> str:
        """A name for this change that no other has and that stays: a tag URI (RFC 4151)."""
        host = urlsplit(site).hostname or "localhost"
        what = (
            f"{self.kind}/{quote(self.key, safe='')}/{self.version}{'/withdrawn' if self.withdrawn else ''}"
        )
        return f"tag:{host},{self.when.astimezone(dt.UTC).date().isoformat()}:{what}"


def changes(most: int | None = None) -> list[Change]:
    """What changed, the newest first. A version is told of when it is published and when it is withdrawn."""
    seen = _seen()
    published = [
        _change(p, p.decided_at, p.reason, withdrawn=False)
        for p in seen.filter(decided_at__isnull=False).order_by("-decided_at", "-id")[:most]
    ]
    withdrawn = [
        _change(p, p.withdrawn_at, p.withdrawal_reason, withdrawn=True)
        for p in seen.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-id")[:most]
    ]
    told = sorted((*published, *withdrawn), key=lambda c: (c.when, c.kind, c.title, c.key), reverse=True)
    return told[:most]


def _seen() -> QuerySet[Publication]:
    return Publication.objects.filter(version__isnull=False).defer("document")


def _change(found: Publication, when: dt.datetime | None, reason: str, *, withdrawn: bool) -> Change:
    return Change(
        kind=found.kind,
        key=found.key,
        title=found.title,
        version=found.version or 1,
        when=when or found.proposed_at,
        withdrawn=withdrawn,
        reason=reason,
    )
