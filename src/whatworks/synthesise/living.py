"""A review that is brought up to date: the estimate after each study, and when enough is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.stats import Fit
from whatworks.stats.robustness.cumulative import cumulative, in_order
from whatworks.stats.robustness.sequential import Sequential
from whatworks.stats.robustness.sequential import sequential as boundaries_and_z
from whatworks.stats.robustness.sequential_anytime import Anytime, confidence_sequence
from whatworks.terms import Scale

from .bias_parts import fits_json
from .bias_words import with_interval
from .frames import as_table
from .gathering import Gathered, gather, number
from .words import count_words, scale_name


@dataclass(frozen=True)
class LivingResult:
    """The pool after each study, the sequential boundaries and the anytime-valid sequence where asked for."""

    labels: tuple[str, ...]
    fits: tuple[Fit, ...]
    sequential: Sequential | None
    anytime: Anytime | None
    scale: Scale | None
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a look."""
        rows = []
        for j, (label, f) in enumerate(zip(self.labels, self.fits, strict=True)):
            row: dict[str, Any] = {
                "look": j + 1, "added": label, "estimate": f.b[0], "std_error": f.se[0],
                "conf_low": f.ci_lb[0], "conf_high": f.ci_ub[0], "tau2": f.tau2, "I2": f.I2,
            }  # fmt: skip
            if self.sequential:
                s = self.sequential
                row |= {"fraction": s.fraction[j], "z": s.z[j], "boundary": s.boundary[j]}
            if self.anytime:
                a = self.anytime
                row |= {"any_low": a.ci_lb[j], "any_high": a.ci_ub[j], "e_value": a.e_value[j]}
            rows.append(row)
        return as_table(rows, frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The last look in one row."""
        f = self.fits[-1]
        row: dict[str, Any] = {"k": f.k, "b": f.b[0], "ci_lb": f.ci_lb[0], "ci_ub": f.ci_ub[0]}
        if self.sequential:
            s = self.sequential
            row |= {"fraction": s.fraction[-1], "crossed": s.crossed, "diversity": s.diversity,
                    "required": s.required}  # fmt: skip
        if self.anytime:
            row |= {"e_value": self.anytime.e_value[-1], "evidence": self.anytime.evidence}
        return as_table([row], frame)

    def sentence(self) -> str:
        """The latest estimate in words, with what the sequential analyses say of stopping."""
        f = self.fits[-1]
        last = {"b": f.b[0], "ci_lb": f.ci_lb[0], "ci_ub": f.ci_ub[0]}
        said = [
            f"After {count_words(f.k, 'study', 'studies')}, the {scale_name(self.scale)} is "
            f"{with_interval(last, self.scale, f.level)}."
        ]
        if self.sequential:
            said.append(_sequential_words(self.sequential))
        if self.anytime:
            a = self.anytime
            ends = {"b": a.b[-1], "ci_lb": a.ci_lb[-1], "ci_ub": a.ci_ub[-1]}
            said.append(
                f"An interval that holds at all looks together: {with_interval(ends, self.scale, a.level)}; "
                f"e-value {a.e_value[-1]:.3g}."
            )
        return " ".join(said)

    def to_json(self) -> dict[str, Any]:
        """All looks as plain JSON values, cumulative fits under metafor's names."""
        looks = fits_json(self.fits, self.labels)
        return {
            "cumul": looks, "sequential": vars(self.sequential) | {} if self.sequential else None,
            "anytime": vars(self.anytime) | {} if self.anytime else None,
            "diagnostics": list(self.diagnostics),
        }  # fmt: skip


def living(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    order: Any = None,
    effect: float | None = None,
    prior_sd: float | None = None,
    spending: str = "obrien-fleming",
    alpha: float = 0.05,
    power: float = 0.8,
    diversity: float | None = None,
    method: str = "REML",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
    labels: Any = None,
) -> LivingResult:
    """Pool after each study, in `order` (years, say; as given without one).

    With `effect`, the smallest worth finding, alpha-spending boundaries are drawn (`stats.sequential`); with
    `prior_sd`, the likely size of effects fixed beforehand, a confidence sequence and e-values
    (`stats.confidence_sequence`, common effect). A study without a place in `order` is an error.
    """
    gathered = gather(effects_or_yi, vi, yi=yi, labels=labels, scale=scale)
    years = _years(gathered, order)
    rows = gathered.rows
    y, v = [row.yi for row in rows], [row.vi for row in rows]
    place = in_order(years, len(rows))
    lines = None if effect is None else boundaries_and_z(
        y, v, years, effect=effect, alpha=alpha, power=power, spending=spending, method=method,
        diversity=diversity,
    )  # fmt: skip
    sequence = None if prior_sd is None else confidence_sequence(y, v, years, prior_sd=prior_sd, level=level)
    told = list(gathered.left_out)
    if effect is None and prior_sd is None:
        told.append("the intervals are those of one look; who acts on many needs `effect` or `prior_sd`")
    if sequence:
        told.append("the confidence sequence takes all studies to share one effect")
    return LivingResult(
        tuple(rows[i].label or f"row {rows[i].place}" for i in place),
        cumulative(y, v, years, method=method, test="z", level=level), lines, sequence, gathered.scale,
        tuple(told),
    )  # fmt: skip


def _years(gathered: Gathered, order: Any) -> list[float] | None:
    if order is None:
        return None
    given = list(order)
    if len(given) < max(row.place for row in gathered.rows):
        raise ValueError(f"order has {len(given)} values, too few for the studies; give one for each")
    found = []
    for row in gathered.rows:
        value = number(given[row.place - 1], row.place, "order")
        if value is None:
            raise ValueError(f"row {row.place}: no place in order; give one or leave the row out")
        found.append(value)
    return found


def _sequential_words(s: Sequential) -> str:
    had = f"{100 * s.fraction[-1]:.0f}% of the information needed is in (diversity {100 * s.diversity:.0f}%)"
    if s.crossed:
        return f"{had}; the boundary was crossed at look {s.crossed}."
    after = " and the information needed is reached" if s.reached else ""
    return f"{had}; no boundary is crossed{after}."
