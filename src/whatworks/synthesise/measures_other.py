"""Measures of association, of one group, of change, and estimates that come ready made."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from whatworks.stats.sizes import correlations, from_tests, pre_post, reliability, reported, single_groups
from whatworks.stats.sizes.effect_size import EffectSize, Floats, known, refuse

from .measure import Measure, Way
from .printed_ways import from_interval

INDEPENDENT = "People are independent of one another."
BIVARIATE = f"{INDEPENDENT} Both measures are about bivariate normal."


def _r_from_t(t: Floats, n: Floats) -> tuple[Floats, ...]:
    return from_tests.r_from_t(t, n - 2), n


R_WAYS = (Way(("r", "n"), "a correlation"), Way(("t", "n"), "the t of a correlation", _r_from_t))
T_WAY = (Way(("t", "n", "predictors"), "the t of a regression coefficient"),)
CORRELATION = "correlation, -1 to 1"


def _one(  # noqa: PLR0917 - the parts of a measure, in the order of the table below
    id_: str, words: str, ways: Any, function: Callable[..., Any], formula: str, paper: str, scale: str,
    **more: Any,
) -> Measure:  # fmt: skip
    settings: dict[str, Any] = {"assumptions": INDEPENDENT}
    return Measure(
        id=id_, words=words, ways=ways, function=function, formula=formula, paper=paper, scale=scale,
        **(settings | more),
    )  # fmt: skip


Z: dict[str, Any] = {"back": math.tanh, "back_words": "hyperbolic tangent"}
EXP: dict[str, Any] = {"back": math.exp, "back_words": "e to its power"}

CORRELATIONS = (
    _one("COR", "correlation", R_WAYS, correlations.correlation, "r; (1 - r^2)^2 / (n - 1)",
         "Borenstein 2009, eq. 12.27", CORRELATION, vtypes=("LS", "AV"), options=("vtype",),
         assumptions=BIVARIATE),
    _one("UCOR", "correlation, its bias taken out", R_WAYS, correlations.correlation_unbiased,
         "r F(1/2, 1/2; (n-2)/2; 1 - r^2)", "Olkin and Pratt 1958, eq. 2.3", CORRELATION,
         vtypes=("LS", "UB", "AV"), options=("vtype",), assumptions=BIVARIATE),
    _one("ZCOR", "Fisher's z of a correlation", R_WAYS, correlations.fishers_z, "atanh(r); 1 / (n - 3)",
         "Fisher 1921", "Fisher's z", assumptions=BIVARIATE, **Z),
    _one("PCOR", "partial correlation", T_WAY, correlations.partial_correlation,
         "t / root(t^2 + n - p - 1); (1 - r^2)^2 / (n - p - 1)", "Aloe and Thompson 2013", CORRELATION),
    _one("ZPCOR", "Fisher's z of a partial correlation", T_WAY, correlations.fishers_z_partial,
         "atanh(r); 1 / (n - p - 1)", "Aloe 2014", "Fisher's z", **Z),
    _one("SPCOR", "semi-partial correlation",
         (Way(("t", "n", "predictors", "r2"), "the t of a regression coefficient and the model's R2"),),
         correlations.semi_partial_correlation, "t root(1 - R2) / root(n - p - 1)", "Aloe and Becker 2012",
         CORRELATION),
)  # fmt: skip


def _totalled(events: Floats, rest: Floats) -> tuple[Floats, ...]:
    refuse(rest < 0, "people without the event are fewer than none", "count again", rest)
    return events, events + rest


SHARE = (Way(("events", "total"), "events and total"),
         Way(("events", "rest"), "events and non-events", _totalled))  # fmt: skip
TIME = (Way(("events", "time"), "events and person-time"),)
GROUP = (Way(("mean", "sd", "n"), "mean and standard deviation"),)


def _share(id_: str, words: str, transform: str, formula: str, scale: str, **more: Any) -> Measure:
    return _one(id_, words, SHARE, partial(single_groups.proportion, transform=transform), formula,
                "Freeman and Tukey 1950" if id_ == "PFT" else "Borenstein et al. 2009", scale,
                options=("add", "to"), **({"add": 0.5} | more))  # fmt: skip


def _rate(id_: str, words: str, transform: str, formula: str, scale: str, **more: Any) -> Measure:
    return _one(id_, words, TIME, partial(single_groups.rate, transform=transform), formula,
                "Freeman and Tukey 1950" if id_ == "IRFT" else "Rothman, Greenland and Lash 2008", scale,
                options=("add", "to"), **({"add": 0.5} | more))  # fmt: skip


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


def _sine_squared(value: float) -> float:
    return math.sin(min(max(value, 0.0), math.pi / 2)) ** 2


SINGLE = (
    _share("PR", "proportion", "raw", "x/n; x (n - x) / n^3", "share of one"),
    _share("PLN", "log proportion", "log", "ln(x/n); 1/x - 1/n", "logarithm", **EXP),
    _share("PLO", "logit of a proportion", "logit", "ln(x / (n-x)); 1/x + 1/(n-x)", "log odds",
           back=_logistic, back_words="1 / (1 + e to its negative)"),
    _share("PAS", "arcsine of a proportion's root", "arcsine", "arcsin(root(x/n)); 1/(4n)", "radians",
           add=0.0, back=_sine_squared, back_words="its sine, squared"),
    _share("PFT", "double arcsine of a proportion", "double arcsine",
           "(arcsin(root(x/(n+1))) + arcsin(root((x+1)/(n+1)))) / 2; 1/(4n+2)", "radians", add=0.0,
           back_words="not given here: it depends on n, and for a pooled value no n is right"),
    _rate("IR", "incidence rate", "raw", "x/t; x/t^2", "events per unit of person-time"),
    _rate("IRLN", "log incidence rate", "log", "ln(x/t); 1/x", "logarithm", **EXP),
    _rate("IRS", "root of an incidence rate", "root", "root(x/t); 1/(4t)", "root of a rate", add=0.0,
          back=lambda value: value**2, back_words="its square"),
    _rate("IRFT", "double root of an incidence rate", "double root",
          "(root(x/t) + root((x+1)/t)) / 2; 1/(4t)",
          "root of a rate", add=0.0, back_words="not given here: it depends on the person-time"),
    _one("MN", "mean", GROUP, single_groups.mean, "m; sd^2/n", "Borenstein et al. 2009", "own units"),
    _one("MNLN", "log mean", GROUP, single_groups.log_mean, "ln(m); sd^2 / (n m^2)", "Nakagawa et al. 2015",
         "logarithm", **EXP),
    _one("CVLN", "log coefficient of variation", GROUP, single_groups.log_coefficient_of_variation,
         "ln(sd/m) + 1/(2(n-1))", "Nakagawa et al. 2015, eq. 26 and 27", "logarithm", **EXP),
    _one("SDLN", "log standard deviation", (Way(("sd", "n"), "standard deviation"),), single_groups.log_sd,
         "ln(sd) + 1/(2(n-1)); 1/(2(n-1))", "Raudenbush and Bryk 1987", "logarithm", **EXP),
    *(_one(id_, words, (Way(("alpha", "items", "n"), "alpha, items and people"),),
           partial(reliability.cronbachs_alpha, transform=transform), formula, paper, scale)
      for id_, words, transform, formula, paper, scale in (
          ("ARAW", "Cronbach's alpha", "raw", "2 k (1-a)^2 / ((k-1)(n-2))", "Bonett 2010", "alpha"),
          ("AHW", "Cronbach's alpha by cube root", "cube root", "1 - (1-a)^(1/3)", "Hakstian and Whalen 1976",
           "1 less a cube root"),
          ("ABT", "Cronbach's alpha by logarithm", "log", "-ln(1-a)", "Bonett 2002", "logarithm"))),
)  # fmt: skip

TWICE = ("mean_1", "mean_2", "sd_1", "sd_2", "n", "r")


def _by_change_sd(m1: Floats, m2: Floats, sd: Floats, n: Floats) -> tuple[Floats, ...]:
    return m1, m2, sd, np.zeros_like(sd), n, np.zeros_like(sd)


def _by_three_sds(  # noqa: PLR0917 - the columns of the way
    m1: Floats, m2: Floats, s1: Floats, s2: Floats, change: Floats, n: Floats
) -> tuple[Floats, ...]:
    return m1, m2, s1, s2, n, pre_post.correlation_from_change_sd(s1, s2, change)


THREE_SDS = Way(("mean_1", "mean_2", "sd_1", "sd_2", "sd_change", "n"),
                "means, and three standard deviations that give the correlation", _by_three_sds)  # fmt: skip
FULL = (Way(TWICE, "means, standard deviations and their correlation"), THREE_SDS)
CHANGE = (*FULL, Way(("mean_1", "mean_2", "sd_change", "n"), "means and the change's standard deviation",
                     _by_change_sd))  # fmt: skip
FIRST = (Way(("mean_1", "mean_2", "sd_1", "n", "r"), "means, the first spread and the correlation"),)
UNITS = "units; the first occasion less the second"
SDS = "standard deviations; the first occasion less the second"
LOG = "logarithm; the first occasion over the second"

CHANGES = (
    _one("MC", "mean change", CHANGE, pre_post.mean_change, "m1 - m2; (sd1^2 + sd2^2 - 2 r sd1 sd2) / n",
         "Borenstein et al. 2009, eq. 4.11", UNITS),
    _one("SMCC", "standardised mean change, by the change's spread", CHANGE,
         pre_post.standardised_change_by_change_sd, "c(n-1) (m1 - m2) / sd_change; 1/n + g^2/(2n)",
         "Gibbons et al. 1993", SDS, options=("correction",)),
    _one("SMCR", "standardised mean change, by the first spread", FIRST,
         pre_post.standardised_change_by_first_sd, "c(n-1) (m1 - m2) / sd1; 2(1-r)/n + g^2/(2n)",
         "Becker 1988", SDS, vtypes=("LS", "LS2"), options=("vtype", "correction")),
    _one("SMCRH", "standardised mean change, by the first spread, spreads that differ", FULL,
         pre_post.standardised_change_unequal, "c(n-1) (m1 - m2) / sd1", "Bonett 2008", SDS,
         options=("correction",)),
    _one("ROMC", "log ratio of means, one group twice", FULL, pre_post.ratio_of_means_change,
         "ln(m1/m2)", "Lajeunesse 2011", LOG, **EXP),
    _one("CVRC", "log ratio of coefficients of variation, one group twice", FULL,
         pre_post.coefficient_of_variation_ratio_change, "ln((sd1/m1) / (sd2/m2))", "Nakagawa et al. 2015",
         LOG, **EXP),
    _one("VRC", "log ratio of standard deviations, one group twice",
         (Way(("sd_1", "sd_2", "n", "r"), "standard deviations and their correlation"),),
         pre_post.variability_ratio_change, "ln(sd1/sd2); (1 - r^2)/(n-1)", "Nakagawa et al. 2015",
         LOG, **EXP),
    _one("PPC", "difference of two groups' changes (d_ppc2)",
         (Way(("pre_t", "post_t", "sd_pre_t", "n_t", "pre_c", "post_c", "sd_pre_c", "n_c", "r"),
              "two groups before and after"),),
         pre_post.difference_of_changes, "c ((post1 - pre1) - (post2 - pre2)) / sp_pre",
         "Morris 2008, eq. 8 and 25",
         "standard deviations before; above 0 means a larger gain in the intervention arm",
         options=("correction",),
         assumptions="Both groups share one spread before, and one correlation of before and after."),
)  # fmt: skip


def _given(yi: Floats, vi: Floats) -> EffectSize:
    refuse(vi <= 0, "the variance is not above zero", "check it", vi)
    return known(yi, vi)


def _from_sei(yi: Floats, sei: Floats) -> tuple[Floats, ...]:
    return tuple(reported.effect_from_se(yi, sei, ratio=False))


def _from_p(estimate: Floats, p: Floats, *, ratio: bool = False) -> tuple[Floats, ...]:
    return tuple(reported.effect_from_p(estimate, p, ratio=ratio))


def _printed(id_: str, words: str, ratio: bool, **more: Any) -> Measure:
    ways = (
        Way(("yi", "vi"), "an estimate and its variance"),
        Way(("yi", "sei"), "an estimate and its standard error", _from_sei),
        Way(("estimate", "ci_low", "ci_high"), "a printed estimate and its interval",
            partial(from_interval, ratio=ratio), ("level",)),
        Way(("estimate", "p"), "a printed estimate and its exact p value", partial(_from_p, ratio=ratio)),
    )  # fmt: skip
    return _one(
        id_, words, ways, _given, "se = width / (2 z), or |estimate| / z", "Cochrane Handbook 6.3", **more,
        assumptions="The interval, or the test, is a normal one about the estimate.", cluster="variance",
    )  # fmt: skip


PRINTED = (
    _printed("GEN", "estimate as printed", False, scale="as printed"),
    _printed("GENR", "logarithm of a printed ratio", True, scale="logarithm", **EXP),
)

__all__ = ["CHANGES", "CORRELATIONS", "PRINTED", "SINGLE"]
