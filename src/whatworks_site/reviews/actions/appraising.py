"""Appraising: each person's answers, blind until all have handed in; `appraising_settling` goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from whatworks.appraise import Critical, Instrument, Override, appraisal_fields
from whatworks.terms import Appraisal, digest
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..models import AppraisalDraft, Seat
from ..queries.appraisals_objects import exists
from ..queries.appraising_instruments import Tool, instrument_of, tool_of
from ..queries.appraising_sheet import INSTRUMENT, OVERALL, Told, domain_of
from ..queries.appraising_state import all_in, live
from ..seats import seat_of, ways_of
from .appraising_fields import Fields, blank, decide, drop_variants, judged, refuse_unfinished, tidied
from .appraising_instruments import keep_text

MAX_NAME = 200


@dataclass(frozen=True)
class Saved:
    """What came of saving: the appraisal as it stands, and answers taken out as no longer asked."""

    appraisal: Appraisal
    taken_out: tuple[str, ...]


@dataclass(frozen=True)
class _Desk:
    """One person before one object with one instrument."""

    by: User
    review: Review
    seat: Seat
    object: str
    instrument: str

    def draft(self) -> AppraisalDraft | None:
        """This person's own draft."""
        return live(self.review, self.object, self.instrument).filter(seat=self.seat).first()


def begin_appraisal(
    *, by: User, review: str, object: str, effect: str = "", instrument: str = INSTRUMENT
) -> Saved:
    """Start appraising, or choose another effect of interest; answers that still fit stay."""
    with transaction.atomic():
        desk = _seated(by, review, object, instrument)
        draft = desk.draft()
        tool = _tool(desk) if draft is None else None
        known, critical = _version(desk, tool)
        if tool is not None:
            _check_object(desk, known)
        if known.effects and effect not in known.effects:
            raise NotPossible("Choose the effect of interest first.")
        fields = _open(draft) if draft else blank(object, desk.seat.name, known, critical)
        if fields.get("effect") not in (None, effect):
            drop_variants(fields, str(fields["effect"]), known)
        if known.effects:
            fields["effect"] = effect
        return _save(desk, fields, known)


def save_domain(
    *,
    by: User,
    review: str,
    object: str,
    domain: str,
    told: Mapping[str, Told],
    decided: Override | None,
    instrument: str = INSTRUMENT,
) -> Saved:
    """Keep the answers to one domain, and what a person decides of it."""
    return save_domains(
        by=by,
        review=review,
        object=object,
        domains=(domain,),
        told=told,
        decided={domain: decided},
        instrument=instrument,
    )


def save_domains(
    *,
    by: User,
    review: str,
    object: str,
    domains: Sequence[str],
    told: Mapping[str, Told],
    decided: Mapping[str, Override | None],
    instrument: str = INSTRUMENT,
) -> Saved:
    """Keep the answers to some domains. Those to questions that are no longer asked are taken out."""
    with transaction.atomic():
        desk = _seated(by, review, object, instrument)
        draft = _begun(desk)
        known, fields = _instrument(desk, draft), _open(draft)
        for name in domains:
            found = domain_of(known, fields.get("effect"), name)
            if found is None:
                raise NotPossible("This instrument has no such domain.")
            own = found.sheet.questions
            given = {q: t.fields() for q, t in told.items() if q in own and t.answer}
            others = {q: a for q, a in fields["answers"].items() if q not in own}
            fields["answers"] = {**others, **given}
            if name in decided:
                decide(fields, name, decided[name])
        return _save(desk, fields, known)


def decide_overall(
    *, by: User, review: str, object: str, decided: Override | None, instrument: str = INSTRUMENT
) -> Saved:
    """Decide the whole otherwise than the rule proposes, with a reason; None lets the rule stand."""
    with transaction.atomic():
        desk = _seated(by, review, object, instrument)
        draft = _begun(desk)
        fields = _open(draft)
        decide(fields, OVERALL, decided)
        return _save(desk, fields, _instrument(desk, draft))


def hand_in(*, by: User, review: str, object: str, instrument: str = INSTRUMENT) -> AppraisalDraft:
    """Hand an appraisal in. When as many as the team needs have, they can see each other's."""
    with transaction.atomic():
        desk = _seated(by, review, object, instrument)
        draft = _begun(desk)
        if all_in(desk.review, object, instrument):
            raise NotPossible("As many as were needed have appraised this already. Yours is not needed.")
        refuse_unfinished(Appraisal.from_json(draft.document), _instrument(desk, draft))
        draft.handed_in_at, draft.needed = timezone.now(), ways_of(desk.review).appraisers_needed
        draft.save(update_fields=["handed_in_at", "needed"])
        _record(desk, "reviews.hand_in_appraisal", draft)
    return draft


