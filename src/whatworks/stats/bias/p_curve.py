"""The p-curve: do the significant results alone look as if there were something to find?

Simonsohn, Nelson and Simmons 2014 (J Exp Psychol Gen 143:534) and 2015 (144:1146). It takes the significant
results as tests of one kind of hypothesis with one power, so it misleads where studies differ much; and it
says nothing of the size of an effect. A z-curve is not given: its mixture needs some hundreds of significant
results before its estimates settle, which a review of trials never has.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from whatworks.stats.pooling.model_input import prepare
from whatworks.stats.sizes.effect_size import Floats

ALPHA = 0.05
THIRD = 1 / 3
LEAST, MOST = 0.05, 0.99


class PCurve(NamedTuple):
    """k significant results (k_half of them below .025) and Stouffer tests of the curve's shape.

    z_full and z_half are negative for a right-skewed curve, z33_full and z33_half for one flatter than 33%
    power gives; each with its one-sided p. `power` with a 90% interval, from 5% to 99%. Half tests are None
    without a p below .025. `evidence`, `inadequate`: the 2015 paper's rules, True or False.
    """

    k: int
    k_half: int
    z_full: float
    p_full: float
    z_half: float | None
    p_half: float | None
    z33_full: float
    p33_full: float
    z33_half: float | None
    p33_half: float | None
    power: float
    power_lb: float
    power_ub: float
    evidence: bool
    inadequate: bool


def p_curve(yi: ArrayLike, vi: ArrayLike) -> PCurve | None:
    """The curve of two-sided normal tests of yi (k,) with variances vi (k,); None where none is below .05.

    Evidential value: the half curve is right-skewed at .05, or both curves at .10. Inadequate: the full
    curve is flatter than that of 33% power at .05, or both at .10 (2015, p. 1151).
    """
    data = prepare(yi, vi, None, spare=False)
    z = np.abs(data.y + data.shift / data.unit) / np.sqrt(data.v)
    seen, low = z[2 * ndtr(-z) < ALPHA], z[2 * ndtr(-z) < ALPHA / 2]
    if seen.size == 0:
        return None
    full, full33 = _stouffer(seen, 0.0, ALPHA), _stouffer(seen, _shift(THIRD), ALPHA)
    half = _stouffer(low, 0.0, ALPHA / 2) if low.size else None
    half33 = _stouffer(low, _shift(THIRD), ALPHA / 2) if low.size else None
    skewed, flat = _chance(full), _chance(-full33)
    skewed_half, flat_half = _maybe(half), _maybe(None if half33 is None else -half33)
    both = skewed < 0.10 and skewed_half is not None and skewed_half < 0.10
    flat_both = flat < 0.10 and flat_half is not None and flat_half < 0.10
    return PCurve(
        k=seen.size, k_half=low.size, z_full=full, p_full=skewed, z_half=half, p_half=skewed_half,
        z33_full=-full33, p33_full=flat, z33_half=None if half33 is None else -half33, p33_half=flat_half,
        power=_power(seen, 0.0), power_lb=_power(seen, -1.6448536269514722),
        power_ub=_power(seen, 1.6448536269514722),
        evidence=both or (skewed_half is not None and skewed_half < 0.05),
        inadequate=flat < 0.05 or flat_both,
    )  # fmt: skip


def _stouffer(z: Floats, shift: float, alpha: float) -> float:
    """Sum of normal scores over root k of the tails beyond z, given |z| significant, true mean `shift`."""
    cut = -float(ndtri(alpha / 2))
    share = _tail(z, shift) / _tail(np.array([cut]), shift)
    return float(np.sum(ndtri(np.clip(share, 1e-300, 1 - 1e-16)))) / float(np.sqrt(z.size))


def _tail(z: Floats, shift: float) -> Floats:
    """P(|Z| > z) for Z ~ N(shift, 1)."""
    return np.asarray(ndtr(shift - z) + ndtr(-shift - z))


def _shift(power: float) -> float:
    """The mean of z that gives this power at two-sided .05."""
    cut = np.array([-float(ndtri(ALPHA / 2))])
    return float(brentq(lambda m: float(_tail(cut, m)[0]) - power, 0.0, 20.0, xtol=1e-14))


def _power(z: Floats, score: float) -> float:
    """The power at which the sum of normal scores is `score`, kept from 5% to 99%."""

    def off(power: float) -> float:
        return _stouffer(z, _shift(power), ALPHA) - score

    if off(LEAST + 1e-9) >= 0:
        return LEAST
    return MOST if off(MOST) <= 0 else float(brentq(off, LEAST + 1e-9, MOST, xtol=1e-12))


def _chance(z: float) -> float:
    return float(ndtr(z))


def _maybe(z: float | None) -> float | None:
    return None if z is None else _chance(z)
