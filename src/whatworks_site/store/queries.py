"""Reading the store: what is published, as lists and pages show it."""

from __future__ import annotations

from functools import lru_cache

from .models import ContentVersion, InterventionEntry, OutcomeEntry, ReviewEntry, SetEntry, StudyEntry


def content_token() -> str:
    """What tells one edition of the content from another; empty before anything is published."""
    found = ContentVersion.objects.filter(pk=1).values_list("token", flat=True).first()
    return found or ""


def edition() -> ContentVersion | None:
    """Which edition of the content this is, and since when; None before anything is published."""
    return ContentVersion.objects.filter(pk=1).first()


def interventions() -> tuple[InterventionEntry, ...]:
    """Every published intervention, by name. Read once for each edition."""
    return _interventions(content_token())


@lru_cache(maxsize=2)
def _interventions(token: str) -> tuple[InterventionEntry, ...]:
    return tuple(InterventionEntry.objects.order_by("name", "key"))


def intervention(key: str) -> InterventionEntry | None:
    """A published intervention's entry."""
    return next((entry for entry in interventions() if entry.key == key), None)


def studies() -> tuple[StudyEntry, ...]:
    """Every published study, the newest first, those without a year last. Read once for each edition."""
    return _studies(content_token())


@lru_cache(maxsize=2)
def _studies(token: str) -> tuple[StudyEntry, ...]:
    found = StudyEntry.objects.select_related("intervention")
    return tuple(sorted(found, key=lambda s: (-(s.year or 0), s.name, s.key)))


def sets() -> tuple[SetEntry, ...]:
    """Every published evidence set, by intervention, the leading one first. Read once for each edition."""
    return _sets(content_token())


@lru_cache(maxsize=2)
def _sets(token: str) -> tuple[SetEntry, ...]:
    found = SetEntry.objects.select_related("intervention")
    return tuple(found.order_by("intervention__name", "intervention__key", "place"))


def outcomes() -> tuple[OutcomeEntry, ...]:
    """Every outcome on which something is published, by heading and name."""
    return tuple(OutcomeEntry.objects.order_by("domain", "name", "key"))


def reviews() -> tuple[ReviewEntry, ...]:
    """Every published review, by title."""
    return tuple(ReviewEntry.objects.order_by("title", "key"))
