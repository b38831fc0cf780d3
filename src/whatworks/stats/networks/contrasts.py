"""A network from contrasts as reports and reviews give them: pairs of treatments with a variance each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.sizes.effect_size import Floats, InconsistentNumbers
from whatworks.stats.sizes.reported import printed_unit

from .data import (
    SMALLEST,
    Block,
    Network,
    check_name,
    check_number,
    components,
    contrast_matrix,
    positive_definite,
)


@dataclass(frozen=True)
class _Row:
    """A contrast, turned so that its first treatment comes first in the alphabet."""

    place: int
    study: str
    pair: tuple[str, str]
    sign: float
    y: float
    v: float
    shared: float | None


def contrast_network(
    study: Sequence[Any],
    t1: Sequence[Any],
    t2: Sequence[Any],
    yi: ArrayLike,
    vi: ArrayLike | None = None,
    *,
    V: ArrayLike | None = None,
    shared_vi: ArrayLike | None = None,
    rho: float | None = None,
) -> Network:
    """Studies from contrasts: `yi` is the effect of `t1` less that of `t2`, with variance `vi`.

    The contrasts of a study with several arms are correlated. Their covariances come from `V` (k, k); or,
    where all pairs of the study's treatments are given, from the variances themselves, cov(ab, ac) =
    (v_ab + v_ac - v_bc) / 2; or from `shared_vi`, the variance of the arm that the study's contrasts share;
    or from an assumed correlation `rho` of contrasts that share an arm. Rows without a number are left out
    and told. Raises ValueError for rows that cannot be used, and InconsistentNumbers for estimates or
    variances that cannot belong to one study.
    """
    lengths = {len(study), len(t1), len(t2), np.size(yi)}
    if len(lengths) > 1:
        raise ValueError(f"the columns have {', '.join(map(str, sorted(lengths)))} rows; give one of each")
    matrix = None if V is None else _matrix(V, len(study))
    if matrix is None and vi is None:
        raise ValueError("give the variances vi, or the covariances V, of the contrasts")
    if rho is not None and not 0 <= rho < 1:
        raise ValueError(f"rho {rho!r} is not a correlation between 0 and 1; 0.5 suits arms of one size")
    variances = np.diagonal(matrix) if matrix is not None else np.array(vi, dtype=object).ravel()
    shared = [None] * len(study) if shared_vi is None else np.array(shared_vi, dtype=object).ravel()
    if len(variances) != len(study) or len(shared) != len(study):
        raise ValueError(f"{len(study)} rows, but not as many variances; give one for each")
    rows, lost = _rows(study, t1, t2, np.array(yi, dtype=object).ravel(), variances, shared)
    if matrix is not None:
        _check_apart(matrix, rows)
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.study].append(row)
    assumed: list[str] = []
    blocks = [_block(groups[name], matrix, rho, assumed) for name in sorted(groups)]
    return Network(tuple(blocks), _told(lost, assumed, rho))


def _told(lost: list[str], assumed: list[str], rho: float | None) -> tuple[str, ...]:
    told = []
    if lost:
        told.append(f"{len(lost)} contrasts left out, no estimate or variance ({'; '.join(lost)})")
    if assumed:
        told.append(
            f"the covariances of the contrasts of {'; '.join(assumed)} are not known; those that share "
            f"an arm are taken to correlate by {rho:g}"
        )
    return tuple(told)


def _rows(  # noqa: PLR0917 - the columns
    study: Sequence[Any], t1: Sequence[Any], t2: Sequence[Any], yi: Any, vi: Any, shared: Any
) -> tuple[list[_Row], list[str]]:
    rows, lost = [], []
    for place, values in enumerate(zip(study, t1, t2, yi, vi, shared, strict=True), start=1):
        name = check_name(values[0], "study", place)
        first, second = (check_name(t, "treatment", place) for t in values[1:3])
        if first == second:
            raise ValueError(f"study {name!r} compares {first!r} with itself; name two treatments")
        y, v = check_number(values[3], name, "the estimate"), check_number(values[4], name, "the variance")
        if y is None or v is None:
            lost.append(f"{name}: {first} and {second}")
            continue
        if v < SMALLEST:
            raise ValueError(
                f"study {name!r}: the variance {v:g} is not above zero; check its standard error"
            )
        sign = 1.0 if first < second else -1.0
        pair = (min(first, second), max(first, second))
        rows.append(
            _Row(place - 1, name, pair, sign, sign * y, v, check_number(values[5], name, "shared_vi"))
        )
    return rows, lost


def _matrix(given: ArrayLike, k: int) -> Floats:
    matrix = np.array(given, dtype=float)
    if matrix.shape != (k, k):
        raise ValueError(f"V has shape {matrix.shape}; give one row and one column for each of {k} contrasts")
    apart = np.abs(matrix - matrix.T) > 1e-8 * np.max(np.abs(matrix), initial=0.0, where=np.isfinite(matrix))
    if bool(np.any(apart)):
        i, j = (int(n) + 1 for n in np.argwhere(apart)[0])
        raise ValueError(f"V is not the same on both sides of its diagonal (row {i}, column {j}); check it")
    return np.asarray((matrix + matrix.T) / 2)


def _check_apart(matrix: Floats, rows: list[_Row]) -> None:
    for i, a in enumerate(rows):
        for b in rows[i + 1 :]:
            if a.study != b.study and matrix[a.place, b.place] != 0:
                raise ValueError(
                    f"V has a covariance between studies {a.study!r} and {b.study!r}; studies are independent"
                )


def _block(rows: list[_Row], matrix: Floats | None, rho: float | None, assumed: list[str]) -> Block:
    rows = sorted(rows, key=lambda row: row.pair)
    name, pairs = rows[0].study, [row.pair for row in rows]
    twice = next((p for a, p in pairwise(pairs) if a == p), None)
    if twice:
        raise ValueError(
            f"study {name!r} compares {twice[0]!r} with {twice[1]!r} twice; combine them or name two studies"
        )
    y = np.array([row.y for row in rows])
    if matrix is not None:
        index, sign = [row.place for row in rows], np.array([row.sign for row in rows])
        v = matrix[np.ix_(index, index)] * np.outer(sign, sign)
        return _independent(name, pairs, y, v)
    parts = components(pairs)
    blocks = [_part([row for row in rows if row.pair[0] in part], part, rho, assumed) for part in parts]
    return _joined(name, blocks)


def _part(rows: list[_Row], arms: tuple[str, ...], rho: float | None, assumed: list[str]) -> Block:
    name, m = rows[0].study, len(arms)
    pairs, y = tuple(row.pair for row in rows), np.array([row.y for row in rows])
    variances = np.array([row.v for row in rows])
    if len(rows) == m * (m - 1) // 2 and m > 2:
        return _all_pairs(name, arms, rows)
    if len(rows) > m - 1:
        raise ValueError(
            f"study {name!r} has {m} treatments and {len(rows)} contrasts; give all {m * (m - 1) // 2}, "
            f"or {m - 1} with their covariances"
        )
    v = np.diag(variances)
    if m > 2 and _fill(v, rows, rho):
        assumed.append(name)
    return _checked(Block(name, pairs, y, v))


def _fill(v: Floats, rows: list[_Row], rho: float | None) -> bool:
    """Write the covariances of contrasts that share an arm into v; whether they had to be assumed."""
    known = {row.shared for row in rows}
    common = set.intersection(*(set(row.pair) for row in rows))
    shared = rows[0].shared if len(known) == 1 and common else None
    if shared is None and rho is None:
        raise ValueError(
            f"study {rows[0].study!r} has {len(rows) + 1} treatments and {len(rows)} contrasts, whose "
            "covariance is not known; give V, or the contrasts of all pairs, or the variance of the arm they "
            "share (shared_vi), or an assumed correlation (rho, often 0.5), or the numbers of each arm"
        )
    turns = contrast_matrix([row.pair for row in rows], sorted({t for row in rows for t in row.pair}))
    for i in range(len(rows)):
        for j in range(i):
            size = shared if shared is not None else (rho or 0.0) * float(np.sqrt(v[i, i] * v[j, j]))
            v[i, j] = v[j, i] = float(turns[i] @ turns[j]) * size
    return shared is None


def _all_pairs(name: str, arms: tuple[str, ...], rows: list[_Row]) -> Block:
    """Contrasts with the first arm, and their covariances, from all pairs (Rücker and Schwarzer 2014)."""
    m = len(arms)
    squared = np.zeros((m, m))
    place = {t: i for i, t in enumerate(arms)}
    for row in rows:
        i, j = place[row.pair[0]], place[row.pair[1]]
        squared[i, j] = squared[j, i] = row.v
    v = (squared[1:, :1] + squared[:1, 1:] - squared[1:, 1:]) / 2
    basic = tuple((arms[0], t) for t in arms[1:])
    full = contrast_matrix([row.pair for row in rows], arms)
    y_all = np.array([row.y for row in rows])
    effects = np.linalg.pinv(full) @ y_all
    _check_closed(name, rows, full @ effects)
    return _checked(Block(name, basic, contrast_matrix(basic, arms) @ effects, v))


def _check_closed(name: str, rows: list[_Row], fitted: Floats) -> None:
    slack = 3 * printed_unit(*(row.y for row in rows))
    for row, value in zip(rows, fitted.tolist(), strict=True):
        if abs(row.y - value) > slack + 0.02 * row.v**0.5:
            raise InconsistentNumbers(
                f"study {name!r}: its contrasts contradict one another ({row.pair[0]} less {row.pair[1]} is "
                f"{row.y:g}, but {value:.4g} by way of the others); check estimates and directions"
            )


def _independent(name: str, pairs: list[tuple[str, str]], y: Floats, v: Floats) -> Block:
    """As many contrasts as are independent, where V says that the others follow from them."""
    arms = sorted({t for pair in pairs for t in pair})
    full, keep = contrast_matrix(pairs, arms), list[int]()
    for i in range(len(pairs)):
        if np.linalg.matrix_rank(full[[*keep, i]]) > len(keep):
            keep.append(i)
    weights = full @ np.linalg.pinv(full[keep])
    gap = v - weights @ v[np.ix_(keep, keep)] @ weights.T
    if np.max(np.abs(gap)) > 1e-6 * np.max(np.diagonal(v)):
        raise InconsistentNumbers(
            f"study {name!r}: V takes contrasts that follow from one another as independent; "
            f"{len(arms)} treatments have {len(keep)} independent contrasts"
        )
    rows = [_Row(i, name, pairs[i], 1.0, float(y[i]), float(v[i, i]), None) for i in range(len(pairs))]
    _check_closed(name, rows, weights @ y[keep])
    return _checked(Block(name, tuple(pairs[i] for i in keep), y[keep], v[np.ix_(keep, keep)]))


def _checked(block: Block) -> Block:
    if not positive_definite(block.v):
        raise InconsistentNumbers(
            f"study {block.study!r}: the variances of its contrasts cannot belong to one study of "
            f"{', '.join(block.arms)}; check them and their covariances"
        )
    return block


def _joined(name: str, blocks: list[Block]) -> Block:
    """A study whose contrasts fall into parts without a shared arm: independent of one another."""
    if len(blocks) == 1:
        return blocks[0]
    rows = tuple(row for block in blocks for row in block.rows)
    v = np.zeros((len(rows), len(rows)))
    at = 0
    for block in blocks:
        end = at + len(block.rows)
        v[at:end, at:end] = block.v
        at = end
    return Block(name, rows, np.concatenate([block.y for block in blocks]), v)
