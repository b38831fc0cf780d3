"""Two yes-or-no outcomes of the same people, or of matched pairs.

The paired table: a (event both times), b (first only), c (second only), d (neither). The constant `add` goes
to all four cells by the rule `to`; see `two_by_two`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, Floats, known, one_of, refuse, together
from .two_by_two import fill_empty

KINDS = ("RR", "OR", "RD", "conditional OR", "conditional PETO")


def paired_effect(
    a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike,
    *, kind: str, add: float = 0.5, to: str = "only0",
) -> EffectSize:  # fmt: skip
    """The first occasion's outcome against the second's, and its variance.

    `kind`: "RR", "OR" and "RD" from the margins (log risk ratio, log odds ratio, risk difference), their
    variances taking the pairing into account; "conditional OR" and "conditional PETO" (log odds ratios) from
    the pairs that differ. Raises InconsistentNumbers where a count is negative. Curtin, Elbourne and Altman
    2002; Zou 2007; Becker and Balagtas 1993 (the marginal odds ratio).
    """
    one_of("kind", kind, KINDS)
    counts = together(a, b, c, d)
    for count in counts:
        refuse(count < 0, "a count is negative", "count again", count)
    a_, b_, c_, d_ = fill_empty(counts, add, to)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "conditional OR":
            return known(np.log(b_ / c_), 1 / b_ + 1 / c_)
        if kind == "conditional PETO":
            return known(2 * (b_ - c_) / (b_ + c_), 4 / (b_ + c_))
        return _marginal(a_, b_, c_, d_, kind)


def _marginal(a: Floats, b: Floats, c: Floats, d: Floats, kind: str) -> EffectSize:
    n, first, second = a + b + c + d, a + b, a + c
    if kind == "RR":
        return known(np.log(first / second), (b + c) / (first * second))
    if kind == "RD":
        return known((b - c) / n, (b + c) / n**2 - (b - c) ** 2 / n**3)
    odds = np.log(first / (c + d)) - np.log(second / (b + d))
    shared = 2 * (a * d - b * c) * n / (first * (c + d) * second * (b + d))
    return known(odds, n / (first * (c + d)) + n / (second * (b + d)) - shared)
