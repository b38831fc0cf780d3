"""Regression tests of funnel asymmetry, and the estimates that regress small-study effects away.

Egger et al. 1997 (BMJ 315:629) and its kin: the estimates are regressed on a measure of (im)precision, either
by weighted least squares with a multiplicative error ("lm") or by a mixed-effects model ("rma").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from whatworks.stats.pooling.random_effects import Fit, random_effects
from whatworks.stats.sizes.effect_size import Floats

PREDICTORS = ("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")
MODELS = ("lm", "rma")
WITH_LIMIT = ("sei", "vi", "ninv", "sqrtninv")
"""Predictors that go to zero as studies grow, so that the intercept is an estimate for a very large study."""


@dataclass(frozen=True, kw_only=True)
class AsymmetryTest:
    """The slope on `predictor` and its test; t with df, else z. `coef` and `coef_se`: intercept, slope.

    `limit` with its interval is the estimate where the predictor is zero, a study of unlimited size; None
    where the predictor does not go to zero.
    """

    predictor: str
    model: str
    method: str
    stat: float | None
    p: float | None
    df: int | None
    coef: tuple[float, ...]
    coef_se: tuple[float, ...]
    limit: float | None
    limit_lb: float | None
    limit_ub: float | None
    k: int
    level: float
    fit: Fit


def egger(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    ni: ArrayLike | None = None,
    predictor: str = "sei",
    model: str = "lm",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> AsymmetryTest:
    """Regress estimates yi (k,) with variances vi (k,) on `predictor`: one of PREDICTORS.

    sei and vi come from vi; ni, ninv, sqrtni and sqrtninv need the sample sizes `ni`. `model` lm: weighted
    least squares, error variance phi * vi, t on k-2 degrees of freedom (Egger 1997, as Sterne and Egger 2005
    write it); rma: random_effects with `method` and `test`. Needs three studies. Raises ValueError for an
    unknown predictor or model, and where all studies have the same value of the predictor.
    """
    y, v = np.array(yi, dtype=float).ravel(), np.array(vi, dtype=float).ravel()
    _known(predictor, PREDICTORS, "predictor")
    _known(model, MODELS, "model")
    if y.size < 3:
        raise ValueError(f"a regression test of asymmetry needs three studies, and there are {y.size}")
    values = precision(v, ni, predictor)
    if np.unique(values).size < 2:
        raise ValueError(f"every study has the same {predictor}; asymmetry cannot be tested by it")
    design = np.column_stack([np.ones(y.size), values])
    settings = ("EE", "knha") if model == "lm" else (method, test)
    fit = random_effects(y, v, design, method=settings[0], test=settings[1], level=level)
    with_limit = predictor in WITH_LIMIT
    return AsymmetryTest(
        predictor=predictor, model=model, method="WLS" if model == "lm" else method, stat=fit.stat[1],
        p=fit.p[1], df=fit.df, coef=fit.b, coef_se=fit.se, limit=fit.b[0] if with_limit else None,
        limit_lb=fit.ci_lb[0] if with_limit else None, limit_ub=fit.ci_ub[0] if with_limit else None,
        k=fit.k, level=level, fit=fit,
    )  # fmt: skip


def precision(vi: ArrayLike, ni: ArrayLike | None, predictor: str) -> Floats:
    """The predictor's values (k,). Raises ValueError where sample sizes are needed and not given or wrong."""
    v = np.array(vi, dtype=float).ravel()
    if predictor in ("sei", "vi"):
        return np.sqrt(v) if predictor == "sei" else v
    if ni is None:
        raise ValueError(f"predictor {predictor!r} needs the sample sizes; give ni, or use sei or vi")
    n = np.array(ni, dtype=float).ravel()
    if n.size != v.size:
        raise ValueError(f"{v.size} variances but {n.size} sample sizes; give one for each")
    wrong = np.flatnonzero(~np.isfinite(n) | (n <= 0))
    if wrong.size:
        row = int(wrong[0])
        raise ValueError(f"row {row + 1}: the sample size {n[row]:g} is not above zero; leave the row out")
    return np.asarray({"ni": n, "ninv": 1 / n, "sqrtni": np.sqrt(n), "sqrtninv": 1 / np.sqrt(n)}[predictor])


@dataclass(frozen=True, kw_only=True)
class PetPeese:
    """PET (regression on standard errors), PEESE (on variances) and the one that the rule chooses."""

    pet: AsymmetryTest
    peese: AsymmetryTest
    chosen: str
    b: float
    se: float
    ci_lb: float
    ci_ub: float
    p: float | None


def pet_peese(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    model: str = "lm",
    method: str = "REML",
    level: float = 95.0,
    alpha: float = 0.10,
) -> PetPeese:
    """The conditional estimator of Stanley and Doucouliagos 2014 (Res Synth Methods 5:60).

    PEESE's intercept where PET's differs from zero at `alpha` (two-sided; 0.10 is their one-sided 0.05),
    else PET's. `model` lm is their weighted least squares. Needs three studies.
    """
    pet = egger(yi, vi, predictor="sei", model=model, method=method, level=level)
    peese = egger(yi, vi, predictor="vi", model=model, method=method, level=level)
    chance = pet.fit.p[0]
    rejected = chance is not None and chance < alpha
    one = peese if rejected else pet
    return PetPeese(
        pet=pet, peese=peese, chosen="PEESE" if rejected else "PET", b=one.fit.b[0], se=one.fit.se[0],
        ci_lb=one.fit.ci_lb[0], ci_ub=one.fit.ci_ub[0], p=one.fit.p[0],
    )  # fmt: skip


def uwls(yi: ArrayLike, vi: ArrayLike, *, level: float = 95.0) -> Fit:
    """Unrestricted weighted least squares: the common-effect mean, its standard error times sqrt(Q / (k-1)).

    Stanley and Doucouliagos 2015 (Stat Med 34:2116); t on k-1 degrees of freedom. Needs two studies.
    """
    if np.size(yi) < 2:
        raise ValueError("unrestricted weighted least squares needs two studies")
    return random_effects(yi, vi, method="EE", test="knha", level=level)


def uwls_plus_3(r: ArrayLike, ni: ArrayLike, *, level: float = 95.0) -> Fit:
    """UWLS of correlations r (k,) from samples of ni (k,), with three degrees of freedom added.

    With t = r sqrt(df / (1 - r^2)) and df = n - 2, each correlation becomes t / sqrt(t^2 + df + 3), with
    variance (1 - r^2) / (df + 3) of the new r, which takes out most of the small-sample bias of correlations
    weighted by their own variance. Stanley, Doucouliagos, Maier and Bartos 2024 (Psychol Methods). Raises
    ValueError for a correlation beyond -1 to 1 or a sample below four.
    """
    values, n = np.array(r, dtype=float).ravel(), np.array(ni, dtype=float).ravel()
    if values.size != n.size:
        raise ValueError(f"{values.size} correlations but {n.size} sample sizes; give one for each")
    for row in np.flatnonzero(~(np.abs(values) < 1) | ~(n >= 4)):
        raise ValueError(
            f"row {row + 1}: correlation {values[row]:g} of {n[row]:g} people; give one between -1 and 1 "
            "from at least four people"
        )
    df = n - 2
    t = values * np.sqrt(df / (1 - values**2))
    new = t / np.sqrt(t**2 + df + 3)
    return uwls(new, (1 - new**2) / (df + 3), level=level)


def _known(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is not known; use one of {', '.join(allowed)}")
