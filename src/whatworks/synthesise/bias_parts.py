"""Each check on bias and robustness, worked out where it applies and as plain JSON under metafor's names."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from whatworks.stats import Fit, random_effects
from whatworks.stats.bias.asymmetry import AsymmetryTest, egger, pet_peese, uwls
from whatworks.stats.bias.asymmetry_counts import harbord, peters
from whatworks.stats.bias.asymmetry_rank import begg
from whatworks.stats.bias.asymmetry_robust import henmi_copas
from whatworks.stats.bias.excess_significance import excess_significance
from whatworks.stats.bias.fail_safe import KINDS, fail_safe
from whatworks.stats.bias.p_curve import p_curve
from whatworks.stats.bias.selection import selection_model
from whatworks.stats.bias.selection_fit import Selection
from whatworks.stats.bias.trim_fill import trim_fill
from whatworks.stats.robustness.influence import baujat, influence, leave_one_out

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the checks are made from: numbers of k studies, and how the model is fitted."""

    yi: tuple[float, ...]
    vi: tuple[float, ...]
    ni: tuple[float, ...] | None
    counts: tuple[tuple[float, ...], ...] | None
    labels: tuple[str, ...]
    fit: Fit
    alternative: str
    predictor: str


def _settings(asked: Asked) -> dict[str, Any]:
    return {"method": asked.fit.method, "test": asked.fit.test, "level": asked.fit.level}


def fit_json(fit: Fit) -> Json:
    """The first coefficient of a fit, with heterogeneity."""
    return {
        "b": fit.b[0], "se": fit.se[0], "stat": fit.stat[0], "p": fit.p[0], "df": fit.df,
        "ci_lb": fit.ci_lb[0], "ci_ub": fit.ci_ub[0], "tau2": fit.tau2, "I2": fit.I2, "H2": fit.H2,
        "QE": fit.QE, "QEp": fit.QEp, "k": fit.k,
    }  # fmt: skip


def test_json(test: AsymmetryTest) -> Json:
    """A regression test: zval, pval, dfs, est, ci_lb, ci_ub as regtest names them, and the coefficients."""
    return {
        "predictor": test.predictor, "model": test.model, "method": test.method, "zval": test.stat,
        "pval": test.p, "dfs": test.df, "stat": test.stat, "p": test.p, "df": test.df, "est": test.limit,
        "ci_lb": test.limit_lb, "ci_ub": test.limit_ub, "coef": list(test.coef),
        "coef_se": list(test.coef_se), "k": test.k,
    }  # fmt: skip


def selection_json(found: Selection) -> Json:
    """A selection model under selmodel's names; lists where there is one entry a parameter."""
    return {
        "type": found.kind, "alternative": found.alternative, "steps": list(found.steps), "b": found.b[0],
        "se": found.se[0], "stat": found.stat[0], "p": found.p[0], "ci_lb": found.ci_lb[0],
        "ci_ub": found.ci_ub[0], "tau2": found.tau2, "se_tau2": found.se_tau2, "delta": list(found.delta),
        "se_delta": list(found.se_delta), "ci_lb_delta": list(found.delta_lb),
        "ci_ub_delta": list(found.delta_ub), "LRT": found.LRT, "LRTdf": found.LRT_df, "LRTp": found.LRTp,
        "logLik": found.log_likelihood, "counts": list(found.counts), "k": found.k,
        "peaks": [{"b": q.b[0], "tau2": q.tau2, "delta": list(q.delta), "LRT": q.LRT} for q in found.peaks],
        "diagnostics": list(found.diagnostics),
    }  # fmt: skip


def _egger(a: Asked) -> Json:
    return test_json(egger(a.yi, a.vi, ni=a.ni, predictor=a.predictor, level=a.fit.level))


def _egger_rma(a: Asked) -> Json:
    return test_json(egger(a.yi, a.vi, ni=a.ni, predictor=a.predictor, model="rma", **_settings(a)))


def _begg(a: Asked) -> Json:
    found = begg(a.yi, a.vi)
    return {"tau": found.tau, "pval": found.p, "p": found.p, "exact": found.exact, "k": found.k}


def _peters(a: Asked) -> Json:
    return test_json(peters(a.yi, *_counts(a), level=a.fit.level))


def _harbord(a: Asked) -> Json:
    return test_json(harbord(*_counts(a), level=a.fit.level))


def _counts(a: Asked) -> tuple[tuple[float, ...], ...]:
    if a.counts is None:
        raise ValueError("it needs the counts: events and totals of both groups")
    return a.counts


def _trim_fill(a: Asked) -> Json:
    found = trim_fill(a.yi, a.vi, **_settings(a))
    told = []
    if found.tied:
        told.append("studies with the same estimate were trimmed in the order they were given")
    if not found.settled:
        told.append("the count of missing studies went round in circles; the last is given")
    return {
        "k0": found.k0, "se_k0": found.se_k0 if math.isfinite(found.se_k0) else None, "side": found.side,
        "k0_estimator": found.estimator, **fit_json(found.fit), "filled_yi": list(found.filled_yi),
        "filled_vi": list(found.filled_vi), "diagnostics": told,
    }  # fmt: skip