def take_back_appraisal(
    *, by: User, review: str, object: str, instrument: str = INSTRUMENT
) -> AppraisalDraft:
    """Take back what you handed in, while nobody can have seen it."""
    with transaction.atomic():
        desk = _seated(by, review, object, instrument)
        draft = desk.draft()
        if draft is None or draft.handed_in_at is None:
            raise NotPossible("You have not handed this appraisal in.")
        if all_in(desk.review, object, instrument):
            raise NotPossible("Everyone has handed in, so it can be seen by all. Settle it instead.")
        draft.handed_in_at = None
        draft.save(update_fields=["handed_in_at"])
        _record(desk, "reviews.take_back_appraisal", draft)
    return draft


def locked(review: str) -> Review:
    """The review's row, locked for this transaction."""
    found = Review.objects.select_for_update().filter(key=review).first()
    if found is None:
        raise NotPossible("There is no review of that name.")
    return found


def _seated(by: User, review: str, object: str, instrument: str) -> _Desk:
    require(by, "reviews.appraise", review=review)
    held = locked(review)
    return _Desk(by, held, seat_of(by, held), object, instrument)


def _tool(desk: _Desk) -> Tool:
    tool = tool_of(desk.review, desk.instrument)
    if tool is None:
        raise NotPossible("This review has no instrument of that name.")
    return tool


def _version(desk: _Desk, tool: Tool | None) -> tuple[Instrument, Critical | None]:
    """The instrument as colleagues have begun with it, else as the team uses it now; and what is critical."""
    first = live(desk.review, desk.object, desk.instrument).order_by("pk").first()
    if first is None:
        assert tool is not None  # noqa: S101 - who has no draft and no colleague begins with the tool
        keep_text(desk.review, tool.instrument)
        return tool.instrument, tool.critical
    made = Appraisal.from_json(first.document)
    critical = Critical(made.critical, made.critical_reason) if made.critical else None
    return _instrument(desk, first), critical


def _instrument(desk: _Desk, draft: AppraisalDraft) -> Instrument:
    found = instrument_of(desk.review, draft.instrument, draft.version)
    if found is None:
        raise NotPossible(
            f"Version {draft.version} of this instrument is no longer here. Ask the review’s lead to add it "
            "again."
        )
    return found


def _check_object(desk: _Desk, instrument: Instrument) -> None:
    if len(desk.object) > MAX_NAME:
        raise NotPossible(f"Its name has more than {MAX_NAME} characters. Give it a shorter one first.")
    if not exists(desk.review, instrument.object, desk.object):
        raise NotPossible("There is no such thing in this review: its records may have been changed.")


def _begun(desk: _Desk) -> AppraisalDraft:
    draft = desk.draft()
    if draft is None:
        raise NotPossible("Begin the appraisal first.")
    if draft.handed_in_at is not None:
        raise NotPossible("You have handed this in, so it cannot be changed.")
    return draft


def _open(draft: AppraisalDraft) -> Fields:
    if draft.handed_in_at is not None:
        raise NotPossible("You have handed this in, so it cannot be changed.")
    return appraisal_fields(Appraisal.from_json(draft.document))


def _save(desk: _Desk, fields: Fields, instrument: Instrument) -> Saved:
    fields, gone = tidied(fields, instrument)
    made = judged(fields, instrument)
    draft, _ = AppraisalDraft.objects.update_or_create(
        review=desk.review,
        object=desk.object,
        instrument=desk.instrument,
        seat=desk.seat,
        aside_at=None,
        defaults={
            "document": made.to_json(),
            "version": instrument.version,
            "changed_at": timezone.now(),
        },
    )
    _record(desk, "reviews.appraise", draft)
    return Saved(made, gone)


def _record(desk: _Desk, action: str, draft: AppraisalDraft) -> None:
    """The event names the object, never the answers: the record of who did what is read by others."""
    seal = salted_hmac(
        "whatworks_site.reviews.appraisal", digest(draft.document), algorithm="sha256"
    ).hexdigest()
    changed = {
        "review": desk.review.key,
        "object": draft.object,
        "instrument": draft.instrument,
        "version": draft.version,
        "seal": seal,
    }
    record(by=desk.by, action=action, object_kind="appraisal", object_id=str(draft.pk), changed=changed)
