"""Schemes side by side over the same facts: a matrix, where two part, and how far they agree.

No level is ever turned into another body's. Levels are set beside one another only by how each stands to its
own body's bar, as its scheme file says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from whatworks.rules import SET
from whatworks.stats.agreement import cohen_kappa, gwet_ac
from whatworks.terms import (
    Band,
    Comparison,
    CriterionResult,
    LevelWords,
    Parting,
    PartingCriterion,
    Rating,
    ScaleWords,
    SchemeAgreement,
    SchemeVerdict,
    SchemeWords,
    Tri,
)

ORDER = (Band.NONE, Band.NOT, Band.MIXED, Band.PARTLY, Band.CLEARED)
MOST_SHOWN = 6
"""Questions named for a pair of schemes."""


def headline(scheme: SchemeWords) -> ScaleWords | None:
    """The scale by which a scheme is set beside others: the one it marks, else its first one of a set."""
    of_sets = [s for s in scheme.scales if s.of == "set"]
    return next((s for s in of_sets if s.bar), of_sets[0] if of_sets else None)


def compare(
    ratings: Iterable[Rating], schemes: Sequence[SchemeWords], *, names: Mapping[str, str] | None = None
) -> Comparison:
    """Set the ratings of the same things under several schemes side by side.

    `names` are what studies are called. Ratings under scales that are not a scheme's headline are left out.
    """
    known = {s.id: s for s in schemes}
    scales = {s.id: headline(s) for s in schemes}
    by_object: dict[str, dict[str, Rating]] = {}
    for rating in ratings:
        scale = scales.get(rating.scheme)
        if scale is not None and rating.scale == scale.id and rating.object.study is None:
            by_object.setdefault(rating.object.evidence_set, {})[rating.scheme] = rating
    told = [
        {id_: (rating, verdict(rating, known[id_])) for id_, rating in found.items()}
        for found in by_object.values()
    ]
    order = [s.id for s in schemes if scales[s.id] is not None]
    partings = [
        part(cells[a][0], known[a], cells[b][0], known[b], names=names)
        for cells in told
        for a, b in combinations([i for i in order if i in cells], 2)
    ]
    settled = Counter(sum(v.level is not None for _, v in cells.values()) for cells in told)
    return Comparison(
        verdicts=tuple(cells[i][1] for cells in told for i in order if i in cells),
        settled_by={str(n): settled[n] for n in sorted(settled)},
        agreement=tuple(_agreement(a, b, partings) for a, b in combinations(order, 2)),
        partings=tuple(partings),
    )


def _level(scale: ScaleWords, level: str) -> LevelWords:
    found = scale.level(level)
    if found is None:
        raise KeyError(f"{scale.id} has no level {level!r}")
    return found


def verdict(rating: Rating, scheme: SchemeWords) -> SchemeVerdict:
    """A rating as a cell of the matrix. Its band is told where all levels still possible share it."""
    scale = next(s for s in scheme.scales if s.id == rating.scale)
    bands = {_level(scale, i).band for i in rating.possible}
    band = bands.pop() if len(bands) == 1 else None
    return SchemeVerdict(
        object=rating.object.evidence_set,
        scheme=rating.scheme,
        version=rating.version,
        scale=rating.scale,
        scheme_name=rating.scheme_name,
        level=rating.level,
        possible=rating.possible,
        words=rating.words,
        band=Band(band) if band else None,
        verified=scheme.verified,
        rating=rating.id,
    )


def part(
    first: Rating, first_scheme: SchemeWords, second: Rating, second_scheme: SchemeWords,
    *, names: Mapping[str, str] | None = None,
) -> Parting:  # fmt: skip
    """Whether two schemes stand alike on the same facts and, if not, the criteria at which they part."""
    one, two = verdict(first, first_scheme), verdict(second, second_scheme)
    names = names or {}
    if one.band is not None and one.band == two.band:
        sentence = f"Both stand alike: {_says(one)}, {_says(two)}"
        return Parting(object=one.object, first=one, second=two, agree=True, sentence=sentence)
    low, high, rating, scheme, other = (
        (one, two, first, first_scheme, second)
        if _floor(first, first_scheme) <= _floor(second, second_scheme)
        else (two, one, second, second_scheme, first)
    )
    criteria = tuple(_holding_back(rating, scheme, high.band or Band.CLEARED, other, names))
    agree = None if None in (one.band, two.band) else False
    return Parting(
        object=one.object, first=one, second=two, agree=agree, stricter=low.scheme, criteria=criteria,
        sentence=_sentence(low, high, criteria),
    )  # fmt: skip


def _floor(rating: Rating, scheme: SchemeWords) -> int:
    scale = next(s for s in scheme.scales if s.id == rating.scale)
    return min(_rank(scale, i) for i in rating.possible)


def _rank(scale: ScaleWords, level: str) -> int:
    band = _level(scale, level).band
    return ORDER.index(Band(band)) if band else 0


def _holding_back(
    rating: Rating, scheme: SchemeWords, target: Band, other: Rating, names: Mapping[str, str]
) -> Iterator[PartingCriterion]:
    """What would have to be otherwise for the stricter scheme to stand as the other does."""
    scale = next(s for s in scheme.scales if s.id == rating.scale)
    asked_by_other = {f.name for f in other.facts}
    wanted = [
        c for c in rating.criteria
        if c.level is not None and c.value is not Tri.TRUE and _rank(scale, c.level) >= ORDER.index(target)
    ]  # fmt: skip
    if wanted:
        nearest = min(wanted, key=lambda c: _level(scale, c.level or "").rank)
        leaves = _blockers(nearest, scheme)
    else:  # nothing higher was tried: a rule that holds decided against it
        leaves = [c for c in rating.criteria if c.value is Tri.TRUE and c.decided][:1]
    yield from _gathered(leaves, asked_by_other, names)


def _blockers(criterion: CriterionResult, scheme: SchemeWords, want: Tri = Tri.TRUE) -> list[CriterionResult]:
    """The criteria at the bottom of the tree that keep this one from being as wanted: the shortest way there.

    Of alternatives, and of studies any of which would do, those that lack the least; of parts that are all
    needed, every one.
    """
    if criterion.value is want:
        return []
    words = scheme.criteria.get(criterion.id.partition("@")[0])
    join = words.join if words else ""
    wanted = {Tri.TRUE: Tri.FALSE, Tri.FALSE: Tri.TRUE}[want] if join == "none" else want
    lacking = [found for c in criterion.children if (found := _blockers(c, scheme, wanted))]
    if not lacking or (not join and not any(c.children for c in criterion.children)):
        return [criterion]
    needs_all = join in ("all", "none") if want is Tri.TRUE else join == "any"
    if needs_all:
        return [leaf for found in lacking for leaf in found]
    return min(lacking, key=len)


def _gathered(
    leaves: Sequence[CriterionResult], asked: set[str], names: Mapping[str, str]
) -> Iterator[PartingCriterion]:
    """The same criterion asked of several studies, told once."""
    by_name: dict[str, list[CriterionResult]] = {}
    for leaf in leaves:
        by_name.setdefault(leaf.id.partition("@")[0], []).append(leaf)
    for name, told in by_name.items():
        facts = tuple(dict.fromkeys(n for leaf in told for n in facts_under(leaf)))
        studies = tuple(dict.fromkeys(leaf.subject for leaf in told if leaf.subject not in (None, SET)))
        worst = Tri.UNKNOWN if any(leaf.value is Tri.UNKNOWN for leaf in told) else told[0].value
        yield PartingCriterion(
            id=name,
            question=told[0].question,
            value=worst,
            shown=told[0].shown if len(told) == 1 else _shown(told),
            of=tuple(names.get(s or "", s or "") for s in studies),
            facts=facts,
            asked_by_other=bool(facts) and set(facts) <= asked,
            verified=all(leaf.verified for leaf in told),
        )


def facts_under(criterion: CriterionResult) -> tuple[str, ...]:
    """The names of the facts that a criterion asks for, itself or through those under it."""
    below = (n for c in criterion.children for n in facts_under(c))
    return tuple(dict.fromkeys([*(f.name for f in criterion.facts), *below]))


def _shown(told: Sequence[CriterionResult]) -> str:
    no, unknown = (sum(c.value is v for c in told) for v in (Tri.FALSE, Tri.UNKNOWN))
    parts = [f"no for {no}" if no else "", f"not known for {unknown}" if unknown else ""]
    return f"{', '.join(p for p in parts if p)} of {len(told)} asked"


def _says(verdict: SchemeVerdict) -> str:
    return f"{verdict.scheme_name} says “{verdict.words}”"


def _sentence(low: SchemeVerdict, high: SchemeVerdict, criteria: Sequence[PartingCriterion]) -> str:
    if not criteria:
        return f"{_says(high)}; {_says(low)}"
    first = criteria[0]
    asked = "asks less of the same facts" if first.asked_by_other else "does not ask it"
    answer = first.shown[0].lower() + first.shown[1:] if first.shown else first.value.value
    return (
        f"They part at: {first.question} {low.scheme_name} asks it, and the answer is {answer}; "
        f"{high.scheme_name} {asked}"
    )


def _agreement(a: str, b: str, partings: Sequence[Parting]) -> SchemeAgreement:
    own = [p for p in partings if (p.first.scheme, p.second.scheme) == (a, b)]
    both = [p for p in own if p.agree is not None]
    agree = sum(p.agree is True for p in both)
    pairs = [(p.first.band, p.second.band) for p in both]
    kappa, ac1 = (cohen_kappa(pairs).value, gwet_ac(pairs, answers=ORDER).value) if pairs else (None, None)
    asked = Counter(c.question for p in own if p.agree is False for c in p.criteria[:1])
    return SchemeAgreement(
        first=a,
        second=b,
        objects=len(own),
        settled=len(both),
        agree=agree,
        agreement=agree / len(both) if both else None,
        kappa=kappa,
        ac1=ac1,
        part_at=tuple(q for q, _ in sorted(asked.items(), key=lambda i: (-i[1], i[0]))[:MOST_SHOWN]),
    )
