"""Hand-built evidence: a review's records in a line each."""

from __future__ import annotations

from functools import cache
from typing import Any

from whatworks.rate import Scheme, SetEvidence, StudyEvidence, judge, load_scheme
from whatworks.terms import (
    Design,
    Direction,
    Effect,
    EvidenceSet,
    Good,
    Intervention,
    Outcome,
    Pool,
    PoolSource,
    Rating,
    Result,
    ReviewFinding,
    Scale,
    Signal,
    Study,
)  # fmt: skip

FOR, AGAINST, NULL = Direction.FAVOURS, Direction.AGAINST, Direction.NULL
CLEAR, UNCLEAR = Signal.EXCLUDES, Signal.INCLUDES

RIGOROUS: dict[str, Any] = {
    "n_intervention": 20, "n_comparison": 20, "n_analysed": 40, "n_randomised": 42,
    "attrition_difference": 10.0, "baseline_equivalent": True, "intention_to_treat": True,
    "measure_standardised": True,
    "measure_independent": True, "direction": FOR, "signal": CLEAR, "months_after_end": 6.0,
}  # fmt: skip
"""All that level 3 asks of a study, each just met; it does not last a year."""


def study(name: str, **known: Any) -> StudyEvidence:
    """A study of which only what is given is known; `direction` and `signal` are its result's."""
    direction, signal = known.pop("direction", None), known.pop("signal", None)
    because = known.pop("result_unknown_because", {})
    record = Study(
        id=name.lower(), name=name, intervention="fgc", **{"design": Design.RCT, "unit": "families", **known}
    )
    result = Result(
        id=f"r-{name}", study=record.id, outcome="care", measure="care order", unknown_because=because
    )
    effect = Effect(
        id=f"e-{name}", study=record.id, result=result.id, scale=Scale.RD, formula="", better=-1,
        direction=direction, signal=signal,
    )  # fmt: skip
    return StudyEvidence(study=record, result=result, effect=effect)


def evidence(*members: StudyEvidence, **more: Any) -> SetEvidence:
    """An evidence set of family group conferencing and entry to care."""
    intervention = {"id": "fgc", "name": "Family group conferencing", "description": "The family plans"}
    outcome = {"id": "care", "name": "Children entering care", "domain": "1", "good": Good.LOWER}
    intervention |= more.pop("intervention", {})
    outcome |= more.pop("outcome", {})
    return SetEvidence(
        evidence_set=EvidenceSet(id="fgc-care", intervention="fgc", outcome="care"),
        intervention=Intervention(**intervention),
        outcome=Outcome(**outcome),
        members=members,
        **more,
    )


def pool(low: float, high: float, **more: Any) -> Pool:
    """A published review's pooled figure on the analysis scale."""
    return Pool(
        **{"id": "p", "source": PoolSource.REVIEW, "b": (low + high) / 2, "ci_lb": low, "ci_ub": high, **more}
    )


def finding(**more: Any) -> ReviewFinding:
    """The finding of a published review that a pooled figure was read from."""
    return ReviewFinding(**{"id": "f", "measure": "entry to care", **more})


@cache
def scheme_of(name: str) -> Scheme:
    """A shipped scheme, read once."""
    return load_scheme(name)


def rate(scheme: str, what: SetEvidence, scale: str | None = None) -> Rating:
    """The rating under a shipped scheme, on its first scale or the one named."""
    ratings = judge(what, scheme_of(scheme))
    return next(r for r in ratings if scale is None or r.scale == scale)


def fgc(**usa: Any) -> SetEvidence:
    """Three trials of family group conferencing: one for, one against, one whose direction is not printed."""
    return evidence(
        study("England", n_randomised=1511, n_analysed=1471, direction=FOR),
        study("Netherlands", n_randomised=346, n_analysed=328, direction=AGAINST),
        study("USA", **{"n_randomised": 542, **usa}),
    )
