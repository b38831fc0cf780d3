"""Publishing: proposed by one editor, decided by another, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from whatworks.terms import Snapshot, digest
from whatworks_site.audit.actions import record
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..holding import refuse_held
from ..living import plan_changes, propose_changes, waiting_changes
from ..living_models import RatingChange
from ..living_states import DECIDED
from ..models import Kind, Publication, Review, State
from ..queries import Drafts
from ..signals import content_changed
from ..states import NotPossible, after
from .assessing import current_assessment

MAX_REASON = 2_000


@dataclass(frozen=True)
class Proposed:
    """What came of proposing several pages: the versions made, and by name why the others were not."""

    made: tuple[Publication, ...]
    refused: dict[str, str]


def propose(*, by: User, review: str, intervention: str, reason: str) -> Publication:
    """Put an intervention's page, as it stands now, before a second editor.

    Refused while something of the review is open that holds its pages back: see `holding`.
    """
    return _only(_propose(by, review, Kind.INTERVENTION, [intervention], reason))


def propose_many(*, by: User, review: str, interventions: Sequence[str], reason: str) -> Proposed:
    """Put several pages before a second editor, each its own version; one refused does not stop the rest."""
    return _propose(by, review, Kind.INTERVENTION, interventions, reason)


def propose_review(*, by: User, review: str, reason: str) -> Publication:
    """Put a review's own page before a second editor."""
    return _only(_propose(by, review, Kind.REVIEW, [review], reason))


def _only(proposed: Proposed) -> Publication:
    for why in proposed.refused.values():
        raise NotPossible(why)
    return proposed.made[0]


def _propose(by: User, review: str, kind: Kind, keys: Sequence[str], reason: str) -> Proposed:
    require(by, "propose", review=review)
    said = _reason(reason)
    made, refused = [], {}
    with transaction.atomic():
        found = Review.objects.select_for_update().get(key=review)
        if current_assessment(found) is None:
            raise NotPossible(
                "The records changed since the ratings were computed. Have them computed again, look at what "
                "they say, and propose then."
            )
        refuse_held(found)
        drafts = Drafts(review)
        for key in dict.fromkeys(keys):
            try:
                with transaction.atomic():
                    made.append(_propose_one(by, found, kind, key, reason=said, drafts=drafts))
            except NotPossible as why:
                refused[key] = str(why)
    return Proposed(tuple(made), refused)


def _propose_one(
    by: User, review: Review, kind: Kind, key: str, *, reason: str, drafts: Drafts
) -> Publication:
    try:
        shown = drafts.of(key if kind == Kind.INTERVENTION else None)
    except KeyError:
        raise NotPossible(f"The review has no intervention called {key}.") from None
    document = shown.to_json()
    stamp = digest(document, 64)
    others = Publication.objects.filter(kind=kind, key=key)
    _refuse_taken(others, review)
    if others.filter(state=State.PUBLISHED, digest=stamp).exists():
        raise NotPossible("Nothing has changed since the published version: there is nothing to propose.")
    if kind == Kind.INTERVENTION:
        _refuse_undecided(review, key)
    if others.filter(state=State.PROPOSED).exists():
        raise NotPossible(
            "A version of this page waits for a second editor already. Decide on it, or take it back, first."
        )
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                kind=kind,
                key=key,
                title=_title(shown),
                review=review,
                state=State.PROPOSED,
                document=document,
                digest=stamp,
                proposed_by=by,
                proposed_at=timezone.now(),
                reason=reason,
            )
    except IntegrityError:
        raise NotPossible("A colleague proposed this page at the same moment. Load it again.") from None
    _record(by, "propose", made, reason=reason)
    return made


def _refuse_taken(others: QuerySet[Publication], review: Review) -> None:
    other = others.filter(state__in=(State.PUBLISHED, State.PROPOSED)).exclude(review=review).first()
    if other is not None:
        raise NotPossible(
            f"A page of this name belongs to the review “{other.review.title}”. Withdraw it there first, or "
            "give the intervention another name here."
        )


def _refuse_undecided(review: Review, key: str) -> None:
    count = waiting_changes(review=review.key, intervention=key).count()
    if count:
        wait = "A change of its rating waits" if count == 1 else f"{count} changes of its ratings wait"
        raise NotPossible(f"{wait} for an editor. Decide on that first, under “Changes of ratings”.")


