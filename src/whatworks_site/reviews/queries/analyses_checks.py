"""A kept analysis looked at harder: small studies, missing ones, single ones, new places, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from whatworks.figures import Figure
from whatworks.publish.plots import FigureView, evidence_set_name
from whatworks.publish.prose import lower_first
from whatworks.review import assess
from whatworks.synthesise import PoolResult, pool, poolable
from whatworks.synthesise.absolute import SCALES, absolute
from whatworks.synthesise.bias import BiasResult, bias
from whatworks.synthesise.certainty import Hint, Setting, certainty_hints
from whatworks.synthesise.plots import baujat_of, drapery_of, funnel_of
from whatworks.terms import Effect, EvidenceSet, Good, Methods, Outcome, Result, ReviewRecords

from .analyses_looks import Look, looks
from .analyses_shown import shelf_for
from .analyses_words import methods_words

CHECKS = (
    "egger", "begg", "trimfill", "pet", "peese", "selection_3psm", "leave1out", "influence",
)  # fmt: skip
"""The checks made on the page: those that say something of their own and are done in a moment."""
PER = 1_000


@dataclass(frozen=True)
class Checks:
    """What the page shows; without a pool of at least three studies most of it is empty."""

    name: str
    model: str
    plainly: str
    looks: tuple[Look, ...]
    figures: tuple[FigureView, ...]
    paragraph: str
    notes: tuple[str, ...]
    hints: tuple[Hint, ...]
    people: str
    """The effect in whole people at the baseline risk chosen."""
    baseline: float | None
    """Of the comparison groups, in per cent; None where the scale gives no risk."""


def checks_of(
    records: ReviewRecords, evidence_set: EvidenceSet, methods: Methods, baseline: float | None = None
) -> Checks:
    """The analysis looked at harder. `baseline` is a risk without the intervention, in per cent."""
    review = replace(records.review, methods=methods)
    assessed = assess(evidence_set, replace(records, review=review), [])
    shelf = shelf_for(records, [assessed])
    intervention = next(i.name for i in records.interventions if i.id == evidence_set.intervention)
    name = f"{intervention}: {lower_first(evidence_set_name(shelf, evidence_set))}"
    together = poolable(assessed.effects)
    if not together:
        return Checks(name, methods_words(methods), NOTHING, (), (), "", (), (), "", None)
    outcome = shelf.outcomes[evidence_set.outcome]
    pooled = _pooled(together, {s.id: s.name for s in records.studies}, methods)
    results = [shelf.results[e.result] for e in together]
    risk = baseline if baseline is not None else _usual_risk(results)
    found = _found(pooled, methods)
    return Checks(
        name=name,
        model=methods_words(methods),
        plainly="" if len(pooled.rows) > 2 else FEW,
        looks=tuple(looks(pooled, found, outcome)),
        figures=tuple(_figures(pooled, filled=found is not None and "trimfill" in found.parts)),
        paragraph=found.sentence() if found else pooled.sentence(),
        notes=(found.diagnostics if found else pooled.pool.diagnostics),
        hints=certainty_hints(pooled, _setting(pooled, found, risk)),
        people=_people(pooled, risk, outcome),
        baseline=risk if pooled.pool.scale in SCALES else None,
    )


NOTHING = "Nothing is pooled in this analysis, so there is nothing to look harder at."
FEW = "Two studies are pooled. Checks that compare studies with one another need three."


def _pooled(effects: Sequence[Effect], names: Mapping[str, str], methods: Methods) -> PoolResult:
    yi, vi = [e.yi for e in effects], [e.vi for e in effects]
    labels = [names[e.study] for e in effects]
    scale = effects[0].scale
    return pool(yi, vi, method=methods.method, test=methods.test, scale=scale, labels=labels)


def _found(pooled: PoolResult, methods: Methods) -> BiasResult | None:
    if len(pooled.rows) < 3:
        return None
    yi, vi = [r.yi for r in pooled.rows], [r.vi for r in pooled.rows]
    return bias(
        yi, vi, tests=CHECKS, method=methods.method, test=methods.test,
        scale=pooled.pool.scale, labels=[r.label for r in pooled.rows],
    )  # fmt: skip


def _figures(pooled: PoolResult, *, filled: bool) -> list[FigureView]:
    if len(pooled.rows) < 3:
        return []
    drawn: list[tuple[str, Figure]] = [
        ("funnel", funnel_of(pooled, title="Funnel plot", fill=filled)),
        ("baujat", baujat_of(pooled, title="Which studies make them differ, and sway the estimate")),
        ("drapery", drapery_of(pooled, title="How sure, at every level")),
    ]
    return [FigureView.of(figure, name) for name, figure in drawn]


def _setting(pooled: PoolResult, found: BiasResult | None, risk: float | None) -> Setting:
    egger: Any = found.parts.get("egger") if found else None
    inside = risk is not None and 0 < risk < 100 and pooled.pool.scale in SCALES
    return Setting(
        baseline=risk / 100 if inside and risk is not None else None,
        egger_p=egger["p"] if egger else None,
    )


def _usual_risk(results: Sequence[Result]) -> float | None:
    """The median risk of the comparison groups, in per cent, where any prints it."""
    risks = []
    for r in results:
        if r.events_c is not None and r.total_c:
            risks.append(100 * r.events_c / r.total_c)
        elif r.percent_c is not None:
            risks.append(r.percent_c)
    return round(median(risks), 1) if risks else None


def _people(pooled: PoolResult, risk: float | None, outcome: Outcome) -> str:
    if risk is None or pooled.pool.scale not in SCALES or not 0 < risk < 100:
        return ""
    better = 1 if outcome.good is Good.HIGHER else -1
    (found,) = absolute(pooled, risk / 100, per=PER, better=better)
    return found.sentence(event=outcome.event or "")
