"""The Mantel-Haenszel method: one measure from many tables, good where tables are small and many."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from whatworks.stats.sizes.effect_size import Floats
from whatworks.stats.sizes.reported import critical

from .count_fit import NO_TEST, CountFit, Test, from_q, wald
from .tables import MEASURES, Rates, Tables, rates, tables


def mantel_haenszel(
    first: ArrayLike,
    second: ArrayLike,
    third: ArrayLike,
    fourth: ArrayLike,
    *,
    measure: str = "OR",
    level: float = 95.0,
    correct: bool = True,
) -> CountFit:
    """Pool OR, RR or RD from cells a, b, c, d, or IRR or IRD from x1, t1, x2, t2; (k,) each.

    a and b are events and non-events of the intervention arms, c and d of the comparison arms; x are events
    and t person-times. No half is added to empty cells, but in the studies' own estimates, for Q. `correct`
    takes one half off in the Cochran-Mantel-Haenszel test. Raises ValueError, naming the row, for counts that
    cannot be, and for a measure that is not known.

    Mantel and Haenszel 1959; variances of Robins, Breslow and Greenland 1986 (OR), Greenland and Robins 1985
    (RR, RD), and Rothman, Greenland and Lash 2008, chapter 15 (IRR, IRD).
    """
    if measure not in MEASURES:
        raise ValueError(f"measure {measure!r} is not known; use one of {', '.join(MEASURES)}")
    critical(level)
    if measure in ("IRR", "IRD"):
        return _of_rates(rates(first, second, third, fourth), measure, level, correct)
    return _of_tables(tables(first, second, third, fourth), measure, level, correct)


def _of_tables(t: Tables, measure: str, level: float, correct: bool) -> CountFit:
    b, se = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}[measure](t)
    y, v = _each(t.informative().filled(), measure)
    told = []
    if t.uninformative:
        told.append(
            f"{t.uninformative} of {t.a.size} tables have no events, or nothing but events, in both arms; "
            + ("they count in the difference" if measure == "RD" else "they say nothing of the ratio")
        )
    found = _fit((measure, level), (b, se), (y, v), t.a.size, told)
    if measure != "OR":
        return found
    agreement = _agreement(t.informative(), math.exp(b)) if math.isfinite(b) else {}
    return replace(found, association=_association(t, correct), **agreement)


def _of_rates(r: Rates, measure: str, level: float, correct: bool) -> CountFit:
    b, se = (_rate_ratio if measure == "IRR" else _rate_difference)(r)
    keep = r.x1 + r.x2 > 0
    some = Rates(*(column[keep] for column in r))
    empty = (some.x1 == 0) | (some.x2 == 0)
    x1, x2 = some.x1 + 0.5 * empty, some.x2 + 0.5 * empty
    if measure == "IRR":
        y, v = np.log(x1 / some.t1) - np.log(x2 / some.t2), 1 / x1 + 1 / x2
    else:
        y, v = x1 / some.t1 - x2 / some.t2, x1 / some.t1**2 + x2 / some.t2**2
    lost = int(np.sum(~keep))
    told = [f"{lost} of {r.t.size} studies have no events in either arm"] if lost else []
    found = _fit((measure, level), (b, se), (y, v), r.t.size, told)
    return replace(found, association=_rate_association(r, correct)) if measure == "IRR" else found


def _fit(
    how: tuple[str, float], pooled: tuple[float, float], each: tuple[Floats, Floats], k: int, told: list[str]
) -> CountFit:
    y, v = each
    known = wald(*pooled, how[1])
    if known.b is None:
        told = [*told, "no pooled estimate: there are no events in one of the arms"]
        return CountFit(
            measure=how[0], method="MH", level=how[1], k=k, k_informative=y.size, diagnostics=tuple(told),
            **known._asdict(),
        )  # fmt: skip
    q, df = float(np.sum((y - known.b) ** 2 / v)), y.size - 1
    share, ratio = from_q(q, df)
    return CountFit(
        measure=how[0], method="MH", level=how[1], k=k, k_informative=y.size, I2=share, H2=ratio,
        heterogeneity=Test(stat=q, df=df, p=float(chdtrc(df, q)) if df > 0 else 1.0),
        diagnostics=tuple(told), **known._asdict(),
    )  # fmt: skip


def _each(t: Tables, measure: str) -> tuple[Floats, Floats]:
    if measure == "OR":
        return np.log(t.a * t.d / (t.b * t.c)), 1 / t.a + 1 / t.b + 1 / t.c + 1 / t.d
    if measure == "RR":
        y = np.log(t.a / t.n1) - np.log(t.c / t.n2)
        return y, 1 / t.a - 1 / t.n1 + 1 / t.c - 1 / t.n2
    return t.a / t.n1 - t.c / t.n2, t.a * t.b / t.n1**3 + t.c * t.d / t.n2**3


def _log_ratio(up: float, down: float) -> float:
    return math.log(up / down) if up > 0 and down > 0 else math.nan


def _odds_ratio(t: Tables) -> tuple[float, float]:
    """Robins, Breslow and Greenland 1986, eq. 1."""
    p, q = (t.a + t.d) / t.n, (t.b + t.c) / t.n
    r, s = t.a * t.d / t.n, t.b * t.c / t.n
    up, down = float(np.sum(r)), float(np.sum(s))
    if up == 0 or down == 0:
        return math.nan, math.nan
    parts = np.sum(p * r) / up**2 + np.sum(p * s + q * r) / (up * down) + np.sum(q * s) / down**2
    return _log_ratio(up, down), math.sqrt(float(parts) / 2)


def _risk_ratio(t: Tables) -> tuple[float, float]:
    """Greenland and Robins 1985, eq. 4 and 13."""
    up, down = float(np.sum(t.a * t.n2 / t.n)), float(np.sum(t.c * t.n1 / t.n))
    if up == 0 or down == 0:
        return math.nan, math.nan
    spread = float(np.sum((t.n1 * t.n2 * (t.a + t.c) - t.a * t.c * t.n) / t.n**2))
    return _log_ratio(up, down), math.sqrt(spread / (up * down))


def _risk_difference(t: Tables) -> tuple[float, float]:
    """Greenland and Robins 1985, eq. 2; variance of Sato, Greenland and Robins 1989, eq. 3."""
    total = float(np.sum(t.n1 * t.n2 / t.n))
    b = float(np.sum((t.a * t.n2 - t.c * t.n1) / t.n)) / total
    first = np.sum(
        t.c * t.n1**2 / t.n**2 - t.a * t.n2**2 / t.n**2 + t.n1 * t.n2 * (t.n2 - t.n1) / (2 * t.n**2)
    )
    second = np.sum(t.a * t.d / t.n + t.b * t.c / t.n) / 2
    return b, math.sqrt(max(0.0, float(b * first + second))) / total


def _rate_ratio(r: Rates) -> tuple[float, float]:
    up, down = float(np.sum(r.x1 * r.t2 / r.t)), float(np.sum(r.x2 * r.t1 / r.t))
    if up == 0 or down == 0:
        return math.nan, math.nan
    spread = float(np.sum((r.x1 + r.x2) * r.t1 * r.t2 / r.t**2))
    return _log_ratio(up, down), math.sqrt(spread / (up * down))


def _rate_difference(r: Rates) -> tuple[float, float]:
    total = float(np.sum(r.t1 * r.t2 / r.t))
    b = float(np.sum((r.x1 * r.t2 - r.x2 * r.t1) / r.t)) / total
    spread = float(np.sum((r.t1 * r.t2 / r.t) ** 2 * (r.x1 / r.t1**2 + r.x2 / r.t2**2)))
    return b, math.sqrt(spread) / total


def _tested(away: float, spread: float, correct: bool) -> Test:
    if spread == 0:
        return NO_TEST
    stat = max(0.0, abs(away) - (0.5 if correct else 0.0)) ** 2 / spread
    return Test(stat=stat, df=1, p=float(chdtrc(1, stat)))


def _association(t: Tables, correct: bool) -> Test:
    """Is there any association in the tables? Mantel and Haenszel 1959, eq. 5."""
    m, n = t.a + t.c, t.n
    away = float(np.sum(t.a - t.n1 * m / n))
    many = n > 1
    spread = float(np.sum((t.n1 * t.n2 * m * (n - m))[many] / (n**2 * (n - 1))[many]))
    return _tested(away, spread, correct)


def _rate_association(r: Rates, correct: bool) -> Test:
    """The same for rates. Rothman, Greenland and Lash 2008, eq. 15-20."""
    x = r.x1 + r.x2
    return _tested(float(np.sum(r.x1 - x * r.t1 / r.t)), float(np.sum(x * r.t1 * r.t2 / r.t**2)), correct)


def _agreement(t: Tables, odds: float) -> dict[str, Any]:
    """Do the odds ratios agree? Breslow and Day 1980, eq. 4.30; Tarone 1985 corrects it."""
    expected = _expected(t, odds)
    v = 1 / (1 / expected + 1 / (t.n1 - expected) + 1 / (t.a + t.c - expected)
             + 1 / (t.n2 - t.a - t.c + expected))  # fmt: skip
    away, df = t.a - expected, t.a.size - 1
    if df < 1:
        return {}
    bd = float(np.sum(away**2 / v))
    tarone = bd - float(np.sum(away)) ** 2 / float(np.sum(v))
    return {
        "breslow_day": Test(stat=bd, df=df, p=float(chdtrc(df, bd))),
        "tarone": Test(stat=tarone, df=df, p=float(chdtrc(df, max(0.0, tarone)))),
    }


def _expected(t: Tables, odds: float) -> Floats:
    """The a that a table with its margins would have at this odds ratio: the root within the margins."""
    m = t.a + t.c
    a, b, c = 1 - odds, t.n2 - m + odds * (t.n1 + m), -odds * t.n1 * m
    root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
    return np.asarray(-2 * c / (b + root))
