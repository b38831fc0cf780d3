"""The figures of an intervention's page: every study's effect, and natural frequencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from whatworks.figures import Figure, ForestPool, ForestRow, Table, forest, frequency
from whatworks.terms import (
    Effect,
    EvidenceSet,
    Good,
    Member,
    Outcome,
    Pool,
    PoolSource,
    Result,
    Scale,
    Study,
)

from .numbers import SCALE_WORDS, estimate_words, interval_words, number, result_words
from .people import gap_of, in_people
from .prose import counts_the_event, name_within, side_words
from .shelf import Shelf


@dataclass(frozen=True)
class FigureView:
    """A figure for a page: drawings, words and table."""

    id: str
    wide: Markup
    narrow: Markup | None
    caption: str | None
    table: Table

    @classmethod
    def of(cls, figure: Figure, id_: str) -> FigureView:
        """A figure under an id of its own on the page."""
        narrow = Markup(figure.svg_narrow) if figure.svg_narrow else None  # noqa: S704
        return cls(id_, Markup(figure.svg), narrow, figure.caption, figure.table)  # noqa: S704


def forest_of(shelf: Shelf, evidence_set: EvidenceSet, id_: str) -> FigureView | None:
    """The forest plot of a set; None where nobody prints a number."""
    members = shelf.members_of(evidence_set.id)
    effects = [shelf.effects.get(m.effect or "") for m in members]
    pools = [p for p in shelf.pools_of(evidence_set.id) if p.b is not None]
    scale = _scale([e for e in effects if e], pools)
    if scale is None:
        return None
    outcome = shelf.outcomes[evidence_set.outcome]
    pools = [p for p in pools if p.scale is scale]
    tau2 = next((p.tau2 or 0.0 for p in pools if p.source is PoolSource.OURS), None)
    more = ("more", "fewer") if outcome.event else None
    rows = [
        _row(shelf, m, e, scale, tau2=tau2, more_words=more) for m, e in zip(members, effects, strict=True)
    ]
    worse, better = side_words(outcome, scale)
    figure = forest(
        rows,
        [p for p in (_pool(shelf, pool) for pool in pools) if p],
        title=f"{evidence_set_name(shelf, evidence_set)}: every study",
        left_words=worse,
        right_words=better,
        scale_words="percentage points" if scale is Scale.RD else SCALE_WORDS[scale],
        scale=scale,
        flip=outcome.good is Good.LOWER,
        points=scale is Scale.RD,
    )
    view = FigureView.of(figure, id_)
    people = _people(shelf, members, pools, outcome)
    return replace(view, caption=f"{view.caption or ''} {people}".strip()) if people else view


def _people(shelf: Shelf, members: Sequence[Member], pools: Sequence[Pool], outcome: Outcome) -> str:
    """Our own pooled effect in people, where every result in it counts what the outcome is named for."""
    own = next((p for p in pools if p.source is PoolSource.OURS), None)
    if own is None:
        return ""
    inside = [shelf.results[m.result] for m in members if m.effect in own.effects and m.result]
    if not all(counts_the_event(r, outcome) for r in inside):
        return ""
    return in_people(own, outcome, inside)


def evidence_set_name(shelf: Shelf, evidence_set: EvidenceSet) -> str:
    """The outcome's name; the comparator or population too, where the set is narrower."""
    parts = [shelf.outcomes[evidence_set.outcome].name, evidence_set.population, evidence_set.comparator]
    return ", ".join(p for p in parts if p)


def _scale(effects: list[Effect], pools: list[Pool]) -> Scale | None:
    for pool in pools:
        if pool.scale:
            return pool.scale
    counts = Counter(e.scale for e in effects if e.yi is not None)
    order = list(Scale)
    return min(counts, key=lambda s: (-counts[s], order.index(s))) if counts else None


def _row(
    shelf: Shelf,
    member: Member,
    effect: Effect | None,
    scale: Scale,
    *,
    tau2: float | None,
    more_words: tuple[str, str] | None,
) -> ForestRow:
    """A study's row. `more_words`: what a higher and a lower share are called, where something is counted."""
    study = shelf.studies[member.study]
    second = size_words(study)
    if effect is None:
        return ForestRow(label=study.name, second=second, words="result not reported")
    if effect.yi is None or effect.scale is not scale:
        result = shelf.results.get(member.result or "")
        has_number = effect.yi is not None or (result is not None and result.estimate is not None)
        words = "on another scale" if has_number else "no number printed"
        return ForestRow(label=study.name, second=second, direction=effect.direction, words=words)
    weight = 1 / (effect.vi + tau2) if effect.vi and tau2 is not None else None
    row = ForestRow.from_effect(effect, study.name, second, weight=weight)
    if scale is not Scale.RD or more_words is None or not row.estimate:
        return row
    points = number(abs(row.estimate) * 100, 1).removesuffix(".0")
    said = f"{points} points {more_words[row.estimate < 0]}"
    return ForestRow(
        label=row.label, second=row.second, estimate=row.estimate, ci=row.ci, weight=row.weight,
        direction=row.direction, text=said,
    )  # fmt: skip


def size_words(study: Study) -> str:
    """'1,471 families analysed'; empty where no count is known."""
    unit = study.unit or "people"
    if study.n_analysed is not None:
        return f"{study.n_analysed:,} {unit} analysed"
    return f"{study.n_randomised:,} {unit} allocated" if study.n_randomised is not None else ""


def _pool(shelf: Shelf, pool: Pool) -> ForestPool | None:
    finding = shelf.review_findings.get(pool.finding or "")
    report = shelf.reports.get(finding.report or "") if finding else None
    return ForestPool.from_pool(pool, label=f"Review: {report.short}" if report else None)


def frequency_of(shelf: Shelf, result: Result, id_: str) -> FigureView | None:
    """Natural frequencies of a result; None unless both percentages and what happened are on record."""
    outcome, study = shelf.outcomes[result.outcome], shelf.studies[result.study]
    if result.percent_t is None or result.percent_c is None or not outcome.event:
        return None
    if not counts_the_event(result, outcome):
        return None
    if not (0 <= result.percent_t <= 100 and 0 <= result.percent_c <= 100):
        return None
    name = next((i.name for i in shelf.records.interventions if i.id == study.intervention), "it")
    gap = gap_of(result)
    figure = frequency(
        result.percent_c,
        result.percent_t,
        of=result.unit or "people",
        without_words="in the comparison group",
        with_words=f"in the group offered {name_within(name)}",
        event_words=outcome.event,
        interval=gap,
        good=outcome.good.value,
        exactness=None if gap else _exactness(result),
    )
    return FigureView.of(figure, id_)


def _exactness(result: Result) -> tuple[str, str] | None:
    """The interval in words, where it is of another scale than the difference drawn."""
    if result.scale in (None, Scale.RD) or result.estimate is None:
        return None
    if result.ci_low is None or result.ci_high is None:
        return None
    return "How exact is this?", (
        f"The study gives it as {estimate_words(result.scale, result.estimate)}, "
        f"{interval_words(result.scale, result.ci_low, result.ci_high, result.ci_level)}."
    )


def chosen_table(
    shelf: Shelf, evidence_set: EvidenceSet
) -> tuple[tuple[Member, Study, Result | None, str], ...]:
    """Which result speaks for each study, in words."""
    found = []
    for member in shelf.members_of(evidence_set.id):
        result = shelf.results.get(member.result or "")
        words = result_words(result) if result else "An eligible result was not reported"
        found.append((member, shelf.studies[member.study], result, words))
    return tuple(found)
