"""How two things that are each yes or no go together: phi, Yule's Q and Y, the tetrachoric correlation.

Arguments are those of `counts`: events and totals in two arms (rows of the table).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from .effect_size import EffectSize, Floats, known, one_of
from .two_by_two import Cells, cells

SAMPLING = ("CS", "ST")
"""How people came into the table: cross-sectionally (multinomial), or stratified (the arms' sizes fixed)."""


def phi_coefficient(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.0, to: str = "only0", drop00: bool = False, vtype: str = "CS",
) -> EffectSize:  # fmt: skip
    """The phi coefficient and its variance, by delta method. Nothing is added to empty cells by default.

    `vtype` "CS" takes the table as one multinomial sample (Yule 1912; Bishop, Fienberg and Holland 1975,
    eq. 11.3-12), in which a coefficient of 1 or -1 has no variance and is unknown; "ST"
    takes the arms' sizes as fixed, so that the two risks are binomial.
    """
    one_of("vtype", vtype, SAMPLING)
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    a, b, c, d = table
    n1, n2, m1, m2 = table.n1, table.n2, a + c, b + d
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = (a * d - b * c) / np.sqrt(n1 * n2 * m1 * m2)
        if vtype == "ST":
            return known(phi, _phi_stratified(table))
        return known(np.where(np.abs(phi) < 1, phi, np.nan), _phi_multinomial(table, phi))


def yules_q(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Yule's Q = (OR - 1) / (OR + 1), between -1 and 1, and its variance. Yule 1912."""
    a, b, c, d = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        q = (a * d - b * c) / (a * d + b * c)
        return known(q, (1 - q**2) ** 2 / 4 * (1 / a + 1 / b + 1 / c + 1 / d))


def yules_y(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.5, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """Yule's Y = (root of OR - 1) / (root of OR + 1), between -1 and 1, and its variance. Yule 1912."""
    a, b, c, d = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = np.sqrt(a * d), np.sqrt(b * c)
        y = (one - other) / (one + other)
        return known(y, (1 - y**2) ** 2 / 16 * (1 / a + 1 / b + 1 / c + 1 / d))


def tetrachoric(
    events_t: ArrayLike, total_t: ArrayLike, events_c: ArrayLike, total_c: ArrayLike,
    *, add: float = 0.0, to: str = "only0", drop00: bool = False,
) -> EffectSize:  # fmt: skip
    """The tetrachoric correlation and its large-sample variance.

    Both halves of the table are taken to be a bivariate normal cut in two; the correlation is the one whose
    quadrant holds the share observed, found to 15 digits. The variance follows by delta method from the
    multinomial cells. Unknown where a cell is empty or a margin is. Pearson 1900; Brown 1977 (AS 116).
    """
    table = cells(events_t, total_t, events_c, total_c, add=add, to=to, drop00=drop00)
    flat = zip(*(cell.ravel().tolist() for cell in table), strict=True)
    pairs = [_tetrachoric(*row) for row in flat]
    shape = table.a.shape
    return known(*(np.array([pair[i] for pair in pairs]).reshape(shape) for i in (0, 1)))


def _phi_multinomial(table: Cells, phi: Floats) -> Floats:
    n = table.n1 + table.n2
    row, column = (table.n1 - table.n2) / n, (table.a + table.c - table.b - table.d) / n
    rows = table.n1 * table.n2 / n**2
    columns = (table.a + table.c) * (table.b + table.d) / n**2
    slope = phi * (1 + phi**2 / 2) * row * column / np.sqrt(rows * columns)
    spread = 0.75 * phi**2 * (row**2 / rows + column**2 / columns)
    return np.asarray((1 - phi**2 + slope - spread) / n)


def _phi_stratified(table: Cells) -> Floats:
    share = table.n1 / (table.n1 + table.n2)
    risk1, risk2 = table.a / table.n1, table.c / table.n2
    average = share * risk1 + (1 - share) * risk2
    spread = np.sqrt(average * (1 - average))
    bend = (risk1 - risk2) * (1 - 2 * average) / (2 * spread**3)
    slope1, slope2 = 1 / spread - bend * share, -1 / spread - bend * (1 - share)
    variance1, variance2 = risk1 * (1 - risk1) / table.n1, risk2 * (1 - risk2) / table.n2
    return np.asarray(share * (1 - share) * (slope1**2 * variance1 + slope2**2 * variance2))


def _tetrachoric(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    if not min(a, b, c, d) > 0:
        return math.nan, math.nan
    n = a + b + c + d
    h, k = float(ndtri((a + b) / n)), float(ndtri((a + c) / n))
    rho = float(brentq(lambda r: _quadrant(h, k, r) - a / n, -1 + 1e-12, 1 - 1e-12, xtol=1e-15))
    left = 1 - rho**2
    density = math.exp(-(h * h - 2 * rho * h * k + k * k) / (2 * left)) / (2 * math.pi * math.sqrt(left))
    u, w = (float(ndtr((x - rho * y) / math.sqrt(left))) for x, y in ((k, h), (h, k)))
    slopes = (1 - u - w, -u, -w)
    mean = math.fsum(s * cell for s, cell in zip(slopes, (a, b, c), strict=True)) / n
    square = math.fsum(s * s * cell for s, cell in zip(slopes, (a, b, c), strict=True)) / n
    return rho, (square - mean**2) / (n * density**2)


def _quadrant(h: float, k: float, rho: float) -> float:
    """The share of a bivariate normal below both h and k. Plackett 1954."""

    def slope(angle: float) -> float:
        squares = h * h + k * k - 2 * h * k * math.sin(angle)
        return math.exp(-squares / (2 * math.cos(angle) ** 2))

    area = quad(slope, 0, math.asin(rho), epsabs=1e-15, epsrel=1e-13)[0]
    return float(ndtr(h) * ndtr(k) + area / (2 * math.pi))