def _pet(a: Asked) -> Json:
    return test_json(pet_peese(a.yi, a.vi, level=a.fit.level).pet) | _chosen(a, "PET")


def _peese(a: Asked) -> Json:
    return test_json(pet_peese(a.yi, a.vi, level=a.fit.level).peese) | _chosen(a, "PEESE")


def _chosen(a: Asked, which: str) -> Json:
    found = pet_peese(a.yi, a.vi, level=a.fit.level)
    fit = (found.pet if which == "PET" else found.peese).fit
    return {
        "b": fit.b[0], "se": fit.se[0], "stat_b": fit.stat[0], "p_b": fit.p[0],
        "chosen": found.chosen == which,
    }  # fmt: skip


def _uwls(a: Asked) -> Json:
    return fit_json(uwls(a.yi, a.vi, level=a.fit.level))


def _three(a: Asked) -> Json:
    return selection_json(selection_model(a.yi, a.vi, alternative=a.alternative, level=a.fit.level))


def _beta(a: Asked) -> Json:
    return selection_json(
        selection_model(a.yi, a.vi, kind="beta", alternative=a.alternative, level=a.fit.level)
    )


def _p_curve(a: Asked) -> Json:
    found = p_curve(a.yi, a.vi)
    if found is None:
        raise ValueError("no study has p below .05")
    return found._asdict()


def _fail_safe(a: Asked) -> Json:
    found = {kind: fail_safe(a.yi, a.vi, kind=kind) for kind in KINDS}
    return {
        **{kind: {"fsnum": f.n, ("meanes" if kind == "orwin" else "pval"): f.observed,
                  ("target" if kind == "orwin" else "alpha"): f.target} for kind, f in found.items()},
        "diagnostics": ["fail-safe numbers are not recommended: they look at significance alone"],
    }  # fmt: skip


def _excess(a: Asked) -> Json:
    found = excess_significance(a.yi, a.vi, theta=a.fit.b[0], tau2=a.fit.tau2)
    return {"O": found.O, "E": found.E, "pval": found.p, "p": found.p, "X2": found.X2, "theta": found.theta}


def _henmi_copas(a: Asked) -> Json:
    found = henmi_copas(a.yi, a.vi, level=a.fit.level)
    return {key: getattr(found, key) for key in ("b", "se", "ci_lb", "ci_ub", "p", "tau2")}


def _leave_one_out(a: Asked) -> Json:
    return fits_json(leave_one_out(a.yi, a.vi, **_settings(a)), a.labels)


def fits_json(fits: Sequence[Fit], labels: Sequence[str]) -> Json:
    """One entry a fit under leave1out's and cumul's names."""
    return {
        "slab": list(labels), "estimate": [f.b[0] for f in fits], "se": [f.se[0] for f in fits],
        "zval": [f.stat[0] for f in fits], "pval": [f.p[0] for f in fits],
        "ci_lb": [f.ci_lb[0] for f in fits], "ci_ub": [f.ci_ub[0] for f in fits],
        "Q": [f.QE for f in fits], "Qp": [f.QEp for f in fits], "tau2": [f.tau2 for f in fits],
        "I2": [f.I2 for f in fits], "H2": [f.H2 for f in fits],
    }  # fmt: skip


def _influence(a: Asked) -> Json:
    found = influence(a.yi, a.vi, **_settings(a))
    names = ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight")
    return {
        "slab": list(a.labels), **{name: list(getattr(found, name)) for name in names},
        "dfbs": [None if d is None else d[0] for d in found.dfbs], "inf": list(found.influential),
        "reasons": [list(r) for r in found.reasons],
    }  # fmt: skip


def _baujat(a: Asked) -> Json:
    found = baujat(a.yi, a.vi, method=a.fit.method, test=a.fit.test)
    return {"slab": list(a.labels), "x": list(found.x), "y": list(found.y)}


PARTS: dict[str, Callable[[Asked], Json]] = {
    "egger": _egger, "egger_rma": _egger_rma, "begg": _begg, "peters": _peters, "harbord": _harbord,
    "trimfill": _trim_fill, "pet": _pet, "peese": _peese, "uwls": _uwls, "henmi_copas": _henmi_copas,
    "selection_3psm": _three, "selection_beta": _beta, "pcurve": _p_curve, "tes": _excess,
    "failsafe": _fail_safe, "leave1out": _leave_one_out, "influence": _influence, "baujat": _baujat,
}  # fmt: skip


def model(yi: Sequence[float], vi: Sequence[float], method: str, test: str, level: float) -> Fit:
    """The pooled model that the checks are of."""
    return random_effects(yi, vi, method=method, test=test, level=level)
