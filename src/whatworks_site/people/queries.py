"""Reading accounts and roles."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from whatworks_site.audit import queries as audit

from .models import Membership, User
from .roles import STAFF, Role

NOBODY = "The site"
"""What stands for a name where nobody did it: a command at the machine, or a job."""


def people(*, words: str = "") -> QuerySet[User]:
    """Accounts that are not erased, by name, with roles, and whether staff and whether a code is set up."""
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    staff = Membership.objects.filter(user=OuterRef("pk"), role__in=STAFF)
    found = User.objects.filter(erased_at=None).annotate(has_code=Exists(codes), is_staff=Exists(staff))
    if words.strip():
        found = found.filter(Q(name__icontains=words.strip()) | Q(email__icontains=words.strip()))
    return found.prefetch_related("memberships__organisation").order_by("name", "pk")


def person(number: int) -> User | None:
    """One account that is not erased."""
    return people().filter(pk=number).first()


def by_email(email: str) -> User | None:
    """The account with this address."""
    return people().filter(email=email.strip().lower()).first()


def roles_of(user: User) -> list[Membership]:
    """The roles a person holds, those for the whole site first."""
    order = list(Role.values)
    held = Membership.objects.filter(user_id=user.pk).select_related("organisation")
    return sorted(held, key=lambda one: (one.review != "", order.index(one.role), one.review))


def names_of(numbers: set[int | None]) -> dict[int | None, str]:
    """What people are called, by number: for showing who did something."""
    found: dict[int | None, str] = dict(
        User.objects.filter(pk__in=numbers - {None}).values_list("pk", "name")
    )
    return {number: found.get(number, NOBODY if number is None else f"Person {number}") for number in numbers}


def works_at_desk(user: Any) -> bool:
    """Whether this person is staff: holds any role but practitioner."""
    return Membership.objects.filter(user_id=user.pk, user__is_active=True, role__in=STAFF).exists()


def has_code(user: Any) -> bool:
    """Whether this person has one-time codes set up."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def kept_about(user: User) -> dict[str, Any]:
    """Everything that is kept about a person, as data they may take away."""
    done = audit.events(actor=user.pk).values("sequence", "at", "action", "object_kind", "object_id")
    return {
        "taken_at": timezone.now().isoformat(timespec="seconds"),
        "account": {
            "number": user.pk,
            "name": user.name,
            "email": user.email,
            "made_at": user.made_at.isoformat(timespec="seconds"),
            "last_sign_in": user.last_login.isoformat(timespec="seconds") if user.last_login else None,
            "has_one_time_codes": has_code(user),
        },
        "roles": [
            {
                "role": held.role,
                "review": held.review or None,
                "organisation": str(held.organisation) if held.organisation else None,
                "given_at": held.given_at.isoformat(timespec="seconds"),
            }
            for held in roles_of(user)
        ],
        "record_personal_values": list(audit.about_person(user.pk).values("sequence", "field", "value")),
        "record_what_you_did": [{**event, "at": event["at"].isoformat(timespec="seconds")} for event in done],
    }
