"""Does the result stand when studies are left out, trusted less, or their clusters counted otherwise?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whatworks.stats import Fit, random_effects
from whatworks.terms import Scale

from .bias_parts import fit_json
from .bias_words import p_words, with_interval
from .frames import as_table
from .gathering import Gathered, gather, number
from .words import count_words, scale_name


@dataclass(frozen=True)
class Variants:
    """The same pool under different choices: a name and a fit each, the first being the main analysis.

    `difference` is the test between groups where there is one: estimate, interval and p.
    """

    what: str
    names: tuple[str, ...]
    fits: tuple[Fit, ...]
    scale: Scale | None
    difference: Mapping[str, float | None] | None
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a variant."""
        rows = [{"variant": n, **fit_json(f)} for n, f in zip(self.names, self.fits, strict=True)]
        return as_table(rows, frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The range of the estimates in one row."""
        values = [f.b[0] for f in self.fits]
        row = {"what": self.what, "variants": len(values), "lowest": min(values), "highest": max(values)}
        return as_table([row], frame)

    def sentence(self) -> str:
        """Each variant's estimate in words."""
        told = []
        for name, f in zip(self.names, self.fits, strict=True):
            ends = {"b": f.b[0], "ci_lb": f.ci_lb[0], "ci_ub": f.ci_ub[0]}
            k = count_words(f.k, "estimate", "estimates")
            told.append(f"{name}: {with_interval(ends, self.scale, f.level)}, {k}")
        last = ""
        if self.difference:
            last = f" Test of the difference: {p_words(self.difference['p'])}."
        return f"The {scale_name(self.scale)} by {self.what}. {'; '.join(told)}.{last}"

    def to_json(self) -> dict[str, Any]:
        """Variants, difference and diagnostics as plain JSON values."""
        return {
            "what": self.what, "variants": self.tidy(),
            "difference": dict(self.difference) if self.difference else None,
            "diagnostics": list(self.diagnostics),
        }  # fmt: skip


def without_high_risk(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    risk: Sequence[str | None],
    high: Sequence[str] = ("high",),
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
) -> Variants:
    """Pool all studies, those not at high risk of bias, and those at high risk; and test the difference.

    `risk` has one judgement a study in the given order; those in `high` count as high, a study without one is
    left out of both groups and told. The difference comes from a regression on high risk, one tau2 for all,
    as between groups of a subgroup analysis. A group of one is pooled as it is, an empty one is left out.
    """
    gathered = gather(effects_or_yi, vi, yi=yi, scale=scale)
    marks = _marks(gathered, list(risk), {h.casefold() for h in high})
    known = [m for m in marks if m is not None]
    told = list(gathered.left_out)
    if len(known) < len(marks):
        n = count_words(len(marks) - len(known), "study has", "studies have")
        told.append(f"{n} no judgement of risk of bias, and only the whole pool counts it")
    rows = gathered.rows
    groups = (
        ("all studies", list(range(len(rows)))),
        ("without high risk of bias", [i for i, m in enumerate(marks) if m is False]),
        ("high risk of bias", [i for i, m in enumerate(marks) if m]),
    )
    names, fits = [], []
    for name, members in groups:
        if not members:
            told.append(f"no study is in the group: {name}")
            continue
        fits.append(_pool(gathered, members, method, test, level))
        names.append(name)
    difference = _difference(gathered, marks, method, test, level)
    if difference is None:
        told.append("the groups cannot be compared: each needs a study, and both together three")
    return Variants("risk of bias", tuple(names), tuple(fits), gathered.scale, difference, tuple(told))


def over_iccs(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    cluster_size: Sequence[float | None],
    iccs: Sequence[float] = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2),
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
) -> Variants:
    """Pool again for each intra-cluster correlation, variances times 1 + (m - 1) ICC.

    `cluster_size` m is the mean size of a study's clusters, in the given order; None or 1 for a study that
    was not clustered or has allowed for it. Variances are those that took no account of clusters. Cochrane
    Handbook 23.1.4. Raises ValueError for an ICC beyond 0 to 1 or a cluster below one person.
    """
    gathered = gather(effects_or_yi, vi, yi=yi, scale=scale)
    sizes = []
    given = list(cluster_size)
    _check_length(gathered, given, "cluster_size")
    for row in gathered.rows:
        size = number(given[row.place - 1], row.place, "cluster_size")
        if size is not None and size < 1:
            raise ValueError(f"row {row.place}: a cluster of {size:g} is below one person")
        sizes.append(1.0 if size is None else size)
    if not len(iccs) or not all(0 <= icc <= 1 for icc in iccs):
        raise ValueError(f"iccs {list(iccs)} must be numbers from 0 to 1; give at least one")
    y, v = [row.yi for row in gathered.rows], np.array([row.vi for row in gathered.rows])
    fits = tuple(
        random_effects(y, v * (1 + (np.array(sizes) - 1) * icc), method=method, test=test, level=level)
        for icc in iccs
    )
    names = tuple(f"ICC {icc:g}" for icc in iccs)
    n = sum(s > 1 for s in sizes)
    told = (*gathered.left_out, f"{count_words(n, 'study is', 'studies are')} taken as clustered")
    return Variants("the intra-cluster correlation", names, fits, gathered.scale, None, told)


def _marks(gathered: Gathered, risk: list[str | None], high: set[str]) -> list[bool | None]:
    _check_length(gathered, risk, "risk")
    found = [risk[row.place - 1] for row in gathered.rows]
    return [None if not word or not word.strip() else word.strip().casefold() in high for word in found]


def _check_length(gathered: Gathered, values: list[Any], name: str) -> None:
    most = max(row.place for row in gathered.rows)
    if len(values) < most:
        raise ValueError(f"{name} has {len(values)} values, too few for the studies; give one for each")


def _pool(gathered: Gathered, members: list[int], method: str, test: str, level: float) -> Fit:
    rows = [gathered.rows[i] for i in members]
    return random_effects([r.yi for r in rows], [r.vi for r in rows], method=method, test=test, level=level)


def _difference(
    gathered: Gathered, marks: list[bool | None], method: str, test: str, level: float
) -> dict[str, float | None] | None:
    rows = [(r, m) for r, m in zip(gathered.rows, marks, strict=True) if m is not None]
    if len(rows) < 3 or len({m for _, m in rows}) < 2:
        return None
    design = np.array([[1.0, float(bool(m))] for _, m in rows])
    fit = random_effects(
        [r.yi for r, _ in rows], [r.vi for r, _ in rows], design, method=method, test=test, level=level
    )
    return {"b": fit.b[1], "se": fit.se[1], "ci_lb": fit.ci_lb[1], "ci_ub": fit.ci_ub[1],
            "stat": fit.stat[1], "p": fit.p[1]}  # fmt: skip
