"""Cluster-robust tests of several coefficients at once: the approximate Hotelling test HTZ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import fdtrc

from whatworks.stats.sizes.effect_size import Floats

from .robust import RobustFit, cross_products


class RobustWald(NamedTuple):
    """F on `df_num` and `df_denom` degrees of freedom; p is None where df_denom is not above 0."""

    Fstat: float | None
    df_num: int
    df_denom: float
    p: float | None


def wald_htz(
    fit: RobustFit, which: Sequence[int] | None = None, *, contrasts: Floats | None = None
) -> RobustWald:
    """Test that the coefficients numbered `which`, or contrasts (q, p) of them, are all zero.

    HTZ of Pustejovsky and Tipton 2018, eq. 14-17: with Q the Wald statistic and eta degrees of freedom of a
    Wishart distribution matched to the robust variance, F = (eta - q + 1) / (eta q) Q on q and eta - q + 1.
    Without either, all coefficients but the intercept are tested (the mean, if that is all).
    """
    c = _contrasts(fit, which, contrasts)
    q = len(c)
    beta = c @ fit.sandwich.beta
    vcov = c @ fit.sandwich.vcov @ c.T
    stat = float(beta @ np.linalg.pinv(vcov) @ beta)
    eta = _eta(fit, c)
    df = eta - q + 1
    if df <= 0:
        return RobustWald(None, q, df, None)
    f = df / (eta * q) * stat
    return RobustWald(f, q, df, float(fdtrc(q, df, f)))


def wald_naive(fit: RobustFit, which: Sequence[int] | None = None) -> RobustWald:
    """The F test on q and (clusters - p) degrees of freedom that metafor's `robust` gives."""
    c = _contrasts(fit, which, None)
    beta = c @ fit.sandwich.beta
    stat = float(beta @ np.linalg.pinv(c @ fit.sandwich.vcov @ c.T) @ beta) / len(c)
    df = fit.n_clusters - len(fit.b)
    return RobustWald(stat, len(c), float(df), float(fdtrc(len(c), df, stat)))


def _contrasts(fit: RobustFit, which: Sequence[int] | None, contrasts: Floats | None) -> Floats:
    p = len(fit.b)
    if contrasts is not None:
        c = np.atleast_2d(np.array(contrasts, dtype=float))
        if c.shape[1] != p or np.linalg.matrix_rank(c) < len(c):
            raise ValueError(f"contrasts need {p} columns and rows that do not repeat one another")
        return c
    chosen = list(fit.sandwich.tested if which is None else which)
    if not chosen or any(not 0 <= j < p for j in chosen) or len(set(chosen)) < len(chosen):
        raise ValueError(f"choose different coefficients, numbered from 0 to {p - 1}")
    return np.eye(p)[chosen]


def _eta(fit: RobustFit, c: Floats) -> float:
    if not fit.sandwich.clusters:
        raise ValueError("the HTZ test needs clusters that hold all that the model takes to be related")
    expected = np.trace(cross_products(fit.sandwich, c.T), axis1=2, axis2=3)
    values, vectors = np.linalg.eigh((expected + expected.T) / 2)
    root = (vectors / np.sqrt(values)) @ vectors.T
    p = cross_products(fit.sandwich, c.T @ root)
    q = len(c)
    same = np.einsum("ssij,ttij->st", p, p)
    crossed = np.einsum("stij,tsij->st", p, p)
    return float(q * (q + 1) / np.sum(same + crossed))
