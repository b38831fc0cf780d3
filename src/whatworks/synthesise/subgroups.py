"""Subgroups: pooled one by one, and a test of whether they differ from one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from whatworks.stats import Fit, random_effects
from whatworks.stats.pooling.wald import WaldTest, wald_test
from whatworks.terms import Scale

from .credibility import credibility, few
from .design import Value, clean, in_order, shown
from .frames import as_table
from .gathering import Row, gather, rows_words
from .words import count_words, estimate_words, range_words

TAU2 = ("separate", "common")
"""Whether each subgroup has a variance between studies of its own."""


@dataclass(frozen=True)
class Subgroup:
    """One subgroup's pooled effect on the analysis scale; I2 is None where tau2 is common to all."""

    level: str
    k: int
    b: float
    se: float
    ci_lb: float
    ci_ub: float
    p: float | None
    tau2: float
    I2: float | None


@dataclass(frozen=True)
class SubgroupResult:
    """Subgroups and the test between them: QB on QB_df degrees of freedom (F with `df` below where given)."""

    by: str
    groups: tuple[Subgroup, ...]
    tau2: str
    method: str
    test: str
    level: float
    QB: float | None
    QB_df: int
    df: int | None
    QBp: float | None
    I2_between: float | None
    k: int
    overall: Fit
    scale: Scale | None
    diagnostics: tuple[str, ...]
    credibility: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a subgroup, as plain dicts or with `frame` a pandas DataFrame."""
        return as_table([asdict(group) for group in self.groups], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The test between subgroups in one row."""
        names = ("by", "k", "tau2", "method", "test", "level", "QB", "QB_df", "df", "QBp", "I2_between")
        return as_table([{name: getattr(self, name) for name in names}], frame)

    def sentence(self) -> str:
        """The subgroups and whether they differ, in words to paste into a report."""
        told = "; ".join(map(self._group_words, self.groups))
        return f"By {self.by}: {told}. {self._difference()}"

    def to_json(self) -> dict[str, Any]:
        """Subgroups, test, diagnostics and hints on credibility as plain JSON values."""
        return {
            **self.glance()[0],
            "groups": self.tidy(),
            "diagnostics": list(self.diagnostics),
            "credibility": list(self.credibility),
        }

    def _group_words(self, g: Subgroup) -> str:
        ends, k = range_words(g.ci_lb, g.ci_ub, self.scale), count_words(g.k, "estimate", "estimates")
        size = estimate_words(g.b, g.ci_lb, g.ci_ub, self.scale)
        return f"{g.level} {size} ({self.level:g}% CI {ends}, {k})"

    def _difference(self) -> str:
        if self.QB is None or self.QBp is None:
            return "The test between subgroups is not defined."
        p = "p < 0.001" if self.QBp < 0.001 else f"p = {self.QBp:.2g}"
        name = f"Q = {self.QB:.3g}" if self.df is None else f"F = {self.QB:.3g}"
        df = f"{self.QB_df}" if self.df is None else f"{self.QB_df} and {self.df}"
        return f"Test of a difference between subgroups: {name} on {df} df, {p}."


def subgroups(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    by: Any,
    tau2: str = "separate",
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
    prespecified: bool | None = None,
    direction_foreseen: bool | None = None,
    moderators_tested: int | None = None,
) -> SubgroupResult:
    """Pool within each subgroup and test whether they differ.

    `effects_or_yi`, `vi`, `yi`, `scale` as in `pool`; `by` is one value a study in the same order, a column's
    name, or {name: values}. With `tau2` "separate" each subgroup has its own tau2 and the pooled effects are
    compared by QB = sum w (b - mean)^2, chi-squared on one less than the subgroups (Borenstein and Higgins
    2013; RevMan's test). With "common" there is one tau2, and QB is the meta-regression's omnibus test. The
    last three arguments are what a reader asks before believing a difference; see `credibility`. Studies
    without a value are left out and told. Raises ValueError for fewer than two subgroups.
    """
    if tau2 not in TAU2:
        raise ValueError(f"tau2 {tau2!r} is not known; use one of {', '.join(TAU2)}")
    gathered = gather(effects_or_yi, vi, yi=yi, scale=scale)
    name, values = _values(effects_or_yi, by)
    rows, told = _with_value(gathered.rows, values, name)
    groups = [(level, [r for r in rows if values[r.place - 1] == level]) for level in _sorted(rows, values)]
    if len(groups) < 2:
        raise ValueError(f"{name}: every study has the same value, so there is nothing to compare")
    sizes = {shown(value): len(members) for value, members in groups}
    found = _separate if tau2 == "separate" else _common
    pooled, cov, df = found(groups, method, test, level)
    steps = np.eye(len(groups))[1:] - np.eye(len(groups))[0]
    between = wald_test([g.b for g in pooled], cov, steps, df=df, level=level)
    overall = random_effects(
        [r.yi for r in rows], [r.vi for r in rows], method=method, test=test, level=level
    )
    hints = credibility(
        name, between.p, [(g.ci_lb, g.ci_ub) for g in pooled], prespecified=prespecified,
        direction_foreseen=direction_foreseen, moderators_tested=moderators_tested,
    )  # fmt: skip
    return SubgroupResult(
        by=name, groups=pooled, tau2=tau2, method=method, test=test, level=level, QB=between.stat,
        QB_df=between.m, df=df, QBp=between.p, I2_between=_i2(between), k=len(rows), overall=overall,
        scale=gathered.scale, diagnostics=(*gathered.left_out, *told, *few(sizes)), credibility=hints,
    )  # fmt: skip


