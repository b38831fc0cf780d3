"""Which answers about sums of unknown numbers can hold together.

A comparison of a share (or total) with a number is a linear condition on the studies' sizes. A set of such
conditions can hold where a linear programme over the ranges of the sizes has a solution; sizes that are
counts are whole numbers in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whatworks.terms import Tri

from .evaluate import PULL, Evaluator, Inequality, Place
from .kleene import Interval
from .language import Literal, Node, Share, Total

SLACK = 1e-6
"""What a strict inequality must leave over, beyond the solver's own tolerance."""


@dataclass(frozen=True)
class Limit:
    """A sum over sizes, plus a constant, that is at least 0, or above 0 where `strictly`."""

    coefficients: tuple[tuple[Place, float], ...]
    constant: float
    strictly: bool


def limit_of(evaluator: Evaluator, that: Inequality, value: Tri) -> Limit:
    """The linear condition under which an inequality of sums is true, or false."""
    turn = 1.0 if value is Tri.TRUE else -1.0
    strictly = that.strictly if value is Tri.TRUE else not that.strictly
    coefficients: dict[Place, float] = {}
    constant = 0.0
    weights = {n.weight for n in (that.left, that.right) if isinstance(n, Share)}
    weight = next(iter(weights), None)
    for side, sign in ((that.left, 1), (that.right, -1)):
        for study, share in _multiples(evaluator, side, weight, that, sign):
            name = weight or (side.fact if isinstance(side, Total) else "")
            coefficients[study, name] = coefficients.get((study, name), 0.0) + sign * share
        if isinstance(side, Literal) and weight is None:
            constant += sign * side.value
    free: list[tuple[Place, float]] = []
    for (study, name), share in coefficients.items():
        size = evaluator.weight(name, study, that.within.turned(PULL[_sign(share)]))
        if size.is_point:
            constant += share * max(-_FAR, min(_FAR, size.low))
        else:
            free.append(((study, name), turn * share))
    return Limit(tuple((p, c) for p, c in free if c), turn * constant, strictly)


_FAR = 1e9


def _sign(share: float) -> Tri:
    return Tri.TRUE if share > 0 else Tri.FALSE if share < 0 else Tri.UNKNOWN


def _multiples(
    evaluator: Evaluator, side: Node, weight: str | None, that: Inequality, sign: int
) -> list[tuple[str, float]]:
    """How many times each study's size counts on one side, a share being multiplied out by its whole."""
    members = [s for s, m in evaluator.members() if m is Tri.TRUE]
    if isinstance(side, Literal):
        return [(s, float(side.value)) for s in members] if weight else []
    if not isinstance(side, Share | Total):
        raise TypeError(f"{side} is not a sum")
    within = that.within.turned(sign)
    return [(s, 1.0) for s in members if evaluator.value(side.predicate, s, within) is Tri.TRUE]


def feasible(evaluator: Evaluator, limits: Sequence[Limit], ranges: dict[Place, Interval]) -> bool:
    """Whether sizes within their ranges meet every limit: at a corner of the ranges, or within them."""
    corners = [_corner(limit, ranges) for limit in limits]
    if not all(_meets(limit, corner) for limit, corner in zip(limits, corners, strict=True)):
        return False
    if any(all(_meets(limit, corner) for limit in limits) for corner in corners):
        return True
    return _solvable(evaluator, limits, ranges)


def _corner(limit: Limit, ranges: dict[Place, Interval]) -> dict[Place, float]:
    """The sizes that suit a limit best."""
    pulls = dict(limit.coefficients)
    return {
        place: min(span.high, _FAR) if pulls.get(place, 0.0) > 0 else span.low
        for place, span in ranges.items()
    }


def _meets(limit: Limit, sizes: dict[Place, float]) -> bool:
    total = limit.constant + sum(share * sizes[place] for place, share in limit.coefficients)
    return total > SLACK if limit.strictly else total >= -SLACK


def _solvable(evaluator: Evaluator, limits: Sequence[Limit], ranges: dict[Place, Interval]) -> bool:
    """By a linear programme that seeks slack, in whole numbers where sizes are counts."""
    import numpy as np  # noqa: PLC0415 - slow to import and seldom needed
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    places = sorted(ranges)
    rows = []
    for limit in limits:
        share = dict(limit.coefficients)
        rows.append([*(share.get(p, 0.0) for p in places), -1.0 if limit.strictly else 0.0])
    whole = [int(evaluator.book.catalogue[name].integer) for _, name in places]
    answer = milp(
        c=np.array([*([0.0] * len(places)), -1.0]),
        integrality=np.array([*whole, 0]),
        bounds=Bounds(
            np.array([*(ranges[p].low for p in places), 0.0]),
            np.array([*(ranges[p].high for p in places), 1.0]),
        ),
        constraints=LinearConstraint(np.array(rows), np.array([-limit.constant for limit in limits]), np.inf),
    )
    strict = any(limit.strictly for limit in limits)
    return answer.x is not None and (not strict or bool(answer.x[-1] > SLACK))
