"""Schemes set side by side: where each stands on the same facts, and the criterion at which two part."""

from __future__ import annotations

from dataclasses import dataclass

from .codes import Code, Tri
from .record import Record, term


class Band(Code):
    """How a level stands to its own body's bar: for the coloured edge of a matrix, never a conversion."""

    CLEARED = "cleared"
    PARTLY = "partly"
    MIXED = "mixed"
    NOT = "not"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class SchemeVerdict(Record):
    """What one scheme says of one thing: a cell of the matrix."""

    object: str = term("The evidence set")
    scheme: str = term("The scheme")
    version: str = term("Its version")
    scale: str = term("Which of its scales")
    scheme_name: str = term("The scheme's name")
    level: str | None = term("The level; empty while several are possible", default=None)
    possible: tuple[str, ...] = term("The levels still possible, lowest first", default=())
    words: str = term("The level in the scheme's own words")
    band: Band | None = term("How it stands to the body's own bar; empty while that is open", default=None)
    verified: bool = term("Whether all of the scheme was checked against its source", default=True)
    rating: str = term("Id of the rating that this is taken from", default="")


@dataclass(frozen=True, kw_only=True)
class PartingCriterion(Record):
    """A criterion that holds one scheme back where the other goes on."""

    id: str = term("The criterion's name in the scheme")
    question: str = term("The criterion as a question")
    value: Tri = term("false or unknown where it holds back; true where it decides against")
    shown: str = term("Its value in words")
    of: tuple[str, ...] = term(
        "The studies of which it does not hold, by name; empty for the set", default=()
    )
    facts: tuple[str, ...] = term("The names of the facts it asks for", default=())
    asked_by_other: bool = term("Whether the other scheme asks for the same facts at all", default=False)
    verified: bool = term("Whether its wording was checked against the published scheme", default=True)


@dataclass(frozen=True, kw_only=True)
class Parting(Record):
    """Two schemes on the same facts: whether they agree, and if not, where they part."""

    object: str = term("The evidence set")
    first: SchemeVerdict = term("What the one says")
    second: SchemeVerdict = term("What the other says")
    agree: bool | None = term(
        "Whether both stand alike to their own bars; empty while one is open", default=None
    )
    stricter: str | None = term("The scheme that is held back", default=None)
    criteria: tuple[PartingCriterion, ...] = term("What holds it back, in the order of its rules", default=())
    sentence: str = term("Where they part, in a sentence")


@dataclass(frozen=True, kw_only=True)
class SchemeAgreement(Record):
    """How often two schemes stand alike to their own bars, over all that both settle."""

    first: str = term("The one scheme")
    second: str = term("The other")
    objects: int = term("Things that both were asked of")
    settled: int = term("Things that both settle")
    agree: int = term("Of these, those on which they agree")
    agreement: float | None = term("Share of agreement", default=None)
    kappa: float | None = term("Cohen's kappa; empty where it cannot be had", default=None)
    ac1: float | None = term("Gwet's AC1; empty where it cannot be had", default=None)
    part_at: tuple[str, ...] = term("The questions at which they part, the most frequent first", default=())


@dataclass(frozen=True, kw_only=True)
class Comparison(Record):
    """Things by schemes, the agreement of each pair of schemes, and where they part."""

    verdicts: tuple[SchemeVerdict, ...] = term("The matrix, thing by thing")
    settled_by: dict[str, int] = term("How many things none, one, two ... of the schemes settle", default={})
    agreement: tuple[SchemeAgreement, ...] = term("Each pair of schemes", default=())
    partings: tuple[Parting, ...] = term(
        "Each pair of schemes on each thing that both were asked of", default=()
    )
