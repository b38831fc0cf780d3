"""What proposals are drawn from, and what a fact is: a value with its reason and its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whatworks.terms import Arm, Result, Study

from .planned import Plan


@dataclass(frozen=True, kw_only=True)
class Known:
    """The records about what is appraised; whatever is missing is simply not there.

    `result` is the result appraised; `arms` and `results` are those of its study. `studies` are the studies
    of a body of evidence. `boundary` is the attrition boundary that the protocol names.
    """

    study: Study | None = None
    result: Result | None = None
    arms: tuple[Arm, ...] = ()
    results: tuple[Result, ...] = ()
    plan: Plan | None = None
    studies: tuple[Study, ...] = ()
    boundary: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """A fact's value, why, and where it stands: the record's table and id, and its fields."""

    value: str | float
    because: str
    table: str
    id: str
    fields: tuple[str, ...]


Fact = Callable[[Known], Found | None]


def yes(value: bool) -> str:
    """True or false as a word."""
    return "yes" if value else "no"


def of_study(study: Study, value: str | float, because: str, *fields: str) -> Found:
    """A fact read off a study's fields."""
    return Found(value=value, because=because, table="studies", id=study.id, fields=fields)


def of_plan(plan: Plan, value: str, because: str, *fields: str) -> Found:
    """A fact read off a plan's fields."""
    return Found(value=value, because=because, table="plans", id=plan.id, fields=fields)
