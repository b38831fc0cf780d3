"""Measures of counts: two-by-two tables, rates, matched pairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from whatworks.stats.sizes import association, converting, counts, pairs, rates
from whatworks.stats.sizes.effect_size import Floats, refuse

from .measure import Measure, Way
from .printed_ways import DIFFERENCE_PRINTED, RATIO_PRINTED

FILL = ("add", "to", "drop00")
LOG = "logarithm; above 0 means more events in the intervention arm"


def _from_rest(events_t: Floats, rest_t: Floats, events_c: Floats, rest_c: Floats) -> tuple[Floats, ...]:
    for arm, rest in (("intervention", rest_t), ("comparison", rest_c)):
        refuse(
            rest < 0, f"people without the event in the {arm} arm are fewer than none", "count again", rest
        )
    return events_t, events_t + rest_t, events_c, events_c + rest_c


TOTALS = Way(("events_t", "total_t", "events_c", "total_c"), "events and totals")
CELLS = Way(("events_t", "rest_t", "events_c", "rest_c"), "the four cells", _from_rest)
INDEPENDENT = "People are independent of one another, and each is counted once."


def _table(
    id_: str, words: str, function: Callable[..., Any], formula: str, paper: str, **more: Any
) -> Measure:
    settings: dict[str, Any] = {
        "scale": "as it is",
        "assumptions": INDEPENDENT,
        "options": FILL,
        "add": 0.5,
        "cluster": "counts",
        "ways": (TOTALS, CELLS),
    }
    return Measure(
        id=id_, words=words, function=function, formula=formula, paper=paper,
        **(settings | more),
    )  # fmt: skip


RATIO: dict[str, Any] = {"scale": LOG, "back": math.exp, "back_words": "e to its power"}
CUT = "The outcome is a {} measure of one spread in both arms, cut in two at one point."
SD = "standard deviations of the measure under the cut"

COUNTS = (
    _table("RR", "log risk ratio", counts.risk_ratio, "ln((a/n1) / (c/n2)); 1/a - 1/n1 + 1/c - 1/n2",
           "Katz, Baptista, Azen and Pike 1978", ways=(TOTALS, CELLS, RATIO_PRINTED), **RATIO),
    _table("OR", "log odds ratio", counts.odds_ratio, "ln(ad / bc); 1/a + 1/b + 1/c + 1/d", "Woolf 1955",
           ways=(TOTALS, CELLS, RATIO_PRINTED), **RATIO),
    _table("RD", "risk difference", counts.risk_difference, "a/n1 - c/n2; ab/n1^3 + cd/n2^3",
           "Borenstein et al. 2009, eq. 5.15 and 5.16", scale="share of one, 100 percentage points",
           ways=(TOTALS, CELLS, DIFFERENCE_PRINTED)),
    _table("AS", "arcsine difference", counts.arcsine_difference,
           "arcsin(root(a/n1)) - arcsin(root(c/n2)); 1/(4 n1) + 1/(4 n2)", "Rücker et al. 2009",
           scale="radians; twice it is Cohen's h", add=0.0),
    _table("PETO", "log odds ratio by Peto's method", counts.peto_odds_ratio,
           "(a - n1 (a+c)/N) / V; 1/V; V = n1 n2 (a+c)(b+d) / (N^2 (N-1))", "Yusuf et al. 1985",
           assumptions=f"{INDEPENDENT} Events are rare, arms of like size, the effect not large.", **RATIO),
    _table("PHI", "phi coefficient", association.phi_coefficient, "(ad - bc) / root(n1 n2 (a+c)(b+d))",
           "Yule 1912; Bishop, Fienberg and Holland 1975", scale="correlation, -1 to 1",
           vtypes=association.SAMPLING, options=(*FILL, "vtype"), add=0.0),
    _table("YUQ", "Yule's Q", association.yules_q, "(ad - bc) / (ad + bc); (1 - Q^2)^2 / 4 (1/a+1/b+1/c+1/d)",
           "Yule 1912", scale="-1 to 1"),
    _table("YUY", "Yule's Y", association.yules_y,
           "(root(ad) - root(bc)) / (root(ad) + root(bc)); (1 - Y^2)^2 / 16 (1/a+1/b+1/c+1/d)", "Yule 1912",
           scale="-1 to 1"),
    _table("RTET", "tetrachoric correlation", association.tetrachoric,
           "the correlation of a bivariate normal whose quadrants hold the cells", "Pearson 1900; Brown 1977",
           assumptions="Both halves are a bivariate normal, cut in two each.", scale="correlation, -1 to 1",
           add=0.0),
    _table("PBIT", "standardised mean difference by probits", converting.probit_difference,
           "probit(a/n1) - probit(c/n2); 2 pi (p q exp(z^2) / n), summed over arms",
           "Sánchez-Meca et al. 2003", scale=SD, assumptions=CUT.format("normal")),
    _table("OR2DL", "standardised mean difference from the odds ratio (logistic)",
           partial(converting.odds_ratio_as_d, distribution="logistic"),
           "ln(OR) root(3) / pi; its variance times 3 / pi^2", "Hasselblad and Hedges 1995; Chinn 2000",
           scale=SD, assumptions=CUT.format("logistic")),
    _table("OR2DN", "standardised mean difference from the odds ratio (normal)",
           partial(converting.odds_ratio_as_d, distribution="normal"),
           "ln(OR) / 1.65; its variance over 1.65^2", "Cox and Snell 1989", scale=SD,
           assumptions=CUT.format("normal")),
)  # fmt: skip

TIMES = Way(("events_t", "time_t", "events_c", "time_c"), "events and person-time")
POISSON = "Events come one by one at a steady rate (Poisson), the same for all people of an arm."


def _rate(
    id_: str, words: str, function: Callable[..., Any], formula: str, scale: str, **more: Any
) -> Measure:
    settings: dict[str, Any] = {"add": 0.5, "cluster": "variance", "ways": (TIMES,)}
    return Measure(
        id=id_, words=words, function=function, formula=formula, scale=scale, options=FILL,
        paper="Rothman, Greenland and Lash 2008; Bagos and Nikolopoulos 2009", assumptions=POISSON,
        **(settings | more),
    )  # fmt: skip


RATES = (
    _rate("IRR", "log incidence rate ratio", rates.rate_ratio, "ln((x1/t1) / (x2/t2)); 1/x1 + 1/x2", LOG,
          ways=(TIMES, RATIO_PRINTED), back=math.exp, back_words="e to its power"),
    _rate("IRD", "incidence rate difference", rates.rate_difference, "x1/t1 - x2/t2; x1/t1^2 + x2/t2^2",
          "events per unit of person-time", ways=(TIMES, DIFFERENCE_PRINTED)),
    _rate("IRSD", "difference of the roots of two rates", rates.root_rate_difference,
          "root(x1/t1) - root(x2/t2); 1/(4 t1) + 1/(4 t2)", "roots of events per unit of time", add=0.0),
)  # fmt: skip

PAIR_WAY = (Way(("both", "first", "second", "neither"), "the four cells of the paired table"),)
PAIRED = "Each person, or matched pair, is counted once, by both outcomes."


def _paired(id_: str, words: str, kind: str, formula: str, **more: Any) -> Measure:
    return Measure(
        id=id_, words=words, ways=PAIR_WAY, function=partial(pairs.paired_effect, kind=kind),
        formula=formula, paper="Curtin, Elbourne and Altman 2002; Zou 2007", assumptions=PAIRED, add=0.5,
        options=("add", "to"),
        **(RATIO | {"scale": "logarithm; above 0 means more events the first time"} | more),
    )  # fmt: skip


PAIRS = (
    _paired("MPRR", "marginal log risk ratio of pairs", "RR", "ln((a+b) / (a+c)); (b+c) / ((a+b)(a+c))"),
    _paired("MPOR", "marginal log odds ratio of pairs", "OR", "ln((a+b)(b+d) / ((c+d)(a+c)))"),
    _paired("MPRD", "marginal risk difference of pairs", "RD", "(b - c)/N; (b+c)/N^2 - (b-c)^2/N^3",
            scale="share of one", back=None, back_words="none needed"),
    _paired("MPORC", "conditional log odds ratio of pairs", "conditional OR", "ln(b/c); 1/b + 1/c"),
    _paired("MPPETO", "conditional log odds ratio of pairs by Peto's method", "conditional PETO",
            "2 (b-c)/(b+c); 4/(b+c)"),
)  # fmt: skip
