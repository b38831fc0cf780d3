"""Is it worth its cost? Increments in; words, tables and figures out, amounts with their price year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from whatworks.figures import Figure
from whatworks.figures.acceptability import acceptability_curve
from whatworks.figures.cost_plane import CostPlane, cost_plane
from whatworks.stats.costs.cost_effect import (
    Increments,
    NetBenefit,
    Quadrant,
    Ratio,
    cost_effect_ratio,
    draw_pairs,
    increments_of_draws,
    net_benefit,
    net_benefit_of_draws,
)
from whatworks.stats.costs.money import Money

from .frames import as_table

POINTS = 61
Draws = tuple[tuple[float, ...], tuple[float, ...]]
QUADRANT_WORDS = {
    Quadrant.DOMINANT: "works better and costs no more: it dominates",
    Quadrant.DOMINATED: "works worse and costs as much or more: it is dominated",
    Quadrant.TRADE_OFF: "works better and costs more",
    Quadrant.LESS_FOR_LESS: "works worse and costs less",
    Quadrant.NO_EFFECT: "has the same effect, so the costs alone decide",
}


@dataclass(frozen=True)
class EconomicResult:
    """Increments, their ratio, and the net benefit at each threshold.

    `drawn` holds paired draws of cost and effect: those given, or of the normal distribution; `given_draws`
    says which. Where no standard error of the effect is known, `doubt` is False and there are no intervals.
    """

    increments: Increments
    currency: str
    price_year: int
    outcome: str
    unit: str
    level: float
    ratio: Ratio
    benefits: tuple[NetBenefit, ...]
    curve: tuple[tuple[float, float | None], ...]
    drawn: Draws
    given_draws: bool
    doubt: bool
    diagnostics: tuple[str, ...]

    @property
    def money(self) -> str:
        """The currency and price year in words."""
        return Money(0.0, self.currency, self.price_year).unit

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a threshold: net benefit with interval and probability."""
        rows = []
        for b in self.benefits:
            row: dict[str, Any] = {"currency": self.currency, "price_year": self.price_year}
            row |= asdict(b)
            if not self.doubt:
                row |= dict.fromkeys(("se", "ci_lb", "ci_ub", "probability"))
            rows.append(row)
        return as_table(rows, frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The increments and their ratio in one row."""
        i, r = self.increments, self.ratio
        row = {
            "cost": i.cost, "se_cost": i.se_cost, "effect": i.effect,
            "se_effect": i.se_effect if self.doubt else None, "rho": i.rho, "icer": r.icer,
            "icer_lb": r.ci_lb, "icer_ub": r.ci_ub, "quadrant": r.quadrant.value, "currency": self.currency,
            "price_year": self.price_year, "outcome": self.outcome, "unit": self.unit, "level": self.level,
        }  # fmt: skip
        return as_table([row], frame)

    def sentence(self) -> str:
        """The result in words to paste into a report."""
        i, r = self.increments, self.ratio
        costs = f"{self._money(abs(i.cost))} {'more' if i.cost > 0 else 'less'}" if i.cost else "the same"
        parts = [
            f"For each {self.unit} the intervention costs {costs} and gives {abs(i.effect):.3g} "
            f"{'more' if i.effect >= 0 else 'fewer'} of: {self.outcome}. It {QUADRANT_WORDS[r.quadrant]}."
        ]
        if r.icer is not None:
            parts.append(self._ratio_words(r.icer))
        parts += [self._benefit_words(b) for b in self.benefits]
        return " ".join([*parts, f"All amounts are in {self.money}."])

    def to_json(self) -> dict[str, Any]:
        """Increments, ratio, thresholds and curve as plain JSON values."""
        return {
            **self.glance()[0], "thresholds": self.tidy(),
            "curve": [{"threshold": t, "probability": p} for t, p in self.curve],
            "diagnostics": list(self.diagnostics),
        }  # fmt: skip

    def plane(self) -> Figure:
        """The cost-effectiveness plane. Raises ValueError where no doubt is known, so that none is drawn."""
        self._needs_doubt()
        costs, effects = self.drawn
        given = CostPlane(
            effects=effects, costs=costs, effect=self.increments.effect, cost=self.increments.cost,
            money=self.money, outcome=self.outcome,
            threshold=self.benefits[0].threshold if self.benefits else None,
        )  # fmt: skip
        return cost_plane(given)

    def acceptability(self) -> Figure:
        """The acceptability curve, with the thresholds named. Raises ValueError where no doubt is known."""
        self._needs_doubt()
        marks = [(b.threshold, b.probability) for b in self.benefits if b.probability is not None]
        known = [(t, p) for t, p in self.curve if p is not None]
        return acceptability_curve(known, money=self.money, outcome=self.outcome, marks=marks)

    def _needs_doubt(self) -> None:
        if not self.doubt:
            raise ValueError("no standard error of the effect is given, so its doubt cannot be drawn")

    def _money(self, amount: float) -> str:
        return Money(amount, self.currency, self.price_year).short()

    def _ratio_words(self, icer: float) -> str:
        r = self.ratio
        what = "That is" if r.quadrant is Quadrant.TRADE_OFF else "It saves"
        per = "for each" if r.quadrant is Quadrant.TRADE_OFF else "for each lost, of:"
        if r.ci_lb is None or r.ci_ub is None:
            doubt = "no interval: the effect is not beyond chance, or its doubt is not known"
        else:
            doubt = f"{self.level:g}% interval {self._money(r.ci_lb)} to {self._money(r.ci_ub)}"
        return f"{what} {self._money(icer)} {per} {self.outcome} ({doubt})."

    def _benefit_words(self, b: NetBenefit) -> str:
        worth = f"At {self._money(b.threshold)} for each, the net benefit is {self._money(b.estimate)}"
        if not self.doubt:
            return f"{worth}; how sure that is, is not known."
        ends = f"{self.level:g}% interval {self._money(b.ci_lb)} to {self._money(b.ci_ub)}"
        if b.probability is None:
            return f"{worth} ({ends})."
        return f"{worth} ({ends}); the chance that it is worth its cost is {b.probability:.0%}."


def cost_effectiveness(
    cost: Money | Sequence[float],
    effect: float | Sequence[float],
    *,
    se_cost: float | None = None,
    se_effect: float | None = None,
    rho: float | None = None,
    thresholds: Sequence[Money] = (),
    currency: str | None = None,
    price_year: int | None = None,
    outcome: str = "outcome avoided",
    unit: str = "child",
    level: float = 95.0,
    draws: int = 1000,
    seed: int = 1990,
) -> EconomicResult:
    """Weigh what an intervention costs more against what it does more, for each `unit`.

    Either `cost` (Money) and `effect` are mean differences with standard errors and correlation; or both are
    paired draws of a bootstrap, and `currency` and `price_year` say what the costs are in. More of `outcome`
    is better. Without `se_cost` the cost is taken as known, without `rho` as unrelated to the effect, which
    is told; without `se_effect` there are no intervals. `thresholds` are what one outcome is worth, in the
    same currency and price year. Raises ValueError, saying what is wrong, for what cannot be used.
    """
    own: Draws | None = None
    if isinstance(cost, Money):
        if not isinstance(effect, int | float):
            raise ValueError("cost is one amount but effect is a list; give one of each, or draws of both")
        money, doubt, notes = cost, se_effect is not None, _notes(se_cost, se_effect, rho)
        given = Increments(cost.amount, se_cost or 0.0, float(effect), se_effect or 0.0, rho or 0.0)
        costs, effects = draw_pairs(given, draws, seed)
        drawn = (tuple(costs.tolist()), tuple(effects.tolist()))
    else:
        if currency is None or price_year is None or isinstance(effect, int | float):
            raise ValueError("draws of cost need draws of effect, a currency and a price year")
        money, doubt = Money(0.0, currency, price_year), True
        given = increments_of_draws(cost, effect)
        own = drawn = (tuple(map(float, cost)), tuple(map(float, effect)))
        notes = [f"from {len(own[0]):,} draws as given; the interval of the ratio takes them as normal"]
    worth = [money.alike(t).amount for t in thresholds]
    benefits = tuple(_benefit(given, own, t, level) for t in worth)
    ratio = cost_effect_ratio(given, level) if doubt else _without_doubt(given)
    curve = tuple((t, _benefit(given, own, t, level).probability) for t in _grid(worth, ratio))
    return EconomicResult(
        given, money.currency, money.price_year, outcome, unit, level, ratio, benefits,
        curve if doubt else (), drawn, own is not None, doubt, tuple(notes),
    )  # fmt: skip


def _notes(se_cost: float | None, se_effect: float | None, rho: float | None) -> list[str]:
    told = {
        "no standard error of the cost is given, so it is taken as known": se_cost is None,
        "no standard error of the effect is given, so there are no intervals": se_effect is None,
        "the correlation of cost and effect is not given and taken as 0": rho is None and bool(se_cost),
    }
    return [words for words, so in told.items() if so]


def _benefit(given: Increments, own: Draws | None, threshold: float, level: float) -> NetBenefit:
    if own is None:
        return net_benefit(given, threshold, level)
    return net_benefit_of_draws(own[0], own[1], threshold, level)


def _without_doubt(given: Increments) -> Ratio:
    known = cost_effect_ratio(given)
    return Ratio(known.quadrant, known.icer, None, None)


def _grid(worth: Sequence[float], ratio: Ratio) -> list[float]:
    """Thresholds from nothing to well beyond those asked about and the ratio; none where neither is known."""
    top = max([1.25 * t for t in worth] + ([2.5 * ratio.icer] if ratio.icer else []), default=0.0)
    if top <= 0:
        return []
    return sorted({*(top * i / (POINTS - 1) for i in range(POINTS)), *worth})
