"""Published snapshots where pages find them: by the address of an intervention, a study, an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from whatworks.publish import Shelf, shelf_of
from whatworks.terms import Outcome, Snapshot
from whatworks_site.evidence import queries
from whatworks_site.evidence.models import Publication

from .links import part
from .pages.edition import Edition


@lru_cache(maxsize=64)
def _read(pk: int, digest: str) -> Shelf:
    found = queries.publication(pk)
    if found is None:
        raise LookupError(f"no version {pk} ({digest})")
    return shelf_of(queries.snapshot(found))


def shelf(publication: Publication) -> Shelf:
    """A version's records, indexed. A version never changes, so this is done once."""
    return _read(publication.pk, publication.digest)


def in_force(kind: str, address: str) -> Publication | None:
    """The published version of a page, by its name in an address."""
    found = queries.published(kind)
    return found.filter(key=address).first() or next((p for p in found if part(p.key) == address), None)


def withdrawn(kind: str, address: str) -> Publication | None:
    """The version that was withdrawn and not replaced, by its name in an address."""
    return queries.withdrawn_one(kind, address)


def study(address: str) -> tuple[Publication, str] | None:
    """The published version that tells of a study, and the study's id."""
    place = catalogue().studies.get(address)
    if place is None:
        return None
    found = queries.published("intervention").filter(pk=place[0]).first()
    return (found, place[1]) if found else None


def editions(kind: str, key: str, first: int | None = None) -> list[tuple[Edition, Snapshot]]:
    """The versions that the public has seen, the newest first, with what each shows."""
    versions = queries.history_of(kind, key).defer("document")[:first]
    return [(Edition.of(p), queries.snapshot(p)) for p in versions]


def rating_changes(key: str) -> dict[int, list[Any]]:
    """The changes of an intervention's ratings that the public has seen, by version."""
    return dict(queries.rating_changes_by_version(key))


def how_many(kind: str, key: str) -> int:
    """How many versions the public has seen."""
    return queries.history_of(kind, key).count()


@dataclass
class Catalogue:
    """What the published interventions hold, by the names in addresses."""

    shelves: list[Shelf] = field(default_factory=list)
    studies: dict[str, tuple[int, str]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    rated: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=2)
def _catalogue(versions: tuple[tuple[int, str], ...]) -> Catalogue:
    made = Catalogue()
    for pk, digest in versions:
        found = _read(pk, digest)
        made.shelves.append(found)
        for study in found.records.studies:
            made.studies.setdefault(part(study.id), (pk, study.id))
        for outcome in found.records.outcomes:
            made.outcomes.setdefault(part(outcome.id), outcome)
        for name in {s.outcome for s in found.records.evidence_sets}:
            made.rated[name] = made.rated.get(name, 0) + 1
    return made


def catalogue() -> Catalogue:
    """The catalogue of what is published now. It is made again when a publication changes."""
    versions = queries.published("intervention").order_by("title", "key").values_list("pk", "digest")
    return _catalogue(tuple(versions))


def published_names() -> Mapping[str, str]:
    """The interventions that have a page: key and title."""
    return dict(queries.published("intervention").values_list("key", "title"))


def published_reviews() -> list[tuple[Edition, Shelf]]:
    """Every published review."""
    return [(Edition.of(p), shelf(p)) for p in queries.published("review").order_by("title", "key")]
