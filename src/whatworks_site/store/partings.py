"""Where schemes part on one evidence set: what each asks and the facts answer; how far schemes agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whatworks.publish import Shelf
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.prose import lower_first
from whatworks.rate import compare
from whatworks.rate.compare import facts_under
from whatworks.rules import SET
from whatworks.terms import (
    Comparison,
    CriterionResult,
    Parting,
    Rating,
    SchemeAgreement,
    SchemeVerdict,
    SchemeWords,
    Tri,
)

from . import shelves
from .links import intervention_address, part, scheme_address, why_address
from .pages.schemes import schemes_of


@dataclass(frozen=True, kw_only=True)
class Column:
    """A scheme: what it comes to, and where its reasons are."""

    name: str
    words: str
    band: str
    settled: bool
    verified: bool
    href: str
    scheme_href: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a scheme makes of a fact. `icon`: yes, part, no or unk. None: a scheme that does not ask."""

    icon: str
    words: str
    asks: str
    parts: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A fact as a question, and what each scheme makes of it."""

    question: str
    cells: tuple[Cell | None, ...]

    @property
    def parts(self) -> bool:
        """Whether it holds any scheme back."""
        return any(cell is not None and cell.parts for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class PartingPage:
    """One evidence set under every scheme that rates it."""

    intervention: str
    intervention_href: str
    outcome: str
    in_short: str
    """How the schemes stand, and the question that holds most of them back."""
    columns: tuple[Column, ...]
    where: tuple[Asked, ...]
    rest: tuple[Asked, ...]
    partings: tuple[Parting, ...]
    agree: tuple[Parting, ...]
    others: tuple[tuple[str, str], ...]


def parting_address(intervention: str, evidence_set: str) -> str:
    """The page on which schemes are set side by side for one evidence set."""
    return f"/compare/{part(intervention)}/{part(evidence_set)}"


def parting_page(shelf: Shelf, evidence_set: str) -> PartingPage | None:
    """The schemes side by side on a set; None where fewer than two rate it."""
    told = _compared(shelf, evidence_set)
    if len(told.verdicts) < 2:
        return None
    held = shelf.sets[evidence_set]
    ratings = [_rating(shelf, v) for v in told.verdicts]
    intervention = next(i for i in shelf.records.interventions if i.id == held.intervention)
    asked = tuple(_asked(shelf, ratings, told))
    columns = tuple(_column(v, intervention.id) for v in told.verdicts)
    return PartingPage(
        intervention=intervention.name,
        intervention_href=intervention_address(intervention.id),
        outcome=evidence_set_name(shelf, held),
        in_short=in_short(columns, asked),
        columns=columns,
        where=tuple(a for a in asked if a.parts),
        rest=tuple(a for a in asked if not a.parts),
        partings=tuple(p for p in told.partings if p.agree is not True),
        agree=tuple(p for p in told.partings if p.agree is True),
        others=tuple(_others(shelf, evidence_set)),
    )


STANDS = {
    "cleared": ("says that it clears its bar", "say that it clears their bar"),
    "partly": ("says part of the way", "say part of the way"),
    "mixed": ("says mixed", "say mixed"),
    "not": ("says that it does not", "say that it does not"),
    "open": ("is not settled by what is known", "are not settled by what is known"),
    "none": ("does not rate it", "do not rate it"),
}
"""How schemes stand to their own bars, of one and of several."""


def in_short(columns: Sequence[Column], asked: Sequence[Asked]) -> str:
    """How the schemes stand, and the question that holds most of them back, in two sentences."""
    stands = Counter(
        c.band if c.settled and c.band in STANDS else "none" if c.settled else "open" for c in columns
    )
    told = [f"{n} {STANDS[s][n > 1]}" for s in STANDS if (n := stands[s])]
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    sentence = f"Of {len(columns)} schemes, {listed}."
    if len(told) == 1:
        all_open = f"None of the {len(columns)} schemes is settled by what is known."
        sentence = all_open if stands["open"] else f"All {told[0].replace(' ', ' schemes ', 1)}."
    holds = Counter({a.question: sum(c is not None and c.parts for c in a.cells) for a in asked if a.parts})
    if not holds:
        return sentence
    question, most = holds.most_common(1)[0]
    scheme = "one of them" if most == 1 else f"{most} of them"
    how = "most" if len(holds) > 1 and most > 1 else "first"
    return f"{sentence} What holds {scheme} back {how}: {lower_first(question)}."


def _compared(shelf: Shelf, evidence_set: str) -> Comparison:
    names = {s.id: s.name for s in shelf.records.studies}
    return compare(shelf.ratings_of(evidence_set), tuple(shelf.schemes.values()), names=names)


def _rating(shelf: Shelf, verdict: SchemeVerdict) -> Rating:
    return next(
        r
        for r in shelf.ratings_of(verdict.object)
        if (r.scheme, r.scale) == (verdict.scheme, verdict.scale) and r.object.study is None
    )


def _column(verdict: SchemeVerdict, intervention: str) -> Column:
    return Column(
        name=verdict.scheme_name,
        words=verdict.words,
        band=verdict.band.value if verdict.band else "",
        settled=verdict.level is not None,
        verified=verdict.verified,
        href=why_address(intervention, verdict.object, verdict.scheme, verdict.scale),
        scheme_href=scheme_address(verdict.scheme),
    )


def _others(shelf: Shelf, evidence_set: str) -> Iterator[tuple[str, str]]:
    for held in shelf.sets.values():
        if held.id != evidence_set and shelf.ratings_of(held.id):
            yield lower_first(evidence_set_name(shelf, held)), parting_address(held.intervention, held.id)


def _asked(shelf: Shelf, ratings: Sequence[Rating], told: Comparison) -> Iterator[Asked]:
    """Every fact that a scheme asks for, in the order in which the first scheme that asks it does."""
    held_back = {
        (p.stricter, c.id) for p in told.partings if p.agree is not True for c in p.criteria if p.stricter
    }
    by_scheme = [_by_fact(r, {i for s, i in held_back if s == r.scheme}) for r in ratings]
    for name in dict.fromkeys(n for found in by_scheme for n in found):
        cells = tuple(
            _cell(found[name], ratings[i].scheme, held_back) if name in found else None
            for i, found in enumerate(by_scheme)
        )
        yield Asked(question=_question(shelf, name), cells=cells)


def _by_fact(rating: Rating, held_back: set[str]) -> dict[str, list[CriterionResult]]:
    """The criteria over each fact; one that holds back stands for facts that it reaches through others."""
    found: dict[str, list[CriterionResult]] = {}
    for criterion in _flat(rating.criteria):
        direct = tuple(dict.fromkeys(f.name for f in criterion.facts))
        through = facts_under(criterion) if criterion.id.partition("@")[0] in held_back else ()
        for name in direct or through[:1]:
            found.setdefault(name, []).append(criterion)
    return found


def _flat(criteria: Sequence[CriterionResult]) -> Iterator[CriterionResult]:
    for criterion in criteria:
        yield criterion
        yield from _flat(criterion.children)


def _cell(found: Sequence[CriterionResult], scheme: str, held_back: set[tuple[str | None, str]]) -> Cell:
    """The criterion over a fact that holds the scheme back, else the first over it."""
    ids = list(dict.fromkeys(c.id.partition("@")[0] for c in found))
    chosen = next((i for i in ids if (scheme, i) in held_back), ids[0])
    same = {c.id: c for c in found if c.id.partition("@")[0] == chosen}
    values = [c.value for c in same.values()]
    first = next(iter(same.values()))
    parts = (scheme, chosen) in held_back
    if len(values) == 1 and first.subject in (None, SET):
        return Cell(icon=_ICONS[first.value], words=first.shown, asks=first.question, parts=parts)
    met, unknown = values.count(Tri.TRUE), values.count(Tri.UNKNOWN)
    words = f"{met} of {len(values)} {'study' if len(values) == 1 else 'studies'}"
    words += f", {unknown} not known" if unknown else ""
    icon = (
        "yes" if met == len(values) or (met and not parts) else "part" if met else "unk" if unknown else "no"
    )
    return Cell(icon=icon, words=words, asks=first.question, parts=parts)


_ICONS = {Tri.TRUE: "yes", Tri.FALSE: "no", Tri.UNKNOWN: "unk"}


def _question(shelf: Shelf, name: str) -> str:
    for scheme in shelf.schemes.values():
        if name in scheme.facts:
            ask = scheme.facts[name].ask
            return ask[:1].upper() + ask[1:]
    return name


@dataclass(frozen=True, kw_only=True)
class AgreementPage:
    """How far schemes agree over everything that is published."""

    settled_by: tuple[tuple[int, int], ...]
    objects: int
    pairs: tuple[tuple[SchemeWords, SchemeWords, SchemeAgreement], ...]
    silent: int
    """Pairs of schemes that settle nothing together."""


def agreement_page() -> AgreementPage:
    """How far schemes agree; made again when a publication changes."""
    held = shelves.catalogue().shelves
    return _agreement(tuple(id(s) for s in held), tuple(held))


@lru_cache(maxsize=2)
def _agreement(_: tuple[int, ...], held: tuple[Shelf, ...]) -> AgreementPage:
    schemes = schemes_of(held)
    versions = {(s.id, s.version) for s in schemes}
    ratings = [r for s in held for r in s.findings.ratings if (r.scheme, r.version) in versions]
    told = compare(ratings, schemes)
    by_id = {s.id: s for s in schemes}
    pairs = sorted(
        (a for a in told.agreement if a.settled), key=lambda a: (-a.settled, a.agreement or 0, a.first)
    )
    return AgreementPage(
        settled_by=tuple((int(n), things) for n, things in told.settled_by.items()),
        objects=sum(told.settled_by.values()),
        pairs=tuple((by_id[a.first], by_id[a.second], a) for a in pairs),
        silent=sum(not a.settled for a in told.agreement),
    )
