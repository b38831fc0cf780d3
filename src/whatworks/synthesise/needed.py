"""The number needed to treat for one more person to benefit, or to be harmed, with an interval that is true.

Where the interval of the difference holds none, that of the number needed runs from benefit through infinity
to harm (Altman 1998, doi 10.1136/bmj.317.7168.1309).
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class NumberNeeded:
    """Exact numbers; None stands for infinity, where there is no difference.

    `benefit` says whether the estimate is a benefit (None: no difference). An interval that holds none has
    `crosses`, and then `low` is the number needed to benefit at one end and `high` that to harm at the other.
    """

    value: float | None
    benefit: bool | None
    low: float | None
    high: float | None
    crosses: bool
    has_interval: bool
    level: float

    def words(self) -> str:
        """As "NNTB 24 (15 to 60)", or "NNTB 40 (NNTB 15 to infinity to NNTH 60)"."""
        if self.benefit is None:
            head = "no difference"
        else:
            head = f"{_name(self.benefit)} {rounded(self.value, self.benefit)}"
        if not self.has_interval:
            return head
        if self.crosses:
            ends = f"NNTB {rounded(self.low, True)} to infinity to NNTH {rounded(self.high, False)}"
            return f"{head} ({ends})"
        side = self.benefit is not False
        return f"{head} ({rounded(self.low, side)} to {rounded(self.high, side)})"

    def sentence(self) -> str:
        """The number needed in a sentence."""
        if self.benefit is None:
            return "No number needed can be given: there is no difference."
        kind = "benefit" if self.benefit else "harm"
        n = rounded(self.value, self.benefit)
        said = f"For one more person to {'benefit' if self.benefit else 'be harmed'}, {n} need it"
        if not self.has_interval:
            return f"{said}."
        if not self.crosses:
            ends = f"{rounded(self.low, self.benefit)} to {rounded(self.high, self.benefit)}"
            return f"{said} ({self.level:g}% CI {ends})."
        ends = f"{rounded(self.low, True)} for one more to benefit, through infinity, to "
        ends += f"{rounded(self.high, False)} for one more to be harmed"
        return f"{said}, but the {self.level:g}% interval runs from {ends}: {kind} is not sure."


def number_needed(
    difference: float, low: float | None, high: float | None, *, better: int, level: float = 95.0
) -> NumberNeeded:
    """One over the risk difference, with its interval; `better` -1 for a bad event, +1 for a good one."""
    gain = better * difference
    benefit = None if gain == 0 else gain > 0
    if low is None or high is None:
        return NumberNeeded(_inverse(gain), benefit, None, None, False, False, level)
    least, most = sorted((better * low, better * high))
    if least < 0 < most:
        return NumberNeeded(_inverse(gain), benefit, 1 / most, -1 / least, True, True, level)
    ends = (_inverse(most), _inverse(least)) if most > 0 else (_inverse(least), _inverse(most))
    return NumberNeeded(_inverse(gain), benefit, *ends, False, True, level)


def rounded(value: float | None, benefit: bool) -> str:
    """Whole people, on the cautious side: up for a benefit, down for a harm."""
    if value is None:
        return "infinity"
    n = math.ceil(value * (1 - 1e-9)) if benefit else max(1, math.floor(value * (1 + 1e-9)))
    return f"{n:,}"


def _inverse(gain: float) -> float | None:
    return None if gain == 0 else 1 / abs(gain)


def _name(benefit: bool) -> str:
    return "NNTB" if benefit else "NNTH"
