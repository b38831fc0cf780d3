"""What waits for a person in extraction and appraisal."""

from __future__ import annotations

from collections.abc import Iterator

from whatworks.publish.numbers import count
from whatworks_site.evidence.desk.waiting import Section, Waiting
from whatworks_site.evidence.models import StudyRow

from ..addresses import address_of, first_of
from .appraisals_held import held_back
from .overview_questions import questions_of
from .waiting_place import Place


def to_settle(place: Place) -> Iterator[Waiting]:
    """What enough extractors or appraisers have handed in, to be settled side by side."""
    if "reviews.reconcile" not in place.may:
        return
    made = place.extracted.to_settle
    if made:
        yield Waiting(
            section=Section.NEED,
            title=f"Settle what was extracted of {count(made, 'study', 'studies')}",
            words="Everyone who was to extract has handed in.",
            href=first_of("review-studies", review=place.review.key),
            status=f"{made:,} to settle",
            kind="open",
            action="Settle it",
            count=made,
        )
    judged = place.appraised.to_settle
    if judged:
        yield Waiting(
            section=Section.NEED,
            title=f"Settle {count(judged, 'appraisal', 'appraisals')}",
            words="Everyone who was to appraise has handed in.",
            href=first_of("review-appraisals", review=place.review.key),
            status=f"{judged:,} to settle",
            kind="open",
            action="Settle them",
            count=judged,
        )


def questions(place: Place) -> Iterator[Waiting]:
    """Printed figures that cannot all be true, as long as nobody has said which is right."""
    if "reviews.extract" not in place.may:
        return
    asked = questions_of(place.review)
    if not asked:
        return
    study, why = asked[0]
    name = StudyRow.objects.filter(review=place.review, key=study).values_list("name", flat=True).first()
    more = f" And {count(len(asked) - 1, 'more', 'more')}." if len(asked) > 1 else ""
    one = len(asked) == 1
    yield Waiting(
        section=Section.NEED,
        title="Check a number that cannot be right"
        if one
        else f"Check {len(asked):,} numbers that cannot be right",
        words=f"{name or study}: {why.rstrip('.?')}.{more}",
        href=(address_of("review-study", place.review.key, study) if one else "")
        or first_of("review-studies", review=place.review.key),
        status="Numbers disagree",
        kind="harm",
        action="Look at it" if one else "Look at them",
        count=len(asked),
    )


def to_do(place: Place) -> Iterator[Waiting]:
    """Studies to describe, and what was begun and not handed in."""
    if "reviews.extract" in place.may:
        begun = place.extracted.begun
        if begun:
            yield _carry_on(
                f"Finish extracting {count(begun, 'study', 'studies')}",
                "You have begun and not handed in.",
                f"{begun:,} begun", first_of("review-studies", review=place.review.key), begun,
            )  # fmt: skip
        if n := place.extracted.to_begin:
            yield _carry_on(
                f"Extract {count(n, 'study', 'studies')}", "Gathered from the reports, and yours to extract.",
                f"{n:,} to extract", first_of("review-studies", review=place.review.key), n,
            )  # fmt: skip
        if n := place.undescribed:
            yield _carry_on(
                f"Describe the {'study' if n == 1 else 'studies'} of {count(n, 'report', 'reports')}",
                "Included in full, and no study tells of "
                f"{'it' if n == 1 else 'them'} yet.",
                f"{n:,} to describe", first_of("review-studies", review=place.review.key), n,
            )  # fmt: skip
    if "reviews.appraise" in place.may:
        begun = place.appraised.begun
        if begun:
            yield _carry_on(
                f"Finish {count(begun, 'appraisal', 'appraisals')}", "You have begun and not handed in.",
                f"{begun:,} begun", first_of("review-appraisals", review=place.review.key), begun,
            )  # fmt: skip
        desk = place.to_appraise
        if desk is not None and (n := desk.to_begin):
            yield _carry_on(
                f"Appraise {desk.to_begin_words}", "Extracted, and yours to appraise.",
                f"{n:,} to appraise", first_of("review-appraisals", review=place.review.key), n,
            )  # fmt: skip


def held(place: Place) -> Iterator[Waiting]:
    """What holds the review's pages back, for its lead."""
    if "reviews.lead" not in place.may:
        return
    open_ = held_back(place.review)
    if not open_:
        return
    named = "; ".join(f"{each.words}: {each.state}" for each in open_[:3])
    more = f"; and {len(open_) - 3:,} more" if len(open_) > 3 else ""
    yield Waiting(
        section=Section.OTHERS,
        title=f"Settle {count(len(open_), 'appraisal', 'appraisals')} before a page is proposed",
        words=f"Pages are held back until then. {named}{more}.",
        href=open_[0].href if len(open_) == 1 else first_of("review-appraisals", review=place.review.key),
        status=f"{len(open_):,} not settled",
        kind="open",
        action="Look at them",
        count=len(open_),
    )


def _carry_on(title: str, words: str, status: str, href: str, n: int) -> Waiting:
    return Waiting(
        section=Section.CARRY_ON,
        title=title,
        words=words,
        href=href,
        status=status,
        action="Carry on",
        count=n,
    )
