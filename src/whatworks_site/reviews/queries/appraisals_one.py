"""One appraisal: a person's own answers, everybody's once all are in, what was kept, where to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.appraise import Instrument
from whatworks.terms import Appraisal, Report
from whatworks_site.evidence.models import AppraisalRow, Review

from ..addresses import address_of
from ..models import AppraisalDraft, ReferenceRow, Seat, SettledAppraisal
from .appraising_instruments import INSTRUMENT, instrument_of
from .appraising_sheet import Judged, judged_all, judged_overall
from .appraising_state import all_in, handed, live
from .fulltexts import File
from .report_texts import texts_of_reports


@dataclass(frozen=True)
class Mine:
    """A person's own appraisal, with the instrument in the version it was begun with."""

    appraisal: Appraisal
    handed_in: bool
    instrument: Instrument | None

    @property
    def domains(self) -> tuple[Judged, ...]:
        """Its judgements, domain by domain."""
        return judged_all(self.appraisal, self.instrument) if self.instrument else ()

    @property
    def overall(self) -> Judged:
        """Its overall judgement."""
        return judged_overall(self.appraisal, self.instrument)

    @property
    def is_finished(self) -> bool:
        """Whether every domain has a judgement, or all its answers."""
        return bool(self.domains) and all(d.is_done for d in self.domains)


def mine_of(review: Review, seat: Seat | None, object_: str, instrument: str = INSTRUMENT) -> Mine | None:
    """This person's own draft; None where they have none."""
    if seat is None:
        return None
    found = live(review, object_, instrument).filter(seat=seat).first()
    if found is None:
        return None
    made = Appraisal.from_json(found.document)
    return Mine(made, found.handed_in_at is not None, instrument_of(review, instrument, found.version))


def handed_in(
    review: Review, object_: str, instrument: str = INSTRUMENT
) -> tuple[tuple[str, Appraisal], ...]:
    """Each appraiser's name and answers; nothing at all until as many as are needed have handed in."""
    if not all_in(review, object_, instrument):
        return ()
    drafts = handed(review, object_, instrument).select_related("seat")
    return tuple((d.seat.name, Appraisal.from_json(d.document)) for d in drafts)


def instrument_handed(review: Review, object_: str, instrument: str = INSTRUMENT) -> Instrument | None:
    """The instrument in the version in which an appraisal was begun."""
    first = live(review, object_, instrument).order_by("pk").first()
    return instrument_of(review, instrument, first.version) if first else None


def kept_of(review: Review, object_: str, instrument: str = INSTRUMENT) -> Mine | None:
    """The appraisal that was kept."""
    row = AppraisalRow.objects.filter(review=review, object=object_, instrument=instrument).last()
    if row is None:
        return None
    made: Appraisal = row.to_record()  # type: ignore[assignment]
    return Mine(made, True, instrument_of(review, instrument, made.version))


def can_be_undone(review: Review, object_: str, instrument: str = INSTRUMENT) -> bool:
    """Whether something was settled here that can be taken back."""
    found = SettledAppraisal.objects.filter(review=review, object=object_, instrument=instrument)
    return found.filter(undone_at=None).exists()


def begun_by(review: Review, object_: str, instrument: str = INSTRUMENT) -> int:
    """How many have begun and what they have begun is not settled."""
    return live(review, object_, instrument).filter(settled_at=None).count()


def set_aside_of(review: Review, object_: str, instrument: str, seat: Seat | None) -> str:
    """Why this person's last draft here was set aside; empty where it was not."""
    if seat is None:
        return ""
    found = AppraisalDraft.objects.filter(review=review, object=object_, instrument=instrument, seat=seat)
    return str(found.exclude(aside_at=None).order_by("-pk").values_list("aside_why", flat=True).first() or "")


def seat_or_none(user: Any, review: Review) -> Seat | None:
    """This person's seat, where they have one."""
    return Seat.objects.filter(review=review, user_id=user.pk).first()


@dataclass(frozen=True)
class Reading:
    """A report to read from: the documents the team holds, and where else it is."""

    words: str
    files: tuple[File, ...]
    page: str
    """The page on which its full text is found and attached; empty where it came another way."""
    link: str


def readings(review: Review, reports: tuple[Report, ...]) -> tuple[Reading, ...]:
    """Where to read each report."""
    files = texts_of_reports(review, reports)
    references = {r.reference for r in reports if r.reference}
    works = dict(
        ReferenceRow.objects.filter(review=review, key__in=references, work__isnull=False).values_list(
            "key", "work_id"
        )
    )
    return tuple(
        Reading(
            report.short,
            files.get(report.id, ()),
            address_of("review-fulltext", review.key, works[report.reference])
            if report.reference in works
            else "",
            f"https://doi.org/{report.doi}" if report.doi else report.url or "",
        )
        for report in reports
    )
