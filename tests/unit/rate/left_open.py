"""Plain facts in, the levels left open out: a case in a line, without the search for changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from unit.rate.evidence import scheme_of
from whatworks.rate import facts_of
from whatworks.rate.question import Question

SOUGHT = {"unknown": "sought, not reported"}
NOT_APPLICABLE = {"unknown": "not applicable"}
OPEN: dict[str, Any] = {}
"""A value of which nothing is known yet."""


@cache
def question(scheme: str, scale: str) -> Question:
    """One scale of a shipped scheme, with what was found before."""
    read = scheme_of(scheme)
    return Question(read.book, next(s for s in read.scales if s.id == scale))


def levels(scheme: str, scale: str, *studies: dict[str, Any], **of_set: Any) -> set[str]:
    """The levels still possible; exact, or the test fails. A scale of studies is asked of the one study.

    A fact of the set with a dot in its name is written with two underscores.
    """
    named = [{"id": f"s{number:03d}", **study} for number, study in enumerate(studies)]
    facts = {name.replace("__", "."): value for name, value in of_set.items()}
    world = facts_of({"object": "case", "set": facts, "studies": named}).world
    asked = question(scheme, scale)
    if asked.scale.of == "study":
        world = replace(world, studies=world.studies[:1])
    found = asked.levels(world)
    assert found.exact
    return set(found.outcomes)


def level(scheme: str, scale: str, *studies: dict[str, Any], **of_set: Any) -> str:
    """The one level left; more than one fails the test."""
    (only,) = levels(scheme, scale, *studies, **of_set)
    return only