def _values(source: Any, by: Any) -> tuple[str, list[Value | None]]:
    """The name of what makes the subgroups, and each study's value."""
    name, given = "subgroup", by
    if isinstance(by, Mapping):
        if len(by) != 1:
            raise ValueError(f"by has {len(by)} names; subgroups are made by one, as {{name: values}}")
        name, given = next(iter(by.items()))
    elif isinstance(by, str):
        names = [str(n) for n in (source if isinstance(source, Mapping) else getattr(source, "columns", ()))]
        if by not in names:
            has = f"the data's columns are {', '.join(names)}" if names else "give by={name: values}"
            raise ValueError(f"no column {by!r}; {has}")
        name, given = by, source[by]
    values = list(given)
    size = len(next(iter(source.values()))) if isinstance(source, Mapping) else len(source)
    if len(values) != size:
        raise ValueError(f"{name} has {len(values)} values for {size} studies; give one for each")
    cleaned = [clean(v, place, name) for place, v in enumerate(values, start=1)]
    words = any(isinstance(v, str) for v in cleaned)
    return name, [shown(v) if words and v is not None else v for v in cleaned]


def _with_value(
    rows: Sequence[Row], values: Sequence[Value | None], name: str
) -> tuple[list[Row], tuple[str, ...]]:
    lost = [r.place for r in rows if values[r.place - 1] is None]
    told = (
        (f"{count_words(len(lost), 'row', 'rows')} left out: no {name} {rows_words(lost)}",) if lost else ()
    )
    return [r for r in rows if r.place not in set(lost)], told


def _sorted(rows: Sequence[Row], values: Sequence[Value | None]) -> list[Value]:
    return in_order({v for r in rows if (v := values[r.place - 1]) is not None})


Groups = Sequence[tuple[Value, Sequence[Row]]]


def _separate(
    groups: Groups, method: str, test: str, level: float
) -> tuple[tuple[Subgroup, ...], Any, int | None]:
    fits = [_fit(rows, None, method, test, level) for _, rows in groups]
    found = tuple(
        Subgroup(shown(value), f.k, f.b[0], f.se[0], f.ci_lb[0], f.ci_ub[0], f.p[0], f.tau2, f.I2)
        for (value, _), f in zip(groups, fits, strict=True)
    )
    return found, np.diag([f.se[0] ** 2 for f in fits]), None


def _common(
    groups: Groups, method: str, test: str, level: float
) -> tuple[tuple[Subgroup, ...], Any, int | None]:
    rows = [r for _, members in groups for r in members]
    x = np.repeat(np.eye(len(groups)), [len(members) for _, members in groups], axis=0)
    f = _fit(rows, x, method, test, level)
    found = tuple(
        Subgroup(shown(value), len(members), f.b[j], f.se[j], f.ci_lb[j], f.ci_ub[j], f.p[j], f.tau2, None)
        for j, (value, members) in enumerate(groups)
    )
    return found, np.array(f.cov), f.df


def _fit(rows: Sequence[Row], x: Any, method: str, test: str, level: float) -> Fit:
    yi, vi = [r.yi for r in rows], [r.vi for r in rows]
    return random_effects(yi, vi, x, method=method, test=test, level=level)


def _i2(between: WaldTest) -> float | None:
    """The share of the differences between subgroups that is beyond chance, in per cent, as RevMan's."""
    if between.stat is None or between.df is not None:
        return None
    return 100 * (1 - between.m / between.stat) if between.stat > between.m else 0.0
