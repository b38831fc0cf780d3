"""Appraising: each person's answers, blind until all have handed in; then settled, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from whatworks.appraise import Override, appraisal_fields
from whatworks.terms import Appraisal, digest
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import AppraisalRow, ResultRow, Review
from whatworks_site.evidence.rows import put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..handing_in import needed_for
from ..models import AppraisalDraft, Seat
from ..queries.appraising_sheet import INSTRUMENT, OVERALL, Told, domains_of, instrument, listed
from ..seats import seat_of, ways_of
from .appraising_fields import (
    Fields,
    appraisal_id,
    blank,
    decide,
    drop_variants,
    judged,
    refuse_unfinished,
    tidied,
)

MAX_NAME = 200


@dataclass(frozen=True)
class Saved:
    """What came of saving: the appraisal as it stands, and answers taken out as no longer asked."""

    appraisal: Appraisal
    taken_out: tuple[str, ...]


def begin_appraisal(*, by: User, review: str, object: str, effect: str) -> Saved:
    """Start appraising a result, or choose another effect of interest; answers that still fit stay."""
    with transaction.atomic():
        held, seat = _seated(by, review)
        _check_object(held, object)
        if effect not in instrument().effects:
            raise NotPossible("Choose the effect of interest first.")
        fields = _fields(_draft(held, seat, object), held, seat, object)
        if fields.get("effect") not in (None, effect):
            drop_variants(fields, str(fields["effect"]))
        fields["effect"] = effect
        return _save(held, seat, object, fields, by)


def save_domain(
    *, by: User, review: str, object: str, domain: str, told: Mapping[str, Told], decided: Override | None
) -> Saved:
    """Keep the answers to one domain. Those to questions that are no longer asked are taken out."""
    with transaction.atomic():
        held, seat = _seated(by, review)
        draft = _begun(held, seat, object)
        fields = appraisal_fields(Appraisal.from_json(draft.document))
        found = next((d for d in domains_of(fields.get("effect")) if d.id == domain), None)
        if found is None:
            raise NotPossible("This instrument has no such domain.")
        given = {q: t.fields() for q, t in told.items() if q in found.sheet.questions and t.answer}
        others = {q: a for q, a in fields["answers"].items() if q not in found.sheet.questions}
        fields["answers"] = {**others, **given}
        decide(fields, domain, decided)
        return _save(held, seat, object, fields, by)


def decide_overall(*, by: User, review: str, object: str, decided: Override | None) -> Saved:
    """Decide the whole otherwise than the rule proposes, with a reason; None lets the rule stand."""
    with transaction.atomic():
        held, seat = _seated(by, review)
        fields = appraisal_fields(Appraisal.from_json(_begun(held, seat, object).document))
        decide(fields, OVERALL, decided)
        return _save(held, seat, object, fields, by)


def hand_in(*, by: User, review: str, object: str) -> AppraisalDraft:
    """Hand an appraisal in. When as many as the team needs have, they can see each other's."""
    with transaction.atomic():
        held, seat = _seated(by, review)
        draft = _begun(held, seat, object)
        if _all_in(held, object):
            raise NotPossible("As many as were needed have appraised this already. Yours is not needed.")
        refuse_unfinished(Appraisal.from_json(draft.document))
        draft.handed_in_at, draft.needed = timezone.now(), ways_of(held).appraisers_needed
        draft.save(update_fields=["handed_in_at", "needed"])
        _record(by, "reviews.hand_in_appraisal", held, draft)
    return draft


def take_back_appraisal(*, by: User, review: str, object: str) -> AppraisalDraft:
    """Take back what you handed in, while nobody can have seen it."""
    with transaction.atomic():
        held, seat = _seated(by, review)
        draft = _draft(held, seat, object)
        if draft is None or draft.handed_in_at is None:
            raise NotPossible("You have not handed this appraisal in.")
        if _all_in(held, object):
            raise NotPossible("Everyone has handed in, so it can be seen by all. Settle it instead.")
        draft.handed_in_at = None
        draft.save(update_fields=["handed_in_at"])
        _record(by, "reviews.take_back_appraisal", held, draft)
    return draft


