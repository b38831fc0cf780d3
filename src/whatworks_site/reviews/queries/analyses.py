"""What can be pooled in a review, what was kept, and how a kept analysis came about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from whatworks.publish.numbers import SCALE_WORDS, number, on_printed_scale
from whatworks.publish.plots import evidence_set_name
from whatworks.publish.prose import finding_of
from whatworks.review import assess
from whatworks.review.members import members_of
from whatworks.terms import EvidenceSet, Methods, ReviewRecords, Scale
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.words import when

from ..models import KeptAnalysis
from .analyses_shown import Analysis, shelf_for
from .analyses_words import methods_words, pooled_words


@dataclass(frozen=True)
class SetLine:
    """A kept analysis in a list."""

    key: str
    name: str
    version: int
    finding: str
    studies: int


@dataclass(frozen=True)
class Pair:
    """An intervention and an outcome of which results are on record."""

    intervention: str
    intervention_name: str
    outcome: str
    outcome_name: str
    studies: int
    sets: tuple[SetLine, ...]


def pairs(records: ReviewRecords) -> tuple[Pair, ...]:
    """Every intervention and outcome with results or an analysis, by their names."""
    of = {s.id: s.intervention for s in records.studies}
    studies: dict[tuple[str, str], set[str]] = defaultdict(set)
    for result in records.results:
        if result.subgroup is None:
            studies[of[result.study], result.outcome].add(result.study)
    lines = _lines(records)
    names = {i.id: i.name for i in records.interventions}
    outcomes = {o.id: o.name for o in records.outcomes}
    keys = {*studies, *lines}
    found = (
        Pair(i, names[i], o, outcomes[o], len(studies.get((i, o), ())), tuple(lines.get((i, o), ())))
        for i, o in keys
        if i in names and o in outcomes
    )
    return tuple(sorted(found, key=lambda p: (p.intervention_name.casefold(), p.outcome_name.casefold())))


def _lines(records: ReviewRecords) -> dict[tuple[str, str], list[SetLine]]:
    assessed = [assess(s, records, []) for s in records.evidence_sets]
    shelf = shelf_for(records, assessed)
    found: dict[tuple[str, str], list[SetLine]] = defaultdict(list)
    for each in records.evidence_sets:
        line = SetLine(
            each.id,
            evidence_set_name(shelf, each),
            each.version,
            finding_of(shelf, each).words,
            len(shelf.members_of(each.id)),
        )
        found[each.intervention, each.outcome].append(line)
    return found


def kept_set(records: ReviewRecords, key: str) -> EvidenceSet | None:
    """A kept analysis by its name."""
    return next((s for s in records.evidence_sets if s.id == key), None)


def name_of(records: ReviewRecords, evidence_set: EvidenceSet) -> str:
    """An analysis by its intervention and what it is of."""
    shelf = shelf_for(records, [assess(evidence_set, records, [])])
    intervention = next(i.name for i in records.interventions if i.id == evidence_set.intervention)
    return f"{intervention}: {evidence_set_name(shelf, evidence_set)}"


def reach(records: ReviewRecords, evidence_set: EvidenceSet) -> tuple[tuple[Scale, int], ...]:
    """The scales on which results can be pooled, with the number of studies each takes in, the most first."""
    found = []
    for scale in Scale:
        members = members_of(replace(evidence_set, scale=scale), records)
        exact = {s.id for s, _, _, e in members if e and e.yi is not None and e.vi is not None}
        if exact:
            found.append((scale, len(exact)))
    order = list(Scale)
    own = _printed(records, evidence_set)
    return tuple(sorted(found, key=lambda f: (-f[1], -own.get(f[0], 0), order.index(f[0]))))


def _printed(records: ReviewRecords, evidence_set: EvidenceSet) -> dict[Scale, int]:
    """How many of the results are printed on each scale."""
    found: dict[Scale, int] = defaultdict(int)
    for _, _, result, _ in members_of(evidence_set, records):
        if result.scale:
            found[result.scale] += 1
    return found


def scale_words(scale: Scale) -> str:
    """A scale with a capital."""
    words = SCALE_WORDS[scale]
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Move:
    """One figure, before and after."""

    words: str
    before: str
    after: str

    @property
    def moved(self) -> bool:
        """Whether it is another."""
        return self.before != self.after


def moves(before: Analysis, after: Analysis) -> tuple[Move, ...]:
    """Two analyses side by side."""
    one, other = _figures(before), _figures(after)
    return tuple(Move(name, one[name], other[name]) for name in one)


def _figures(analysis: Analysis) -> dict[str, str]:
    pool = analysis.pool
    estimate, interval = pooled_words(pool)
    new = "–"
    if pool and pool.pi_lb is not None and pool.pi_ub is not None and (pool.k or 0) > 2:
        ends = on_printed_scale(pool, pool.pi_lb), on_printed_scale(pool, pool.pi_ub)
        new = " to ".join(number(e or 0.0) for e in ends)
    return {
        "Model": methods_words(analysis.methods),
        "Studies in it": str(len(analysis.members)),
        "Studies pooled": str(pool.k if pool else 0),
        "Estimate": estimate,
        "Interval": interval,
        "A new study": new,
        "I²": f"{pool.I2 or 0:.0f}%" if pool else "–",
        "τ²": number(pool.tau2 or 0.0, 4) if pool else "–",
    }


@dataclass(frozen=True)
class Version:
    """A version of an analysis in its history."""

    heading: str
    when: str
    text: str
    kind: str
    number: int
    can_rerun: bool
    """Whether what was pooled was kept with it."""


def history(review: Review, key: str) -> tuple[Version, ...]:
    """Every version that was kept, the newest first; those taken back are said to be."""
    rows = KeptAnalysis.objects.filter(review=review, evidence_set=key).select_related("by")
    found, in_force = [], False
    for row in rows:
        now = row.undone_at is None and not in_force
        in_force = in_force or now
        who = f"{row.by.name}: " if row.by else ""
        gone = f" Taken back on {when(row.undone_at)}." if row.undone_at else ""
        kind = "now" if now else ""
        found.append(
            Version(
                f"Version {row.version}",
                when(row.at),
                f"{who}{row.why}{gone}",
                kind,
                row.version,
                row.run is not None,
            )
        )
    return tuple(found)


def can_undo(review: Review, key: str) -> bool:
    """Whether the version in force was kept here, so that it can be taken back."""
    row = KeptAnalysis.objects.filter(review=review, evidence_set=key, undone_at=None).first()
    return row is not None and row.by_id is not None


def methods_of(review: Review) -> Methods:
    """How the review pools."""
    return Methods.from_json(review.document.get("methods") or {})
