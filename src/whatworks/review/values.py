"""Values of one record that cannot be: a share above 100, a count below zero, an interval upside down.

Numbers in print that merely disagree are questions, not problems; they are asked in `whatworks.synthesise`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from whatworks.stats import METHODS, TESTS
from whatworks.terms import EvidenceSet, InOrOut, Population, Record, Result, Review, ReviewFinding, Study

Fault = tuple[str, object, str]
"""Column, value and the rule it breaks."""
COUNTS = ("n_randomised", "n_analysed", "n_intervention", "n_comparison", "clusters")
SPREADS = ("events_t", "total_t", "events_c", "total_c", "sd_t", "sd_c", "n_t", "n_c", "se")


def review_faults(review: Review) -> Iterator[Fault]:
    """What cannot be in `review.yaml`."""
    try:
        dt.date.fromisoformat(review.date)
    except ValueError:
        yield "date", review.date, "is not a date; write it as 2026-03-31"
    if review.methods.method not in METHODS:
        yield "methods.method", review.methods.method, f"is not one of: {', '.join(METHODS)}"
    if review.methods.test not in TESTS:
        yield "methods.test", review.methods.test, f"is not one of: {', '.join(TESTS)}"
    if review.screeners_needed < 1:
        yield "screeners_needed", review.screeners_needed, "must be 1 or more"
    if review.screeners and review.screeners_needed > len(review.screeners):
        rule = f"is more than the {len(review.screeners)} screeners named, so nothing could ever be decided"
        yield "screeners_needed", review.screeners_needed, rule
    ids = [c.id for c in review.criteria]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        yield "criteria", twice, "stands twice; every criterion needs a name of its own"


def study_faults(study: Study) -> Iterator[Fault]:
    """What cannot be in a row of studies."""
    if study.n_randomised is not None and (study.n_analysed or 0) > study.n_randomised:
        rule = f"is more than the {study.n_randomised:,} randomised; check both, and that they count the same"
        yield "n_analysed", study.n_analysed, rule
    for column in COUNTS:
        yield from _below_zero(study, column)
    for column in ("attrition_overall", "attrition_difference"):
        yield from _outside(study, column, 0, 100, "per cent")


def population_faults(population: Population) -> Iterator[Fault]:
    """What cannot be in a row of populations."""
    yield from _outside(population, "percent", 0, 100, "per cent")
    yield from _below_zero(population, "n")
    if population.in_or_out is InOrOut.NOT_REPORTED:
        for column in ("group", "n", "percent"):
            value = getattr(population, column)
            if value is not None:
                yield column, value, "is given, though the row says that nothing is reported; correct either"
    elif population.group is None:
        yield "group", "", "is empty; name the group as the source does"


def result_faults(result: Result) -> Iterator[Fault]:
    """What cannot be in a row of results."""
    for column in ("percent_t", "percent_c"):
        yield from _outside(result, column, 0, 100, "per cent")
    yield from _outside(result, "p", 0, 1)
    for column in SPREADS:
        yield from _below_zero(result, column)
    for arm in ("t", "c"):
        events, total = getattr(result, f"events_{arm}"), getattr(result, f"total_{arm}")
        if events is not None and total is not None and events > total:
            yield f"events_{arm}", events, f"is more than total_{arm} ({total:g}); check both"
    if not 0 < result.ci_level < 100:
        yield "ci_level", result.ci_level, "is no level of an interval in per cent; write 95"
    yield from _interval(result)


def finding_faults(finding: ReviewFinding) -> Iterator[Fault]:
    """What cannot be in a row of a published review's findings."""
    yield from _interval(finding)
    for column in ("share_studies_favouring", "share_participants_favouring", "p"):
        yield from _outside(finding, column, 0, 1)
    yield from _outside(finding, "i2", 0, 100, "per cent")
    yield from _outside(finding, "emmie_q_effect", 0, 4)
    for column in ("k", "participants"):
        yield from _below_zero(finding, column)


def set_faults(evidence_set: EvidenceSet) -> Iterator[Fault]:
    """What cannot be in a row of evidence sets."""
    start, end = evidence_set.months_from, evidence_set.months_to
    if start is not None and end is not None and start > end:
        yield "months_from", start, f"is later than months_to ({end:g}); swap them"


def _interval(record: Result | ReviewFinding) -> Iterator[Fault]:
    low, high, scale = record.ci_low, record.ci_high, record.scale
    if low is not None and high is not None and low > high:
        yield "ci_low", low, f"is above ci_high ({high:g}); swap them"
    for column in ("estimate", "ci_low", "ci_high") if scale and scale.is_ratio else ():
        value = getattr(record, column)
        if value is not None and value <= 0:
            yield column, value, f"cannot be: the scale is {scale}, which is always above zero"


def _below_zero(record: Record, column: str) -> Iterator[Fault]:
    value = getattr(record, column)
    if value is not None and value < 0:
        yield column, value, "is below zero; correct it, or leave it empty if not known"


def _outside(record: Record, column: str, low: float, high: float, unit: str = "") -> Iterator[Fault]:
    value = getattr(record, column)
    if value is not None and not low <= value <= high:
        yield column, value, f"is not between {low:g} and {high:g} {unit}".rstrip()
