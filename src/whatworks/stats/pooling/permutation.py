"""Permutation tests of a random-effects model: how often would chance alone give what was found?

The rows of moderators are dealt out anew among the studies; a mean alone is tested by turning the signs of
the estimates about. Follmann and Proschan 1999; Higgins and Thompson 2004; as metafor's `permutest`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.stats.sizes.effect_size import Floats

from .heterogeneity import RANDOM
from .least_squares import is_mean_alone
from .model_input import ModelInput, prepare
from .permuted_fits import Statistics, statistics
from .random_effects import check_settings

TIE = math.sqrt(np.finfo(float).eps)
"""Statistics that differ by less are taken as equal, as by metafor."""
CHUNK = 128


@dataclass(frozen=True)
class PermutationTest:
    """p values (p,) of the coefficients and of the omnibus test; None where the statistic is not defined.

    `permutations` is how many were tried, the one observed included; `exact` says that they are all there
    are; `seed` is None then. `possible` is how many there are.
    """

    p: tuple[float | None, ...]
    QMp: float | None
    permutations: int
    possible: int
    exact: bool
    seed: int | None


def permutation_test(
    yi: ArrayLike,
    vi: ArrayLike,
    x: ArrayLike | None = None,
    *,
    method: str = "REML",
    test: str = "knha",
    iterations: int = 1000,
    seed: int = 0,
) -> PermutationTest:
    """Test the model of `random_effects` by permutation: exact where `iterations` suffice, else at random.

    The p value is the share of permutations whose statistic is at least as far from zero as the one observed
    (QM: at least as large). At random, the observed one is the first. Neither the order of studies nor that
    of equal rows of moderators changes a digit. Raises ValueError as `random_effects` does, and for fewer
    than 20 iterations.
    """
    check_settings(method, test, 95.0)
    if iterations < 20:
        least = f" give no p value below {1 / iterations:.2g}" if iterations > 0 else " are no test"
        raise ValueError(f"{iterations} iterations{least}; use 1000")
    data = prepare(yi, vi, x, spare=method in RANDOM)
    signs = is_mean_alone(data.x)
    possible = 2**data.k if signs else _arrangements(data.x)
    exact = possible <= iterations
    dealt = _deal(data, signs, exact, iterations, seed)
    first: Statistics | None = None
    beaten = np.zeros(data.x.shape[1] + 1)
    tried = 0
    while orders := list(islice(dealt, CHUNK)):
        found = statistics(data, np.array(orders), signs=signs, method=method, test=test)
        first = first or found.first
        beaten += found.as_far_as(first, TIE)
        tried += len(orders)
    shares = [share if defined else None for share, defined in zip(
        (beaten / tried).tolist(), first.defined if first else [], strict=True)]  # fmt: skip
    return PermutationTest(tuple(shares[:-1]), shares[-1], tried, possible, exact, None if exact else seed)


def _arrangements(x: Floats) -> int:
    """In how many different ways the rows can be dealt out."""
    alike = Counter(map(tuple, x.tolist())).values()
    return math.factorial(x.shape[0]) // math.prod(math.factorial(n) for n in alike)


def _deal(
    data: ModelInput, signs: bool, exact: bool, iterations: int, seed: int
) -> Iterator[NDArray[np.float64] | NDArray[np.intp]]:
    """Signs of the estimates, or places of the rows of x; the first deal is the one observed."""
    if exact:
        if signs:
            yield from (np.array(deal) for deal in product((1.0, -1.0), repeat=data.k))
        else:
            yield from _distinct(data.x)
        return
    chance = np.random.default_rng(seed)
    yield np.ones(data.k) if signs else np.arange(data.k)
    for _ in range(iterations - 1):
        yield chance.choice((1.0, -1.0), data.k) if signs else chance.permutation(data.k)


def _distinct(x: Floats) -> Iterator[NDArray[np.intp]]:
    """Every different arrangement of the rows, the observed one first."""
    places: dict[tuple[float, ...], list[int]] = {}
    for place, row in enumerate(map(tuple, x.tolist())):
        places.setdefault(row, []).append(place)
    kinds = list(places.values())
    observed = np.empty(x.shape[0], dtype=int)
    for kind, members in enumerate(kinds):
        observed[members] = kind
    first = [members[0] for members in kinds]
    yield np.array(first)[observed]
    left = [len(members) for members in kinds]
    for deal in _words(left, x.shape[0]):
        if deal != observed.tolist():
            yield np.array(first)[deal]


def _words(left: list[int], length: int) -> Iterator[list[int]]:
    """All words of this length that use each letter as often as `left` says."""
    if length == 0:
        yield []
        return
    for letter, n in enumerate(left):
        if n:
            left[letter] -= 1
            for rest in _words(left, length - 1):
                yield [letter, *rest]
            left[letter] += 1
