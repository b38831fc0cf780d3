"""A network of trials as the models need it: each study's independent contrasts and their covariances.

A study of m arms gives m - 1 independent contrasts, which are correlated because they share arms. Contrasts
are differences on the analysis scale, first treatment less second.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats.sizes.effect_size import Floats

LARGEST, SMALLEST = 1e30, 1e-30
"""Numbers beyond the first, and variances below the second, are refused: sums would lose them."""


@dataclass(frozen=True)
class Block:
    """One study's r independent contrasts.

    `rows` names them (first less second), `y` (r,) holds the estimates, `v` (r, r) their covariances.
    """

    study: str
    rows: tuple[tuple[str, str], ...]
    y: Floats
    v: Floats

    @property
    def arms(self) -> tuple[str, ...]:
        """The treatments compared, in the order of the alphabet: the study's design."""
        return tuple(sorted({t for row in self.rows for t in row}))

    def contrasts(self, treatments: Sequence[str]) -> Floats:
        """(r, t): 1 for the first treatment of each contrast, -1 for the second."""
        return contrast_matrix(self.rows, treatments)


@dataclass(frozen=True)
class Network:
    """Studies in one order, and in words what was left out of them. `people` is told by treatment."""

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    people: tuple[tuple[str, float], ...] = ()

    @property
    def treatments(self) -> tuple[str, ...]:
        """All treatments, in the order of the alphabet."""
        return tuple(sorted({t for block in self.blocks for t in block.arms}))

    @property
    def k(self) -> int:
        """Number of independent contrasts."""
        return sum(len(block.rows) for block in self.blocks)

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many studies compare each pair of treatments, within the study, directly or not."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for block in self.blocks:
            for part in components(block.rows):
                for i, a in enumerate(part):
                    for b in part[i + 1 :]:
                        found[a, b] += 1
        return dict(sorted(found.items()))


def contrast_matrix(rows: Sequence[tuple[str, str]], treatments: Sequence[str]) -> Floats:
    """(r, t): 1 for the first treatment of each row, -1 for the second."""
    place = {t: j for j, t in enumerate(treatments)}
    matrix = np.zeros((len(rows), len(place)))
    for i, (first, second) in enumerate(rows):
        matrix[i, place[first]] = 1.0
        matrix[i, place[second]] = -1.0
    return matrix


def components(rows: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The groups of treatments that comparisons join, largest first, each in the order of the alphabet."""
    group: dict[str, set[str]] = {}
    for a, b in rows:
        joined = group.get(a, {a}) | group.get(b, {b})
        for t in joined:
            group[t] = joined
    unique = {tuple(sorted(g)) for g in group.values()}
    return sorted(unique, key=lambda g: (-len(g), g))


def check_connected(network: Network) -> None:
    """Raise ValueError naming the parts where comparisons do not join all the treatments."""
    if not network.blocks:
        raise ValueError("there is no comparison left to fit; give at least one study of two treatments")
    parts = components([row for block in network.blocks for row in block.rows])
    if len(parts) > 1:
        told = "; ".join(f"{i}: {', '.join(part)}" for i, part in enumerate(parts, start=1))
        raise ValueError(
            f"the network falls into {len(parts)} parts that no study joins ({told}); analyse each by itself"
        )


def check_number(value: Any, study: str, what: str) -> float | None:
    """A value as a number, None where it is not known. Raises ValueError for one beyond use."""
    if value is None:
        return None
    try:
        known = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"study {study!r}: {what} {value!r} is not a number") from None
    if math.isnan(known):
        return None
    if abs(known) > LARGEST:
        raise ValueError(f"study {study!r}: {what} {known:g} is infinite or beyond {LARGEST:g}; leave it out")
    return known


def check_name(value: Any, what: str, place: int) -> str:
    """A study's or treatment's name as text. Raises ValueError where it is empty."""
    name = str(value).strip() if value is not None and value == value else ""  # noqa: PLR0124 - nan
    if not name:
        raise ValueError(f"row {place}: the {what} has no name; write one, or leave the row out")
    return name


def positive_definite(v: Floats) -> bool:
    """Whether a matrix can hold the covariances of independent contrasts, away from rounding."""
    scale = np.sqrt(np.diagonal(v))
    return bool(np.linalg.eigvalsh(v / np.outer(scale, scale)).min() > 1e-9)
