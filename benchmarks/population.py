"""A made population of interventions, whose records say as much, and as little, as published ones do.

Nothing here is a real programme, and the rates are ours: sizes and directions are nearly always told, losses
and intention to treat in about half, registration and independence less often; the rest was not looked for
yet, or was looked for and is not reported. Facts are drawn apart from one another. Half of all have at most
one study.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from whatworks.rate import SetEvidence, StudyEvidence
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
    Result,
    ReviewFinding,
    Scale,
    Signal,
    Study,
)

STUDIES = ((0, 4), (1, 46), (2, 20), (3, 11), (4, 6), (5, 4), (6, 3), (8, 2), (10, 2), (14, 1), (19, 1))
"""How many studies an intervention has, and how often of a hundred."""
DESIGNS = (
    (Design.RCT, 45), (Design.CLUSTER_RCT, 15), (Design.MATCHED, 12), (Design.COMPARISON, 12),
    (Design.PRE_POST, 10), (Design.DID, 6),
)  # fmt: skip
TOLD: dict[str, tuple[float, float, float]] = {
    "baseline_equivalent": (0.60, 0.85, 0.10),
    "intention_to_treat": (0.50, 0.70, 0.15),
    "measure_standardised": (0.75, 0.90, 0.05),
    "measure_independent": (0.55, 0.60, 0.15),
    "independent": (0.45, 0.40, 0.10),
    "peer_reviewed": (0.90, 0.80, 0.00),
    "registered_before": (0.40, 0.30, 0.10),
}
"""For a yes or no: how often it is told, how often it is then yes, and how often sought and not reported."""
NOT_REPORTED = "sought, not reported"


def population(
    number: int, seed: int = 1, studies: int | None = None, told: float = 1.0
) -> Iterator[SetEvidence]:
    """Interventions with their studies.

    Args:
        number: how many.
        seed: the same seed gives the same population.
        studies: how many studies each has; drawn where not given.
        told: by what the shares of facts that are told are multiplied: 0 for nothing, above 1 for more.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret
    for at in range(number):
        count = _one_of(dice, STUDIES) if studies is None else studies
        yield _intervention(dice, f"p{at}", count, told)


def _one_of(dice: random.Random, choices: tuple[tuple[Any, int], ...]) -> Any:
    return dice.choices([c for c, _ in choices], [w for _, w in choices])[0]


def _intervention(dice: random.Random, name: str, count: int, told: float) -> SetEvidence:
    good = dice.random() < 0.65  # whether it works, so that its studies agree more than chance has them
    team = dice.random() < 0.3  # whether one team ran all of its studies, on one sample
    members = tuple(_study(dice, f"{name}-s{i}", name, good, team, told) for i in range(count))
    findings, pool = _review(dice, name, count, good)
    return SetEvidence(
        evidence_set=EvidenceSet(id=f"{name}-care", intervention=name, outcome="care"),
        intervention=Intervention(
            id=name, name=f"Programme {name}", description="What is done" if dice.random() < 0.9 else None,
            manualised=_yes_no(dice, 0.5 * told, 0.8), scale_procedures=_yes_no(dice, 0.2 * told, 0.7),
        ),
        outcome=Outcome(id="care", name="Children entering care", domain="1", good=Good.LOWER),
        members=members, findings=findings, finding=findings[0] if pool else None, pool=pool,
    )  # fmt: skip


def _yes_no(dice: random.Random, told: float, yes: float) -> bool | None:
    is_yes = dice.random() < yes
    return is_yes if dice.random() < told else None


def _study(  # noqa: PLR0917 - all that it is drawn from
    dice: random.Random, id_: str, of: str, good: bool, team: bool, told: float
) -> StudyEvidence:
    size = max(12, round(dice.lognormvariate(5.0, 1.0)))
    kept = min(1.0, max(0.3, dice.gauss(0.82, 0.12)))
    known: dict[str, Any] = {}
    because: dict[str, str] = {}
    for name, (share, yes, silent) in TOLD.items():
        known[name] = _yes_no(dice, share * told, yes)
        if known[name] is None and dice.random() < silent / max(1e-9, 1 - share):
            because[name] = NOT_REPORTED
    if dice.random() < 0.9 * told:
        known["n_analysed"] = round(size * kept)
        if dice.random() < 0.8 * told:
            known["n_intervention"] = known["n_analysed"] // 2
            known["n_comparison"] = known["n_analysed"] - known["n_intervention"]
    if dice.random() < 0.8 * told:
        known["n_randomised"] = size
    if dice.random() < 0.45 * told:
        known["attrition_difference"] = round(abs(dice.gauss(0, 6)), 1)
    if dice.random() < 0.7 * told:
        known["months_after_end"] = float(_one_of(dice, ((0, 40), (3, 10), (6, 20), (12, 20), (24, 10))))
    study = Study(
        id=id_, name=id_.upper(), intervention=of, design=_one_of(dice, DESIGNS), unit="children",
        sample=f"{of}-sample" if team and dice.random() < 0.4 else None, unknown_because=because, **known,
    )  # fmt: skip
    result = Result(id=f"r-{id_}", study=id_, outcome="care", measure="care order")
    return StudyEvidence(study=study, result=result, effect=_effect(dice, study, result, good, told))


def _effect(dice: random.Random, study: Study, result: Result, good: bool, told: float) -> Effect:
    favours = dice.random() < (0.8 if good else 0.45)
    way = Direction.FAVOURS if favours else Direction.AGAINST
    signal = Signal.EXCLUDES if dice.random() < (0.5 if good else 0.15) else Signal.INCLUDES
    return Effect(
        id=f"e-{study.id}", study=study.id, result=result.id, scale=Scale.RD, formula="", better=-1,
        direction=way if dice.random() < 0.92 * told else None,
        signal=signal if dice.random() < 0.85 * told else None,
    )  # fmt: skip


def _review(
    dice: random.Random, name: str, count: int, good: bool
) -> tuple[tuple[ReviewFinding, ...], Pool | None]:
    if count < 2 or dice.random() > 0.35:
        return (), None
    score = dice.choice((None, 1, 2, 3, 4))
    finding = ReviewFinding(
        id=f"f-{name}", measure="care order", emmie_q_effect=score, intervention=name, outcome="care"
    )
    if dice.random() < 0.4:
        return (finding,), None
    middle, half = dice.gauss(-0.25 if good else 0.0, 0.15), abs(dice.gauss(0.2, 0.08))
    pool = Pool(
        id=f"pool-{name}", source=PoolSource.REVIEW, b=middle, ci_lb=middle - half, ci_ub=middle + half,
        finding=finding.id, k=count,
    )  # fmt: skip
    return (finding,), pool
