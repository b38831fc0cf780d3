"""What an analysis says in words: how much studies differ, what a new one may find, what cannot be pooled."""

from __future__ import annotations

from dataclasses import dataclass

from whatworks.publish.numbers import (
    count,
    estimate_words,
    interval_words,
    lean,
    null_of,
    number,
    on_printed_scale,
)
from whatworks.review import Assessed
from whatworks.synthesise.model_words import estimator_name, interval_name
from whatworks.terms import Methods, Outcome, Pool


@dataclass(frozen=True)
class Spread:
    """How much the studies differ, and what a new one may find."""

    differ: str
    new: str


def spread_of(pool: Pool, outcome: Outcome) -> Spread:
    """Heterogeneity and the prediction interval in words."""
    share, tau2 = pool.I2 or 0.0, pool.tau2 or 0.0
    if share < 0.5:
        differ = "The studies differ no more than chance would make them (I² 0%)."
    else:
        differ = (
            f"About {share:.0f}% of the spread between the studies is more than chance would make "
            f"(I² {share:.0f}%, τ² {number(tau2, 3)})."
        )
    low, high = on_printed_scale(pool, pool.pi_lb), on_printed_scale(pool, pool.pi_ub)
    if low is None or high is None or (pool.k or 0) < 3:
        return Spread(differ, "What a new study may find cannot be said from fewer than three.")
    says = {
        "in favour": "all of it in favour",
        "against": "all of it against",
        "no clear difference": "on both sides of no difference",
    }[lean(low, high, null_of(pool.scale), outcome.good)]
    words = interval_words(pool.scale, low, high, pool.level).replace("interval", "prediction interval")
    return Spread(differ, f"A new study like these may find anything from {_ends(words)}, {says} ({words}).")


def _ends(words: str) -> str:
    return words.partition("prediction interval ")[2]


def pooled_words(pool: Pool | None) -> tuple[str, str]:
    """A pooled estimate and its interval."""
    if pool is None or pool.b is None:
        return "Nothing pooled", "–"
    estimate = on_printed_scale(pool, pool.b)
    low, high = on_printed_scale(pool, pool.ci_lb), on_printed_scale(pool, pool.ci_ub)
    words = estimate_words(pool.scale, estimate or 0.0)
    if low is None or high is None:
        return words, "Not known"
    return words, interval_words(pool.scale, low, high, pool.level)


def methods_words(methods: Methods) -> str:
    """A model in a few words."""
    method, test = estimator_name(methods.method), interval_name(methods.test)
    return f"{method[:1].upper()}{method[1:]}, interval by {test}"


_REVIEW = " A published review’s pooled figure speaks here; its studies were not pooled again."


def plainly(assessed: Assessed) -> str:
    """What is to be said where nothing of our own was pooled."""
    return _unpooled(assessed) + (_REVIEW if assessed.evidence.pool is not None else "")


def _unpooled(assessed: Assessed) -> str:
    members = assessed.evidence.members
    if not members:
        return "No study of this intervention has a result on this outcome in this time window."
    numbers = [m for m in members if m.effect and m.effect.yi is not None]
    exact = [m for m in numbers if m.effect and m.effect.vi is not None]
    if len(members) == 1:
        shown = "Its result is shown in full." if exact else "How exact its result is, is not known."
        return (
            f"One study: there is nothing to pool. {shown} One study agrees with itself, so the Centre’s "
            "effect scale does not rate it alone."
        )
    if not numbers:
        return (
            f"None of the {len(members)} studies prints a number that can be drawn or pooled. What they say "
            "in words is listed, and ratings count which way they point."
        )
    said = count(len(exact), "says", "say") if exact else "none says"
    return (
        f"Nothing is pooled. Of {len(members)} studies, {said} how exact the result is on a scale that can "
        "be pooled, and it takes two on one scale."
    )
