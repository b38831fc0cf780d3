"""Printed figures that cannot all be true, as questions that nobody has answered yet."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.db.models import Q

from whatworks.synthesise import question_id, question_result, question_study
from whatworks_site.evidence.models import ArmRow, OutcomeRow, ResultRow, Review, StudyRow

from ..models import QuestionAnswer, Reconciliation


def questions_of(review: Review) -> tuple[tuple[str, str], ...]:
    """Studies whose printed figures cannot all be true, and why, until somebody says which is right."""
    asked = _questions(review.pk, review.revision)
    if not asked:
        return ()
    agreed = Reconciliation.objects.filter(review=review, kept_at__isnull=False).values("study")
    said = QuestionAnswer.objects.filter(review=review, question__in=[key for key, _, _ in asked])
    answered = set(said.filter(Q(extraction=None) | Q(study__in=agreed)).values_list("question", flat=True))
    return tuple((study, words) for key, study, words in asked if key not in answered)


# A review's results change only together with its revision.
@lru_cache(maxsize=64)
def _questions(review: int, revision: int) -> tuple[tuple[str, str, str], ...]:
    """Each question's id, its study and its words."""
    outcomes = {row.key: row.to_record() for row in OutcomeRow.objects.filter(review=review)}
    arms, results = _by_study(ArmRow, review), _by_study(ResultRow, review)
    found: dict[str, tuple[str, str, str]] = {}
    for row in StudyRow.objects.filter(review=review).order_by("place", "pk"):
        study, own = row.to_record(), results[row.key]
        for words in question_study(study, arms[row.key], own):
            key = question_id(words, row.key)
            found[key] = (key, row.key, str(words))
        for result in own:
            for words in (
                question_result(result, outcomes[result.outcome]) if result.outcome in outcomes else ()
            ):
                key = question_id(words, row.key, result)
                found[key] = (key, row.key, str(words))
    return tuple(found.values())


def _by_study(table: Any, review: int) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in table.objects.filter(review=review).order_by("place", "pk"):
        found[row.study].append(row.to_record())
    return found
