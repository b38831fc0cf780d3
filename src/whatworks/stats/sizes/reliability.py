"""Cronbach's alpha as an effect size, as it is or transformed so that it grows with alpha."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .effect_size import EffectSize, known, one_of, refuse, together

TRANSFORMS = ("raw", "cube root", "log")


def cronbachs_alpha(
    alpha: ArrayLike, items: ArrayLike, n: ArrayLike, *, transform: str = "raw"
) -> EffectSize:
    """Cronbach's alpha and its variance.

    `transform`: "raw"; "cube root", 1 - (1 - alpha)^(1/3) (Hakstian and Whalen 1976); "log", -ln(1 - alpha)
    (Bonett 2002). Raises InconsistentNumbers where alpha is above 1, or there are fewer than two items or
    three people.
    """
    one_of("transform", transform, TRANSFORMS)
    alpha_, k, n_ = together(alpha, items, n)
    refuse(alpha_ > 1, "alpha is above 1", "check it", alpha_)
    refuse(k < 2, "a scale needs two items for alpha", "give the number of items", k)
    refuse(n_ < 3, "alpha's variance needs three people", "give the number measured", n_)
    left = 1 - alpha_
    with np.errstate(divide="ignore"):
        if transform == "raw":
            return known(alpha_, 2 * k * left**2 / ((k - 1) * (n_ - 2)))
        if transform == "log":
            return known(-np.log(left), 2 * k / ((k - 1) * (n_ - 2)))
    variance = 18 * k * (n_ - 1) * left ** (2 / 3) / ((k - 1) * (9 * n_ - 11) ** 2)
    return known(1 - np.cbrt(left), variance)
