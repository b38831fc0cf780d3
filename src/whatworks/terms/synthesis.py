"""From result to pooled effect. Effects and pools are derived; nobody types them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .codes import Direction, PoolSource, Scale, Signal
from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Effect(Record):
    """A result on a common scale. Ratios are held as logarithms."""

    table: ClassVar[str] = "effects"
    id: str = term("Digest of the result and the formula")
    study: str = term("The study")
    result: str = term("The result it was derived from")
    scale: Scale = term("The scale")
    yi: float | None = term("Estimate on the analysis scale", default=None)
    vi: float | None = term(
        "Its sampling variance; unknown where no interval, count or error is printed", default=None
    )
    formula: str = term("How it was derived, with its source")
    better: int = term("+1 where a higher value is better for people, -1 where a lower one is")
    direction: Direction | None = term("Which way the point estimate lies", default=None)
    signal: Signal | None = term("Whether the interval leaves out no difference", default=None)


@dataclass(frozen=True, kw_only=True)
class Pool(Record):
    """A pooled estimate and all that is needed to run it again. On the analysis scale."""

    table: ClassVar[str] = "pools"
    id: str = term("Digest of the effects and the settings")
    source: PoolSource = term("Ours, or a published review's")
    evidence_set: str | None = term("The set it pools", default=None)
    scale: Scale | None = term("The scale", default=None)
    method: str | None = term("Estimator of the variance between studies", default=None)
    test: str | None = term("z, or knha for Hartung and Knapp", default=None)
    level: float = term("Level of the intervals", unit="%", default=95.0)
    effects: tuple[str, ...] = term("The effects pooled", default=())
    studies: tuple[str, ...] = term("The studies they come from", default=())
    k: int | None = term("Number of effects", unit="studies", default=None)
    b: float | None = term("Pooled estimate", default=None)
    se: float | None = term("Its standard error", default=None)
    stat: float | None = term("Test statistic", default=None)
    df: float | None = term("Its degrees of freedom; empty for z", default=None)
    p: float | None = term("p value", default=None)
    ci_lb: float | None = term("Lower end of its interval", default=None)
    ci_ub: float | None = term("Upper end of its interval", default=None)
    pi_lb: float | None = term("Lower end of the prediction interval, as metafor's default", default=None)
    pi_ub: float | None = term("Upper end of the prediction interval, as metafor's default", default=None)
    pi_hts_lb: float | None = term(
        "Lower end, after Higgins, Thompson and Spiegelhalter (t with k-2 df)", default=None
    )
    pi_hts_ub: float | None = term(
        "Upper end, after Higgins, Thompson and Spiegelhalter (t with k-2 df)", default=None
    )
    tau2: float | None = term("Variance between studies", default=None)
    se_tau2: float | None = term("Its standard error", default=None)
    I2: float | None = term("Share of variability due to differences between studies", unit="%", default=None)
    H2: float | None = term("Total over sampling variability", default=None)
    QE: float | None = term("Cochran's Q", default=None)
    QEp: float | None = term("Its p value", default=None)
    diagnostics: tuple[str, ...] = term("What the reader should know of the fit", default=())
    finding: str | None = term("For a published review: the finding it was read from", default=None)


@dataclass(frozen=True, kw_only=True)
class Coefficient(Record):
    """One row of a meta-regression. On the analysis scale."""

    name: str = term("The moderator, or intercept")
    b: float | None = term("Coefficient", default=None)
    se: float | None = term("Its standard error", default=None)
    stat: float | None = term("Test statistic", default=None)
    p: float | None = term("p value", default=None)
    ci_lb: float | None = term("Lower end of its interval", default=None)
    ci_ub: float | None = term("Upper end of its interval", default=None)


@dataclass(frozen=True, kw_only=True)
class Regression(Record):
    """Whether effects go with something about the studies. On the analysis scale."""

    id: str = term("Digest of the effects, the moderator and the settings")
    evidence_set: str = term("The set it is of")
    moderator: str = term("The moderator, by its name in the studies")
    scale: Scale | None = term("The scale", default=None)
    method: str = term("Estimator of the variance between studies")
    test: str = term("z, or knha for Hartung and Knapp")
    k: int = term("Number of effects", unit="studies")
    coefficients: tuple[Coefficient, ...] = term("Intercept and moderator")
    tau2: float | None = term("Variance between studies that is left", default=None)
    I2: float | None = term("Share of variability left that is between studies", unit="%", default=None)
    R2: float | None = term("Share of the variance between studies explained", unit="%", default=None)
    QE: float | None = term("Test of what is left", default=None)
    QEp: float | None = term("Its p value", default=None)
    QM: float | None = term("Test of the moderator", default=None)
    QMp: float | None = term("Its p value", default=None)
    sentence: str = term("The finding in words")
    diagnostics: tuple[str, ...] = term("What the reader should know of the fit", default=())
