"""Hints for GRADE's domains, each with the numbers that led to it. People judge; nothing here is a verdict.

Imprecision goes first by the interval of the absolute effect against the smallest effect worth having, and
only where that does not cross and the effect is large by the information there is (GRADE guidance 34, 35).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scipy.special import stdtr

from whatworks.terms import Scale

from .absolute import SCALES, risk_with
from .information import size_for_means, size_for_risks
from .pooling import PoolResult

HIGH_I2 = 50.0
"""Per cent of I2 from which differences between studies are looked at; a convention, not a limit."""
LARGE = math.log(1 / 0.7)
"""A change of the risk by three tenths, from which an effect counts as large here; our rule."""
LARGE_SMD = 0.8
FEW_EVENTS = 300
NONE_SEEN, ONE, MORE, OPEN = "none seen", "consider one level", "consider two or three levels", "not told"


@dataclass(frozen=True)
class Hint:
    """What a domain's numbers suggest looking at, in words, and those numbers."""

    domain: str
    concern: str
    words: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Setting:
    """What the numbers cannot tell by themselves.

    `smallest` is the smallest effect worth having, above 0: a difference in risk as a share for RR, OR, HR
    and RD (with `baseline`, the risk without), else in the units of the estimates. `participants` and
    `events` in all studies; `sd` of the outcome for MD; `design_effect` of clusters; `egger_p` the p value of
    a test of asymmetry; `small_and_funded` whether all studies are small and paid for by the developer.
    """

    baseline: float | None = None
    smallest: float | None = None
    participants: float | None = None
    events: float | None = None
    sd: float | None = None
    design_effect: float = 1.0
    egger_p: float | None = None
    small_and_funded: bool | None = None


def certainty_hints(result: PoolResult, setting: Setting | None = None) -> tuple[Hint, ...]:
    """Hints on imprecision, inconsistency and publication bias of a pooled result.

    Raises ValueError for a smallest effect that is not above 0 or a baseline that is no risk.
    """
    known = setting or Setting()
    if known.smallest is not None and not known.smallest > 0:
        raise ValueError(f"the smallest effect worth having is {known.smallest:g}; give a size above 0")
    if known.baseline is not None and not 0 < known.baseline < 1:
        raise ValueError(f"the baseline risk is {known.baseline:g}; it lies between 0 and 1, as 0.12 for 12%")
    return _imprecision(result, known), _inconsistency(result, known), _publication_bias(result, known)


def chance_of_benefit(result: PoolResult, *, better: int, beyond: float = 0.0) -> float | None:
    """The probability that the effect in a new setting is better than `beyond`, on the analysis scale.

    From the prediction distribution b + t sqrt(tau2 + se^2) with k-2 degrees of freedom (Higgins, Thompson
    and Spiegelhalter 2009). `better` is +1 where higher is better, -1 where lower is. None with fewer than
    three studies, or where all are taken to share one effect.
    """
    if better not in (-1, 1):
        raise ValueError(f"better is {better}; say +1 where higher is better, -1 where lower is")
    f = result.fit
    if f.k < 3 or not f.random:
        return None
    return float(stdtr(f.k - 2, better * (f.b[0] - beyond) / math.hypot(math.sqrt(f.tau2), f.se[0])))


def _meaning(result: PoolResult, known: Setting) -> tuple[Callable[[float], float], str]:
    """From the analysis scale to that of the smallest effect, and what that is called."""
    scale = result.pool.scale
    if scale in SCALES and (known.baseline is not None or scale is Scale.RD):
        base = known.baseline if known.baseline is not None else 0.0
        return (lambda v: risk_with(base, v, scale) - base), "difference in risk"
    return (lambda v: v), "effect"


def _edges(result: PoolResult, known: Setting) -> tuple[float, ...]:
    ratio = result.pool.scale is not None and result.pool.scale.is_ratio
    if known.smallest is None or (ratio and known.baseline is None):
        return (0.0,)
    return (-known.smallest, known.smallest)


def _imprecision(result: PoolResult, known: Setting) -> Hint:
    turn, what = _meaning(result, known)
    f = result.fit
    low, high = sorted((turn(f.ci_lb[0]), turn(f.ci_ub[0])))
    edges = _edges(result, known)
    crossed = [edge for edge in edges if low < edge < high]
    numbers = {"estimate": turn(f.b[0]), "low": low, "high": high}
    if len(edges) == 2:
        numbers["smallest"] = edges[1]
    named = "no effect" if edges == (0.0,) else "the smallest effect worth having"
    said = f"the interval of the {what}, {low:.3g} to {high:.3g},"
    if len(crossed) == 2:
        return Hint(
            "imprecision", MORE, f"{said} runs from an important benefit to an important harm", numbers
        )
    if crossed:
        return Hint("imprecision", ONE, f"{said} crosses {named} ({crossed[0]:.3g})", numbers)
    return _information(
        result, known, Hint("imprecision", NONE_SEEN, f"{said} does not cross {named}", numbers)
    )


