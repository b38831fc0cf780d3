"""Counts in, one pooled effect out: no estimate a study, and no half added to empty cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from whatworks.stats import CountFit, glmm, mantel_haenszel, peto
from whatworks.terms import Scale

from .frames import as_table
from .gathering import number, rows_words
from .words import count_words, estimate_words, range_words, scale_name

METHODS = ("MH", "Peto", "GLMM")
MEASURES = {"MH": ("OR", "RR", "RD", "IRR", "IRD"), "Peto": ("OR",), "GLMM": ("OR", "IRR")}
CELLS, TOTALS, RATES = ("ai", "bi", "ci", "di"), ("ai", "n1i", "ci", "n2i"), ("x1i", "t1i", "x2i", "t2i")
WORDS = {
    "MH": "Mantel-Haenszel",
    "Peto": "Peto",
    "GLMM UM.FS": "mixed model of counts, each study's level fixed",
    "GLMM CM.EL": "mixed model of counts, conditional on the events, exact",
    "GLMM CM.AL": "mixed model of counts, conditional on the events, approximate",
}


@dataclass(frozen=True)
class CountPoolResult:
    """A pooled effect of counts, with what was left out among its diagnostics."""

    fit: CountFit
    diagnostics: tuple[str, ...]

    @property
    def scale(self) -> Scale | None:
        """The scale of the estimate; a difference of rates has none."""
        return Scale(self.fit.measure) if self.fit.measure in set(Scale) else None

    def tidy(self, *, frame: bool = False) -> Any:
        """The estimate as a row, on the analysis scale (ratios as logarithms)."""
        f = self.fit
        return as_table([{
            "term": "overall", "estimate": f.b, "std_error": f.se, "statistic": f.stat, "p_value": f.p,
            "conf_low": f.ci_lb, "conf_high": f.ci_ub,
        }], frame)  # fmt: skip

    def glance(self, *, frame: bool = False) -> Any:
        """The model and its tests in one row, by metafor's names."""
        f = self.fit
        row = {
            "k": f.k, "k_informative": f.k_informative, "measure": f.measure, "method": f.method,
            "level": f.level, "tau2": f.tau2, "se_tau2": f.se_tau2, "I2": f.I2, "H2": f.H2,
            "QE": f.heterogeneity.stat, "QE_df": f.heterogeneity.df, "QEp": f.heterogeneity.p,
            "QE_LRT": f.heterogeneity_lrt.stat, "QEp_LRT": f.heterogeneity_lrt.p,
            "MH": f.association.stat, "MHp": f.association.p, "BD": f.breslow_day.stat,
            "BDp": f.breslow_day.p, "TA": f.tarone.stat, "TAp": f.tarone.p, **f.fit_stats._asdict(),
        }  # fmt: skip
        return as_table([row], frame)

    def sentence(self) -> str:
        """The result in words to paste into a report."""
        f = self.fit
        if f.b is None or f.ci_lb is None or f.ci_ub is None:
            return f"No pooled effect: {self.diagnostics[-1]}."
        name = scale_name(self.scale) if self.scale else "difference of rates"
        words = estimate_words(f.b, f.ci_lb, f.ci_ub, self.scale)
        ends = range_words(f.ci_lb, f.ci_ub, self.scale)
        differ = f"tau² = {f.tau2:.3g}" if f.tau2 is not None else "one effect for all studies"
        return (
            f"Pooled over {count_words(f.k_informative, 'study', 'studies')}, the {name} is {words} "
            f"({f.level:g}% CI {ends}; {WORDS[f.method]}, {differ})."
        )

    def to_json(self) -> dict[str, Any]:
        """Estimate, model, tests and diagnostics as plain JSON values; metafor's names where it has them."""
        f = self.fit
        named = {n: getattr(f, n) for n in ("b", "se", "stat", "p", "ci_lb", "ci_ub")}
        ends = {"pi_lb": f.prediction.low, "pi_ub": f.prediction.high,
                "pi_hts_lb": f.prediction_hts.low, "pi_hts_ub": f.prediction_hts.high}  # fmt: skip
        tests = {n: asdict(getattr(f, n)) for n in ("association", "breslow_day", "tarone")}
        row: dict[str, Any] = self.glance()[0]
        return named | ends | row | {"tests": tests, "diagnostics": list(self.diagnostics)}


