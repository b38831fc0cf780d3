"""The checks on bias as a paragraph that a reviewer can paste: what was found, without a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whatworks.stats import Fit
from whatworks.stats.bias.selection_fit import FEW
from whatworks.terms import Scale

from .words import count_words, estimate_words, range_words, scale_name

CLOSE = (
    "Nothing here shows that studies are missing or that none are: small studies can differ for other "
    "reasons, and each method rests on assumptions of its own."
)


def p_words(p: float | None) -> str:
    """A p value as reports print it."""
    if p is None:
        return "p not defined"
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".", 1)


def with_interval(part: Mapping[str, Any], scale: Scale | None, level: float, b: str = "b") -> str:
    """An estimate with its interval, on the reader's scale."""
    low, high = part["ci_lb"], part["ci_ub"]
    if low is None or high is None:
        return estimate_words(part[b], part[b], part[b], scale)
    ends = range_words(low, high, scale)
    return f"{estimate_words(part[b], low, high, scale)} ({level:g}% CI {ends})"


def paragraph(fit: Fit, scale: Scale | None, parts: Mapping[str, Any]) -> str:
    """The sentences of the checks that were made, in one order."""
    lead = {"b": fit.b[0], "ci_lb": fit.ci_lb[0], "ci_ub": fit.ci_ub[0]}
    said = [
        f"Pooled over {count_words(fit.k, 'estimate', 'estimates')}, the {scale_name(scale)} is "
        f"{with_interval(lead, scale, fit.level)}."
    ]
    for name, tell in TELL.items():
        if name in parts:
            said.append(tell(parts[name], scale, fit.level))
    return " ".join([*said, CLOSE])


def _egger(part: Any, scale: Scale | None, level: float) -> str:
    test = p_words(part["p"]) if part["stat"] is None else _stat(part)
    words = f"Egger's regression of the estimates on {part['predictor']}: {test}"
    if part["est"] is None:
        return f"{words}."
    return (
        f"{words}; the estimate for a study of unlimited size is {with_interval(part, scale, level, 'est')}."
    )


def _stat(part: Any) -> str:
    name = "z" if part["df"] is None else f"t({part['df']})"
    return f"{name} = {part['stat']:.2f}, {p_words(part['p'])}"


def _begg(part: Any, scale: Scale | None, level: float) -> str:
    if part["tau"] is None:
        return "The rank test cannot be made as all variances are the same."
    return f"Begg and Mazumdar's rank test: tau = {part['tau']:.2f}, {p_words(part['p'])}."


def _peters(part: Any, scale: Scale | None, level: float) -> str:
    return f"Peters' test: {_stat(part)}."


def _trim_fill(part: Any, scale: Scale | None, level: float) -> str:
    if part["k0"] == 0:
        return f"Trim and fill adds no study on the {part['side']}."
    n = count_words(part["k0"], "study", "studies")
    return (
        f"Trim and fill ({part['k0_estimator']}) would add {n} on the {part['side']}, giving "
        f"{with_interval(part, scale, level)}."
    )


def _regressed(name: str) -> Any:
    def tell(part: Any, scale: Scale | None, level: float) -> str:
        mark = ", which the conditional rule chooses" if part["chosen"] else ""
        return f"{name} gives {with_interval(part, scale, level)}{mark}."

    return tell


def _selection(name: str) -> Any:
    def tell(part: Any, scale: Scale | None, level: float) -> str:
        return (
            f"{name} gives {with_interval(part, scale, level)}; against no selection, "
            f"chi-squared({part['LRTdf']}) = {part['LRT']:.2f}, {p_words(part['LRTp'])}{few(part)}."
        )

    return tell


def _leave_one_out(part: Any, scale: Scale | None, level: float) -> str:
    ends = range_words(min(part["estimate"]), max(part["estimate"]), scale)
    return f"With any one study left out, the estimate lies within {ends}."


def _influence(part: Any, scale: Scale | None, level: float) -> str:
    found = [label for label, inf in zip(part["slab"], part["inf"], strict=True) if inf]
    if not found:
        return "By the usual cut-offs no study is influential."
    n = count_words(len(found), "study is", "studies are")
    return f"By the usual cut-offs {n} influential: {', '.join(found)}."


def few(part: Any) -> str:
    """A warning where an interval of p values holds fewer studies than can tell its weight."""
    if not part["counts"] or min(part["counts"]) >= FEW:
        return ""
    n = count_words(min(part["counts"]), "study", "studies")
    return f" (with {n} in one interval, so read it as a guess)"


TELL = {
    "egger": _egger, "begg": _begg, "peters": _peters, "trimfill": _trim_fill, "pet": _regressed("PET"),
    "peese": _regressed("PEESE"),
    "selection_3psm": _selection("A selection model with one step, at one-sided p = .025,"),
    "selection_beta": _selection("A beta selection model"), "leave1out": _leave_one_out,
    "influence": _influence,
}  # fmt: skip