def _information(result: PoolResult, known: Setting, clear: Hint) -> Hint:
    """Where the interval is clear of the edge but the effect is large: is there information enough?"""
    scale, size = result.pool.scale, abs(result.fit.b[0])
    large = size >= (LARGE if scale is not None and scale.is_ratio else LARGE_SMD * (known.sd or 1.0))
    if scale is Scale.RD and known.baseline is not None:
        large = size >= 0.3 * known.baseline
    needed = _needed(scale, known)
    if not large:
        return clear
    if known.participants is None or needed is None:
        return _little_told(clear, known)
    share = known.participants / needed
    numbers = {**clear.numbers, "participants": known.participants, "optimal_information_size": float(needed)}
    words = (
        f"{clear.words}; the effect is large, and the studies hold {known.participants:,.0f} people "
        f"where one trial would need {needed:,} ({100 * share:.0f}%)"
    )
    concern = NONE_SEEN if share >= 1 else ONE if share >= 0.5 else MORE
    return Hint(clear.domain, concern, words, numbers)


def _little_told(clear: Hint, known: Setting) -> Hint:
    words = f"{clear.words}; the effect is large, and the information size it would need is not known"
    if known.events is None:
        return Hint(clear.domain, clear.concern, words, clear.numbers)
    few = known.events < FEW_EVENTS
    words += f"; there are {known.events:,.0f} events ({FEW_EVENTS} is an old rule of thumb)"
    return Hint(clear.domain, ONE if few else NONE_SEEN, words, {**clear.numbers, "events": known.events})


def _needed(scale: Scale | None, known: Setting) -> int | None:
    if known.smallest is None:
        return None
    if scale in SCALES:
        if known.baseline is None:
            return None
        other = known.baseline - known.smallest
        other = other if other > 0 else known.baseline + known.smallest
        return size_for_risks(known.baseline, other, design_effect=known.design_effect) if other < 1 else None
    if scale is Scale.SMD:
        return size_for_means(known.smallest, design_effect=known.design_effect)
    if known.sd is None:
        return None
    return size_for_means(known.smallest, known.sd, design_effect=known.design_effect)


def _inconsistency(result: PoolResult, known: Setting) -> Hint:
    f, p = result.fit, result.pool
    if f.k < 2:
        return Hint("inconsistency", OPEN, "one study: nothing to compare it with", {"k": float(f.k)})
    turn, _ = _meaning(result, known)
    edge = _edge_nearest(turn(f.b[0]), _edges(result, known))
    points = [turn(row.yi) for row in result.rows]
    above = sum(point > edge for point in points)
    straddle = 0 < above < f.k
    numbers = {"I2": f.I2, "edge": edge, "above": float(above), "k": float(f.k)}
    told = [f"I² is {f.I2:.0f}%", f"{above} of {f.k} estimates lie above {edge:.3g}"]
    crosses = False
    if p.pi_hts_lb is not None and p.pi_hts_ub is not None:
        low, high = sorted((turn(p.pi_hts_lb), turn(p.pi_hts_ub)))
        ci_low, ci_high = sorted((turn(f.ci_lb[0]), turn(f.ci_ub[0])))
        crosses = low < edge < high and not ci_low < edge < ci_high
        numbers |= {"pi_low": low, "pi_high": high}
        told.append(f"the prediction interval is {low:.3g} to {high:.3g}")
    concern = ONE if (f.I2 >= HIGH_I2 and straddle) or crosses else NONE_SEEN
    return Hint("inconsistency", concern, "; ".join(told), numbers)


def _edge_nearest(estimate: float, edges: tuple[float, ...]) -> float:
    return min(edges, key=lambda edge: abs(edge - estimate))


def _publication_bias(result: PoolResult, known: Setting) -> Hint:
    k = result.fit.k
    numbers = {"k": float(k)} | ({} if known.egger_p is None else {"egger_p": known.egger_p})
    if known.small_and_funded:
        words = "all studies are small and paid for by the developer"
        return Hint("publication bias", ONE, words, numbers)
    if k < 10:
        words = f"{k} studies are too few to test for asymmetry; look for registered studies without results"
        return Hint("publication bias", OPEN, words, numbers)
    if known.egger_p is None:
        return Hint("publication bias", OPEN, "no test of asymmetry is told", numbers)
    words = f"the test of asymmetry gives p = {known.egger_p:.2g} in {k} studies"
    return Hint("publication bias", ONE if known.egger_p < 0.1 else NONE_SEEN, words, numbers)
