"""A selection model of pooled effects, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whatworks.stats.bias.selection import selection_model
from whatworks.stats.bias.selection_fit import Selection
from whatworks.terms import Scale

from .bias_parts import selection_json
from .bias_words import few, p_words, with_interval
from .frames import as_table
from .gathering import gather
from .words import count_words, scale_name


@dataclass(frozen=True)
class SelectionResult:
    """A fitted selection model with the scale of its effects and what to beware of."""

    fit: Selection
    scale: Scale | None
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """The mean, tau2 and each parameter of selection as rows."""
        f = self.fit
        names = [f"delta{j}" for j in range(1, len(f.delta) + 1)]
        rows = [("overall", f.b[0], f.se[0], f.p[0], f.ci_lb[0], f.ci_ub[0]),
                ("tau2", f.tau2, f.se_tau2, None, None, None),
                *((n, d, s, None, low, high) for n, d, s, low, high in zip(
                    names, f.delta, f.se_delta, f.delta_lb, f.delta_ub, strict=True))]  # fmt: skip
        columns = ("term", "estimate", "std_error", "p_value", "conf_low", "conf_high")
        return as_table([dict(zip(columns, row, strict=True)) for row in rows], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row; LRT compares with no selection."""
        f = self.fit
        return as_table(
            [{"k": f.k, "type": f.kind, "alternative": f.alternative, "method": f.method, "tau2": f.tau2,
              "LRT": f.LRT, "LRTdf": f.LRT_df, "LRTp": f.LRTp, "logLik": f.log_likelihood,
              "peaks": len(f.peaks)}], frame,
        )  # fmt: skip

    def sentence(self) -> str:
        """The estimate that the model gives, and how far the data ask for selection."""
        part = self.to_json()
        words = (
            f"Under a selection model ({self.fit.kind}, favouring {self.fit.alternative}) of "
            f"{count_words(self.fit.k, 'estimate', 'estimates')}, the {scale_name(self.scale)} is "
            f"{with_interval(part, self.scale, self.fit.level)}"
        )
        if part["LRTp"] is None:
            return f"{words}, with the weights of selection taken as given."
        found = f"chi-squared({part['LRTdf']}) = {part['LRT']:.2f}, {p_words(part['LRTp'])}{few(part)}"
        return f"{words}; against no selection, {found}."

    def to_json(self) -> dict[str, Any]:
        """The model under metafor's names, as plain JSON values."""
        return {**selection_json(self.fit), "diagnostics": list(self.diagnostics)}


def select(
    effects_or_yi: Any,
    vi: Any = None,
    *,
    kind: str = "stepfun",
    steps: tuple[float, ...] = (0.025,),
    alternative: str = "greater",
    delta: tuple[float, ...] | None = None,
    method: str = "ML",
    level: float = 95.0,
    scale: Scale | str | None = None,
    yi: str | None = None,
) -> SelectionResult:
    """Fit a selection model to effects given as in `pool`; settings as `selection_model` in stats."""
    gathered = gather(effects_or_yi, vi, yi=yi, scale=scale)
    fit = selection_model(
        [row.yi for row in gathered.rows], [row.vi for row in gathered.rows], kind=kind, steps=steps,
        alternative=alternative, delta=delta, method=method, level=level,
    )  # fmt: skip
    return SelectionResult(fit, gathered.scale, (*gathered.left_out, *fit.diagnostics))
