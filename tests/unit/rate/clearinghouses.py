"""Evidence sets from plain facts, judged under a shipped scheme: a case in a line each."""

from __future__ import annotations

from functools import cache
from typing import Any

from unit.rate.evidence import scheme_of
from whatworks.rate import facts_of, judge_world
from whatworks.rate.question import Question
from whatworks.terms import Rating

NOT_REPORTED = {"unknown": "sought, not reported"}
OPEN: dict[str, Any] = {}
"""A value of which nothing is known yet."""


def facts(studies: tuple[dict[str, Any], ...], of_set: dict[str, Any]) -> Any:
    """The facts of an evidence set; a study without an id is called a, b, c ... in its turn."""
    named = [{"id": "abcdefghij"[i], **study} for i, study in enumerate(studies)]
    return facts_of({"object": "case", "set": of_set, "studies": named})


@cache
def question_of(scheme: str, scale: str) -> Question:
    """A scale of a shipped scheme, ready to be asked."""
    whole = scheme_of(scheme)
    return Question(whole.book, next(s for s in whole.scales if s.id == scale))


def possible(scheme: str, scale: str, *studies: dict[str, Any], **of_set: Any) -> set[str]:
    """The levels still possible on one scale; exact, or the test fails."""
    answer = question_of(scheme, scale).levels(facts(studies, of_set).world)
    assert answer.exact
    return set(answer.outcomes)


def ratings_of(scheme: str, *studies: dict[str, Any], **of_set: Any) -> tuple[Rating, ...]:
    """The whole ratings under a scheme."""
    given = facts(studies, of_set)
    return judge_world(given.world, given.object, scheme_of(scheme), names=given.names)


def rated(scheme: str, scale: str, *studies: dict[str, Any], **of_set: Any) -> Rating:
    """The whole rating on one scale of sets."""
    return next(r for r in ratings_of(scheme, *studies, **of_set) if r.scale == scale)


def without(known: dict[str, Any], *names: str) -> dict[str, Any]:
    """The facts without some of them, so that these are not yet sought."""
    return {k: v for k, v in known.items() if k not in names}
