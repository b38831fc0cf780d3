"""What every plot of a pooled effect needs: names, numbers, words for the scale, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whatworks.figures import StudyPoint

from .gathering import Row
from .pool_result import PoolResult
from .words import scale_name

ORDERS = ("given", "effect", "weight", "name")


@dataclass(frozen=True)
class Sides:
    """Which side of no effect is which; `better` is 1 for higher, -1 for lower, None where not known."""

    better: int | None
    left: str
    right: str

    @property
    def lower(self) -> str:
        """What a lower value means."""
        return self.right if self.better == -1 else self.left

    @property
    def higher(self) -> str:
        """What a higher value means."""
        return self.left if self.better == -1 else self.right


def sides_of(pool: PoolResult, better: int | None, left: str, right: str) -> Sides:
    """The sides as told, else as the effects have them. With `better` -1 low values stand at the right."""
    if better not in (None, 1, -1):
        raise ValueError(f"better {better!r} is not known; use 1 (higher is better), -1 or None")
    known = {row.effect.better for row in pool.rows if row.effect is not None}
    if better is None and len(known) == 1:
        better = int(known.pop())
    worse, good = ("worse", "better") if better else ("lower", "higher")
    return Sides(better, left or worse, right or good)


def name_of(row: Row) -> str:
    """What a row is called: its label, else its study, else its place."""
    if row.label:
        return row.label
    return row.effect.study if row.effect else f"Row {row.place}"


def scale_words(pool: PoolResult) -> str:
    """The scale's name, a capital first."""
    name = scale_name(pool.pool.scale)
    return name[0].upper() + name[1:]


def numbers(pool: PoolResult) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Estimates and variances, in the order of the rows."""
    return np.array([row.yi for row in pool.rows]), np.array([row.vi for row in pool.rows])


def settings(pool: PoolResult, what: str) -> dict[str, Any]:
    """The model's method, test and level, with which parts of the studies can be pooled again.

    Raises ValueError where the pool has weights or a tau2 of its own, which would not be kept.
    """
    _, vi = numbers(pool)
    natural = 1 / (vi + pool.fit.tau2)
    own = not np.allclose(np.array(pool.weights), 100 * natural / natural.sum(), rtol=1e-6)
    if own or pool.fit.tau2_given:
        name = "weights" if own else "a tau2"
        raise ValueError(f"{what} pools again, and this pool has {name} of its own; pool without first")
    return {"method": pool.fit.method, "test": pool.fit.test, "level": pool.fit.level}


def points_of(pool: PoolResult) -> list[StudyPoint]:
    """The studies as charts draw them, in the order of the rows."""
    return [StudyPoint(label=name_of(row), estimate=row.yi, se=row.vi**0.5) for row in pool.rows]


def in_order(pool: PoolResult, order: str) -> list[int]:
    """The places of rows: as given, by effect, heaviest first, or by name."""
    if order not in ORDERS:
        raise ValueError(f"order {order!r} is not known; use one of {', '.join(ORDERS)}")
    rows: Sequence[Row] = pool.rows
    keys: dict[str, Callable[[int], Any]] = {
        "given": lambda i: rows[i].place,
        "effect": lambda i: (rows[i].yi, rows[i].place),
        "weight": lambda i: (-pool.weights[i], rows[i].place),
        "name": lambda i: (name_of(rows[i]).casefold(), rows[i].place),
    }
    return sorted(range(len(rows)), key=keys[order])
