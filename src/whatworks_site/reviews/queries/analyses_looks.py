"""Questions to put to a pooled figure, each with what the numbers say to it. None is a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.synthesise import PoolResult
from whatworks.synthesise.bayes import pool_bayes
from whatworks.synthesise.bias import BiasResult
from whatworks.synthesise.bias_words import with_interval
from whatworks.synthesise.certainty import chance_of_benefit
from whatworks.terms import Good, Outcome

ENOUGH = 10
"""Studies from which a test of asymmetry is worth making."""
FROM_THREE = "Cannot be told from fewer than three studies, or where all share one effect."


@dataclass(frozen=True)
class Look:
    """A question about a pooled figure and what the numbers say to it."""

    asked: str
    found: str
    how: str


def looks(pooled: PoolResult, found: BiasResult | None, outcome: Outcome) -> list[Look]:
    """The questions that the numbers say anything to. `found` is None with fewer than three studies."""
    made: list[Look | None] = []
    if found is not None:
        made += [_small(found), _missing(found), _printed(found), _single(found)]
    made += [_new_place(pooled, outcome), _bayes(pooled, outcome)]
    return [look for look in made if look is not None]


def _small(found: BiasResult) -> Look:
    asked = "Do small studies find more?"
    egger, k = found.parts.get("egger"), found.fit.k
    how = "Egger’s regression of the estimates on their standard errors; the rank test of Begg and Mazumdar"
    if k < ENOUGH or egger is None or egger["p"] is None:
        return Look(asked, f"Cannot be told: {k} studies are too few, and {ENOUGH} are the least.", how)
    p = f"p {'below 0.001' if egger['p'] < 0.001 else format(egger['p'], '.3f')}"
    if egger["p"] < 0.1:
        return Look(asked, f"It looks like it ({p}). Look at the funnel below, and at why they differ.", how)
    return Look(asked, f"Not clearly ({p}).", how)


def _missing(found: BiasResult) -> Look | None:
    part = found.parts.get("trimfill")
    if part is None:
        return None
    asked = "If the funnel were even?"
    how = "Trim and fill: studies supposed so that the funnel is even. A look, not a corrected result"
    if part["k0"] == 0:
        return Look(asked, "Nothing is supposed to be missing, so it stays as it is.", how)
    n = f"{part['k0']} {'study' if part['k0'] == 1 else 'studies'}"
    words = with_interval(part, found.scale, found.fit.level)
    return Look(asked, f"With {n} supposed on the {part['side']}: {words}.", how)


def _printed(found: BiasResult) -> Look | None:
    part = found.parts.get("selection_3psm")
    if part is None:
        return None
    how = "A selection model with one step, at one-sided p .025 (Vevea and Hedges 1995)"
    words = with_interval(part, found.scale, found.fit.level)
    few = min(part["counts"], default=0) < 4
    guess = " Few studies lie on one side of the step, so it is a guess." if few else ""
    return Look("If clear results were printed sooner than others?", f"{words}.{guess}", how)


def _single(found: BiasResult) -> Look | None:
    part, sway = found.parts.get("leave1out"), found.parts.get("influence")
    if part is None:
        return None
    low = min(zip(part["estimate"], part["ci_lb"], part["ci_ub"], strict=True))
    high = max(zip(part["estimate"], part["ci_lb"], part["ci_ub"], strict=True))
    ends = [
        with_interval({"b": b, "ci_lb": lb, "ci_ub": ub}, found.scale, found.fit.level)
        for b, lb, ub in (low, high)
    ]
    names = [s for s, inf in zip(sway["slab"], sway["inf"], strict=True) if inf] if sway else []
    more = (
        f" By the usual cut-offs {', '.join(names)} {'sways' if len(names) == 1 else 'sway'} it."
        if names
        else ""
    )
    words = f"Without any one study it lies between {ends[0]} and {ends[1]}.{more}"
    return Look(
        "Does one study carry it?",
        words,
        "Each study left out in turn; influence after Viechtbauer and Cheung 2010",
    )


def _new_place(pooled: PoolResult, outcome: Outcome) -> Look:
    better = 1 if outcome.good is Good.HIGHER else -1
    chance = chance_of_benefit(pooled, better=better)
    how = (
        "The prediction distribution, t with k − 2 degrees of freedom (Higgins, Thompson and Spiegelhalter "
        "2009)"
    )
    asked = "How likely is it that a new place sees any benefit?"
    if chance is None:
        return Look(
            asked, "Cannot be told from fewer than three studies, or where all share one effect.", how
        )
    return Look(asked, f"{_share(chance)}, if the new place is like those studied.", how)


def _bayes(pooled: PoolResult, outcome: Outcome) -> Look:
    yi, vi = [r.yi for r in pooled.rows], [r.vi for r in pooled.rows]
    found = pool_bayes(yi, vi, scale=pooled.pool.scale)
    side = {"above": 0.0} if outcome.good is Good.HIGHER else {"below": 0.0}
    mean = found.probability(**side)
    asked = "How likely is it that the mean effect is a benefit?"
    how = f"Bayesian random effects, integrated and not sampled. {found.sentence()}"
    return Look(asked, f"{_share(mean)}, given these studies and the priors named.", how)


def _share(chance: float) -> str:
    if chance > 0.99:
        return "More than 99 in 100"
    if chance < 0.01:
        return "Less than 1 in 100"
    return f"About {100 * chance:.0f} in 100"
