"""Asking to join a team, and the lead's answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require
from whatworks_site.people.roles import Role

from ..models import JoinRequest, Seat
from .team import cleaned, new_seat, sit
from .team_parts import locked, name_screeners


def ask_to_join(*, by: User, review: str, name: str, why: str) -> JoinRequest:
    """Ask a review's lead for a seat."""
    require(by, "reviews.see", review=review)
    with transaction.atomic():
        held = locked(review)
        if Seat.objects.filter(review=held, user=by).exists():
            raise NotPossible("You have a seat in this review already.")
        if JoinRequest.objects.filter(review=held, user=by, answered_at=None).exists():
            raise NotPossible("You have asked already. The lead has yet to answer.")
        asked = JoinRequest.objects.create(
            review=held, user=by, name=cleaned(name), why=why.strip(), at=timezone.now()
        )
        _record(by, "reviews.ask-to-join", held, asked)
    return asked


def accept(*, by: User, review: str, request: int, name: str, parts: Iterable[Role]) -> None:
    """Give the person a seat of this name with these parts."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        asked = _waiting(held, request)
        chosen = list(parts)
        if not chosen:
            raise NotPossible("Choose at least one part for them, or decline.")
        sit(by, held, new_seat(by, held, name), asked.user, chosen)
        _answer(by, held, asked, is_accepted=True)
        name_screeners(held)


def decline(*, by: User, review: str, request: int) -> None:
    """Say no. The person may ask again."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        _answer(by, held, _waiting(held, request), is_accepted=False)


def _waiting(review: Review, request: int) -> JoinRequest:
    found = (
        JoinRequest.objects.select_related("user")
        .filter(review=review, pk=request, answered_at=None, user__is_active=True)
        .first()
    )
    if found is None:
        raise NotPossible("This request is no longer waiting: somebody may have answered it a moment ago.")
    return found


def _answer(by: User, review: Review, asked: JoinRequest, *, is_accepted: bool) -> None:
    asked.answered_at, asked.answered_by, asked.is_accepted = timezone.now(), by, is_accepted
    asked.why = ""  # It has served: what people say of themselves is kept no longer than it is of use.
    asked.save(update_fields=["answered_at", "answered_by", "is_accepted", "why"])
    _record(by, "reviews.accept-join" if is_accepted else "reviews.decline-join", review, asked)


def _record(by: User, action: str, review: Review, asked: JoinRequest) -> None:
    record(
        by=by,
        action=action,
        object_kind="join-request",
        object_id=str(asked.pk),
        changed={"review": review.key, "person": asked.user_id},
    )