def settle_appraisal(
    *,
    by: User,
    review: str,
    object: str,
    effect: str,
    told: Mapping[str, Told],
    decided: Mapping[str, Override],
) -> Appraisal:
    """Settle an appraisal answer by answer, and keep it. It may be settled again; the last one counts."""
    require(by, "reviews.reconcile", review=review)
    with transaction.atomic():
        held = _locked(review)
        handed = list(_handed(held, object).select_related("seat"))
        if not _all_in(held, object):
            raise NotPossible("Not everyone has handed in an appraisal of this yet, so nothing is to settle.")
        names = [d.seat.name for d in handed]
        seat = Seat.objects.filter(review=held, user_id=by.pk).first()
        settler = seat.name if seat else by.name
        rater = listed(names) + ("" if settler in names else f"; settled by {settler}")
        fields: Fields = {
            **blank(object, rater),
            "id": _kept_id(held, object),
            "effect": effect,
            "answers": {q: t.fields() for q, t in told.items() if t.answer},
            "decisions": {n: {"decided": o.decided, "reason": o.reason} for n, o in decided.items()},
        }
        fields, _ = tidied(fields)
        made = judged(fields)
        refuse_unfinished(made)
        put(held, AppraisalRow, made)
        changed = {"review": review, "object": object, "judgement": made.decided or made.proposed}
        record(
            by=by,
            action="reviews.keep_appraisal",
            object_kind="appraisal",
            object_id=made.id,
            changed=changed,
        )
    return made


def _kept_id(review: Review, object: str) -> str:
    """The name of the one appraisal of this result that is kept, so that it is replaced; else a new one."""
    kept = AppraisalRow.objects.filter(review=review, object=object, instrument=INSTRUMENT)
    names = list(kept.values_list("key", flat=True)[:2])
    return str(names[0]) if len(names) == 1 else appraisal_id(object)


def _locked(review: str) -> Review:
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def _seated(by: User, review: str) -> tuple[Review, Seat]:
    require(by, "reviews.appraise", review=review)
    held = _locked(review)
    return held, seat_of(by, held)


def _check_object(review: Review, object: str) -> None:
    if len(object) > MAX_NAME:
        raise NotPossible(
            f"This result’s name has more than {MAX_NAME} characters. Give it a shorter one first."
        )
    if not ResultRow.objects.filter(review=review, key=object).exists():
        raise NotPossible("There is no such result in this review: its extraction may have been changed.")


def _draft(review: Review, seat: Seat, object: str) -> AppraisalDraft | None:
    found = AppraisalDraft.objects.select_for_update()
    return found.filter(review=review, object=object, instrument=INSTRUMENT, seat=seat).first()


def _begun(review: Review, seat: Seat, object: str) -> AppraisalDraft:
    draft = _draft(review, seat, object)
    if draft is None:
        raise NotPossible("Choose the effect of interest first.")
    if draft.handed_in_at is not None:
        raise NotPossible("You have handed this in, so it cannot be changed.")
    return draft


def _handed(review: Review, object: str) -> Any:
    return AppraisalDraft.objects.filter(
        review=review, object=object, instrument=INSTRUMENT, handed_in_at__isnull=False
    ).order_by("pk")


def _all_in(review: Review, object: str) -> bool:
    handed = list(_handed(review, object).defer("document"))
    return len(handed) >= needed_for(handed, ways_of(review).appraisers_needed)


def _fields(draft: AppraisalDraft | None, review: Review, seat: Seat, object: str) -> Fields:
    if draft is None:
        return blank(object, seat.name)
    if draft.handed_in_at is not None:
        raise NotPossible("You have handed this in, so it cannot be changed.")
    return appraisal_fields(Appraisal.from_json(draft.document))


def _save(review: Review, seat: Seat, object: str, fields: Fields, by: User) -> Saved:
    fields, gone = tidied(fields)
    made = judged(fields)
    draft, _ = AppraisalDraft.objects.update_or_create(
        review=review,
        object=object,
        instrument=INSTRUMENT,
        seat=seat,
        defaults={"document": made.to_json(), "changed_at": timezone.now()},
    )
    _record(by, "reviews.appraise", review, draft)
    return Saved(made, gone)


def _record(by: User, action: str, review: Review, draft: AppraisalDraft) -> None:
    """The event names the object, never the answers: the record of who did what is read by others."""
    seal = salted_hmac(
        "whatworks_site.reviews.appraisal", digest(draft.document), algorithm="sha256"
    ).hexdigest()
    record(
        by=by,
        action=action,
        object_kind="appraisal",
        object_id=str(draft.pk),
        changed={"review": review.key, "object": draft.object, "seal": seal},
    )
