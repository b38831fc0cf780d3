"""Could what is missing, or one study alone, make the result? The usual checks, in numbers and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from whatworks.stats import Fit
from whatworks.stats.bias.asymmetry_fit import asymmetry_hints
from whatworks.terms import Scale

from .bias_parts import PARTS, Asked, Json, fit_json, model
from .bias_words import paragraph
from .frames import as_table
from .gathering import Row, gather, number

COUNTS = ("events_t", "total_t", "events_c", "total_c")
NEEDS_COUNTS = ("peters", "harbord")


@dataclass(frozen=True)
class BiasResult:
    """The pooled model and each check made of it, by name, as plain values; what was left out and why."""

    fit: Fit
    scale: Scale | None
    rows: tuple[Row, ...]
    parts: Mapping[str, Json]
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a check: its statistic and p where it is a test, its estimate where it gives one."""
        return as_table([_row(name, part) for name, part in self.parts.items() if _row(name, part)], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row, with the number of influential studies where that was asked for."""
        row = {
            "method": self.fit.method,
            "test": self.fit.test,
            "level": self.fit.level,
            **fit_json(self.fit),
        }
        if "influence" in self.parts:
            row["influential"] = sum(self.parts["influence"]["inf"])
        return as_table([row], frame)

    def sentence(self) -> str:
        """A paragraph to paste into a report. It says what was found, never that bias is or is not there."""
        return paragraph(self.fit, self.scale, self.parts)

    def to_json(self) -> dict[str, Any]:
        """The model, each check under its name, and the diagnostics."""
        return {
            "k": self.fit.k, "method": self.fit.method, "test": self.fit.test, "level": self.fit.level,
            "model": fit_json(self.fit), **self.parts, "sentence": self.sentence(),
            "diagnostics": list(self.diagnostics),
        }  # fmt: skip


def bias(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    ni: Any = None,
    counts: Any = None,
    tests: str | Sequence[str] = "all",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    predictor: str = "sei",
    alternative: str | None = None,
    scale: Scale | str | None = None,
    yi: str | None = None,
    labels: Any = None,
) -> BiasResult:
    """Check a pooled estimate for small-study effects, selection, and the sway of single studies.

    `effects_or_yi`, `vi`, `yi`, `labels`, `scale`, `method`, `test`, `level` as in `pool`. `ni`: sample
    sizes, and `counts` a mapping of events_t, total_t, events_c, total_c, both in the given order. `tests`:
    all, or names of PARTS. `predictor` of Egger's test. `alternative` of the selection models: greater, less,
    two.sided; None takes the side of the pooled estimate. What does not apply is left out and told in
    `diagnostics`; none of the checks is a verdict.
    """
    names = _names(tests)
    gathered = gather(effects_or_yi, vi, yi=yi, labels=labels, scale=scale)
    rows = gathered.rows
    places = [row.place for row in rows]
    ys, vs = [row.yi for row in rows], [row.vi for row in rows]
    fit = model(ys, vs, method, test, level)
    asked = Asked(
        yi=tuple(ys), vi=tuple(vs), ni=_column(ni, places, "ni"), counts=_table_of(counts, places), fit=fit,
        labels=tuple(row.label or f"row {row.place}" for row in rows), predictor=predictor,
        alternative=alternative or ("greater" if fit.b[0] >= 0 else "less"),
    )  # fmt: skip
    parts, lost = _run(names, asked, asked_all=tests == "all")
    known = gathered.scale.value if gathered.scale else None
    hints = asymmetry_hints(vs, scale=known, ni=ni is not None)
    told = tuple(f"asymmetry: {hint}" for hint in hints)
    within = tuple(f"{n}: {d}" for n, part in parts.items() for d in part.get("diagnostics", ()))
    return BiasResult(
        fit, gathered.scale, rows, MappingProxyType(parts),
        (*gathered.left_out, *fit.diagnostics, *told, *lost, *within),
    )  # fmt: skip


def _names(tests: str | Sequence[str]) -> tuple[str, ...]:
    if tests == "all":
        return tuple(PARTS)
    names = tuple(t.strip() for t in (tests.split(",") if isinstance(tests, str) else tests))
    for name in names:
        if name not in PARTS:
            raise ValueError(f"test {name!r} is not known; use all, or some of {', '.join(PARTS)}")
    return names


def _run(names: Sequence[str], asked: Asked, *, asked_all: bool) -> tuple[dict[str, Json], list[str]]:
    parts: dict[str, Json] = {}
    lost = []
    for name in names:
        if asked_all and name in NEEDS_COUNTS and asked.counts is None:
            continue
        try:
            parts[name] = PARTS[name](asked)
        except ValueError as error:
            lost.append(f"{name} is not given: {error}")
    return parts, lost


def _column(values: Any, places: Sequence[int], name: str) -> tuple[float, ...] | None:
    if values is None:
        return None
    given = list(values)
    if places and len(given) < max(places):
        raise ValueError(f"{name} has {len(given)} values, too few for the studies; give one for each")
    found = [number(given[p - 1], p, name) for p in places]
    for place, value in zip(places, found, strict=True):
        if value is None:
            raise ValueError(f"row {place}: no {name}; leave the row out or fill it in")
    return tuple(v for v in found if v is not None)


def _table_of(counts: Any, places: Sequence[int]) -> tuple[tuple[float, ...], ...] | None:
    if counts is None:
        return None
    lost = [name for name in COUNTS if name not in counts]
    if lost:
        raise ValueError(f"counts has no {', '.join(lost)}; it needs {', '.join(COUNTS)}")
    columns = [_column(counts[name], places, name) for name in COUNTS]
    return tuple(column for column in columns if column is not None)


def _row(name: str, part: Json) -> dict[str, Any]:
    keys = {"statistic": ("stat_b", "stat", "tau", "LRT", "z_full", "X2"),
            "p_value": ("p_b", "pval", "LRTp", "p_full", "p"),
            "estimate": ("est", "b", "power"), "conf_low": ("ci_lb", "power_lb"),
            "conf_high": ("ci_ub", "power_ub")}  # fmt: skip
    row = {
        column: next((part[key] for key in options if isinstance(part.get(key), (int, float))), None)
        for column, options in keys.items()
    }
    return {"check": name, **row} if any(v is not None for v in row.values()) else {}
