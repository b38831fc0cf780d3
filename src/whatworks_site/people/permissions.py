"""Who may do what: one matrix of actions and roles, to which every app adds its own rows.

Only people are asked here. What the site does by itself, in a command or a job, has no person: there actions
are called with `by=None` and ask nothing. Here `None` is a person who was not found, and may nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from .models import Membership
from .roles import Role

__all__ = ["Role", "Row", "matrix", "may", "may_anywhere", "register", "require", "reviews_where"]


@dataclass(frozen=True)
class Row:
    """One action, in words, and the roles that may do it."""

    action: str
    words: str
    roles: tuple[Role, ...]
    per_review: bool


_rows: dict[str, Row] = {}


def register(action: str, *roles: Role, words: str, per_review: bool = False) -> None:
    """Add an action to the matrix. `per_review`: a role held in one review is enough, in that review."""
    row = Row(action, words, tuple(role for role in Role if role in roles), per_review)
    if _rows.setdefault(action, row) != row:
        raise ValueError(f"The action {action!r} is registered twice, in two ways.")


def matrix() -> tuple[Row, ...]:
    """Every action and the roles that may do it, by action."""
    return tuple(_rows[action] for action in sorted(_rows))


def may(user: Any, action: str, *, review: str | None = None) -> bool:
    """Whether this person may do this. A role held in one review counts only where `review` names it."""
    row = _row(action)
    places = {"", review or ""} if row.per_review else {""}
    return _held(user, row).filter(review__in=places).exists()


def may_anywhere(user: Any, action: str) -> bool:
    """Whether this person may do this in at least one review: for what stands above single reviews."""
    return reviews_where(user, action) != frozenset()


def reviews_where(user: Any, action: str) -> frozenset[str] | None:
    """The reviews in which this person may do this; None is every review."""
    row = _row(action)
    places = frozenset(_held(user, row).values_list("review", flat=True))
    if "" in places:
        return None
    return places if row.per_review else frozenset()


def require(user: Any, action: str, *, review: str | None = None) -> None:
    """Refuse, with a sentence that says who may, unless this person may do this."""
    if may(user, action, review=review):
        return
    row = _row(action)
    roles = [role.label.lower() for role in row.roles]
    who = " or ".join([", ".join(roles[:-1]), roles[-1]] if len(roles) > 1 else roles)
    where = " of this review" if row.per_review and review else ""
    raise PermissionDenied(
        f"You may not do this: {row.words[:1].lower()}{row.words[1:]}. "
        f"It takes the role of {who}{where}. Ask an administrator for it."
    )


def _held(user: Any, row: Row) -> Any:
    """The roles this person holds now, asked of the database so that what was taken away is gone at once."""
    if getattr(user, "pk", None) is None:
        return Membership.objects.none()
    return Membership.objects.filter(user_id=user.pk, user__is_active=True, role__in=row.roles)


def _row(action: str) -> Row:
    try:
        return _rows[action]
    except KeyError:
        raise LookupError(f"No app has registered the action {action!r}.") from None


register("people.see", Role.ADMINISTRATOR, words="See who has an account")
register("people.add", Role.ADMINISTRATOR, words="Add an account")
register("people.roles", Role.ADMINISTRATOR, words="Give and take roles")
register("people.deactivate", Role.ADMINISTRATOR, words="Close an account or open it again")
register(
    "people.reset", Role.ADMINISTRATOR, words="Give a temporary password and take the one-time codes away"
)
register("people.erase", Role.ADMINISTRATOR, words="Erase a person")
register("audit.see", Role.ADMINISTRATOR, words="Read the record of who did what")
