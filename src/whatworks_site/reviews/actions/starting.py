"""A review started on the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from whatworks import terms
from whatworks.review import FolderError
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.states import NotPossible
from whatworks_site.evidence.storable import refuse_unstorable
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require
from whatworks_site.people.roles import Role

from .team import new_seat, sit
from .team_parts import name_screeners

RESERVED = frozenset({"start-review", "import", "imports", "new", "none", "untitled"})
"""Names that would read in an address as something else."""
LONGEST = 60
AGAIN = dt.timedelta(minutes=1)
"""Within which the same form is the same review."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a review asks, in a person's words and in parts."""

    question: str
    title: str
    field: str
    population: str = ""
    intervention: str = ""
    comparison: str = ""
    outcomes: str = ""


def start_review(
    *, by: User, asked: Question, name: str, parts: Iterable[Role] = (), others: Iterable[str] = ()
) -> Review:
    """A new review, led by whoever starts it, who sits under the name `name`; `others`: further seats."""
    require(by, "reviews.start")
    with transaction.atomic():
        # Somebody's own row is what a form sent twice at once waits for.
        User.objects.select_for_update().get(pk=by.pk)
        if (same := _just_started(by, asked)) is not None:
            return same
        held = _make(by, asked)
        sit(by, held, new_seat(by, held, name), by, (Role.LEAD, *parts))
        for other in others:
            new_seat(by, held, other)
        name_screeners(held)
        record(by=by, action="reviews.start", object_kind="review", object_id=held.key)
    return held


def _just_started(by: User, asked: Question) -> Review | None:
    """The same review, started by this person a moment ago: the form was sent twice."""
    lately = timezone.now() - AGAIN
    mine = Review.objects.filter(imported_by=by, title=asked.title.strip(), imported_at__gte=lately)
    said = parts_of(asked)
    return next((r for r in mine if all(r.document.get(n) == v for n, v in said.items())), None)


def _make(by: User, asked: Question) -> Review:
    described = terms.Review(
        id=key_for(asked.title),
        date=timezone.localdate().isoformat(),
        version="0.1",
        **parts_of(asked),
    )
    check_storable(described)
    return Review.objects.create(
        key=described.id,
        title=described.title,
        document=described.to_json(),
        imported_at=timezone.now(),
        imported_by=by,
    )


def parts_of(asked: Question) -> dict[str, str | None]:
    """The question as the review's record has it: what was left empty is unknown."""
    given = {name: getattr(asked, name).strip() for name in Question.__dataclass_fields__}
    needed = ("question", "title", "field")
    if lacking := [name for name in needed if not given[name]]:
        raise NotPossible(f"Give the {' and the '.join(lacking)} of the review.")
    return {name: value or (value if name in needed else None) for name, value in given.items()}


def check_storable(described: terms.Review) -> None:
    """Raise NotPossible where a site cannot keep what is written."""
    try:
        refuse_unstorable(terms.ReviewRecords(review=described))
    except FolderError as why:
        raise NotPossible(" ".join(problem.rule for problem in why.problems)) from None


def key_for(title: str) -> str:
    """A name for a review from its title, for its address, that no other review has."""
    base = terms.slug(title)[:LONGEST].strip("-") or "review"
    base = f"review-{base}" if base in RESERVED else base
    taken = {
        key.lower() for key in Review.objects.filter(key__istartswith=base).values_list("key", flat=True)
    }
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
