"""Effects that are not independent: several of one study, studies of one team, schools of one district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whatworks import stats
from whatworks.stats import MultilevelFit, MultilevelI2, RobustFit
from whatworks.terms import Scale

from .frames import as_table
from .gathering import _scale
from .multilevel_reading import Columns, Dependent, factor_labels, random_factors, read_dependent
from .words import count_words, estimate_words, range_words, scale_name

RHOS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)


@dataclass(frozen=True)
class MultilevelResult:
    """A fitted model of dependent effects: coefficients' names, the fit, robust tests if asked for."""

    terms: tuple[str, ...]
    fit: MultilevelFit
    robust: RobustFit | None
    scale: Scale | None
    rho: float | None
    cluster: str | None
    data: Dependent
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a coefficient, with cluster-robust tests where they were asked for. Analysis scale."""
        f: Any = self.robust or self.fit
        stat, df = (f.t, f.df) if self.robust else (f.stat, f.ddf)
        rows = zip(self.terms, f.b, f.se, stat, df, f.p, f.ci_lb, f.ci_ub, strict=True)
        names = ("term", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high")
        return as_table([dict(zip(names, row, strict=True)) for row in rows], frame)

    def levels(self, *, frame: bool = False) -> Any:
        """One row a level: its groups, its variance and its share of the total in per cent."""
        f = self.fit
        share = self.i2()
        rows = [
            {"level": name, "groups": n, "sigma2": s, "I2": share.by_level[i] if share else None}
            for i, (name, n, s) in enumerate(zip(f.s_names, f.s_nlevels, f.sigma2, strict=True))
        ]
        return as_table(rows, frame)

    def i2(self) -> MultilevelI2 | None:
        """Shares of the variance; None where tau2 differs by outcome."""
        return stats.multilevel_i2(self.fit) if len(self.fit.tau2) < 2 else None

    def intervals(self, *, frame: bool = False) -> Any:
        """Profile-likelihood intervals, one row a variance or correlation that was estimated."""
        names = ("term", "estimate", "conf_low", "conf_high", "note")
        found = [stats.profile_interval(self.fit, name) for name in stats.profiled(self.fit)]
        return as_table([dict(zip(names, one, strict=True)) for one in found], frame)

    def groups(self, *, frame: bool = False) -> Any:
        """What each group of each level adds to the mean (best linear unbiased prediction)."""
        return as_table([one._asdict() for one in stats.ranef(self.fit)], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row, named as metafor's rma.mv."""
        names = ("k", "method", "test", "level", "QE", "QEp", "QM", "QM_df", "QMp", "logLik", "AIC", "BIC",
                 "AICc", "parameters", "converged")  # fmt: skip
        share = self.i2()
        row = {name: getattr(self.fit, name) for name in names}
        low, high = self.fit.prediction
        return as_table([row | {"I2": share.total if share else None, "pi_lb": low, "pi_ub": high}], frame)

    def sentence(self) -> str:
        """The model in words to paste into a report."""
        f: Any = self.robust or self.fit
        k = count_words(self.fit.k, "effect", "effects")
        if self.terms != ("intrcpt",):
            told = "; ".join(
                f"{term} {b:.3g} ({f.level:g}% CI {low:.3g} to {high:.3g})"
                for term, b, low, high in zip(self.terms, f.b, f.ci_lb, f.ci_ub, strict=True)
            )
            return f"Over {k}: {told}. {self._model()}"
        ends = f.ci_lb[0], f.ci_ub[0]
        words = estimate_words(f.b[0], *ends, self.scale)
        return (
            f"Pooled over {k}, the {scale_name(self.scale)} is {words} "
            f"({f.level:g}% CI {range_words(*ends, self.scale)}). "
            f"{self._next()}{self._model()}"
        )

    def to_json(self) -> dict[str, Any]:
        """Everything as plain JSON values, with metafor's names."""
        f, r, share = self.fit, self.robust, self.i2()
        low, high = f.prediction
        found: dict[str, Any] = {
            "names": list(self.terms), "b": list(f.b), "se": list(f.se), "zval": list(f.stat),
            "stat": list(f.stat), "pval": list(f.p), "ci_lb": list(f.ci_lb), "ci_ub": list(f.ci_ub),
            "ddf": list(f.ddf), "vcov": [list(row) for row in f.vcov], "pi_lb": low, "pi_ub": high,
            "sigma2": list(f.sigma2), "s_names": list(f.s_names), "s_nlevels": list(f.s_nlevels),
            "struct": f.struct, "tau2": list(f.tau2), "rho": list(f.rho), "G": [list(row) for row in f.G],
            "g_levels": list(f.g_levels), "QE": f.QE, "QEp": f.QEp, "QM": f.QM, "QMp": f.QMp,
            "QM_df": f.QM_df, "k": f.k, "logLik": f.logLik, "AIC": f.AIC, "BIC": f.BIC, "AICc": f.AICc,
            "I2": share.total if share else None, "I2_by_level": list(share.by_level) if share else [],
            "method": f.method, "test": f.test, "level": f.level, "converged": f.converged,
        }  # fmt: skip
        if self.rho is not None:
            found["imputed_rho"] = self.rho
        if r is not None:
            found["robust"] = robust_json(r, self.cluster)
        return found | {"diagnostics": list(self.diagnostics)}

    def _next(self) -> str:
        low, high = self.fit.prediction
        if low is None or high is None:
            return ""
        words = range_words(low, high, self.scale)
        return f"In a new group like these, expect {words} ({self.fit.level:g}% prediction interval). "

    def _model(self) -> str:
        f = self.fit
        shared_by = [n for n, size in zip(f.s_names, f.s_nlevels, strict=True) if size < f.k]
        within = " and within one ".join(shared_by if f.struct is None else [*shared_by, self.cluster or ""])
        alike = (
            f"Effects within one {within} are allowed to be alike" if within else "Each effect stands alone"
        )
        shared = (
            f", and their sampling errors are taken to correlate by {self.rho:g}"
            if self.rho is not None
            else ""
        )
        named = list(zip(f.s_names, f.sigma2, strict=True))
        outcomes = f.g_levels if len(f.tau2) > 1 else ("each outcome",)[: len(f.tau2)]
        named += zip(outcomes, f.tau2, strict=True)
        spread = ", ".join(f"{name} {s:.3g}" for name, s in named)
        variances = f" (variances: {spread})" if spread else ""
        kind = {"REML": "restricted maximum likelihood", "ML": "maximum likelihood"}[f.method]
        tests = (
            f"intervals allow for the model being wrong about that ({self.robust.kind}, "
            f"{self.robust.n_clusters} clusters)" if self.robust else
            "t intervals" if f.test == "t" else "normal intervals"
        )  # fmt: skip
        return f"{alike}{shared}{variances}; {kind}, {tests}."


