"""Where a review and its pages stand: whether its ratings are current, and what is published of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from whatworks.publish import Shelf
from whatworks.terms import digest

from ..actions.assessing import ENGINE_NAME, rests_on_of
from ..decided_ratings import decisions_on_ratings
from ..models import Kind, Publication, Review, State
from ..queries import Drafts, last_assessment
from ..rows import decisions_mark
from ..scheme_files import digests_of


@dataclass(frozen=True)
class Standing:
    """The last assessment of a review, and whether it is of the records as they are."""

    number: int | None
    made_at: dt.datetime | None
    is_current: bool
    why: str
    """Why it is not current, in a sentence; empty where it is."""


def standing(review: Review) -> Standing:
    """Where a review's ratings stand."""
    last = last_assessment(review.key)
    if last is None:
        return Standing(None, None, False, "Its ratings were never computed.")
    why = ""
    if last.rests_on != _rests_on(
        review.pk, review.revision, review.imported_at, (*decisions_mark(review), *_schemes_mark(review))
    ):
        why = "Its records or its schemes changed since its ratings were computed."
    elif last.engine != ENGINE_NAME:
        why = "The software that computes ratings changed since."
    return Standing(last.number, last.made_at, not why, why)


# A review's records change only together with its revision, its decisions with their mark, so what is read
# off them is kept by those.
@lru_cache(maxsize=64)
def _rests_on(pk: int, revision: int, imported_at: dt.datetime, marks: tuple[Any, ...]) -> str:
    return rests_on_of(Review.objects.get(pk=pk))


def _schemes_mark(review: Review) -> tuple[str, ...]:
    return tuple(digests_of(review).values())


class LineState(StrEnum):
    """Where a page stands, as the desk's lists say it."""

    UNPUBLISHED = "unpublished"
    WAITING = "waiting"
    CHANGED = "changed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The state, for a filter."""
        return {
            LineState.UNPUBLISHED: "Not published",
            LineState.WAITING: "Waits for a second editor",
            LineState.CHANGED: "Changed since it was published",
            LineState.PUBLISHED: "Published",
            LineState.WITHDRAWN: "Withdrawn",
        }[self]


@dataclass(frozen=True)
class PageLine:
    """A page in a list: what it is of, its leading rating, and where it stands."""

    kind: str
    key: str
    name: str
    state: LineState
    rating: str
    version: int | None
    in_force: int | None
    """The published version's number in the database."""
    waits: int | None

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        of = f"version {self.version}"
        return {
            LineState.CHANGED: f"Changed since {of}",
            LineState.PUBLISHED: f"Published, {of}",
            LineState.WITHDRAWN: f"Withdrawn, {of}",
        }.get(self.state, self.state.words)

    @property
    def can_be_proposed(self) -> bool:
        """Whether there is something new to put before a second editor."""
        return self.state not in (LineState.PUBLISHED, LineState.WAITING)


@dataclass(frozen=True)
class _Drafted:
    name: str
    digest: str
    rating: str


@lru_cache(maxsize=16)
def _drafted(
    pk: int, revision: int, imported_at: dt.datetime, assessment: int, decided: tuple[Any, ...]
) -> dict[str, _Drafted]:
    """Every page as it would be published now: the interventions by id, the review's own under ''."""
    drafts = Drafts(Review.objects.values_list("key", flat=True).get(pk=pk))
    whole = drafts.of(None)
    found = {"": _Drafted(drafts.records.review.title, digest(whole.to_json(), 64), "")}
    for each in drafts.records.interventions:
        shown = drafts.of(each.id)
        shelf = Shelf(shown.records, shown.findings, shown.schemes)
        lead = shelf.leading_set(each.id)
        rating = next(iter(shelf.ratings_of(lead.id)), None) if lead else None
        found[each.id] = _Drafted(each.name, digest(shown.to_json(), 64), rating.words if rating else "")
    return found


def _drafts_of(review: Review) -> dict[str, _Drafted]:
    last = last_assessment(review.key)
    if last is None:
        return {}
    decided = tuple(decisions_on_ratings(review))
    return _drafted(review.pk, review.revision, review.imported_at, last.pk, decided)


def page_lines(review: Review) -> tuple[PageLine, ...]:
    """The interventions' pages of a review, by name; empty where nothing was computed yet."""
    versions = _versions(review, Kind.INTERVENTION)
    lines = (
        _line(Kind.INTERVENTION, key, drafted, versions.get(key, []))
        for key, drafted in _drafts_of(review).items()
        if key
    )
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def review_line(review: Review) -> PageLine | None:
    """The review's own page; None where nothing was computed yet."""
    drafted = _drafts_of(review).get("")
    if drafted is None:
        return None
    return _line(Kind.REVIEW, review.key, drafted, _versions(review, Kind.REVIEW).get(review.key, []))


def _versions(review: Review, kind: Kind) -> dict[str, list[dict[str, Any]]]:
    rows = Publication.objects.filter(review=review, kind=kind).order_by("-id")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values("pk", "key", "version", "state", "digest"):
        found.setdefault(row["key"], []).append(row)
    return found


def _line(kind: Kind, key: str, drafted: _Drafted, rows: list[dict[str, Any]]) -> PageLine:
    in_force = next(_of(rows, State.PUBLISHED), None)
    waits = next(_of(rows, State.PROPOSED), None)
    seen = [row for row in rows if row["version"]]
    gone = bool(seen) and seen[0]["state"] == State.WITHDRAWN
    state = LineState.WITHDRAWN if gone else LineState.UNPUBLISHED
    if waits:
        state = LineState.WAITING
    elif in_force:
        state = LineState.PUBLISHED if in_force["digest"] == drafted.digest else LineState.CHANGED
    return PageLine(
        kind=kind.value,
        key=key,
        name=drafted.name,
        state=state,
        rating=drafted.rating,
        version=max((row["version"] for row in seen), default=None),
        in_force=in_force["pk"] if in_force else None,
        waits=waits["pk"] if waits else None,
    )


def _of(rows: list[dict[str, Any]], state: State) -> Iterator[dict[str, Any]]:
    return (row for row in rows if row["state"] == state)
