"""Seats: added, taken, freed; and the parts that go with them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import DecisionRow, Openness, Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require
from whatworks_site.people.queries import by_email
from whatworks_site.people.roles import Role

from ..models import AppraisalDraft, Extraction, Seat
from .team_parts import give_part, locked, name_screeners, set_parts_of

LONGEST = 60


def add_seat(*, by: User, review: str, name: str, email: str = "", parts: Iterable[Role] = ()) -> Seat:
    """A place in the team under a name of its own, with the person who sits there, if one does yet."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        seat = new_seat(by, held, name)
        if email.strip():
            sit(by, held, seat, account(email), parts)
        name_screeners(held)
    return seat


def seat_person(*, by: User, review: str, seat: int, email: str, parts: Iterable[Role] = ()) -> None:
    """Let somebody with an account sit where nobody does."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        sit(by, held, seat_there(held, seat), account(email), parts)
        name_screeners(held)


def set_parts(*, by: User, review: str, seat: int, parts: Iterable[Role]) -> None:
    """Make a person's parts in this review exactly these. Raises NotPossible for the last lead."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        place = seat_there(held, seat)
        if place.user is None:
            raise NotPossible("Nobody sits here, so there is nobody to have a part. Say who sits here first.")
        set_parts_of(by=by, user=place.user, parts=parts, review=held)
        name_screeners(held)


def free_seat(*, by: User, review: str, seat: int) -> None:
    """Let a person leave their seat and its parts. What they decided stays, under the seat's name."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        place = seat_there(held, seat)
        if place.user is None:
            raise NotPossible("Nobody sits here any more.")
        leaving = place.user
        set_parts_of(by=by, user=leaving, parts=(), review=held)
        place.user, place.last_user = None, leaving
        place.save(update_fields=["user", "last_user"])
        _record(by, "reviews.free-seat", held, place, about=leaving)
        name_screeners(held)


def remove_seat(*, by: User, review: str, seat: int) -> None:
    """Take an empty seat out of the team, if nothing was ever done under its name."""
    require(by, "reviews.lead", review=review)
    with transaction.atomic():
        held = locked(review)
        place = seat_there(held, seat)
        if place.user is not None:
            raise NotPossible("Somebody sits here. Free the seat first.")
        if is_used(place):
            raise NotPossible("Something was decided or written under this name, so the seat stays.")
        _record(by, "reviews.remove-seat", held, place)
        place.delete()
        name_screeners(held)


def appoint_lead(*, by: User, review: str, email: str, name: str) -> None:
    """Make somebody lead of a review, under a seat of their own if they have none. For editors."""
    require(by, "reviews.appoint")
    with transaction.atomic():
        held = locked(review)
        user = account(email)
        if not Seat.objects.filter(review=held, user=user).exists():
            wanted = cleaned(name)
            seat = Seat.objects.filter(review=held, name__iexact=wanted, user=None).first()
            sit(by, held, seat or new_seat(by, held, wanted), user, (Role.LEAD,))
        give_part(by=by, user=user, role=Role.LEAD, review=held)
        name_screeners(held)


def new_seat(by: User, review: Review, name: str) -> Seat:
    """A seat under a name that nobody else's decisions carry, whatever its case."""
    wanted = cleaned(name)
    if Seat.objects.filter(review=review, name__iexact=wanted).exists():
        raise NotPossible(f"There is a seat called {wanted} in this review already. Choose another name.")
    seat = Seat.objects.create(review=review, name=wanted)
    _record(by, "reviews.add-seat", review, seat)
    return seat


def sit(by: User, review: Review, seat: Seat, user: User, parts: Iterable[Role]) -> None:
    """Put a person on an empty seat, with these parts."""
    if seat.user_id is not None:
        raise NotPossible(f"Somebody sits under the name {seat.name}. Free that seat first.")
    other = Seat.objects.filter(review=review, user=user).first()
    if other is not None:
        raise NotPossible(f"This person has a seat in this review already, under the name {other.name}.")
    if is_blind(seat) and seat.last_user_id != user.pk:
        raise NotPossible(
            f"Not all that was decided under the name {seat.name} may be seen yet, so only the person who "
            "decided it may sit here again. Add a seat of another name instead."
        )
    seat.user = user
    seat.save(update_fields=["user"])
    _record(by, "reviews.take-seat", review, seat, about=user)
    for role in parts:
        give_part(by=by, user=user, role=role, review=review)


def account(email: str) -> User:
    """The account of this address. Raises NotPossible, with whom to ask, where there is none to use."""
    found = by_email(email)
    if found is None or not found.is_active:
        raise NotPossible(
            f"Nobody has an open account with the address {email.strip()}. Ask an administrator to add one; "
            "then come back."
        )
    return found


def cleaned(name: str) -> str:
    """A name that decisions may carry."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable() or not wanted[0].isalnum():
        raise NotPossible(
            f"Give a name of 1 to {LONGEST} characters that begins with a letter or a digit, like Sam or R1."
        )
    return wanted


def seat_there(review: Review, seat: int) -> Seat:
    """A seat of this review."""
    found = Seat.objects.select_related("user").filter(review=review, pk=seat).first()
    if found is None:
        raise NotPossible("There is no such seat in this review any more.")
    return found


def is_blind(seat: Seat) -> bool:
    """Whether something was done under this name that its owner alone may see."""
    blind = DecisionRow.objects.filter(review_id=seat.review_id, by=seat.name, openness=Openness.BLIND)
    return blind.exists() or _has_drafts(seat)


def is_used(seat: Seat) -> bool:
    """Whether anything was ever done under this name."""
    return DecisionRow.objects.filter(review_id=seat.review_id, by=seat.name).exists() or _has_drafts(seat)


def _has_drafts(seat: Seat) -> bool:
    return any(table.objects.filter(seat=seat).exists() for table in (Extraction, AppraisalDraft))


def _record(by: User, action: str, review: Review, seat: Seat, *, about: User | None = None) -> None:
    record(
        by=by,
        action=action,
        object_kind="seat",
        object_id=str(seat.pk),
        changed={"review": review.key, **({"person": about.pk} if about else {})},
        personal={"name": seat.name},
        about=about.pk if about else None,
    )
