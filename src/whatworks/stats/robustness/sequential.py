"""Looking again at each new study without looking too often: alpha spending for cumulative meta-analysis.

Lan and DeMets 1983 (Biometrika 70:659); the information needed as Wetterslev et al. 2009 (BMC Med Res
Methodol 9:86). Time is statistical information, the sum of 1 / v.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from whatworks.stats.pooling.random_effects import random_effects
from whatworks.stats.sizes.effect_size import Floats

from .cumulative import cumulative, in_order

SPENDING = ("obrien-fleming", "pocock")
WIDEST = 12.0
"""A boundary beyond this is as good as none."""


@dataclass(frozen=True, kw_only=True)
class Sequential:
    """One entry a look: `fraction` of the needed information, cumulative `z`, `boundary` (None: none left).

    `required`: information (1 / variance) that a trial of the whole would need; `diversity` D2 from 0 to 1.
    `crossed`: the first look, from 1, at which |z| is beyond the boundary.
    """

    fraction: tuple[float, ...]
    z: tuple[float, ...]
    b: tuple[float, ...]
    boundary: tuple[float | None, ...]
    spent: tuple[float, ...]
    required: float
    information: float
    diversity: float
    crossed: int | None
    reached: bool


def required_information(
    effect: float, *, alpha: float = 0.05, power: float = 0.8, diversity: float = 0.0
) -> float:
    """((z_alpha/2 + z_power) / effect)^2 / (1 - D2): Wetterslev 2009, eqs 2.2 and 2.11, as information.

    `effect`: the smallest worth finding, on the analysis scale. Raises ValueError out of range.
    """
    if not (math.isfinite(effect) and effect != 0):
        raise ValueError(f"effect {effect:g} is not one to look for; give the smallest that would matter")
    for name, value in (("alpha", alpha), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"{name} {value:g} is not between 0 and 1")
    if not 0 <= diversity < 1:
        raise ValueError(f"diversity {diversity:g} is not from 0 up to 1")
    return float(((-ndtri(alpha / 2) + ndtri(power)) / effect) ** 2) / (1 - diversity)


def boundaries(
    fractions: ArrayLike, *, alpha: float = 0.05, spending: str = "obrien-fleming"
) -> tuple[tuple[float | None, ...], tuple[float, ...]]:
    """Two-sided boundaries for z at rising information `fractions` (m,), and the alpha spent by then.

    Each side spends half: 2 - 2 Phi(z_alpha/4 / sqrt t), or alpha/2 log(1 + (e - 1) t), with t up to 1; after
    that none is left and the boundary is None. The density of the path that has not crossed is carried from
    look to look by quadrature (Armitage, McPherson and Rowe 1969).
    """
    t = np.array(fractions, dtype=float).ravel()
    if spending not in SPENDING:
        raise ValueError(f"spending {spending!r} is not known; use one of {', '.join(SPENDING)}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha {alpha:g} is not between 0 and 1")
    if t.size == 0 or not np.all(np.isfinite(t)) or t[0] <= 0 or np.any(np.diff(t) <= 0):
        raise ValueError("information fractions must be above zero and rise from look to look")
    spent = [_spent(min(1.0, f), alpha / 2, spending) for f in t.tolist()]
    found: list[float | None] = []
    nodes, mass, before, paid = np.zeros(1), np.ones(1), 0.0, 0.0
    for f, so_far in zip(t.tolist(), spent, strict=True):
        step = math.sqrt(f - before)
        due = so_far - paid
        edge = _edge(nodes, mass, step, due, WIDEST * math.sqrt(f))
        found.append(None if due <= 0 else edge / math.sqrt(f))
        nodes, mass = _carry(nodes, mass, step, edge)
        before, paid = f, so_far
    return tuple(found), tuple(2 * s for s in spent)


def sequential(
    yi: ArrayLike,
    vi: ArrayLike,
    order: ArrayLike | None = None,
    *,
    effect: float,
    alpha: float = 0.05,
    power: float = 0.8,
    spending: str = "obrien-fleming",
    method: str = "DL",
    diversity: float | None = None,
) -> Sequential:
    """Set the cumulative z of `method` (Wald) against boundaries, a look after each study in `order`.

    `effect` is the smallest worth finding. `diversity` D2 = 1 - (se_EE / se)^2 of all studies inflates the
    information needed unless given; in a living review give the one planned. The looks' heterogeneity is
    estimated each time, so the boundaries hold nearly, not exactly.
    """
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    place = in_order(order, y.size)
    fits = cumulative(y, v, order, method=method, test="z")
    if diversity is None:
        common = random_effects(y, v, method="EE", test="z").se[0]
        diversity = max(0.0, 1 - (common / fits[-1].se[0]) ** 2)
    needed = required_information(effect, alpha=alpha, power=power, diversity=diversity)
    information = np.cumsum(1 / v[place])
    fractions = information / needed
    lines, spent = boundaries(fractions, alpha=alpha, spending=spending)
    z = tuple(fit.b[0] / fit.se[0] for fit in fits)
    beyond = [j for j, (a, c) in enumerate(zip(z, lines, strict=True), 1) if c is not None and abs(a) >= c]
    return Sequential(
        fraction=tuple(fractions.tolist()), z=z, b=tuple(fit.b[0] for fit in fits), boundary=lines,
        spent=spent, required=needed, information=float(information[-1]), diversity=diversity,
        crossed=beyond[0] if beyond else None, reached=bool(fractions[-1] >= 1),
    )  # fmt: skip


def _spent(t: float, side: float, spending: str) -> float:
    if spending == "pocock":
        return side * math.log(1 + (math.e - 1) * t)
    return 2 * float(ndtr(ndtri(side / 2) / math.sqrt(t)))


def _edge(nodes: Floats, mass: Floats, step: float, due: float, furthest: float) -> float:
    """Where the path's end lies beyond with chance `due` on the upper side."""

    def over(edge: float) -> float:
        return float(np.sum(mass * ndtr((nodes - edge) / step))) - due

    if due <= 0 or over(furthest) >= 0:
        return furthest
    return float(brentq(over, 0.0, furthest, xtol=1e-13))


def _carry(nodes: Floats, mass: Floats, step: float, edge: float) -> tuple[Floats, Floats]:
    """The path's density inside the boundaries, as Gauss-Legendre nodes with their mass."""
    panels = min(400, max(4, math.ceil(edge / (1.5 * step))))
    x, w = np.polynomial.legendre.leggauss(12)
    width = edge / panels
    new = (-edge + width * (2 * np.arange(panels)[:, None] + 1 + x)).ravel()
    density = np.exp(-(((new[:, None] - nodes) / step) ** 2) / 2) / (step * math.sqrt(2 * math.pi))
    return new, (density @ mass) * np.tile(w * width, panels)