def pool_counts(
    table: Any,
    method: str = "MH",
    *,
    measure: str = "OR",
    columns: Mapping[str, str] | None = None,
    level: float = 95.0,
    model: str = "UM.FS",
    random: bool = True,
    correct: bool = True,
) -> CountPoolResult:
    """Pool counts: a data frame, or a mapping of columns, with one study a row.

    Columns: ai, bi, ci, di (events and non-events of the intervention arm, then of the other) or ai, n1i, ci,
    n2i (events and totals); for rates x1i, t1i, x2i, t2i (events and person-time). `columns` maps these to
    other names. `method`: MH (OR, RR, RD, IRR, IRD), Peto (OR) or GLMM (OR, IRR), whose `model` is UM.FS,
    CM.EL or CM.AL, with or without `random` effects; `correct` is the half taken off in the test of any
    association. Rows with a missing count are left out and told. Raises ValueError, saying what and where.
    """
    _check(method, measure)
    given = _named(table, columns or {})
    wanted = RATES if measure in ("IRR", "IRD") else _shape(given)
    kept, told = _complete(given, wanted)
    if wanted == TOTALS:
        kept = _without_events(kept)
    cells = [[row[n] for row in kept] for n in range(4)]
    if method == "GLMM":
        _check_both_arms(cells, measure)
        fit = glmm(*cells, measure=measure, model=model, random=random, level=level)
    elif method == "Peto":
        fit = peto(*cells, level=level)
    else:
        fit = mantel_haenszel(*cells, measure=measure, level=level, correct=correct)
    return CountPoolResult(fit, (*told, *fit.diagnostics))


def _check(method: str, measure: str) -> None:
    if method not in METHODS:
        raise ValueError(f"method {method!r} does not pool counts; use one of {', '.join(METHODS)}")
    if measure not in MEASURES[method]:
        raise ValueError(f"{method} does not pool {measure!r}; it pools {', '.join(MEASURES[method])}")


def _named(table: Any, columns: Mapping[str, str]) -> dict[str, list[Any]]:
    known = {*CELLS, *TOTALS, *RATES}
    strange = next((name for name in columns if name not in known), None)
    if strange is not None:
        raise ValueError(f"{strange!r} is no column of counts; use {', '.join(sorted(known))}")
    names = [str(n) for n in (table if isinstance(table, Mapping) else table.columns)]
    missing = next((name for name in columns.values() if name not in names), None)
    if missing is not None:
        raise ValueError(f"column {missing!r} is not in the data; its columns are {', '.join(names)}")
    found = {name: columns.get(name, name) for name in known}
    return {name: list(table[other]) for name, other in found.items() if other in names}


def _shape(given: Mapping[str, Any]) -> tuple[str, ...]:
    return TOTALS if not set(CELLS) <= set(given) and set(TOTALS) <= set(given) else CELLS


def _complete(
    given: Mapping[str, Sequence[Any]], wanted: Sequence[str]
) -> tuple[list[list[float]], list[str]]:
    absent = [name for name in wanted if name not in given]
    if absent:
        also = f", or {', '.join(TOTALS)}" if wanted == CELLS else ""
        raise ValueError(f"no column {', '.join(absent)}; give {', '.join(wanted)}{also}")
    sizes = {len(given[name]) for name in wanted}
    if len(sizes) > 1:
        raise ValueError(f"the columns {', '.join(wanted)} have different lengths")
    kept: list[list[float]] = []
    lost: list[int] = []
    for place, row in enumerate(zip(*(given[name] for name in wanted), strict=True), start=1):
        values = [number(value, place, name) for name, value in zip(wanted, row, strict=True)]
        negative = next((n for n, v in zip(wanted, values, strict=True) if v is not None and v < 0), None)
        if negative:
            raise ValueError(f"row {place}: {negative} is below 0; a count is 0 or more")
        if None in values:
            lost.append(place)
        else:
            _check_row(values, wanted, place)
            kept.append([v for v in values if v is not None])
    if not kept:
        raise ValueError(f"no row has all of {', '.join(wanted)}; there is nothing to pool")
    told = f"{count_words(len(lost), 'row', 'rows')} left out: a count is missing {rows_words(lost)}"
    return kept, [told] if lost else []


def _check_both_arms(cells: Sequence[Sequence[float]], measure: str) -> None:
    """Where an arm has no event in any study the model's estimate runs off to infinity: say so instead."""
    sums = [sum(column) for column in cells]
    arms = {"intervention": sums[0], "comparison": sums[2]}
    if measure == "OR":
        arms |= {"intervention ": sums[1], "comparison ": sums[3]}
    name = next((n for n, total in arms.items() if total == 0), None)
    if name is not None and any(arms.values()):
        what = "nothing but events" if name.endswith(" ") else "no events"
        raise ValueError(
            f"the {name.strip()} arms have {what} in any study, so GLMM has no finite estimate; pool the "
            "risk difference (MH with RD), or the effects with 0.5 added to the counts"
        )


def _check_row(values: Sequence[float | None], wanted: Sequence[str], place: int) -> None:
    a, b, c, d = (v or 0.0 for v in values)
    if wanted == TOTALS and (a > b or c > d):
        which = "ai is more than n1i" if a > b else "ci is more than n2i"
        raise ValueError(f"row {place}: {which}; events are no more than the total")
    empty = (b <= 0 or d <= 0) if wanted != CELLS else (a + b <= 0 or c + d <= 0)
    if empty:
        raise ValueError(f"row {place}: an arm has no one in it; leave the row out")


def _without_events(rows: list[list[float]]) -> list[list[float]]:
    return [[a, n1 - a, c, n2 - c] for a, n1, c, n2 in rows]
