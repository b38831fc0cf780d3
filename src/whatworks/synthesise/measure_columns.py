"""What a table of results may hold, and the names its columns go by: ours, metafor's and common ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

QUANTITIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "events_t": ("events in the intervention arm", ("ai", "x1i", "tpos", "event.e", "ev1", "events1")),
    "rest_t": ("people without the event in the intervention arm", ("bi", "tneg")),
    "events_c": ("events in the comparison arm", ("ci", "x2i", "cpos", "event.c", "ev2", "events2")),
    "rest_c": ("people without the event in the comparison arm", ("di", "cneg")),
    "total_t": ("people in the intervention arm", ("n1i", "n_t", "n.e", "n1", "total1")),
    "total_c": ("people in the comparison arm", ("n2i", "n_c", "n.c", "n2", "total2")),
    "time_t": ("person-time in the intervention arm", ("t1i", "time.e", "time1")),
    "time_c": ("person-time in the comparison arm", ("t2i", "time.c", "time2")),
    "mean_t": ("mean of the intervention arm", ("m1i", "mean.e", "m1", "mean1")),
    "sd_t": ("standard deviation of the intervention arm", ("sd1i", "sd.e", "sd1", "s1")),
    "n_t": ("people measured in the intervention arm", ("n1i", "n.e", "n1", "total_t")),
    "mean_c": ("mean of the comparison arm", ("m2i", "mean.c", "m2", "mean2")),
    "sd_c": ("standard deviation of the comparison arm", ("sd2i", "sd.c", "sd2", "s2")),
    "n_c": ("people measured in the comparison arm", ("n2i", "n.c", "n2", "total_c")),
    "d": ("Cohen's d", ("di", "cohens_d", "smd")),
    "g": ("Hedges' g", ("gi", "hedges_g")),
    "t": ("the t of a test of two arms, or of a coefficient", ("ti", "tval", "t_value")),
    "f": ("an F with one degree of freedom", ("fi", "f_value")),
    "p": ("an exact two-sided p value", ("pi", "pval", "p_value")),
    "direction": ("1 where the intervention arm's mean is higher, -1 where it is lower", ("sign",)),
    "r": ("a correlation", ("ri", "cor", "corr")),
    "n": ("people measured", ("ni", "n_total")),
    "predictors": ("predictors in the regression", ("mi", "preds")),
    "r2": ("R2 of the regression, a share of one", ("r2i", "R2")),
    "events": ("events in the group", ("xi", "x")),
    "total": ("people in the group", ("ni", "n")),
    "rest": ("people without the event in the group", ("mi",)),
    "time": ("person-time, or events expected", ("ti", "t")),
    "mean": ("mean of the group", ("mi", "m")),
    "sd": ("standard deviation of the group", ("sdi", "s")),
    "mean_1": ("mean at the first occasion", ("m1i", "m1")),
    "mean_2": ("mean at the second occasion", ("m2i", "m2")),
    "sd_1": ("standard deviation at the first occasion", ("sd1i", "sd1")),
    "sd_2": ("standard deviation at the second occasion", ("sd2i", "sd2")),
    "sd_change": ("standard deviation of the change", ("sdd", "sd_diff")),
    "pre_t": ("mean before, intervention arm", ("m_pre_t",)),
    "post_t": ("mean after, intervention arm", ("m_post_t",)),
    "sd_pre_t": ("standard deviation before, intervention arm", ("sd_pre1",)),
    "pre_c": ("mean before, comparison arm", ("m_pre_c",)),
    "post_c": ("mean after, comparison arm", ("m_post_c",)),
    "sd_pre_c": ("standard deviation before, comparison arm", ("sd_pre2",)),
    "both": ("pairs with the event both times", ("ai",)),
    "first": ("pairs with the event the first time only", ("bi",)),
    "second": ("pairs with the event the second time only", ("ci",)),
    "neither": ("pairs without the event", ("di",)),
    "alpha": ("Cronbach's alpha", ("ai",)),
    "items": ("items of the scale", ("mi", "k_items")),
    "yi": ("an estimate on the analysis scale, ratios as logarithms", ("effect", "b", "est")),
    "vi": ("its sampling variance", ("variance", "var")),
    "sei": ("its standard error", ("se", "std_error", "stderr")),
    "estimate": ("an estimate as printed, ratios as ratios", ("est", "effect")),
    "ci_low": ("the lower end of its interval", ("ci.lb", "ci_lb", "lower", "lcl", "conf_low")),
    "ci_high": ("the upper end of its interval", ("ci.ub", "ci_ub", "upper", "ucl", "conf_high")),
}
"""Name = what it is, and other names of its column, metafor's first."""


def find_columns(
    header: Sequence[str], wanted: Sequence[str], told: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which column holds each quantity, and the quantities that have none.

    `told` maps a quantity, or one of its other names, to a column. A column of the quantity's own name comes
    first, then its other names in order; a column told to hold one thing is taken for no other. Capitals do
    not matter unless two columns differ in nothing else.
    """
    free = [name for name in header if name not in told.values()]
    by_case = {name.lower(): name for name in reversed(free)}
    found: dict[str, str] = {}
    for quantity in wanted:
        names = (quantity, *QUANTITIES[quantity][1])
        given = next((told[name] for name in names if name in told), None)
        if quantity == "d" and {"ai", "bi", "ci"} & by_case.keys():
            names = tuple(name for name in names if name != "di")  # it is the fourth cell of a table there
        exact = next((name for name in names if name in free), None)
        loose = next((by_case[name.lower()] for name in names if name.lower() in by_case), None)
        column = given or exact or loose
        if column is not None:
            found[quantity] = column
    return found, tuple(q for q in wanted if q not in found)


def is_told(quantity: str, told: Mapping[str, str]) -> bool:
    """Whether a quantity was given its column by one of its names."""
    return any(name in told for name in (quantity, *QUANTITIES[quantity][1]))


def column_words(quantity: str) -> str:
    """A quantity with metafor's name for it: events_t (ai)."""
    return f"{quantity} ({QUANTITIES[quantity][1][0]})"
