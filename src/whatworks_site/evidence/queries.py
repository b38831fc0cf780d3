"""Reading what is kept: reviews, what the road made of them, and what is published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet

from whatworks.publish import review_snapshot, snapshot_of
from whatworks.terms import Findings, Page, ReviewRecords, SchemeWords, Snapshot, digest

from .decided_ratings import decided_on
from .living_models import RatingChange
from .models import Assessment, Kind, Publication, Review, State
from .rows import records_of


def reviews() -> QuerySet[Review]:
    """Every review."""
    return Review.objects.all()


def review(key: str) -> Review | None:
    """A review by its name."""
    return Review.objects.filter(key=key).first()


def review_records(key: str) -> ReviewRecords:
    """A review's records as they stand."""
    return records_of(Review.objects.get(key=key))


@lru_cache(maxsize=4)
def _read_assessment(pk: int, made_at: str) -> tuple[Findings, dict[str, SchemeWords]]:
    found = Assessment.objects.get(pk=pk)
    schemes = {name: SchemeWords.from_json(words) for name, words in found.schemes.items()}
    return Findings.from_json(found.findings), schemes


def assessed(assessment: Assessment) -> tuple[Findings, dict[str, SchemeWords]]:
    """What the road derived, with the schemes in words. An assessment never changes, so it is read once."""
    return _read_assessment(assessment.pk, assessment.made_at.isoformat())


def last_assessment(key: str) -> Assessment | None:
    """The newest assessment of a review, current or not."""
    return Assessment.objects.filter(review__key=key).defer("findings", "schemes").first()


class Drafts:
    """A review's pages as they would be published now. Raises LookupError where nothing is assessed yet."""

    def __init__(self, key: str) -> None:
        last = last_assessment(key)
        if last is None:
            raise LookupError(key)
        self._findings, self._schemes = assessed(last)
        self._findings = decided_on(last.review, self._findings)
        self.records = review_records(key)

    def of(self, intervention: str | None) -> Snapshot:
        """The page of an intervention, or the review's own. KeyError where there is no such intervention."""
        if intervention is None:
            return review_snapshot(self.records, self._findings, self._schemes)
        return snapshot_of(self.records, self._findings, self._schemes, intervention)


def draft(key: str, intervention: str | None) -> Snapshot | None:
    """One page as it would be published now; None where nothing was assessed yet.

    Raises KeyError where the review has no such intervention.
    """
    try:
        drafts = Drafts(key)
    except LookupError:
        return None
    return drafts.of(intervention)


def published(kind: str | None = None) -> QuerySet[Publication]:
    """The versions in force."""
    found = Publication.objects.filter(state=State.PUBLISHED).defer("document")
    return found.filter(kind=kind) if kind else found


def published_one(kind: str, key: str) -> Publication | None:
    """The version of a page in force; None where it has none."""
    return Publication.objects.filter(kind=kind, key=key, state=State.PUBLISHED).first()


def withdrawn_one(kind: str, key: str) -> Publication | None:
    """The last version of a page, where that was withdrawn and nothing was published since."""
    last = history_of(kind, key).first()
    return last if last is not None and last.state == State.WITHDRAWN else None


def history_of(kind: str, key: str) -> QuerySet[Publication]:
    """Every version of a page that the public has seen, the newest first."""
    return Publication.objects.filter(kind=kind, key=key, version__isnull=False).order_by("-version")


def publication(pk: int) -> Publication | None:
    """A version, published or not, by its number in the database."""
    return Publication.objects.filter(pk=pk).first()


def all_versions(kind: str, key: str) -> QuerySet[Publication]:
    """Every version of a page, also those that were never published, the newest first."""
    return Publication.objects.filter(kind=kind, key=key).order_by("-id")


def waiting() -> QuerySet[Publication]:
    """Versions that wait for a second editor, the oldest first."""
    return Publication.objects.filter(state=State.PROPOSED).defer("document").order_by("proposed_at")


@lru_cache(maxsize=64)
def _read_snapshot(pk: int, digest_: str) -> Snapshot:
    return Snapshot.from_json(Publication.objects.values_list("document", flat=True).get(pk=pk))


def snapshot(version: Publication) -> Snapshot:
    """What a version shows. It never changes, so it is read once."""
    return _read_snapshot(version.pk, version.digest)


def words_digest(words: Page | None) -> str:
    """A digest of an editor's words, by which two writers notice each other."""
    return digest(words.to_json(), 16) if words else ""


def page_faults(records: ReviewRecords, words: Page) -> list[str]:
    """What a page's words name that the review does not have."""
    return list(_faults(records, words))


def _faults(records: ReviewRecords, words: Page) -> Iterator[str]:
    reports = {r.id for r in records.reports}
    named = [*words.answer_sources, *(r for sources in words.section_sources.values() for r in sources)]
    for report in dict.fromkeys(named):
        if report not in reports:
            yield f"There is no source called {report} in this review."
    if words.evidence_set and words.evidence_set not in {
        s.id for s in records.evidence_sets if s.intervention == words.intervention
    }:
        yield f"{words.evidence_set} is not among the rated outcomes of this intervention."
    if words.frequency and words.frequency not in {r.id for r in records.results}:
        yield f"There is no result called {words.frequency} in this review."


def intervention_state(key: str) -> dict[str, Publication]:
    """For each intervention of a review, its version in force and the one that waits, by 'id/state'."""
    found = Publication.objects.filter(
        review__key=key, state__in=(State.PUBLISHED, State.PROPOSED), kind=Kind.INTERVENTION
    ).defer("document")
    return {f"{p.key}/{p.state}": p for p in found}


def never_proposed(key: str) -> list[str]:
    """A review's interventions of which no version was ever put forward, in the review's order."""
    known = set(Publication.objects.filter(kind=Kind.INTERVENTION).values_list("key", flat=True))
    return [i.id for i in review_records(key).interventions if i.id not in known]


def moved_since_published(key: str) -> list[str]:
    """Interventions of a review whose published page no longer says what the records say."""
    try:
        drafts = Drafts(key)
    except LookupError:
        return []
    in_force = dict(published(Kind.INTERVENTION).filter(review__key=key).values_list("key", "digest"))
    named = [i.id for i in drafts.records.interventions if i.id in in_force]
    return [i for i in named if digest(drafts.of(i).to_json(), 64) != in_force[i]]


def rating_changes_by_version(key: str) -> dict[int, list[RatingChange]]:
    """The changes of an intervention's ratings that readers have seen, by the version they came out in."""
    found = RatingChange.objects.filter(published_in__key=key, published_in__kind=Kind.INTERVENTION)
    by_version: dict[int, list[RatingChange]] = {}
    for change in found.select_related("published_in").order_by("pk"):
        if change.published_in is not None and change.published_in.version is not None:
            by_version.setdefault(change.published_in.version, []).append(change)
    return by_version


def place_of_change(pk: int) -> tuple[str, str, str, str, str] | None:
    """Of a change of a rating: review, intervention, evidence set, scheme and scale; None where none is."""
    found = RatingChange.objects.select_related("review").filter(pk=pk).first()
    if found is None:
        return None
    after = found.after
    return (
        found.review.key,
        found.intervention,
        after["object"]["evidence_set"],
        after["scheme"],
        after["scale"],
    )
