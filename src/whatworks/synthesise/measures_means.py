"""Measures of means and spreads in two arms, and what they turn into: odds ratios, correlations."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from whatworks.stats.sizes import converting, correlations, from_tests, means, ratios_of_means
from whatworks.stats.sizes.effect_size import EffectSize, Floats

from .measure import Measure, Way
from .printed_ways import DIFFERENCE_PRINTED

SIX = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
MEANS = (Way(SIX, "means and standard deviations"),)
SPREADS = (Way(("sd_t", "n_t", "sd_c", "n_c"), "standard deviations"),)
UNITS = "the measure's own units; above 0 means a higher mean in the intervention arm"
SDS = "standard deviations; above 0 means a higher mean in the intervention arm"
NORMAL = "The measure is about normal in each arm; people are independent of one another."
ONE_SPREAD = f"{NORMAL} Both arms share one spread."
POSITIVE = f"{NORMAL} The scale has a true zero."


def _from_d(d: Floats, n_t: Floats, n_c: Floats) -> tuple[Floats, ...]:
    return d, n_t, n_c


def _from_g(g: Floats, n_t: Floats, n_c: Floats, *, correction: str = "exact") -> tuple[Floats, ...]:
    return from_tests.d_from_g(g, n_t, n_c, correction=correction), n_t, n_c


def _from_t(t: Floats, n_t: Floats, n_c: Floats) -> tuple[Floats, ...]:
    return from_tests.d_from_t(t, n_t, n_c), n_t, n_c


def _from_t_and_p(t: Floats, p: Floats, n_t: Floats, n_c: Floats) -> tuple[Floats, ...]:
    from_tests.check_t_and_p(t, p, n_t + n_c - 2)
    return _from_t(t, n_t, n_c)


def _from_f(f: Floats, direction: Floats, n_t: Floats, n_c: Floats) -> tuple[Floats, ...]:
    return _from_t(from_tests.t_from_f(f, direction), n_t, n_c)


def _from_p(p: Floats, direction: Floats, n_t: Floats, n_c: Floats) -> tuple[Floats, ...]:
    return _from_t(from_tests.t_from_p(p, n_t + n_c - 2, direction), n_t, n_c)


D_WAYS = (
    Way(SIX, "means and standard deviations", means.cohens_d),
    Way(("d", "n_t", "n_c"), "a printed Cohen's d", _from_d),
    Way(("g", "n_t", "n_c"), "a printed Hedges' g", _from_g, ("correction",)),
    Way(("t", "p", "n_t", "n_c"), "t, with its p checked", _from_t_and_p),
    Way(("t", "n_t", "n_c"), "t", _from_t),
    Way(("f", "direction", "n_t", "n_c"), "F of one degree of freedom and the direction", _from_f),
    Way(("p", "direction", "n_t", "n_c"), "an exact p value and the direction", _from_p),
)


def _odds_from_d(d: Floats, n_t: Floats, n_c: Floats, *, distribution: str) -> EffectSize:
    size = means.smd_from_d(d, n_t, n_c, correction="none")
    return converting.log_odds_from_d(*size, distribution=distribution)


def _mean_difference_equal(*values: Floats) -> EffectSize:
    return means.mean_difference(*values, vtype="HO")


def _two(
    id_: str, words: str, function: Callable[..., Any], formula: str, paper: str, **more: Any
) -> Measure:
    settings: dict[str, Any] = {"scale": SDS, "assumptions": ONE_SPREAD, "ways": MEANS, "cluster": "variance"}
    return Measure(id=id_, words=words, function=function, formula=formula, paper=paper, **(settings | more))


RATIO: dict[str, Any] = {
    "scale": "logarithm; above 0 means a larger value in the intervention arm", "back": math.exp,
    "back_words": "e to its power", "assumptions": POSITIVE,
}  # fmt: skip
SMD: dict[str, Any] = {"vtypes": means.VTYPES, "options": ("vtype", "correction")}

DIFFERENCES = (
    _two("MD", "mean difference", means.mean_difference, "m1 - m2; sd1^2/n1 + sd2^2/n2",
         "Borenstein et al. 2009, eq. 4.2 and 4.5", scale=UNITS, assumptions=NORMAL, vtypes=("LS", "HO"),
         options=("vtype",), ways=(*MEANS, DIFFERENCE_PRINTED)),
    _two("MD_HO", "mean difference, one spread", _mean_difference_equal,
         "m1 - m2; sp^2 (1/n1 + 1/n2), sp the pooled standard deviation", "Borenstein et al. 2009, eq. 4.3",
         scale=UNITS),
    _two("SMD", "standardised mean difference (Hedges' g)", means.smd_from_d,
         "c(m) (m1 - m2) / sp, m = n1 + n2 - 2; 1/n1 + 1/n2 + g^2 / (2 (n1 + n2))",
         "Hedges 1981; Hedges 1982, eq. 8", ways=(*D_WAYS, DIFFERENCE_PRINTED), cluster="smd", **SMD),
    _two("SMDH", "standardised mean difference, spreads that differ", means.smd_by_average_sd,
         "c(m) (m1 - m2) / root((sd1^2 + sd2^2) / 2)", "Bonett 2008; Bonett 2009", assumptions=NORMAL,
         options=("correction",)),
    _two("SMD1", "standardised mean difference by the comparison arm's spread", means.smd_by_comparison_sd,
         "c(n2 - 1) (m1 - m2) / sd2; 1/n1 + 1/n2 + g^2 / (2 n2)", "Hedges 1981",
         ways=(Way(("mean_t", "n_t", "mean_c", "sd_c", "n_c"), "means and one spread"),), **SMD),
    _two("SMD1H", "standardised mean difference by the comparison arm's spread, spreads that differ",
         means.smd_by_comparison_sd_unequal,
         "c(n2 - 1) (m1 - m2) / sd2; sd1^2/(sd2^2 n1) + 1/n2 + g^2/(2 n2)",
         "Bonett 2008", assumptions=NORMAL, options=("correction",)),
    _two("ROM", "log ratio of means", ratios_of_means.ratio_of_means,
         "ln(m1 / m2); sd1^2/(n1 m1^2) + sd2^2/(n2 m2^2)", "Hedges, Gurevitch and Curtis 1999",
         vtypes=ratios_of_means.VTYPES, options=("vtype",), **RATIO),
    _two("CVR", "log ratio of coefficients of variation", ratios_of_means.coefficient_of_variation_ratio,
         "ln((sd1/m1) / (sd2/m2)) + 1/(2(n1-1)) - 1/(2(n2-1))", "Nakagawa et al. 2015, eq. 12", **RATIO),
    _two("VR", "log ratio of standard deviations", ratios_of_means.variability_ratio,
         "ln(sd1/sd2) + 1/(2(n1-1)) - 1/(2(n2-1)); 1/(2(n1-1)) + 1/(2(n2-1))",
         "Nakagawa et al. 2015, eq. 5 and 6", ways=SPREADS, **RATIO),
)  # fmt: skip

TURNED = (
    _two("D2ORL", "log odds ratio from d (logistic)", partial(_odds_from_d, distribution="logistic"),
         "d pi / root(3); its variance times pi^2 / 3", "Hasselblad and Hedges 1995; Chinn 2000",
         ways=D_WAYS, scale="logarithm", back=math.exp, back_words="e to its power",
         assumptions="The measure is logistic with one spread in both arms."),
    _two("D2ORN", "log odds ratio from d (normal)", partial(_odds_from_d, distribution="normal"),
         "1.65 d; its variance times 1.65^2", "Cox and Snell 1989", ways=D_WAYS, scale="logarithm",
         back=math.exp, back_words="e to its power"),
    _two("RPB", "point-biserial correlation", correlations.point_biserial,
         "d / root(d^2 + h), h = m/n1 + m/n2, m = n1 + n2 - 2", "Tate 1954", ways=D_WAYS,
         scale="correlation, -1 to 1", vtypes=correlations.SAMPLING, options=("vtype",)),
    _two("RBIS", "biserial correlation", correlations.biserial,
         "root(pq) / f(z_p) times the point-biserial one", "Soper 1914; Jacobs and Viechtbauer 2017",
         ways=D_WAYS, scale="correlation, -1 to 1",
         assumptions="The two groups are a normal measure cut in two; both are bivariate normal."),
)  # fmt: skip

__all__ = ["DIFFERENCES", "TURNED"]