def _title(shown: Snapshot) -> str:
    return shown.records.interventions[0].name if shown.intervention else shown.records.review.title


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise NotPossible(
            "Say why, in a sentence a reader would understand. It is shown in the page's history."
        )
    if len(said) > MAX_REASON:
        raise NotPossible(f"The reason has {len(said):,} characters; {MAX_REASON:,} is the most.")
    return said


def _locked(pk: int) -> Publication:
    # The review's row is the lock that every decision on its pages takes, in one order.
    review = Publication.objects.values_list("review_id", flat=True).get(pk=pk)
    Review.objects.select_for_update().get(pk=review)
    return Publication.objects.get(pk=pk)


def approve(*, by: User, publication: int, reason: str) -> Publication:
    """Publish what another editor proposed. What was published before stays on record as replaced."""
    said = _reason(reason)
    with transaction.atomic():
        found = _locked(publication)
        require(by, "decide", review=found.review.key)
        found.state = after("approve", found.state)
        _refuse_own(by, found, "publish what you proposed yourself")
        refuse_held(found.review)
        others = Publication.objects.filter(kind=found.kind, key=found.key)
        before = others.filter(state=State.PUBLISHED).first()
        if before is not None:
            before.state = after("replace", before.state)
            before.save(update_fields=["state"])
        found.version = (others.aggregate(last=Max("version"))["last"] or 0) + 1
        found.decided_by, found.decided_at, found.decision_reason = by, timezone.now(), said
        found.save()
        _settle_ratings(found)
        _record(by, "publish", found, reason=said)
        content_changed.send(sender=Publication, kind=found.kind, key=found.key)
    return found


def _settle_ratings(found: Publication) -> None:
    """What editors decided of its ratings is public now: what is computed is compared with it."""
    if found.kind != Kind.INTERVENTION:
        return
    decided = RatingChange.objects.filter(
        review=found.review, intervention=found.key, state__in=DECIDED, published_in=None
    )
    decided.filter(decided_at__lte=found.proposed_at).update(published_in=found)
    current = current_assessment(found.review)
    if current is not None:
        propose_changes(plan_changes(current, found.key))


def decline(*, by: User, publication: int, reason: str) -> Publication:
    """Send back what another editor proposed, and say why."""
    said = _reason(reason)
    with transaction.atomic():
        found = _locked(publication)
        require(by, "decide", review=found.review.key)
        found.state = after("decline", found.state)
        _refuse_own(by, found, "decide on what you proposed yourself; take it back instead")
        found.decided_by, found.decided_at, found.decision_reason = by, timezone.now(), said
        found.save()
        _record(by, "decline", found, reason=said)
    return found


def take_back(*, by: User, publication: int) -> Publication:
    """Take back what you proposed yourself, while nobody has decided."""
    with transaction.atomic():
        found = _locked(publication)
        require(by, "propose", review=found.review.key)
        if found.proposed_by_id != by.pk:
            raise NotPossible("Only its author can take a proposal back. You can send it back with a reason.")
        found.state = after("take_back", found.state)
        found.save(update_fields=["state"])
        _record(by, "take_back", found)
    return found


def withdraw(*, by: User, publication: int, reason: str) -> Publication:
    """Take a published page off the site. Its address then says that it was withdrawn, when and why."""
    said = _reason(reason)
    with transaction.atomic():
        found = _locked(publication)
        require(by, "withdraw", review=found.review.key)
        found.state = after("withdraw", found.state)
        _refuse_own(by, found, "withdraw a page that you wrote")
        found.withdrawn_by, found.withdrawn_at, found.withdrawal_reason = by, timezone.now(), said
        found.save()
        _record(by, "withdraw", found, reason=said)
        content_changed.send(sender=Publication, kind=found.kind, key=found.key)
    return found


def _refuse_own(by: User, found: Publication, what: str) -> None:
    if found.proposed_by_id == by.pk:
        raise NotPossible(f"You cannot {what}. Ask another editor.")


def _record(by: User, action: str, found: Publication, reason: str = "") -> None:
    record(
        by=by,
        action=action,
        object_kind=found.kind,
        object_id=found.key,
        changed={
            "publication": found.pk,
            "version": found.version,
            "state": found.state,
            "digest": found.digest,
        },
        reason=reason,
    )
