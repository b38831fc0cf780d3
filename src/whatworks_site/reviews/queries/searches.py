"""The searches of a review as its pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from whatworks.collate import CollateError
from whatworks.collate.headers import FIELDS
from whatworks.terms import Search
from whatworks_site.evidence.models import CorrectionRow, DecisionRow, Openness, ReportRow, Review
from whatworks_site.jobs.queries import Shown
from whatworks_site.jobs.queries import one as job_shown

from ..actions.importing import same_file
from ..models import FullText, ReferenceRow, RejectedRow, SearchImport, Seat
from ..models.collating import ImportState
from ..uploads import look_at
from ..works import in_parts

MOST_REJECTS = 200
"""Rejected records that a page shows; the table to download has all."""


@dataclass(frozen=True)
class SearchLine:
    """One import of a search, as the list shows it."""

    number: int
    search: Search
    state: str
    state_words: str
    name: str
    read: int
    rejected: int
    known: int
    fresh: int
    why: str
    who: str
    when: str
    ended: str
    can_be_read_again: bool

    @property
    def date(self) -> str:
        """The day of the search."""
        return day(self.search.date) or "Date not known"

    @property
    def own_copies(self) -> int:
        """Of those read, copies of each other."""
        return max(0, self.read - self.known - self.fresh)


@dataclass(frozen=True)
class SearchDetail:
    """An import on its own page."""

    line: SearchLine
    job: Shown | None
    rejects: list[dict[str, Any]]
    header: tuple[str, ...] = ()
    guess: dict[str, str] = field(default_factory=dict)
    needs_columns: bool = False
    same: SearchLine | None = None
    gone: str = ""


def search_lines(review: Review) -> list[SearchLine]:
    """Every import of a review, the newest first; those undone after those that are in."""
    rows = SearchImport.objects.filter(review=review).select_related("by", "ended_by").order_by("-pk")
    found = [_line(row) for row in rows.defer("aside", "records_aside")]
    return sorted(found, key=lambda line: line.state == ImportState.UNDONE)


def search_detail(review: Review, number: int) -> SearchDetail | None:
    """One import; None where there is none of that number."""
    rows = SearchImport.objects.filter(review=review, pk=number).select_related("by", "ended_by")
    row = rows.defer("aside", "records_aside").first()
    if row is None:
        return None
    line, job = _line(row), job_shown(row.job) if row.job else None
    if row.state != ImportState.ASKED:
        return SearchDetail(
            line, job, rejects(review, line.search.id, MOST_REJECTS) if row.state == "in" else []
        )
    same = same_file(review, row.digest, but=row.pk)
    shown = _line(same) if same else None
    try:
        look = look_at(row.upload, row.name, row.digest, line.search.format or "")
    except CollateError as why:
        return SearchDetail(line, None, [], same=shown, gone=str(why))
    return SearchDetail(line, None, [], look.header, dict(look.guess), look.needs_columns, shown)


def rejects(review: Review, search: str, most: int | None = None) -> list[dict[str, Any]]:
    """What of a search's file could not be read, in the file's order."""
    rows = RejectedRow.objects.filter(review=review, search=search).order_by("line", "pk")
    return list(rows.values("file", "line", "field", "value", "reason")[:most])


@dataclass(frozen=True)
class UndoPreview:
    """What goes when an import is undone. Decisions that are still blind are not counted for anyone else."""

    line: SearchLine
    works: int
    copies: int
    decisions: int
    people: int
    corrections: int
    reports: int
    texts: int


def undo_preview(review: Review, number: int, user: Any) -> UndoPreview | None:
    """What undoing an import takes away; None where it is not in."""
    row = SearchImport.objects.filter(review=review, pk=number, state=ImportState.IN).first()
    if row is None:
        return None
    mine = ReferenceRow.objects.filter(review=review, search=row.search)
    keys = mine.values("key")
    copies = dict(mine.values_list("key", "work_id"))
    stay = {
        work
        for part in in_parts(map(str, set(copies.values())))
        for work in ReferenceRow.objects.filter(work_id__in=part)
        .exclude(search=row.search)
        .values_list("work_id", flat=True)
    }
    seat = Seat.objects.filter(review=review, user_id=user.pk).values_list("name", flat=True).first()
    decisions = DecisionRow.objects.filter(review=review, reference__in=keys)
    seen = decisions.filter(openness=Openness.OPEN) | decisions.filter(openness=Openness.BLIND, by=seat or "")
    return UndoPreview(
        line=_line(row),
        works=len(set(copies.values()) - stay),
        copies=sum(work in stay for work in copies.values()),
        decisions=seen.count(),
        people=seen.order_by().values("by").distinct().count(),
        corrections=CorrectionRow.objects.filter(review=review, record__in=keys).count(),
        reports=ReportRow.objects.filter(review=review, reference__in=keys).count(),
        texts=FullText.objects.filter(review=review, reference__in=keys, removed_at=None).count(),
    )


FIELD_WORDS = {
    "doi": "DOI", "pmid": "PubMed number (PMID)", "isbn": "ISBN or ISSN", "source_id": "The source’s number",
    "type": "Kind of document", "title": "Title", "authors": "Authors", "year": "Year",
    "container": "Journal or book", "volume": "Volume", "issue": "Issue", "pages": "Pages",
    "abstract": "Abstract", "keywords": "Keywords", "language": "Language", "urls": "Address (URL)",
    "first_page": "First page", "last_page": "Last page",
}  # fmt: skip
"""What a column may hold, in words."""
COLUMN_CHOICES = [(name, FIELD_WORDS[name]) for name in FIELDS]


def day(date: dt.date | None) -> str:
    """A day as people here write it; empty for none."""
    return f"{date.day} {date:%B %Y}" if date else ""


def _line(row: SearchImport) -> SearchLine:
    def moment(at: dt.datetime | None) -> str:
        return day(timezone.localtime(at).date()) if at else ""

    return SearchLine(
        number=row.pk,
        search=Search.from_json(row.document),
        state=row.state,
        state_words=row.get_state_display().capitalize(),
        name=row.name or row.document.get("file", ""),
        read=row.read,
        rejected=row.rejected,
        known=row.known,
        fresh=row.fresh,
        why=row.why,
        who=row.by.name if row.by else "From the review’s folder",
        when=moment(row.at),
        ended=f"{row.ended_by.name}, {moment(row.ended_at)}" if row.ended_by else moment(row.ended_at),
        can_be_read_again=row.state == ImportState.UNDONE and not _is_back(row),
    )


def _is_back(row: SearchImport) -> bool:
    later = SearchImport.objects.filter(review_id=row.review_id, search=row.search, pk__gt=row.pk)
    return later.exists()
