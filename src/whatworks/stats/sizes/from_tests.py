"""From a printed test (t, F of one degree of freedom, p) to d, r or a standard error."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from .effect_size import Floats, InconsistentNumbers, refuse, together
from .means import correction_factor
from .reported import printed_unit


def t_from_f(f: ArrayLike, direction: ArrayLike) -> Floats:
    """t from an F with one degree of freedom above the line, which has lost its sign.

    `direction` is above zero where the intervention arm's mean is the higher, else below zero.
    Raises InconsistentNumbers where an F is negative or a direction is zero.
    """
    f_, sign = together(f, _signs(direction))
    refuse(f_ < 0, "F is negative", "check it; t may be negative, F is its square", f_)
    return np.asarray(sign * np.sqrt(f_))


def t_from_p(p: ArrayLike, df: ArrayLike, direction: ArrayLike, *, tails: int = 2) -> Floats:
    """t from an exact p value, its degrees of freedom and the direction (see `t_from_f`).

    Not for "p < .05": p must be printed as it came out. `tails` is 2 or 1; a one-sided p is that of the
    direction given. Raises InconsistentNumbers where p is not between 0 and 1.
    """
    if tails not in (1, 2):
        raise ValueError(f"tails {tails!r} is not known; use 1 or 2")
    p_, df_, sign = together(p, df, _signs(direction))
    refuse((p_ <= 0) | (p_ >= 1), "the p value is not between 0 and 1", "check it", p_)
    refuse(df_ <= 0, "the degrees of freedom are not above zero", "check the numbers", df_)
    return np.asarray(-sign * stdtrit(df_, p_ / tails))


def d_from_t(t: ArrayLike, n_t: ArrayLike, n_c: ArrayLike) -> Floats:
    """Cohen's d from the t of two independent arms. Borenstein 2009, table 12.1; Rosenthal 1994."""
    t_, n1, n2 = together(t, n_t, n_c)
    for n in (n1, n2):
        refuse(n < 1, "an arm has no one in it", "give the number measured", n)
    return np.asarray(t_ * np.sqrt(1 / n1 + 1 / n2))


def d_from_g(g: ArrayLike, n_t: ArrayLike, n_c: ArrayLike, *, correction: str = "exact") -> Floats:
    """Cohen's d from a printed g: Hedges' correction taken back."""
    g_, n1, n2 = together(g, n_t, n_c)
    return np.asarray(g_ / correction_factor(n1 + n2 - 2, correction))


def r_from_t(t: ArrayLike, df: ArrayLike) -> Floats:
    """A correlation from its t and degrees of freedom: t / root(t2 + df). Rosenthal 1994."""
    t_, df_ = together(t, df)
    refuse(df_ <= 0, "the degrees of freedom are not above zero", "check the numbers", df_)
    return np.asarray(t_ / np.sqrt(t_**2 + df_))


def sd_from_se(se: ArrayLike, n: ArrayLike) -> Floats:
    """A standard deviation from the standard error of a mean. Cochrane Handbook (version 6), 6.5.2.2."""
    se_, n_ = together(se, n)
    refuse(se_ < 0, "a standard error is negative", "check the sign", se_)
    return np.asarray(se_ * np.sqrt(n_))


def sd_from_interval(ci_low: ArrayLike, ci_high: ArrayLike, n: ArrayLike, *, level: float = 95.0) -> Floats:
    """A standard deviation from the confidence interval of one arm's mean, by t with n - 1 degrees.

    `level` in per cent. Raises InconsistentNumbers where the lower end is not below the upper one. Cochrane
    Handbook (version 6), 6.5.2.2.
    """
    low, high, n_ = together(ci_low, ci_high, n)
    refuse(low >= high, "an interval's lower end is not below its upper end", "check both", low)
    refuse(n_ < 2, "an interval of a mean needs two people", "give the number measured", n_)
    return np.asarray(np.sqrt(n_) * (high - low) / (2 * stdtrit(n_ - 1, 0.5 + level / 200)))


def se_from_t(estimate: ArrayLike, t: ArrayLike) -> Floats:
    """The standard error of an estimate from its t. Raises InconsistentNumbers where their signs differ."""
    est, t_ = together(estimate, t)
    refuse(t_ == 0, "t is 0", "it gives no standard error", t_)
    refuse(est * t_ < 0, "the estimate and its t point different ways", "check both", t_)
    refuse(est == 0, "the estimate is 0 and its t is not", "check both", t_)
    return np.asarray(est / t_)


def check_t_and_p(t: ArrayLike, p: ArrayLike, df: ArrayLike) -> None:
    """Raise InconsistentNumbers where a two-sided p is not that of its t, beyond the rounding of both.

    Each may be off by half a unit of its last decimal. Unknown values (nan) pass.
    """
    t_, p_, df_ = together(t, p, df)
    refuse((p_ < 0) | (p_ > 1), "the p value is not between 0 and 1", "check it", p_)
    for row, (one, chance, degrees) in enumerate(
        zip(t_.ravel().tolist(), p_.ravel().tolist(), df_.ravel().tolist(), strict=True)
    ):
        if np.isnan([one, chance, degrees]).any():
            continue
        unit_t, unit_p = printed_unit(one), printed_unit(chance)
        high = 2 * float(stdtr(degrees, -max(abs(one) - unit_t, 0.0)))
        low = 2 * float(stdtr(degrees, -(abs(one) + unit_t)))
        if not low - unit_p <= chance <= high + unit_p:
            exact = 2 * float(stdtr(degrees, -abs(one)))
            what = f"t = {one:g} with {degrees:g} degrees of freedom has p = {exact:.3g}, not {chance:g}"
            advice = "check t, p and the numbers, or whether p is one-sided"
            place = f" in row {row + 1}" if t_.size > 1 else ""
            raise InconsistentNumbers(
                f"{what}{place}: {advice}", rows=(row,), what=what, shown=(one, chance), advice=advice
            )


def _signs(direction: ArrayLike) -> Floats:
    signs = np.sign(np.asarray(direction, dtype=float))
    refuse(
        signs == 0,
        "the direction is 0",
        "write 1 where the intervention arm's mean is higher, else -1",
        signs,
    )
    return np.asarray(signs)
