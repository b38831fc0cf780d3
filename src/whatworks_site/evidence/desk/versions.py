"""Versions of pages: one with what it changes, all of one page, and any two beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from whatworks.publish import Difference, differences
from whatworks_site.people.permissions import reviews_where

from ..models import Kind, Publication, State
from ..queries import all_versions, publication, snapshot
from ..words import Caution, cautions, when


@dataclass(frozen=True)
class Step:
    """Something that happened to a version: when, what, by whom, and why."""

    when: str
    heading: str
    text: str


@dataclass(frozen=True)
class VersionDesk:
    """A version of a page, with what it changes."""

    pk: int
    kind: str
    kind_words: str
    key: str
    title: str
    review: str
    review_title: str
    version: int | None
    state: str
    state_words: str
    author: int | None
    who: str
    reason: str
    against: str
    """What it is compared with, in words."""
    changes: tuple[Difference, ...]
    cautions: tuple[Caution, ...]
    steps: tuple[Step, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether a second editor may decide on it."""
        return self.state == State.PROPOSED

    @property
    def is_in_force(self) -> bool:
        """Whether readers see it now."""
        return self.state == State.PUBLISHED


def version_desk(pk: int) -> VersionDesk | None:
    """A version by its number in the database; None where there is none."""
    found = publication(pk)
    if found is None:
        return None
    base = _base(found)
    shown = snapshot(found)
    return VersionDesk(
        pk=pk,
        kind=found.kind,
        kind_words=found.get_kind_display(),
        key=found.key,
        title=found.title,
        review=found.review.key,
        review_title=found.review.title,
        version=found.version,
        state=found.state,
        state_words=_said(found),
        author=found.proposed_by_id,
        who=_name(found.proposed_by),
        reason=found.reason,
        against=f"version {base.version}" if base else "",
        changes=differences(snapshot(base) if base else None, shown),
        cautions=cautions(shown) if found.kind == Kind.INTERVENTION else (),
        steps=tuple(_steps(found)),
    )


def _base(found: Publication) -> Publication | None:
    """What a version is compared with: the one that readers saw before it, or see now."""
    others = Publication.objects.filter(kind=found.kind, key=found.key, version__isnull=False)
    if found.version:
        others = others.filter(version__lt=found.version)
    elif found.state == State.PROPOSED:
        others = others.filter(state=State.PUBLISHED)
    else:
        others = others.filter(decided_at__lt=found.proposed_at)
    return others.order_by("-version").first()


def _name(person: Any) -> str:
    return person.name if person else "someone who has left"


def _said(found: Publication) -> str:
    label = str(State(found.state).label)
    return label[:1].upper() + label[1:]


def _steps(found: Publication) -> Iterable[Step]:
    yield Step(when(found.proposed_at), f"Proposed by {_name(found.proposed_by)}", found.reason)
    if found.decided_at:
        what = "Sent back" if found.state == State.DECLINED else "Published"
        yield Step(when(found.decided_at), f"{what} by {_name(found.decided_by)}", found.decision_reason)
    if found.withdrawn_at:
        who = f"Withdrawn by {_name(found.withdrawn_by)}"
        yield Step(when(found.withdrawn_at), who, found.withdrawal_reason)
    if found.state == State.REPLACED:
        yield Step("", "Replaced by a later version", "")
    if found.state == State.TAKEN_BACK:
        yield Step("", "Taken back by its author", "")


def own_waiting(kind: str, key: str, user: Any, reason: str) -> int | None:
    """The version that this very proposal made, where it was sent twice."""
    mine = Publication.objects.filter(kind=kind, key=key, state=State.PROPOSED, proposed_by_id=user.pk)
    return mine.filter(reason=reason.strip()).values_list("pk", flat=True).first()


@dataclass(frozen=True)
class VersionLine:
    """A version in the list of all versions of a page."""

    pk: int
    name: str
    state: str
    who: str
    when: str
    reason: str
    decision: str


@dataclass(frozen=True)
class Versions:
    """Every version of a page, the newest first."""

    kind: str
    key: str
    title: str
    review: str
    review_title: str
    lines: tuple[VersionLine, ...]


def versions(kind: str, key: str, user: Any) -> Versions | None:
    """Every version of a page in the reviews that this person may see; None where there is none."""
    allowed = reviews_where(user, "see_desk")
    found = all_versions(kind, key).select_related("review", "proposed_by", "decided_by").defer("document")
    if allowed is not None:
        found = found.filter(review__key__in=allowed)
    rows = list(found)
    if not rows:
        return None
    first = rows[0]
    return Versions(
        kind,
        key,
        first.title,
        first.review.key,
        first.review.title,
        tuple(_version_line(row) for row in rows),
    )


def _version_line(row: Publication) -> VersionLine:
    decided = f"{_name(row.decided_by)}: {row.decision_reason}" if row.decided_at else ""
    return VersionLine(
        pk=row.pk,
        name=f"Version {row.version}" if row.version else "A proposal",
        state=_said(row),
        who=_name(row.proposed_by),
        when=when(row.proposed_at),
        reason=row.reason,
        decision=decided,
    )


@dataclass(frozen=True)
class Compared:
    """Two versions of a page beside each other."""

    before: str
    after: str
    changes: tuple[Difference, ...]


def compare(found: Versions, one: int, other: int) -> Compared | None:
    """Two versions of a page, the older first; None where either is none of this page's."""
    names = {line.pk: f"{line.name}, proposed {line.when}" for line in found.lines}
    old, new = sorted((one, other))
    before, after = publication(old), publication(new)
    if before is None or after is None or not {old, new} <= names.keys():
        return None
    changes = differences(snapshot(before), snapshot(after)) if old != new else ()
    return Compared(names[old], names[new], changes)
