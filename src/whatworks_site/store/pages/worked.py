"""A scheme's own worked example: made-up facts, and the rule run over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from whatworks.publish import BadgeView
from whatworks.publish.badges import badge
from whatworks.rate import CATALOGUE, SchemeError, facts_of, judge_world, load_scheme
from whatworks.rate.scheme import Scheme
from whatworks.review.words import words_of_scheme
from whatworks.rules import World
from whatworks.terms import Change, CriterionResult, Fact, Rating, Tri

NOT_GIVEN = "not given"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A fact of the example in words."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A criterion of the rule as it came out, and those under it that decided."""

    icon: str
    question: str
    shown: str
    verified: bool
    below: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one scale makes of the example."""

    name: str
    of: str
    badge: BadgeView
    because: str
    steps: tuple[Step, ...]
    up: tuple[Change, ...]
    down: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A worked example, whole."""

    about: str
    title: str
    of_set: tuple[Told, ...]
    studies: tuple[tuple[str, tuple[Told, ...]], ...]
    outcomes: tuple[Outcome, ...]

    @property
    def by_fact(self) -> list[tuple[str, list[str]]]:
        """Each fact told of a study, with what each study says; empty where one does not."""
        questions = dict.fromkeys(t.question for _, told in self.studies for t in told)
        said = [{t.question: t.answer for t in told} for _, told in self.studies]
        return [(question, [s.get(question, "") for s in said]) for question in questions]


@cache
def worked_example(scheme: str, version: str) -> Worked | None:
    """The worked example of a scheme that comes with Whatworks; None where it carries none."""
    try:
        found = load_scheme(f"{scheme}@{version}")
    except SchemeError:
        return None
    if found.example is None:
        return None
    given = facts_of(found.example.facts, name=f"{scheme}.yaml, example")
    ratings = judge_world(given.world, given.object, found, names=given.names)
    return Worked(
        about=found.example.about,
        title=f"{given.object.intervention_name}: {given.object.outcome_name}",
        of_set=_told(given.world, None),
        studies=tuple((given.names[s.study], _told(given.world, s.study)) for s in given.world.studies),
        outcomes=tuple(_outcome(found, r) for r in ratings),
    )


def _told(world: World, study: str | None) -> tuple[Told, ...]:
    facts = world.facts if study is None else world.by_study[study].facts
    derived = ("randomised", "compared", "strong_comparison", "allocated_in_groups", "sample")
    given = [
        f for n, f in facts.items()
        if f.source is not None and f.source.how != NOT_GIVEN and n not in derived and n != "pool.available"
        and f.unknown != "not applicable"
    ]  # fmt: skip
    return tuple(Told(question=_question(f.name), answer=_answer(f)) for f in given)


def _question(name: str) -> str:
    ask = CATALOGUE[name].ask
    return ask[:1].upper() + ask[1:]


def _answer(fact: Fact) -> str:
    if fact.is_known:
        words = {True: "yes", False: "no"}.get(fact.value) if isinstance(fact.value, bool) else None
        number = f"{fact.value:g}" if isinstance(fact.value, float) else str(fact.value)
        said = words or number
        return f"{said}{fact.unit}" if fact.unit == "%" else f"{said} {fact.unit}" if fact.unit else said
    if fact.options:
        return f"sources say {' or '.join(str(o) for o in fact.options)}"
    ends = [
        w
        for w, v in (
            (f"at least {fact.low:g}" if fact.low is not None else "", fact.low),
            (f"at most {fact.high:g}" if fact.high is not None else "", fact.high),
        )
        if v is not None
    ]
    return " and ".join(ends) if ends else str(fact.unknown)


def _outcome(scheme: Scheme, rating: Rating) -> Outcome:
    scale = words_of_scheme(scheme).scale(rating.scale)
    if scale is None:
        raise LookupError(f"{scheme.id} has no scale {rating.scale}")
    return Outcome(
        name=rating.scale_name,
        of=rating.object.study_name or "",
        badge=badge(rating, scale, rating.scale_name),
        because=rating.because,
        steps=tuple(_step(c) for c in rating.criteria if c.decided or c.value is not Tri.TRUE),
        up=rating.changes_up,
        down=rating.changes_down,
    )


def _step(criterion: CriterionResult) -> Step:
    icon = {Tri.TRUE: "yes", Tri.FALSE: "no"}.get(criterion.value, "unk")
    return Step(
        icon=icon,
        question=criterion.question,
        shown=criterion.shown,
        verified=criterion.verified,
        below=tuple(_step(c) for c in criterion.children if c.decided),
    )
