"""How far raters agree: raw agreement, Cohen's kappa, Gwet's AC1 and AC2, Krippendorff's alpha.

Ratings are given thing by thing: one row a thing rated, one entry a rater, None where that rater did not rate
it. Weights say how far two answers agree, from 0 (not at all) to 1 (the same). What cannot be worked out is
None, and `why` says so in words.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from .pooling.inference import quantile

Rating = Hashable
Ratings = Sequence[Sequence[Rating | None]]
Weights = Literal["nominal", "linear", "quadratic"] | Sequence[Sequence[float]]
Grid = tuple[tuple[float, ...], ...]

ONE_ANSWER = "every rating is the same answer, so that agreement beyond chance cannot be told"
NOTHING_SHARED = "nothing was rated by two or more raters"
ONE_THING = "only one thing was rated by two or more raters, which gives no standard error"
COMPLETE = "raters agree on everything, where the large-sample standard error is nought and says nothing"
TINY = 1e-12


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """One measure of agreement over `n` things that two or more raters rated.

    `low` and `high` are the ends of its interval at `level` per cent, cut at -1 (or at the value, where
    weights bring it below) and 1. `why` says in words why a value, or its interval, is None.
    """

    name: str
    n: int
    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 95.0
    why: str | None = None


def agreement_weights(weights: Weights, size: int) -> Grid:
    """Weights for `size` answers in their order, as a square table.

    "nominal": 1 for the same answer, else 0. "linear": 1 - |i - j| / (size - 1); "quadratic": its difference
    squared (Cohen 1968; Gwet 2014, chapter 3). Weights of your own are checked: square, symmetric, between 0
    and 1, with 1 on the diagonal. Raises ValueError saying what is wrong.
    """
    if isinstance(weights, str):
        power = {"linear": 1, "quadratic": 2}.get(weights)
        if power is None and weights != "nominal":
            raise ValueError(
                f"the weights {weights!r} are not known; use nominal, linear or quadratic, or a table"
            )
        return tuple(
            tuple(
                float(i == j) if power is None or size < 2 else 1 - (abs(i - j) / (size - 1)) ** power
                for j in range(size)
            )
            for i in range(size)
        )
    return _own_weights(weights, size)


def _own_weights(weights: Sequence[Sequence[float]], size: int) -> Grid:
    grid = tuple(tuple(float(w) for w in row) for row in weights)
    if len(grid) != size or any(len(row) != size for row in grid):
        raise ValueError(f"the weights must be a table of {size} by {size}, one row and column an answer")
    for i, row in enumerate(grid):
        for j, w in enumerate(row):
            if not 0 <= w <= 1 or w != grid[j][i] or (i == j and w != 1):
                raise ValueError(
                    f"the weight {w} in row {i + 1}, column {j + 1} does not fit: weights lie between 0 "
                    "and 1, are the same both ways round, and are 1 for the same answer"
                )
    return grid


def answers_used(ratings: Ratings, answers: Sequence[Rating] | None) -> tuple[Rating, ...]:
    """The answers there are, in order: those given, else those found, sorted by how they read.

    Raises ValueError where a rating is none of the answers given, or an answer is given twice.
    """
    found = {rating for row in ratings for rating in row if rating is not None}
    if answers is None:
        return tuple(sorted(found, key=lambda r: (str(type(r)), r if isinstance(r, int | float) else str(r))))
    if len(set(answers)) != len(answers):
        raise ValueError(f"the answers {tuple(answers)} hold one twice")
    strange = sorted(str(rating) for rating in found - set(answers))
    if strange:
        raise ValueError(f"{strange[0]!r} is not one of the answers {', '.join(map(str, answers))}")
    return tuple(answers)


def raw_agreement(
    ratings: Ratings, *, answers: Sequence[Rating] | None = None, weights: Weights = "nominal"
) -> Coefficient:
    """Share of pairs of raters that agree, averaged over what two or more rated; weighted where asked."""
    counts = _counts(ratings, answers)
    shared = [row for row in counts if sum(row) > 1]
    if not shared:
        return Coefficient(name="raw agreement", n=0, why=NOTHING_SHARED)
    grid = agreement_weights(weights, len(counts[0]))
    return Coefficient(
        name="raw agreement", n=len(shared), value=sum(_agreed(row, grid) for row in shared) / len(shared)
    )


def cohen_kappa(
    ratings: Ratings,
    *,
    answers: Sequence[Rating] | None = None,
    weights: Weights = "nominal",
    level: float = 95.0,
) -> Coefficient:
    """Cohen's kappa of two raters, over what both rated; `answers` in their order where weights need one.

    Kappa: Cohen (1960), Educational and Psychological Measurement 20, 37-46; weighted: Cohen (1968),
    Psychological Bulletin 70, 213-220. Standard error: Fleiss, Cohen and Everitt (1969), Psychological
    Bulletin 72, 323-327, with a normal interval. Undefined where chance alone would agree always. Raises
    ValueError where there are not two raters, or weights or answers do not fit.
    """
    if any(len(row) != 2 for row in ratings):
        raise ValueError(
            "Cohen's kappa is for two raters; give two ratings a thing, None where one is missing"
        )
    order = {answer: i for i, answer in enumerate(answers_used(ratings, answers))}
    table = [[0] * len(order) for _ in order]
    for one, other in ratings:
        if one is not None and other is not None:
            table[order[one]][order[other]] += 1
    return kappa_of_table(table, weights=weights, level=level)


def kappa_of_table(
    table: Sequence[Sequence[float]], *, weights: Weights = "nominal", level: float = 95.0
) -> Coefficient:
    """Cohen's kappa from counts: row = the first rater's answer, column = the second's. See `cohen_kappa`."""
    name = "kappa" if weights == "nominal" else "weighted kappa"
    size, total = len(table), sum(map(sum, table))
    if not total:
        return Coefficient(name=name, n=0, level=level, why=NOTHING_SHARED)
    n, w = round(total), agreement_weights(weights, size)
    p = [[count / total for count in row] for row in table]
    rows = [sum(row) for row in p]
    columns = [sum(row[j] for row in p) for j in range(size)]
    cells = [(i, j) for i in range(size) for j in range(size)]
    observed = sum(w[i][j] * p[i][j] for i, j in cells)
    expected = sum(w[i][j] * rows[i] * columns[j] for i, j in cells)
    if 1 - expected < TINY:
        return Coefficient(name=name, n=n, level=level, why=ONE_ANSWER)
    kappa = (observed - expected) / (1 - expected)
    by_row = [sum(w[i][j] * columns[j] for j in range(size)) for i in range(size)]
    by_column = [sum(w[i][j] * rows[i] for i in range(size)) for j in range(size)]
    spread = sum(p[i][j] * (w[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2 for i, j in cells)
    variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / ((1 - expected) ** 2 * total)
    return _interval(name, n, kappa, math.sqrt(max(0.0, variance)), level=level, df=None)


def gwet_ac(
    ratings: Ratings,
    *,
    answers: Sequence[Rating] | None = None,
    weights: Weights = "nominal",
    level: float = 95.0,
) -> Coefficient:
    """Gwet's AC1 (nominal) or AC2 (weighted) of two or more raters, some ratings perhaps missing.

    Give all the `answers` that raters could choose from, not only those used: chance agreement rests on how
    many there are, and with all ratings alike AC1 is 1 so long as there was another answer to give. Gwet
    (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48; weights and missing
    ratings: Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapters 2 to 5. The interval is
    t with n - 1 degrees of freedom, n counting all that anybody rated.
    """
    name = "AC1" if weights == "nominal" else "AC2"
    counts = [row for row in _counts(ratings, answers) if sum(row)]
    shared = sum(sum(row) > 1 for row in counts)
    if not shared:
        return Coefficient(name=name, n=0, level=level, why=NOTHING_SHARED)
    size = len(counts[0])
    if size < 2:
        why = "there is only one answer to choose from; give all that raters could have chosen"
        return Coefficient(name=name, n=shared, level=level, why=why)
    n, grid = len(counts), agreement_weights(weights, size)
    used = [sum(row[k] / sum(row) for row in counts) / n for k in range(size)]
    scale = sum(map(sum, grid)) / (size * (size - 1))
    observed = sum(_agreed(row, grid) for row in counts if sum(row) > 1) / shared
    chance = scale * sum(share * (1 - share) for share in used)
    if 1 - chance < TINY:
        return Coefficient(name=name, n=shared, level=level, why=ONE_ANSWER)
    value = (observed - chance) / (1 - chance)
    if shared < 2:
        return Coefficient(name=name, n=shared, value=value, level=level, why=ONE_THING)
    parts = []
    for row in counts:
        own = scale * sum(row[k] / sum(row) * (1 - used[k]) for k in range(size))
        seen = n / shared * (_agreed(row, grid) - chance) / (1 - chance) if sum(row) > 1 else 0.0
        parts.append(seen - 2 * (1 - value) * (own - chance) / (1 - chance))
    se = math.sqrt(sum((part - value) ** 2 for part in parts) / (n * (n - 1)))
    return _interval(name, shared, value, se, level=level, df=n - 1)


def krippendorff_alpha(
    ratings: Ratings, *, answers: Sequence[Rating] | None = None, weights: Weights = "nominal"
) -> Coefficient:
    """Krippendorff's alpha of two or more raters, over what at least two rated; no standard error.

    1 - observed / expected disagreement, disagreement being 1 - weight (quadratic weights give his interval
    metric on evenly spaced answers). Hayes and Krippendorff (2007), Communication Methods and Measures 1,
    77-89.
    """
    name = "Krippendorff's alpha"
    counts = [row for row in _counts(ratings, answers) if sum(row) > 1]
    if not counts:
        return Coefficient(name=name, n=0, why=NOTHING_SHARED)
    size = len(counts[0])
    grid = agreement_weights(weights, size)
    total = sum(map(sum, counts))
    pooled = [sum(row[k] for row in counts) for k in range(size)]
    expected = (total**2 - _pairs(pooled, grid)) / (total - 1)
    observed = sum((sum(row) ** 2 - _pairs(row, grid)) / (sum(row) - 1) for row in counts)
    if expected < TINY:
        return Coefficient(name=name, n=len(counts), why=ONE_ANSWER)
    return Coefficient(name=name, n=len(counts), value=1 - observed / expected)


def _counts(ratings: Ratings, answers: Sequence[Rating] | None) -> list[list[int]]:
    """How many raters gave each answer, thing by thing."""
    order = answers_used(ratings, answers)
    return [[sum(rating == answer for rating in row) for answer in order] for row in ratings]


def _pairs(row: Sequence[int], grid: Grid) -> float:
    """Weighted agreement over all ordered pairs of ratings, each with itself included."""
    return sum(row[k] * row[m] * grid[k][m] for k in range(len(row)) for m in range(len(row)))


def _agreed(row: Sequence[int], grid: Grid) -> float:
    """Weighted share of ordered pairs of different raters that agree on one thing."""
    raters = sum(row)
    return (_pairs(row, grid) - raters) / (raters * (raters - 1))


def _interval(name: str, n: int, value: float, se: float, *, level: float, df: int | None) -> Coefficient:
    if se < TINY:
        why = COMPLETE if 1 - value < TINY else "its standard error comes to nought, which says nothing"
        return Coefficient(name=name, n=n, value=value, se=0.0, level=level, why=why)
    reach = quantile(level, df) * se
    low, high = max(min(-1.0, value), value - reach), min(1.0, value + reach)
    return Coefficient(name=name, n=n, value=value, se=se, low=low, high=high, level=level)
