"""What editors decided of ratings: the rating as it was decided, and in place of what the rule says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.utils import timezone

from whatworks.rate import as_computed
from whatworks.terms import DecidedLevel, Findings, Rating, digest

from .living_models import ChangeState, RatingChange
from .living_states import DECIDED
from .models import Review


def place_of(rating: Rating) -> str:
    """What a rating is of and on which scale, as one name."""
    study = rating.object.study
    parts = [rating.object.evidence_set, rating.scheme, rating.scale, *([study] if study else [])]
    return " / ".join(parts)


def says(rating: Rating) -> str:
    """A digest of what the rule answers."""
    rule = as_computed(rating)
    return digest([rule.level, list(rule.possible), rule.words], 64)


def accepted_rating(change: RatingChange) -> Rating:
    """The rating as an editor decided it."""
    before, after = Rating.from_json(change.before), Rating.from_json(change.after)
    if change.state == ChangeState.ACCEPTED:
        return after
    if change.state == ChangeState.DECLINED:
        return _instead(change, after, level=before.level, possible=before.possible, words=before.words)
    level = change.decided_level
    return _instead(change, after, level=level, possible=(level,), words=change.decided_words)


def _instead(change: RatingChange, rule: Rating, **said: Any) -> Rating:
    day = timezone.localdate(change.decided_at or timezone.now()).isoformat()
    kept = DecidedLevel(
        level=rule.level,
        possible=rule.possible,
        words=rule.words,
        because=rule.because,
        reason=change.decision_reason,
        on=day,
    )
    because = f"An editor decided this, where the rule says “{rule.words}”: {change.decision_reason}"
    return replace(rule, **said, because=because, decided=kept)


def decided_on(review: Review, findings: Findings, intervention: str | None = None) -> Findings:
    """The findings with what editors decided in place of what the rule says, as long as it says the same."""
    found = RatingChange.objects.filter(review=review, state__in=DECIDED)
    if intervention is not None:
        found = found.filter(intervention=intervention)
    last = {change.place: change for change in found.order_by("decided_at", "pk")}
    if not last:
        return findings
    return replace(findings, ratings=tuple(_decided(r, last.get(place_of(r))) for r in findings.ratings))


def _decided(rating: Rating, change: RatingChange | None) -> Rating:
    if change is None or change.state == ChangeState.ACCEPTED or change.says != says(rating):
        return rating
    kept = accepted_rating(change)
    said = {"level": kept.level, "possible": kept.possible, "words": kept.words, "because": kept.because}
    return replace(rating, **said, decided=kept.decided)  # type: ignore[arg-type]


def decisions_on_ratings(review: Review) -> list[Any]:
    """What changes whenever an editor decides on a rating of this review, or undoes it."""
    found = RatingChange.objects.filter(review=review, state__in=DECIDED)
    at = found.aggregate(last=Max("decided_at"))["last"]
    return [found.count(), at.isoformat() if at else ""]
