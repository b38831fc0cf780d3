"""The made-up review's ratings and schemes, by hand: settled, not settled, not rated."""

from __future__ import annotations

from unit.publish.made_up_studies import ONE, TWO
from whatworks.terms import (
    Change,
    CriterionResult,
    CriterionWords,
    Fact,
    FactSource,
    FactWords,
    LevelWords,
    Rating,
    RatingObject,
    RuleWords,
    ScaleWords,
    SchemeWords,
    Seen,
    Tri,
    UnknownFact,
    UnknownKind,
)


def _direction(study: str, value: str | None, url: str) -> Fact:
    return Fact(
        name="direction",
        subject=study,
        value=value,
        unknown=None if value else UnknownKind.NOT_SOUGHT,
        source=FactSource(
            record=f"{study}-1",
            field="direction",
            how="from the point estimate",
            url=url,
            seen=Seen.ABSTRACT,
            report=f"{study}-report",
        ),
    )


def _favours(study: str, value: Tri, fact: Fact) -> CriterionResult:
    shown = {Tri.TRUE: "Yes", Tri.FALSE: "No", Tri.UNKNOWN: "Not known"}[value]
    return CriterionResult(
        id=f"favours@{study}", question="Does it favour it?", value=value, shown=shown, facts=(fact,)
    )


FACTS = (_direction("alder", "favours", ONE), _direction("birch", None, TWO))
POOLED = CriterionResult(
    id="pooled",
    question="Is there a pooled figure?",
    value=Tri.FALSE,
    shown="No",
    decided=False,
    facts=(
        Fact(name="pool.available", subject="set", value=False, source=FactSource(how="none is in hand")),
    ),
)
MAJORITY = CriterionResult(
    id="majority",
    question="Do most studies favour it?",
    value=Tri.UNKNOWN,
    shown="1 of 2, 1 not known",
    children=(
        _favours("alder", Tri.TRUE, FACTS[0]),
        _favours("birch", Tri.UNKNOWN, FACTS[1]),
        POOLED,
    ),
    verified=False,
    level="+1",
)
NOT_RATED = CriterionResult(
    id="too_few",
    question="Are there too few studies?",
    value=Tri.FALSE,
    shown="2 of 2",
    decided=False,
    level="none",
)


def _object(outcome: str, name: str) -> RatingObject:
    return RatingObject(
        evidence_set=f"walks-{outcome}",
        intervention="walks",
        intervention_name="Walking groups",
        outcome=outcome,
        outcome_name=name,
    )


def _rating(scale: str, name: str, about: RatingObject, **more: object) -> Rating:
    fields = {
        "id": f"r-{about.evidence_set}-{scale}",
        "scheme": "centre",
        "version": "1",
        "scale": scale,
        "scheme_name": "The Centre's ratings",
        "scale_name": name,
        "object": about,
        "level": None,
        "possible": (),
        "words": "",
        "because": "",
        "criteria": (),
        "facts": (),
        "unknowns": (),
        "changes_up": (),
        "unverified": ("The step to points is ours",),
        "engine": "1",
    }
    return Rating(**{**fields, **more})


LEAVING, READING = _object("leaving", "Leaving early"), _object("reading", "Reading")
RATINGS = (
    _rating(
        "effect",
        "Effect",
        LEAVING,
        possible=("mixed", "+1"),
        words="Tends to help or Mixed",
        because="It depends on what is not known: Birch trial: which way it points",
        basis="the majority of studies and of the people in them",
        criteria=(NOT_RATED, MAJORITY),
        facts=FACTS,
        unknowns=(
            UnknownFact(
                subject="birch",
                name="direction",
                words="Birch trial: which way it points",
                matters=1,
                report="birch-report",
            ),
        ),
        changes_up=(
            Change(
                moves=("we learn that it points in favour",),
                size=1,
                floor="+1",
                ceiling="+1",
                certain=True,
                words="Birch trial: we learn that it points in favour: at least “Tends to help”",
            ),
        ),
        changes_down=(
            Change(
                moves=("one more against",),
                size=1,
                floor="mixed",
                ceiling="mixed",
                certain=True,
                words="One more study against: at most “Mixed”",
            ),
        ),
    ),
    _rating(
        "strength",
        "Strength of evidence",
        LEAVING,
        possible=("0", "1", "2", "3"),
        words="Not known",
        because="It depends on what is not known: how well the best review was done",
    ),
    _rating(
        "effect",
        "Effect",
        READING,
        level="none",
        possible=("none",),
        words="Not rated yet",
        because="One study alone is not rated",
        criteria=(POOLED,),
    ),
    _rating(
        "strength",
        "Strength of evidence",
        READING,
        level="1",
        possible=("1",),
        words="Low",
        because="Scored 1",
    ),
)


def _levels(*entries: tuple[str, str, float]) -> tuple[LevelWords, ...]:
    return tuple(LevelWords(id=i, words=w, meaning=f"It means {w.lower()}", rank=r) for i, w, r in entries)


EFFECT = ScaleWords(
    id="effect",
    name="Effect",
    how="the first rule that holds gives the level",
    otherwise="mixed",
    levels=_levels(
        ("-2", "Harms", -2),
        ("-1", "Tends to harm", -1),
        ("none", "Not rated yet", 0),
        ("mixed", "Mixed", 0),
        ("0", "No clear difference", 0),
        ("+1", "Tends to help", 1),
        ("+2", "Helps", 2),
    ),
    rules=(RuleWords(level="+1", words="The evidence favours it", criterion="majority"),),
)
STRENGTH = ScaleWords(
    id="strength",
    name="Strength of evidence",
    levels=_levels(("0", "Very low", 0), ("1", "Low", 1), ("2", "Moderate", 2), ("3", "High", 3)),
)
STEPS = ScaleWords(
    id="level",
    name="Level",
    otherwise="low",
    levels=_levels(
        ("none", "Not rated yet", 0),
        ("nil", "No effect", 0),
        ("low", "Below", 0),
        ("2", "Two", 2),
        ("3", "Three", 3),
    ),
)


def _scheme(id_: str, name: str, *scales: ScaleWords) -> SchemeWords:
    return SchemeWords(
        id=id_,
        version="1",
        name=name,
        by="Nobody",
        about="A made-up rule.",
        sources=("https://example.org/rule",),
        licence="CC0",
        verified=False,
        unverified=("The step to points is ours",),
        scales=scales,
        criteria={
            "majority": CriterionWords(
                id="majority", question="Do most studies favour it?", join="all", parts=("favours",)
            ),
            "favours": CriterionWords(
                id="favours", question="Does it favour it?", of_study=True, verified=False
            ),
        },
        facts={"direction": FactWords(ask="which way it points", doc="Which way the point estimate lies")},
    )


SCHEMES = {
    "centre": _scheme("centre", "The Centre's ratings", EFFECT, STRENGTH),
    "steps": _scheme("steps", "Steps", STEPS),
}
