"""From facts to rating: what a scheme says, on which facts, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .codes import Seen, Tri, UnknownKind
from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class FactSource(Record):
    """Where a fact's value comes from."""

    record: str | None = term("Id of the record", default=None)
    field: str | None = term("Field of the record", default=None)
    how: str = term("How the value was got, in words")
    url: str | None = term("Where it was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    report: str | None = term("The report that a reader can open", default=None)


@dataclass(frozen=True, kw_only=True)
class Fact(Record):
    """A name, a value or what is known of it, a unit and a source."""

    name: str = term("The fact's name in the catalogue")
    subject: str = term("What it is a fact of: a study or the evidence set")
    value: Any = term("The value; empty where unknown", default=None)
    unit: str | None = term("Unit", default=None)
    unknown: UnknownKind | None = term("Why it is not known", default=None)
    options: tuple[Any, ...] = term("Values it may have, where that is narrowed", default=())
    low: float | None = term("It is at least this", default=None)
    high: float | None = term("It is at most this", default=None)
    source: FactSource | None = term("Where it comes from", default=None)

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return self.unknown is None

    @property
    def is_open(self) -> bool:
        """Whether the value may yet be learned or settled."""
        return self.unknown in (UnknownKind.NOT_SOUGHT, UnknownKind.DISAGREE)


@dataclass(frozen=True, kw_only=True)
class FactEntry(Record):
    """A fact that a person entered, because no other record holds it: read in a source, or judged."""

    table: ClassVar[str] = "fact_entries"
    id: str = term("The entry's name in this review")
    of: str = term("The study, the intervention or the evidence set that it is a fact of")
    name: str = term("The fact's name in the catalogue (`whatworks rate facts`)")
    value: str | None = term("The value: yes or no, a number, or one of the fact's list", default=None)
    unknown: UnknownKind | None = term("Why it is not known, where it was looked for", default=None)
    low: float | None = term("It is at least this, where no value is given", default=None)
    high: float | None = term("It is at most this, where no value is given", default=None)
    why: str | None = term("What it rests on, or why it was judged so", default=None)
    by: str | None = term("Who entered it", default=None)
    page: str | None = term("Page or table", default=None)
    quote: str | None = term("The sentence it rests on, word for word", default=None)
    source_url: str | None = term("Where this was read", default=None)
    seen: Seen | None = term("How it was read", default=None)


@dataclass(frozen=True, kw_only=True)
class CriterionResult(Record):
    """A criterion with its value and what decided it: the explanation, drawn alike everywhere."""

    id: str = term("The criterion's name in the scheme, or its place in the rule")
    subject: str | None = term("The study it is asked of; empty for the evidence set", default=None)
    question: str = term("The criterion as a question")
    value: Tri = term("true, false or unknown")
    shown: str = term("The value in words or numbers: 'Yes', '1 of 3', 'Not known'")
    detail: str | None = term("What that rests on, in a sentence", default=None)
    facts: tuple[Fact, ...] = term("The facts it used", default=())
    children: tuple[CriterionResult, ...] = term("The criteria under it", default=())
    decided: bool = term("Whether it decided the level, or only stands beside what did", default=True)
    verified: bool = term("Whether its wording was checked against the published scheme", default=True)
    level: str | None = term("The level it leads to, at the top of the tree", default=None)


@dataclass(frozen=True, kw_only=True)
class UnknownFact(Record):
    """An open fact, and how much it matters."""

    subject: str = term("What it is a fact of")
    name: str = term("The fact's name")
    words: str = term("What is not known, in words")
    matters: int = term("How many levels learning it could rule out, at best", unit="levels")
    report: str | None = term("The report in which it may stand", default=None)


@dataclass(frozen=True, kw_only=True)
class Step(Record):
    """One step of a change, for a machine: `rate.apply_steps` carries it out."""

    kind: str = term("'learn' an unknown, 'reverse' a known fact, 'add' studies or 'withdraw' a study")
    subject: str | None = term("The study, or 'set'; empty for studies that are added", default=None)
    name: str | None = term("The fact, or the kind of study added", default=None)
    value: Any = term("The value that the fact gets, or the bound on it", default=None)
    toward: str | None = term("For a number: 'high' for at least the value, 'low' for at most", default=None)
    number: int = term("How many studies are added", default=1)
    facts: dict[str, Any] = term("What is known of each study added", default={})
    words: str = term("The step in words")


@dataclass(frozen=True, kw_only=True)
class Change(Record):
    """A smallest set of moves that shifts the level."""

    moves: tuple[str, ...] = term("The moves, in words")
    steps: tuple[Step, ...] = term("The same, for a machine", default=())
    size: int = term("How many")
    floor: str = term("The lowest level still possible after them")
    ceiling: str = term("The highest level still possible after them")
    certain: bool = term("True if the floor rises; false if only the ceiling does")
    words: str = term("The change in one sentence")


@dataclass(frozen=True, kw_only=True)
class RatingObject(Record):
    """What a rating is of."""

    evidence_set: str = term("The evidence set")
    intervention: str = term("The intervention")
    intervention_name: str = term("Its name")
    outcome: str = term("The outcome")
    outcome_name: str = term("Its name")
    study: str | None = term("The study, where each is rated alone", default=None)
    study_name: str | None = term("Its name", default=None)


@dataclass(frozen=True, kw_only=True)
class DecidedLevel(Record):
    """What the rule gave where an editor decided otherwise. The rating then says what was decided."""

    level: str | None = term("The level that the rule gave; empty while several are possible", default=None)
    possible: tuple[str, ...] = term("The levels that the rule left possible, lowest first")
    words: str = term("The rule's answer in the scheme's words")
    because: str = term("Why the rule gave it, in one sentence")
    reason: str = term("Why the editor decided otherwise")
    on: str = term("The day it was decided")


@dataclass(frozen=True, kw_only=True)
class Rating(Record):
    """A scheme's answer for an evidence set, with its reasons."""

    id: str = term("Digest of scheme, version, object and facts")
    scheme: str = term("The scheme")
    version: str = term("The scheme's version")
    scale: str = term("Which of the scheme's scales")
    scheme_name: str = term("The scheme's name")
    scale_name: str = term("The scale's name")
    object: RatingObject = term("What is rated")
    level: str | None = term("The level; empty while several are possible", default=None)
    possible: tuple[str, ...] = term("The levels still possible, lowest first")
    exact: bool = term("Whether `possible` is exact; if not, read 'at most these'", default=True)
    words: str = term("The answer in the scheme's words")
    because: str = term("Why, in one sentence")
    basis: str | None = term(
        "Which rule spoke: our pool, a published review, the majority of studies", default=None
    )
    criteria: tuple[CriterionResult, ...] = term("The criteria with their values")
    facts: tuple[Fact, ...] = term("Every fact used")
    unknowns: tuple[UnknownFact, ...] = term("What is not known, what matters most first")
    changes_up: tuple[Change, ...] = term("The smallest changes that move it up")
    changes_down: tuple[Change, ...] = term("The smallest changes that move it down", default=())
    unverified: tuple[str, ...] = term("Parts of the scheme not checked against its source", default=())
    engine: str = term("Version of the engine")
    decided: DecidedLevel | None = term("What the rule gave, where an editor decided otherwise", default=None)


@dataclass(frozen=True, kw_only=True)
class PublishedRating(Record):
    """Another body's rating, as printed. A dated fact beside ours, never counted as computed."""

    table: ClassVar[str] = "published_ratings"
    id: str = term("The rating's name in this review")
    intervention: str | None = term("The intervention; empty if not one of ours", default=None)
    intervention_name: str = term("The intervention as the body names it")
    body: str = term("The body that published it")
    of: str | None = term("What is rated: a programme, an outcome", default=None)
    outcome: str | None = term("Our outcome, where it is one", default=None)
    rating: str = term("The rating as printed")
    also: str | None = term("A second rating printed with it", default=None)
    date: str | None = term("When, as far as known: year, month or day", default=None)
    source_url: str | None = term("Where it was read", default=None)
    seen: Seen | None = term("How it was read", default=None)
    note: str | None = term("What a reader should know", default=None)