def robust_json(r: RobustFit, cluster: str | None) -> dict[str, Any]:
    """Robust tests as plain JSON values, with the names of metafor's `robust` beside ours."""
    return {
        "kind": r.kind, "cluster": cluster, "n_clusters": r.n_clusters, "b": list(r.b), "se": list(r.se),
        "t": list(r.t), "df": list(r.df), "p": list(r.p), "ci_lb": list(r.ci_lb), "ci_ub": list(r.ci_ub),
        "tval": list(r.t), "ddf": list(r.df), "pval": list(r.p),
    }  # fmt: skip


def multilevel(
    data: Any,
    *,
    random: str | Sequence[str],
    formula: str | None = None,
    yi: str = "yi",
    vi: str = "vi",
    rho: float | None = None,
    cluster: str | None = None,
    covariance: Any = None,
    robust: str | None = None,
    method: str = "REML",
    test: str = "z",
    dfs: str = "residual",
    level: float = 95.0,
    scale: Scale | str | None = None,
) -> MultilevelResult:
    """Pool or regress effects that come in groups, from a data frame or a mapping of columns.

    `random`: "district/school" for nested groups, "study/effect + lab" for groups side by side. `formula`:
    moderators as R writes them ("~ year"). `rho`: sampling errors of one `cluster` (by default the outermost
    group) correlate by this (CHE); or give their `covariance` (k, k). `robust`: CR0, CR1, CR1p, CR1S, CR2 or
    CR3 for cluster-robust tests. `method`: REML or ML; `test`: z or t; `dfs`: residual or contain. Rows with
    a missing value are left out and told. The model is
    `whatworks.stats.dependent.multilevel`, which see for errors.
    """
    nests = random_factors(random)
    group = cluster or nests[0][0]
    if rho is not None and covariance is not None:
        raise ValueError("give rho or the covariance, not both")
    labels = tuple(dict.fromkeys([*(name for nest in nests for name in nest), group]))
    imputed = (group, rho) if rho is not None else None
    rows = read_dependent(data, Columns(yi, vi, labels), formula, covariance, imputed)
    groups, names = factor_labels(rows, nests)
    fit = stats.multilevel(rows.yi, rows.v, rows.x, groups=groups, names=names, method=method, test=test,
                           dfs=dfs, level=level)  # type: ignore[arg-type]  # fmt: skip
    tests = stats.robust(fit, rows.labels[group], kind=robust) if robust else None
    told = (*rows.told, *_lowest(fit), *fit.diagnostics, *(tests.diagnostics if tests else ()))
    return MultilevelResult(rows.terms, fit, tests, _scale(scale), rho, group, rows, told)


def sensitivity_to_rho(
    data: Any, *, rhos: Sequence[float] = RHOS, frame: bool = False, **settings: Any
) -> Any:
    """The model of `multilevel` at several correlations of the sampling errors, one row for each."""
    rows = []
    for rho in rhos:
        found = multilevel(data, rho=rho, **settings)
        f: Any = found.robust or found.fit
        for j, term in enumerate(found.terms):
            spread = zip(found.fit.s_names, found.fit.sigma2, strict=True)
            rows.append({
                "rho": float(rho), "term": term, "estimate": f.b[j], "std_error": f.se[j], "p_value": f.p[j],
                "conf_low": f.ci_lb[j], "conf_high": f.ci_ub[j], "logLik": found.fit.logLik,
            } | {f"sigma2 {name}": s for name, s in spread})  # fmt: skip
    return as_table(rows, frame)


def _lowest(fit: MultilevelFit) -> tuple[str, ...]:
    if fit.k in fit.s_nlevels:
        return ()
    return (
        "no level has one group an effect, so effects of one group are taken to differ by chance alone; add "
        "the column that numbers the effects as the innermost group",
    )
