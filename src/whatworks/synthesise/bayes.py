"""Bayesian pooling: what is to be believed of the effect, given priors that are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.stats.pooling.bayes import TAU_PRIORS, Posterior, Priors, TauPosterior, posterior
from whatworks.stats.pooling.mixture import INTERVALS, Mixture
from whatworks.stats.sizes.reported import critical
from whatworks.terms import Scale

from .frames import as_table
from .gathering import Row, gather
from .words import count_words, estimate_words, range_words, scale_name

USUAL_SCALE = 0.5
"""Of tau's prior, for log ratios and standardised differences (Röver et al. 2021, doi 10.1002/jrsm.1475)."""
WHAT = ("mu", "new")
"""The mean effect, or the effect in a new study."""


@dataclass(frozen=True)
class Summary:
    """A posterior in numbers; mean and sd are None where the distribution has none."""

    term: str
    mean: float | None
    median: float
    sd: float | None
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class BayesResult:
    """The posteriors of the mean effect, of tau and of the effect in a new study, on the analysis scale."""

    rows: tuple[Row, ...]
    scale: Scale | None
    priors: Priors
    interval: str
    level: float
    mu: Summary
    tau: Summary
    new: Summary
    posterior: Posterior
    diagnostics: tuple[str, ...]

    def tidy(self, *, studies: bool = False, frame: bool = False) -> Any:
        """One row for mu, tau and new; with `studies`, one for each study's own effect before them."""
        found = [self.mu, self.tau, self.new]
        if studies:
            own = [
                _summary(row.label or f"row {row.place}", mixture, (self.level, self.interval), (True, True))
                for row, mixture in zip(self.rows, self.posterior.shrunken, strict=True)
            ]
            found = [*own, *found]
        return as_table([vars(summary) for summary in found], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row. Bayes factors below 1 speak against mu = 0, or tau = 0."""
        p = self.posterior
        row = {
            "k": p.k, "tau_prior": self.priors.tau, "tau_scale": self.priors.tau_scale,
            "mu_mean": self.priors.mu_mean if self.priors.mu_sd else None, "mu_sd": self.priors.mu_sd,
            "interval": self.interval, "level": self.level, "log_evidence": p.log_evidence,
            "bf_mu_zero": p.bf_mu_zero, "bf_tau_zero": p.bf_tau_zero, "quadrature_error": p.error,
        }  # fmt: skip
        return as_table([row], frame)

    def probability(self, *, below: float | None = None, above: float | None = None, of: str = "mu") -> float:
        """P(mu < below), P(mu > above), or with both that it lies between; `of` "new" for a new study.

        On the analysis scale (ratios as logarithms). Raises ValueError without a number to compare with.
        """
        if of not in WHAT:
            raise ValueError(f"of {of!r} is not known; use one of {', '.join(WHAT)}")
        found = self.posterior.mu if of == "mu" else self.posterior.new
        if below is None and above is None:
            raise ValueError("give below= or above=, on the analysis scale")
        if above is None:
            return found.below(float(below or 0.0))
        return found.above(above) if below is None else max(0.0, found.below(below) - found.below(above))

    def sentence(self) -> str:
        """The result in words to paste into a report, ratios and risk differences on the reader's scale."""
        mu, new, scale = self.mu, self.new, self.scale
        size = estimate_words(mu.median, mu.low, mu.high, scale)
        below = self.probability(below=0.0)
        side, word = (below, "below") if below >= 0.5 else (1 - below, "above")
        null = "1" if scale is not None and scale.is_ratio else "0"
        return (
            f"Given {count_words(self.posterior.k, 'estimate', 'estimates')} and the priors, the "
            f"{scale_name(scale)} is {size} ({self.level:g}% credible interval "
            f"{range_words(mu.low, mu.high, scale)}); it is {word} {null} with "
            f"probability {_probability(side)}. In a new study like these, expect "
            f"{range_words(new.low, new.high, scale)}. Priors: {_prior_words(self.priors)}."
        )

    def to_json(self) -> dict[str, Any]:
        """Posteriors, model and diagnostics as plain JSON values."""
        found = (self.mu, self.tau, self.new)
        rows = {s.term: {k: v for k, v in vars(s).items() if k != "term"} for s in found}
        below = {f"p_{of}_below_zero": self.probability(below=0.0, of=of) for of in WHAT}
        return {**rows, **below, **self.glance()[0], "diagnostics": list(self.diagnostics)}

    def sensitivity(self, factors: tuple[float, ...] = (0.5, 1.0, 2.0)) -> list[dict[str, Any]]:
        """The mean effect under other priors of tau: each kind, its scale multiplied by each factor."""
        yi, vi = [r.yi for r in self.rows], [r.vi for r in self.rows]
        found = []
        for kind in TAU_PRIORS:
            for factor in factors:
                width = self.priors.tau_scale * factor * (4 if kind == "uniform" else 1)
                other = posterior(yi, vi, Priors(self.priors.mu_mean, self.priors.mu_sd, kind, width))
                low, high = other.mu.interval(self.level, self.interval)
                found.append({
                    "tau_prior": kind, "tau_scale": width, "median": other.mu.quantile(0.5), "low": low,
                    "high": high, "tau": other.tau.quantile(0.5),
                })  # fmt: skip
        return found


def pool_bayes(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    mu_prior: tuple[float, float] | None = None,
    tau_prior: str = "half-normal",
    tau_scale: float | None = None,
    interval: str = "shortest",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
    labels: Any = None,
) -> BayesResult:
    """Pool by a Bayesian random-effects model, integrated exactly and not sampled.

    `effects_or_yi`, `vi`, `yi`, `labels`, `scale` as in `pool`. `mu_prior` is the mean and standard deviation
    of a normal prior of the mean effect, None a flat one; `tau_prior` half-normal, half-Cauchy or uniform
    with `tau_scale` (standard deviation, median or upper end), which may be left out for log ratios and
    standardised differences only. `interval` shortest or central. The model is
    `whatworks.stats.pooling.bayes`.
    """
    critical(level)
    if interval not in INTERVALS:
        raise ValueError(f"interval {interval!r} is not known; use one of {', '.join(INTERVALS)}")
    gathered = gather(effects_or_yi, vi, yi=yi, labels=labels, scale=scale)
    width, told = _tau_scale(tau_scale, gathered.scale)
    mean, sd = mu_prior if mu_prior is not None else (0.0, None)
    priors = Priors(mean, sd, tau_prior, width)
    rows = tuple(sorted(gathered.rows, key=lambda row: row.key))
    found = posterior([r.yi for r in rows], [r.vi for r in rows], priors)
    sure = (found.mean_exists, found.sd_exists)
    tails, how = (found.tau.mean_exists, found.tau.sd_exists), (level, interval)
    return BayesResult(
        rows=rows, scale=gathered.scale, priors=priors, interval=interval, level=level,
        mu=_summary("mu", found.mu, how, sure),
        tau=_summary("tau", found.tau, how, tails),
        new=_summary("new", found.new, how, tails), posterior=found,
        diagnostics=(*gathered.left_out, *told, *_notes(found)),
    )  # fmt: skip


def _summary(
    term: str, found: Mixture | TauPosterior, how: tuple[float, str], exist: tuple[bool, bool]
) -> Summary:
    low, high = found.interval(*how)
    mean, sd = found.mean if exist[0] else None, found.sd if exist[1] else None
    return Summary(term, mean, found.quantile(0.5), sd, low, high)


def _tau_scale(given: float | None, scale: Scale | None) -> tuple[float, tuple[str, ...]]:
    if given is not None:
        return given, ()
    if scale is not None and not scale.is_ratio and scale is not Scale.SMD:
        raise ValueError(
            f"give tau_scale in the units of the {scale_name(scale)}: how far apart true effects may lie"
        )
    usual = f"{USUAL_SCALE:g} is taken, which fits log ratios and standardised differences"
    return USUAL_SCALE, (f"tau_scale is not given: {usual}",)


def _notes(found: Posterior) -> tuple[str, ...]:
    few = f"{count_words(found.k, 'study', 'studies')}: what is said of tau is mostly its prior"
    heavy = "the tails are so heavy that a mean or standard deviation is not defined; read the interval"
    return (
        *((few,) if found.k < 5 else ()),
        *((heavy,) if not (found.tau.mean_exists and found.tau.sd_exists) else ()),
    )


def _probability(p: float) -> str:
    return "over 0.999" if p > 0.999 else f"{p:.3f}" if p > 0.99 else f"{p:.2f}"


def _prior_words(priors: Priors) -> str:
    mu = "flat" if priors.mu_sd is None else f"normal({priors.mu_mean:g}, {priors.mu_sd:g})"
    ends = f"0 to {priors.tau_scale:g}" if priors.tau == "uniform" else f"{priors.tau_scale:g}"
    return f"{mu} for the mean effect, {priors.tau}({ends}) for tau"
