"""Moderators that were tested: what the effect goes with, in a sentence and a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from whatworks.figures import Table
from whatworks.terms import Coefficient, Regression

from .numbers import SCALE_WORDS, count, number
from .shelf import Shelf


@dataclass(frozen=True)
class ModeratorView:
    """One moderator tested across the studies of a set."""

    name: str
    words: str
    rest: str
    table: Table
    notes: tuple[str, ...]


def moderators_of(shelf: Shelf, set_: str) -> tuple[ModeratorView, ...]:
    """The moderators tested in an evidence set."""
    return tuple(_view(r) for r in shelf.findings.regressions if r.evidence_set == set_)


def _view(regression: Regression) -> ModeratorView:
    name = regression.moderator.replace("_", " ")
    slope = next((c for c in regression.coefficients if c.name == regression.moderator), None)
    return ModeratorView(
        name=name,
        words=_sentence(regression, name, slope),
        rest=_rest(regression),
        table=_table(regression, name),
        notes=tuple(f"{d[:1].upper()}{d[1:]}." for d in regression.diagnostics),
    )


def _sentence(regression: Regression, name: str, slope: Coefficient | None) -> str:
    k = count(regression.k, "study", "studies")
    if slope is None or slope.b is None:
        return f"Tested across {k}; no figure could be worked out."
    ratio = regression.scale is not None and regression.scale.is_ratio
    scale = SCALE_WORDS[regression.scale] if regression.scale else "effect"
    values = [v for v in (slope.b, slope.ci_lb, slope.ci_ub) if v is not None]
    said = [number(exp(v) if ratio else v, 3) for v in values]
    interval = f" (95% interval {said[1]} to {said[2]})" if len(said) == 3 else ""
    verb = f"is multiplied by {said[0]}" if ratio else f"changes by {said[0]}"
    clear = slope.ci_lb is not None and slope.ci_ub is not None and not slope.ci_lb <= 0 <= slope.ci_ub
    tail = "" if clear else " No clear link: the interval includes none."
    return f"For each step up in “{name}”, the {scale} {verb}{interval}, across {k}.{tail}"


def _rest(regression: Regression) -> str:
    if regression.R2 is None:
        return ""
    words = f"It goes with {number(regression.R2, 0)}% of the differences between studies."
    if regression.I2 is None:
        return words
    return f"{words} Of the spread that is left, {number(regression.I2, 0)}% is between studies."


def _table(regression: Regression, name: str) -> Table:
    rows = tuple(
        (
            c.name.replace("_", " ").capitalize(),
            _cell(c.b), _cell(c.se), f"{_cell(c.ci_lb)} to {_cell(c.ci_ub)}", _cell(c.p),
        )
        for c in regression.coefficients
    )  # fmt: skip
    return Table(
        f"Meta-regression on {name} ({regression.method}, {regression.test}; analysis scale)",
        ("Term", "Coefficient", "Standard error", "95% interval", "p"),
        rows,
    )


def _cell(value: float | None) -> str:
    return "not known" if value is None else number(value, 4)
