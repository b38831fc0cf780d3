"""What was kept of a review's appraisals, and how often the appraisers agreed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whatworks.terms import Appraisal, ReviewRecords
from whatworks_site.evidence.models import Review

from ..models import AppraisalDraft
from .appraisals_one import handed_in
from .appraising_sheet import INSTRUMENT, Judged, domains_of, judged, judged_overall


@dataclass(frozen=True)
class Lights:
    """Every kept appraisal beside each other: a row a result, a column a domain."""

    domains: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, tuple[Judged, ...]], ...]
    """The result, the study, the outcome, and the judgements, the overall one last."""


def lights(records: ReviewRecords) -> Lights:
    """The kept appraisals of results as a table of judgements."""
    results = {r.id: r for r in records.results}
    studies, outcomes = {s.id: s.name for s in records.studies}, {o.id: o.name for o in records.outcomes}
    kept = [a for a in records.appraisals if a.instrument == INSTRUMENT and a.object in results]
    rows = [
        (
            a.object,
            studies[results[a.object].study],
            outcomes[results[a.object].outcome],
            (*(judged(d) for d in a.domains), judged_overall(a)),
        )
        for a in kept
    ]
    names = tuple((d.id, d.name) for d in domains_of("assignment"))
    return Lights(names, tuple(sorted(rows, key=lambda r: (r[1].casefold(), r[0]))))


@dataclass(frozen=True)
class Agreed:
    """How often appraisers gave the same answer to a question, or the same judgement of a domain."""

    of: str
    words: str
    same: int
    total: int


def agreement(review: Review) -> tuple[Agreed, ...]:
    """Agreement question by question, over every result that as many as are needed have handed in."""
    objects = AppraisalDraft.objects.filter(review=review, instrument=INSTRUMENT, handed_in_at__isnull=False)
    pairs = [handed_in(review, o) for o in sorted(set(objects.values_list("object", flat=True)))]
    several = [[a for _, a in found] for found in pairs if len(found) > 1]
    return tuple(_agreed(several))


def _agreed(several: Sequence[Sequence[Appraisal]]) -> Iterable[Agreed]:
    same: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for found in several:
        for key, values in _values(found).items():
            if len(values) == len(found):
                total[key] += 1
                same[key] += len(set(values)) == 1
    for domain in {d.id: d for e in ("assignment", "adhering") for d in domains_of(e)}.values():
        keys = [("question", q) for q in domain.sheet.questions]
        for kind, name in [*keys, ("domain", domain.id)]:
            if total[kind, name]:
                words = f"Domain {name}: {domain.name}" if kind == "domain" else f"Question {name}"
                yield Agreed(kind, words, same[kind, name], total[kind, name])
    if total["domain", "overall"]:
        yield Agreed("domain", "Overall", same["domain", "overall"], total["domain", "overall"])


def _values(found: Sequence[Appraisal]) -> dict[tuple[str, str], list[str]]:
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    for appraisal in found:
        for answer in appraisal.answers:
            values["question", answer.question].append(answer.answer)
        for domain in (*(judged(d) for d in appraisal.domains), judged_overall(appraisal)):
            values["domain", domain.id].append(domain.state)
    return values
