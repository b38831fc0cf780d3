"""One result's appraisal: what is appraised, a person's own answers, everybody's once all are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.publish.numbers import DESIGN_WORDS, months, result_words
from whatworks.terms import Appraisal, Design, ReviewRecords
from whatworks_site.evidence.models import AppraisalRow, Review

from ..handing_in import needed_for
from ..models import AppraisalDraft, Seat
from ..seats import ways_of
from .appraising_sheet import INSTRUMENT, Judged, judged, judged_overall


@dataclass(frozen=True)
class Object:
    """The result appraised, as every page about it says it."""

    id: str
    study: str
    study_id: str
    outcome: str
    facts: tuple[tuple[str, str], ...]
    quote: str
    caution: str


_OTHERWISE = {
    Design.CLUSTER_RCT: "Groups were randomised here. This form is made for trials that randomise people one "
    "by one: think of who joined after the groups were drawn.",
    Design.STEPPED_WEDGE: "Groups start in turn here. This form is made for trials with parallel groups.",
    Design.CROSSOVER: "Everybody gets both here. This form is made for trials with parallel groups: think of "
    "what carries over.",
}


def object_of(records: ReviewRecords, object_: str) -> Object | None:
    """A result by its id, for appraising; None where there is none."""
    result = next((r for r in records.results if r.id == object_), None)
    if result is None:
        return None
    study = next(s for s in records.studies if s.id == result.study)
    outcome = next(o for o in records.outcomes if o.id == result.outcome)
    facts = (
        ("Design", DESIGN_WORDS[study.design]),
        ("Outcome", outcome.name),
        ("Measure", result.measure),
        ("Time point", months(result.months) or "Not known"),
        ("As printed", result_words(result)),
        ("Where", result.page or "Not known"),
    )
    return Object(
        result.id,
        study.name,
        study.id,
        outcome.name,
        facts,
        result.quote or "",
        _OTHERWISE.get(study.design, ""),
    )


@dataclass(frozen=True)
class Mine:
    """A person's own appraisal of a result."""

    appraisal: Appraisal
    handed_in: bool

    @property
    def domains(self) -> tuple[Judged, ...]:
        """Its judgements, domain by domain."""
        return tuple(judged(d) for d in self.appraisal.domains)

    @property
    def overall(self) -> Judged:
        """Its overall judgement."""
        return judged_overall(self.appraisal)

    @property
    def is_finished(self) -> bool:
        """Whether every domain has a judgement."""
        return all(d.final for d in self.domains)


def mine_of(review: Review, seat: Seat | None, object_: str) -> Mine | None:
    """This person's own draft; None where they have none."""
    if seat is None:
        return None
    found = AppraisalDraft.objects.filter(
        review=review, object=object_, instrument=INSTRUMENT, seat=seat
    ).first()
    return Mine(Appraisal.from_json(found.document), found.handed_in_at is not None) if found else None


def handed_in(review: Review, object_: str) -> tuple[tuple[str, Appraisal], ...]:
    """Each appraiser's name and answers; nothing at all until as many as are needed have handed in."""
    found = AppraisalDraft.objects.filter(
        review=review, object=object_, instrument=INSTRUMENT, handed_in_at__isnull=False
    )
    drafts = list(found.select_related("seat").order_by("pk"))
    if len(drafts) < needed_for(drafts, ways_of(review).appraisers_needed):
        return ()
    return tuple((d.seat.name, Appraisal.from_json(d.document)) for d in drafts)


def kept_of(review: Review, object_: str) -> Appraisal | None:
    """The appraisal of a result that was kept."""
    row = AppraisalRow.objects.filter(review=review, object=object_, instrument=INSTRUMENT).last()
    return row.to_record() if row else None  # type: ignore[return-value]


def seat_or_none(user: Any, review: Review) -> Seat | None:
    """This person's seat, where they have one."""
    return Seat.objects.filter(review=review, user_id=user.pk).first()
