"""Tests that stand even where the model of how effects go together is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks import stats
from whatworks.stats import Robumeta, RobustFit

from .frames import as_table
from .multilevel import robust_json
from .multilevel_reading import Columns, read_dependent
from .words import count_words

WORDS = {
    "CORR": "effects of one study are taken to correlate",
    "HIER": "effects are taken to vary within studies and between them",
    "plain": "effects are weighted as if independent",
}


@dataclass(frozen=True)
class RobustResult:
    """Cluster-robust tests: coefficients' names, the tests, tau2 and what else the weights came from."""

    terms: tuple[str, ...]
    fit: RobustFit
    cluster: str
    model: str
    tau2: float
    omega2: float | None
    I2: float | None
    rho: float | None
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a coefficient, on the analysis scale."""
        f = self.fit
        rows = zip(self.terms, f.b, f.se, f.t, f.df, f.p, f.ci_lb, f.ci_ub, strict=True)
        names = ("term", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high")
        return as_table([dict(zip(names, row, strict=True)) for row in rows], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row."""
        f = self.fit
        row = {"k": f.k, "n_clusters": f.n_clusters, "model": self.model, "kind": f.kind, "level": f.level,
               "tau2": self.tau2, "omega2": self.omega2, "I2": self.I2, "rho": self.rho}  # fmt: skip
        return as_table([row], frame)

    def sentence(self) -> str:
        """The tests in words to paste into a report. On the analysis scale."""
        f = self.fit
        told = "; ".join(
            f"{term} {b:.3g} ({f.level:g}% CI {low:.3g} to {high:.3g})"
            for term, b, low, high in zip(self.terms, f.b, f.ci_lb, f.ci_ub, strict=True)
        )
        return (
            f"Over {count_words(f.k, 'effect', 'effects')} in {f.n_clusters} clusters: {told}. For the "
            f"weights {WORDS[self.model]}; the intervals stand where that is wrong ({f.kind})."
        )

    def to_json(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        return {"names": list(self.terms), **robust_json(self.fit, self.cluster), **self.glance()[0],
                "diagnostics": list(self.diagnostics)}  # fmt: skip


def robumeta(
    data: Any, *, study: str, model: str = "CORR", formula: str | None = None, yi: str = "yi", vi: str = "vi",
    rho: float = 0.8, small: bool = True, level: float = 95.0,
) -> RobustResult:  # fmt: skip
    """Hedges, Tipton and Johnson's robust meta-regression, from a data frame or a mapping of columns.

    `model`: CORR or HIER; see `whatworks.stats.dependent.robumeta` for the rest. Rows with a missing value
    are left out and told.
    """
    rows = read_dependent(data, Columns(yi, vi, (study,)), formula, None, None)
    found: Robumeta = stats.robumeta(
        rows.yi, rows.v, rows.x, study=rows.labels[study], model=model, rho=rho, small=small, level=level
    )
    told = (*rows.told, *found.fit.diagnostics)
    return RobustResult(
        rows.terms, found.fit, study, model, found.tau2, found.omega2, found.I2, found.rho, told
    )


def robust(
    data: Any, *, cluster: str, formula: str | None = None, yi: str = "yi", vi: str = "vi",
    method: str = "REML", kind: str = "CR2", dfs: str = "satterthwaite", level: float = 95.0,
) -> RobustResult:  # fmt: skip
    """A plain random-effects model tested with variances robust to what the effects of one cluster share.

    `method`: how tau2 is estimated, as in `pool`; `kind` and `dfs` as in `whatworks.stats.dependent.robust`.
    """
    rows = read_dependent(data, Columns(yi, vi, (cluster,)), formula, None, None)
    fit = stats.random_effects(rows.yi, rows.v, rows.x, method=method, test="z", level=level)
    working = [v + fit.tau2 for v in rows.v]
    found = stats.cluster_robust(
        rows.yi, working, rows.x, cluster=rows.labels[cluster], kind=kind, dfs=dfs, level=level
    )
    told = (*rows.told, *fit.diagnostics, *found.diagnostics)
    return RobustResult(rows.terms, found, cluster, "plain", fit.tau2, None, fit.I2, None, told)
