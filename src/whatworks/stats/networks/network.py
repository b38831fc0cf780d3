"""Network meta-analysis: many treatments, compared with one another directly and by way of others.

The contrast-based model: y = X d + random effects + error, where d holds each treatment's effect against a
reference, errors have the covariances of each study's contrasts, and random effects one variance tau2 with
half of it shared by contrasts that share an arm. Lu and Ades 2004; Rücker 2012; White et al. 2012.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from whatworks.stats.pooling.inference import Inference, Omnibus, infer, omnibus
from whatworks.stats.pooling.least_squares import Weighted, weighted_fit
from whatworks.stats.sizes.effect_size import Floats

from .data import Network, check_connected
from .tau2 import METHODS, Independent, NetworkTau2, estimate_tau2, independent

MODELS = ("random", "common")
NETWORK_TESTS = ("z", "t")


@dataclass(frozen=True)
class NetworkFit:
    """A fitted network. One entry of b, se, stat, p and the interval for each of `names`.

    `names` are all treatments but the `reference`, in the order of the alphabet; effects are of the named
    treatment less the reference. `cov` (t, t) is the covariance of all `treatments`' effects, nought for the
    reference. `k` counts independent contrasts. tau2 is 0 for the common-effect model. QE is the whole
    network's Q, I2 and H2 follow from it; QM tests all the effects together. The log-likelihood is the
    restricted one for REML and common effects, as metafor's.
    """

    treatments: tuple[str, ...]
    reference: str
    names: tuple[str, ...]
    b: tuple[float, ...]
    se: tuple[float, ...]
    stat: tuple[float | None, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    cov: tuple[tuple[float, ...], ...]
    model: str
    method: str
    test: str
    level: float
    df: int | None
    tau2: float
    se_tau2: float | None
    QE: float
    QE_df: int
    QEp: float
    I2: float
    H2: float
    QM: float | None
    QM_df: int
    QMp: float | None
    logLik: float | None
    AIC: float | None
    BIC: float | None
    AICc: float | None
    k: int
    n_studies: int
    diagnostics: tuple[str, ...]

    @property
    def effects(self) -> dict[str, float]:
        """Each treatment's effect less the reference's, which is 0."""
        return {self.reference: 0.0} | dict(zip(self.names, self.b, strict=True))


def fit_network(
    network: Network,
    *,
    reference: str | None = None,
    model: str = "random",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> NetworkFit:
    """Fit a network of studies.

    `model`: random or common. `method`, of tau2: REML, ML or DL. `test`: z, or t with as many degrees of
    freedom as Q. `level` in per cent. Without a `reference` it is the treatment in most studies, the first
    in the alphabet of several. Raises ValueError for a network in parts, naming them, and for settings that
    are not known.
    """
    _check_settings(model, method, test)
    check_connected(network)
    chosen = choose_reference(network, reference)
    names = tuple(t for t in network.treatments if t != chosen)
    x = consistency_design(network, names)
    data = independent(network, x)
    df = data.y.size - x.shape[1]
    tau2 = estimate_tau2(data, method) if model == "random" and df > 0 else NetworkTau2(0.0, None)
    fit = weighted_fit(data.y, data.v, data.x, np.array([tau2.value]))
    ddf = df if test == "t" and df > 0 else None
    known = infer(fit.beta[0], np.sqrt(np.diagonal(fit.cov[0])), ddf, level)
    tested = omnibus(fit.beta[0], fit.cov[0], list(range(len(names))), ddf)
    common = weighted_fit(data.y, data.v, data.x, np.zeros(1))
    return _made(
        network, chosen, names, known, tested, _square(network, names, fit), data, tau2,
        float(common.rss[0]) if df > 0 else 0.0, _fits(data, x, fit, tau2, model, method),
        (model, method, "t" if ddf else "z", level),
    )  # fmt: skip


def choose_reference(network: Network, wanted: str | None) -> str:
    """The treatment asked for, or that in most studies. Raises ValueError listing the treatments."""
    if wanted is None:
        counts = {t: sum(t in block.arms for block in network.blocks) for t in network.treatments}
        return max(network.treatments, key=lambda t: counts[t])
    if wanted not in network.treatments:
        raise ValueError(
            f"reference {wanted!r} is not a treatment of the network; "
            f"use one of {', '.join(network.treatments)}"
        )
    return wanted


def consistency_design(network: Network, names: tuple[str, ...]) -> Floats:
    """(k, p): each contrast as a difference of the effects of `names` against the reference."""
    everyone = network.treatments
    columns = [everyone.index(t) for t in names]
    return np.concatenate([block.contrasts(everyone) for block in network.blocks])[:, columns]


def _check_settings(model: str, method: str, test: str) -> None:
    for name, value, allowed in (
        ("model", model, MODELS), ("method", method, METHODS), ("test", test, NETWORK_TESTS)
    ):  # fmt: skip
        if value not in allowed:
            raise ValueError(f"{name} {value!r} is not known; use one of {', '.join(allowed)}")


def _square(network: Network, names: tuple[str, ...], fit: Weighted) -> tuple[tuple[float, ...], ...]:
    everyone = network.treatments
    cov = np.zeros((len(everyone), len(everyone)))
    at = [everyone.index(t) for t in names]
    cov[np.ix_(at, at)] = fit.cov[0]
    return tuple(tuple(row) for row in cov.tolist())


@dataclass(frozen=True)
class _Likelihood:
    log: float | None
    AIC: float | None = None
    BIC: float | None = None
    AICc: float | None = None


def _fits(  # noqa: PLR0917 - what the likelihood is made of
    data: Independent, x: Floats, fit: Weighted, tau2: NetworkTau2, model: str, method: str
) -> _Likelihood:
    """The log-likelihood and the criteria as metafor has them; none for the method of moments."""
    k, p = x.shape
    if (model == "random" and method == "DL") or k == p:
        return _Likelihood(None)
    full = model == "random" and method == "ML"
    n, parameters = (k, p + 1) if full else (k - p, p + int(model == "random"))
    w = 1 / (data.v + tau2.value)
    log = data.log_det + (float(np.sum(np.log(w))) - n * math.log(2 * math.pi) - float(fit.rss[0])) / 2
    if not full:
        log += (float(np.linalg.slogdet(x.T @ x)[1]) + float(np.linalg.slogdet(fit.cov[0])[1])) / 2
    used = max(n, parameters + 2)
    return _Likelihood(
        log,
        -2 * log + 2 * parameters,
        -2 * log + parameters * math.log(n),
        -2 * log + 2 * parameters * used / (used - parameters - 1),
    )


def _made(  # noqa: PLR0917 - the parts of a fit, put together once
    network: Network, reference: str, names: tuple[str, ...], known: Inference, tested: Omnibus,
    cov: tuple[tuple[float, ...], ...], data: Independent, tau2: NetworkTau2, q: float,
    likelihood: _Likelihood, settings: tuple[str, str, str, float],
) -> NetworkFit:  # fmt: skip
    model, method, test, level = settings
    df = data.y.size - len(names)
    return NetworkFit(
        treatments=network.treatments, reference=reference, names=names, b=known.b, se=known.se,
        stat=known.stat, p=known.p, ci_lb=known.ci_lb, ci_ub=known.ci_ub, cov=cov,
        model=model, method=method if model == "random" else "EE", test=test, level=level,
        df=df if test == "t" else None, tau2=tau2.value, se_tau2=tau2.se,
        QE=q, QE_df=df, QEp=float(chdtrc(df, q)) if df > 0 else 1.0,
        I2=100 * max(0.0, (q - df) / q) if q > 0 else 0.0, H2=q / df if df > 0 else 1.0,
        QM=tested.stat, QM_df=tested.df, QMp=tested.p,
        logLik=likelihood.log, AIC=likelihood.AIC, BIC=likelihood.BIC, AICc=likelihood.AICc,
        k=data.y.size, n_studies=len(network.blocks),
        diagnostics=(*network.left_out, *_notes(df, model, tau2)),
    )  # fmt: skip


def _notes(df: int, model: str, tau2: NetworkTau2) -> tuple[str, ...]:
    if df == 0:
        return ("as many contrasts as effects: nothing is left to tell how studies differ, so tau2 is 0",)
    told = []
    if model == "random" and tau2.value == 0:
        told.append("the studies differ no more than chance would make them, so tau2 is 0")
    if len(tau2.peaks) > 1:
        shown = " and ".join(f"{t:.4g}" for t in tau2.peaks)
        told.append(
            f"the likelihood has {len(tau2.peaks)} peaks, at tau2 {shown}; "
            f"the highest, {tau2.value:.4g}, is used"
        )
    return tuple(told)
