"""What is done once all have handed in: settled answer by answer, kept, taken back; or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.appraise import Instrument, Override
from whatworks.terms import Appraisal
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import AppraisalRow, Review
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import AppraisalDraft, Seat, SettledAppraisal
from ..queries.appraising_instruments import instrument_of
from ..queries.appraising_sheet import INSTRUMENT, Told, listed
from ..queries.appraising_state import all_in, handed, live
from .appraising import locked
from .appraising_fields import Fields, appraisal_id, blank, judged, refuse_unfinished, tidied

MAX_REASON = 2_000


def settle_appraisal(
    *,
    by: User,
    review: str,
    object: str,
    effect: str,
    told: Mapping[str, Told],
    decided: Mapping[str, Override],
    instrument: str = INSTRUMENT,
) -> Appraisal:
    """Settle an appraisal answer by answer, and keep it. It may be settled again; the last one counts."""
    require(by, "reviews.reconcile", review=review)
    with transaction.atomic():
        held = locked(review)
        drafts = list(handed(held, object, instrument).select_related("seat"))
        if not drafts or not all_in(held, object, instrument):
            raise NotPossible("Not everyone has handed in an appraisal of this yet, so nothing is to settle.")
        known = instrument_of(held, instrument, drafts[0].version)
        if known is None:
            raise NotPossible("The instrument is no longer here in the version that was used.")
        made = _made(held, drafts, known, by, effect, told, decided)
        _keep(held, made, by)
        live(held, object, instrument).filter(handed_in_at__isnull=False).update(settled_at=timezone.now())
        changed = {
            "review": review,
            "object": object,
            "instrument": instrument,
            "judgement": made.decided or made.proposed,
        }
        _record(by, "reviews.keep_appraisal", made.id, changed)
    return made


def undo_settling(*, by: User, review: str, object: str, instrument: str = INSTRUMENT) -> None:
    """Take the last settling back: what stood before stands again, and what was handed in is open."""
    require(by, "reviews.reconcile", review=review)
    with transaction.atomic():
        held = locked(review)
        last = SettledAppraisal.objects.filter(
            review=held, object=object, instrument=instrument, undone_at=None
        ).first()
        if last is None:
            raise NotPossible("Nothing was settled here that could be taken back.")
        before = Appraisal.from_json(last.before) if last.before else None
        if before is None:
            drop(held, AppraisalRow, str(last.document["id"]))
        else:
            put(held, AppraisalRow, before)
        last.undone_at, last.undone_by = timezone.now(), by
        last.save(update_fields=["undone_at", "undone_by"])
        more = SettledAppraisal.objects.filter(
            review=held, object=object, instrument=instrument, undone_at=None
        )
        if not more.exists():
            live(held, object, instrument).update(settled_at=None)
        changed = {"review": review, "object": object, "instrument": instrument}
        _record(by, "reviews.undo_appraisal", str(last.document["id"]), changed)


def set_aside(*, by: User, review: str, object: str, why: str, instrument: str = INSTRUMENT) -> int:
    """Set aside what was begun and not settled, unread: it counts for nothing, and can be begun anew."""
    require(by, "reviews.lead", review=review)
    said = why.strip()
    if not said:
        raise NotPossible("Say why it is set aside: those who had begun will ask.")
    if len(said) > MAX_REASON:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_REASON:,} is the most.")
    with transaction.atomic():
        held = locked(review)
        found = live(held, object, instrument)
        if found.filter(settled_at__isnull=False).exists():
            raise NotPossible("This is settled. Take the settling back first.")
        gone = found.update(aside_at=timezone.now(), aside_why=said)
        if not gone:
            raise NotPossible("Nothing is begun here that could be set aside.")
        changed = {"review": review, "object": object, "instrument": instrument, "drafts": gone}
        _record(by, "reviews.set_appraisal_aside", object, changed, said)
    return gone


def _made(  # noqa: PLR0917 - everything that a settled appraisal rests on
    review: Review,
    drafts: list[AppraisalDraft],
    instrument: Instrument,
    by: User,
    effect: str,
    told: Mapping[str, Told],
    decided: Mapping[str, Override],
) -> Appraisal:
    names = [d.seat.name for d in drafts]
    seat = Seat.objects.filter(review=review, user_id=by.pk).first()
    settler = seat.name if seat else by.name
    rater = listed(names) + ("" if settler in names else f"; settled by {settler}")
    object_, first = drafts[0].object, Appraisal.from_json(drafts[0].document)
    fields: Fields = {
        **blank(object_, rater, instrument),
        "id": _kept_id(review, object_, instrument.id),
        "answers": {q: t.fields() for q, t in told.items() if t.answer},
        "decisions": {n: {"decided": o.decided, "reason": o.reason} for n, o in decided.items()},
    }
    if instrument.effects:
        fields["effect"] = effect
    if first.critical:
        fields["critical"] = {"questions": list(first.critical), "reason": first.critical_reason or ""}
    fields, _ = tidied(fields, instrument)
    made = judged(fields, instrument)
    refuse_unfinished(made, instrument)
    return made


def _keep(review: Review, made: Appraisal, by: User) -> None:
    row = AppraisalRow.objects.filter(review=review, key=made.id).first()
    before = row.to_record().to_json() if row else None
    put(review, AppraisalRow, made)
    SettledAppraisal.objects.create(
        review=review,
        object=made.object,
        instrument=made.instrument,
        document=made.to_json(),
        before=before,
        by=by,
        at=timezone.now(),
    )


def _kept_id(review: Review, object_: str, instrument: str) -> str:
    """The name of the one appraisal of this that is kept, so that it is replaced; else a new one."""
    kept = AppraisalRow.objects.filter(review=review, object=object_, instrument=instrument)
    names = list(kept.values_list("key", flat=True)[:2])
    return str(names[0]) if len(names) == 1 else appraisal_id(object_, instrument)


def _record(by: User, action: str, name: str, changed: dict[str, Any], reason: str = "") -> None:
    record(by=by, action=action, object_kind="appraisal", object_id=name, changed=changed, reason=reason)
