"""The chance to have found so few, for every stretch of what was read last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

TIE = 1e-9
"""Probabilities this close are equal but for rounding."""


class Tails:
    """P(X <= x) for every window at once, for any number supposed to be left.

    With X of the window's draws relevant, Y = L + x - X are among the unread, so P(X <= x) = P(Y >= L), Y
    hypergeometric with U draws. Let c be the chance that the first U - 1 of those draws hold L - 1. One more
    record in the window then changes P(Y >= L) by -c U (x+1) / ((U+m+1)(m+1)) if it was not relevant, and by
    c U (m-x) / ((U+m+1)(m+1)) if it was. P(Y >= L) is 1 for an empty window, so a running sum gives all.
    """

    def __init__(self, found: Sequence[bool], unread: int, window: int | None) -> None:
        last_first = np.asarray(found, dtype=bool)[::-1]
        self._relevant = last_first
        self.unread = unread
        self.hits = np.concatenate(([0], np.cumsum(last_first)))
        self._log = gammaln(np.arange(len(last_first) + unread + 2) + 1.0)
        self._only = window

    def _p(self, left: int) -> NDArray[np.float64]:
        """P for windows of 1, 2, ... records, or for the only window."""
        u, x = self.unread, self.hits[:-1]
        m = np.arange(len(x))
        chance = np.exp(
            self._choose(left + x, left - 1) + self._choose(u + m - left - x, u - left)
            - self._choose(u + m, u - 1)
        )  # fmt: skip
        change = np.where(self._relevant, m - x, -(x + 1)) * chance * u / ((u + m + 1) * (m + 1))
        p = np.clip(1 + np.cumsum(change), 0.0, 1.0)
        only: NDArray[np.float64] = p if self._only is None else p[self._only - 1 : self._only]
        return only

    def _choose(self, n: NDArray[np.int64], k: int) -> NDArray[np.float64]:
        log: NDArray[np.float64] = self._log[n] - self._log[k] - self._log[n - k]
        return log

    def least(self, left: int) -> float:
        """The least probability over windows, with `left` supposed to be left."""
        return round(float(self._p(left).min()), 9)

    def best(self, left: int) -> int:
        """The size of the window that speaks most against `left` being left; of equals the longest."""
        if self._only is not None:
            return self._only
        p = self._p(left)
        return int(np.flatnonzero(p <= p.min() + TIE)[-1]) + 1

    def largest(self, level: float) -> int:
        """The largest number left that no window puts below `level`."""
        low, high = 0, self.unread
        while low < high:
            middle = (low + high + 1) // 2
            if self.least(middle) >= level:
                low = middle
            else:
                high = middle - 1
        return low
