"""Numbers and codes in the report's words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import exp, isfinite

from whatworks.terms import Design, Direction, Good, Pool, Result, ReviewFinding, Scale, Seen, Signal

MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
NO_NUMBER = "No number printed"
SCALE_WORDS: dict[Scale, str] = {
    Scale.RR: "risk ratio",
    Scale.OR: "odds ratio",
    Scale.HR: "hazard ratio",
    Scale.IRR: "rate ratio",
    Scale.RD: "difference in percentage points",
    Scale.MD: "mean difference",
    Scale.SMD: "standardised mean difference",
    Scale.COR: "correlation",
}
DESIGN_WORDS: dict[Design, str] = {
    Design.RCT: "Randomised trial",
    Design.CLUSTER_RCT: "Trial in which groups were randomised",
    Design.STEPPED_WEDGE: "Trial in which groups start in a random order",
    Design.CROSSOVER: "Trial in which each gets both, in a random order",
    Design.RDD: "Comparison across a threshold",
    Design.IV: "Comparison by a rule that works like chance",
    Design.ITS: "Trend before and after",
    Design.DID: "Comparison of changes over time",
    Design.MATCHED: "Matched comparison group",
    Design.ADJUSTED: "Comparison group, adjusted",
    Design.COMPARISON: "Comparison group",
    Design.PRE_POST: "Before and after, no comparison group",
    Design.CROSS_SECTIONAL: "One point in time, no comparison group",
    Design.QUALITATIVE: "Qualitative study",
    Design.ECONOMIC: "Economic study",
    Design.REVIEW: "Review",
}
SEEN_WORDS: dict[Seen | None, str] = {
    Seen.REPORT: "read on its report page",
    Seen.ABSTRACT: "read in the abstract",
    Seen.SECONDARY: "read second-hand",
    Seen.DATASET: "read in a data set",
    None: "how it was read is not recorded",
}
SEEN_TAGS: dict[Seen | None, str] = {
    Seen.REPORT: "Report page",
    Seen.ABSTRACT: "Abstract",
    Seen.SECONDARY: "Second-hand",
    Seen.DATASET: "Data set",
    None: "Not recorded",
}
SEEN_KINDS: dict[Seen | None, str] = {
    Seen.REPORT: "read",
    Seen.ABSTRACT: "abs",
    Seen.SECONDARY: "second",
    Seen.DATASET: "read",
    None: "unknown",
}


def number(value: float, places: int = 2) -> str:
    """A number to so many decimals, halves away from zero, with a true minus sign."""
    if not isfinite(value):
        return "not a number"
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded + 0:,}".replace("-", MINUS)


def plain(value: float) -> str:
    """A number as it was entered: no decimals added, thousands marked."""
    if not isfinite(value):
        return "not a number"
    if float(value).is_integer():
        return number(value, 0)
    return f"{Decimal(repr(float(value))):,}".replace("-", MINUS)


def count(n: int, one: str, many: str | None = None) -> str:
    """'1 study', '3 studies'."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def of_hundred(percent: float) -> str:
    """A percentage as people of every hundred: whole where it is ten or more, else to one decimal."""
    text = number(percent, 0 if percent >= 10 else 1)
    return text.removesuffix(".0")


def months(value: float | None) -> str:
    """A time point: '12 months', '2 years'; empty where unknown."""
    if value is None:
        return ""
    if value >= 36 and value % 12 == 0:
        return count(int(value // 12), "year")
    return f"{plain(value)} {'month' if value == 1 else 'months'}"


def date_words(text: str | None) -> str:
    """A date as written ('2024', '2020-04', '2026-10-12') in words: '12 October 2026'."""
    if not text:
        return "date not known"
    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) not in (2, 3) or not 1 <= int(parts[1]) <= 12:
        return text
    month = f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) == 3 else month


def estimate_words(scale: Scale | None, value: float) -> str:
    """An estimate with its scale: 'risk ratio 0.60', '8.6 percentage points lower'."""
    if scale is Scale.RD:
        size = number(abs(value) * 100, 1).removesuffix(".0")
        return f"{size} percentage points {'lower' if value < 0 else 'higher'}" if value else "no difference"
    return f"{SCALE_WORDS[scale] if scale else 'estimate'} {number(value)}"


def interval_words(scale: Scale | None, low: float, high: float, level: float = 95.0) -> str:
    """'95% interval 0.48 to 0.76'."""
    if scale is Scale.RD:
        return f"{plain(level)}% interval {number(low * 100, 1)} to {number(high * 100, 1)} points"
    return f"{plain(level)}% interval {number(low)} to {number(high)}"


def on_printed_scale(pool: Pool, value: float | None) -> float | None:
    """A pool's value as printed: a ratio leaves its logarithm."""
    if value is None:
        return None
    return exp(value) if pool.scale and pool.scale.is_ratio else value


def lean(low: float | None, high: float | None, null: float, good: Good) -> str:
    """What an interval says: in favour, against, or no clear difference; empty where there is none."""
    if low is None or high is None:
        return ""
    if low <= null <= high:
        return "no clear difference"
    return "in favour" if (low > null) == (good is Good.HIGHER) else "against"


def null_of(scale: Scale | None) -> float:
    """The value of no difference, as printed."""
    return 1.0 if scale and scale.is_ratio else 0.0


def result_words(result: Result) -> str:
    """A result as printed, in one line; says so where no number is printed."""
    if result.printed:
        return result.printed
    parts = [*_groups(result)]
    if result.estimate is not None:
        words = estimate_words(result.scale, result.estimate)
        if result.ci_low is not None and result.ci_high is not None:
            words += f" ({interval_words(result.scale, result.ci_low, result.ci_high, result.ci_level)})"
        parts.append(words)
    if result.p is not None:
        parts.append(f"p = {plain(result.p)}")
    return "; ".join(parts) or NO_NUMBER


def _groups(result: Result) -> list[str]:
    parts = []
    if None not in (result.events_t, result.total_t, result.events_c, result.total_c):
        counts = (result.events_t, result.total_t, result.events_c, result.total_c)
        parts.append("{} of {} against {} of {}".format(*(plain(v) for v in counts if v is not None)))
    if result.percent_t is not None and result.percent_c is not None:
        parts.append(f"{plain(result.percent_t)}% against {plain(result.percent_c)}%")
    elif result.percent_t is not None:
        parts.append(f"{plain(result.percent_t)}% with it")
    if result.mean_t is not None and result.mean_c is not None:
        parts.append(f"mean {plain(result.mean_t)} against {plain(result.mean_c)}")
    return parts


def direction_words(direction: Direction | None, signal: Signal | None) -> str:
    """Which way a result points and what its interval says, in words."""
    ways = {
        Direction.FAVOURS: "Points in favour",
        Direction.AGAINST: "Points the other way",
        Direction.NULL: "Exactly no difference",
        None: "Which way it points is not known",
    }
    chance = {
        Signal.EXCLUDES: "; leaves out no difference",
        Signal.INCLUDES: "; no clear difference",
        None: "",
    }
    return ways[direction] + chance[signal]


def review_words(finding: ReviewFinding) -> str:
    """A published review's figure as printed, in one line."""
    if finding.estimate is None:
        return "No number printed in the text read"
    words = estimate_words(finding.scale, finding.estimate)
    if finding.ci_low is not None and finding.ci_high is not None:
        return f"{words} ({interval_words(finding.scale, finding.ci_low, finding.ci_high)})"
    return f"{words}; interval not known"
