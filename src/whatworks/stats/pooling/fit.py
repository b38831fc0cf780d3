"""What a fitted model is: its numbers, and nothing that computes them."""

from __future__ import annotations

from dataclasses import dataclass

from .inference import Interval
from .information import FitStats


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A fitted model. `b` to `ci_ub` have one entry a coefficient; None where a number is not defined.

    k studies; df of the tests (None for z); tau2 and its standard error (None where tau2 was given); I2 in
    per cent and H2, and both from Q alone; QE and QM with their p values (QM tests all coefficients but the
    intercept, or the mean: chi-squared, or F on QM_df and df); R2 in per cent of tau2 explained; s2w the
    Hartung-Knapp factor; logLik to AICc by likelihood, or by restricted likelihood for REML, with both in
    `stats_ml` and `stats_reml`; `prediction` as metafor's default, `prediction_hts` on k-p-1 degrees of
    freedom; `peaks` the values of tau2 at which the likelihood has one. `cov` is the covariance of the
    coefficients. `weights` are in per cent and in the order the studies were given.
    """

    b: tuple[float, ...]
    se: tuple[float, ...]
    stat: tuple[float | None, ...]
    p: tuple[float | None, ...]
    ci_lb: tuple[float, ...]
    ci_ub: tuple[float, ...]
    cov: tuple[tuple[float, ...], ...]
    df: int | None
    k: int
    method: str
    test: str
    level: float
    tau2: float
    se_tau2: float | None
    I2: float
    H2: float
    I2_q: float
    H2_q: float
    QE: float
    QEp: float
    QM: float | None
    QMp: float | None
    QM_df: int
    R2: float | None
    s2w: float
    stats_ml: FitStats
    stats_reml: FitStats
    prediction: Interval
    prediction_hts: Interval
    peaks: tuple[float, ...]
    weights: tuple[float, ...]
    diagnostics: tuple[str, ...]
    tau2_given: bool = False

    @property
    def random(self) -> bool:
        """Whether the model lets the studies' effects differ."""
        return self.method not in ("EE", "FE", "CE")

    @property
    def stats(self) -> FitStats:
        """How well it fits, by the likelihood that its method goes by."""
        return self.stats_reml if self.method == "REML" else self.stats_ml

    @property
    def logLik(self) -> float | None:
        """Log-likelihood."""
        return self.stats.logLik

    @property
    def AIC(self) -> float | None:
        """Akaike's criterion."""
        return self.stats.AIC

    @property
    def BIC(self) -> float | None:
        """Schwarz's criterion."""
        return self.stats.BIC

    @property
    def AICc(self) -> float | None:
        """Akaike's criterion, corrected for few studies."""
        return self.stats.AICc
