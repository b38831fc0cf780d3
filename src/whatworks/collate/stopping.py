"""How many relevant records are probably left among those nobody has read, and whether it is safe to stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from .errors import CollateError
from .stopping_words import Words, words_of

NOISE = 1e-9
"""Probabilities closer than this are taken as one: rounding in sums of logarithms."""


def usual_window(read: int, total: int) -> int | None:
    """The stretch to look back on where none is chosen: a tenth of all records, at least 30, or all read.

    It rests on nothing that was found, so that `still_to_find` with this `window` keeps at random order what
    its confidence promises. None where nothing is read.
    """
    return min(read, max(30, math.ceil(total / 10))) or None


class Reading(StrEnum):
    """How far the reading is, as far as it decides what can be said."""

    NOTHING_READ = "nothing read"
    NOTHING_FOUND = "nothing found"
    UNDER_WAY = "under way"
    ALL_READ = "all read"


@dataclass(frozen=True, kw_only=True)
class StillToFind:
    """What is left, as far as the reading tells; None where nothing can be said.

    `window_found` of the last `window` records read were relevant: the stretch that says most. `p_target` is
    the p value of "less than `target` of all relevant records are found".
    """

    total: int
    read: int
    found: int
    expected: int | None
    at_most: int
    window: int
    window_found: int
    p_target: float
    confidence: float = 0.95
    target: float = 0.95

    @property
    def unread(self) -> int:
        """How many nobody has read."""
        return self.total - self.read

    @property
    def recall_at_least(self) -> float | None:
        """The share found of all relevant records, if as many are left as can be; None with none found."""
        return self.found / (self.found + self.at_most) if self.found else None

    @property
    def may_stop(self) -> bool:
        """Whether it is unlikely enough that the target was missed."""
        return self.p_target < 1 - self.confidence - NOISE

    @property
    def reading(self) -> Reading:
        """How far the reading is."""
        if not self.unread:
            return Reading.ALL_READ
        if not self.read:
            return Reading.NOTHING_READ
        return Reading.UNDER_WAY if self.found else Reading.NOTHING_FOUND

    def words(self) -> Words:
        """The same in words, in pieces that a page can set apart."""
        return words_of(self)

    @property
    def sentence(self) -> str:
        """The same in words, as one paragraph."""
        w = self.words()
        return " ".join(
            f"{part}." for part in (f"{w.headline} {w.of}".strip(), w.why, w.verdict, w.plan) if part
        )


def still_to_find(
    found: Sequence[bool],
    total: int,
    *,
    confidence: float = 0.95,
    target: float = 0.95,
    window: int | None = None,
) -> StillToFind:
    """How many are left after reading some of `total` records: `found` says of each, in the order read.

    The test of Callaghan and Müller-Hansen (2020), Systematic Reviews 9:273. Take the last m records read,
    of which x were relevant, together with the U unread ones. Were L relevant records left among those, and
    the m a random draw from the m + U, then to have found so few has probability P(X <= x), X hypergeometric:
    m drawn from m + U, of which L + x are relevant. `at_most` is the largest L for which that is not below
    1 - confidence in any window; `p_target` the least of these probabilities for the smallest L with which
    less than `target` would be found. `expected` is the share x/m of the window that says most, times U.

    What it assumes: that each window was at least as rich as what is unread, so that the order of reading was
    at least as good as random. A ranker that puts likely ones first, or a random order, does that. It does
    not hold where a kind of record was kept for last, where a ranker knows nothing of a topic, or for records
    that were judged wrongly.

    As in the paper the least over all windows is taken and not corrected for so many looks, nor for asking
    again after each record. Where the order is truly random the bound then holds less often than confidence
    says: in simulation, with a tenth relevant and confidence 0.95, 92 times in 100 with 100 of 300 read, and
    80 with 500 of 1,000. With an order that puts relevant records first it holds more often, and the paper
    found it safe. A single `window` (the last so many read), fixed before looking, keeps at random order
    what confidence promises.

    Raises CollateError where more were read than there are, or a number is out of its range.
    """
    read = len(found)
    _check(read, total, confidence, target, window)
    relevant, unread = sum(map(bool, found)), total - read
    given: dict[str, Any] = {"total": total, "read": read, "found": relevant}
    given |= {"confidence": confidence, "target": target}
    if not unread or not read:
        left = None if unread else 0
        p = 1.0 if unread else 0.0
        return StillToFind(
            expected=left, at_most=unread, window=read, window_found=relevant, p_target=p, **given
        )
    from .tails import Tails  # noqa: PLC0415 - numbers are loaded when they are needed

    tails = Tails(found, unread, window)
    missed = math.floor(relevant / Fraction(str(target))) + 1 - relevant
    at_most = tails.largest(1 - confidence - NOISE)
    size = tails.best(min(at_most + 1, unread))
    hits = int(tails.hits[size])
    return StillToFind(
        expected=min(math.floor(hits * unread / size + 0.5), at_most),
        at_most=at_most,
        window=size,
        window_found=hits,
        p_target=0.0 if missed > unread else tails.least(missed),
        **given,
    )


def _check(read: int, total: int, confidence: float, target: float, window: int | None) -> None:
    if read > total:
        raise CollateError(f"{read} records were read of {total}. Give the number of all records as `total`.")
    if not 0 < confidence < 1:
        raise CollateError(f"The confidence is {confidence}; give a number between 0 and 1, such as 0.95.")
    if not 0 < target <= 1:
        raise CollateError(f"The target is {target}; give the share to be found, such as 0.95.")
    if window is not None and not 0 < window <= read:
        raise CollateError(f"The window is {window} records, and {read} were read. Give a number up to that.")
