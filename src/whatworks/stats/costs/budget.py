"""What an intervention would cost a council year by year, and what it would avoid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .money import Money


@dataclass(frozen=True)
class Estimate:
    """A value with its interval. Raises ValueError where the interval does not hold the value."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value:g} is not within its interval, {self.low:g} to {self.high:g}")

    def times(self, factor: float) -> Estimate:
        """Value and ends multiplied by a number that is not below zero."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True)
class BudgetYear:
    """A year: children eligible, the share reached, what it costs, and what it avoids.

    `saved` and `net` (cost less saved) are None where no unit cost of the outcome is given; their ends are
    those of what is avoided. All are in one currency at the prices of one year.
    """

    year: int
    eligible: float
    uptake: float
    served: float
    cost: Money
    avoided: Estimate
    saved: tuple[Money, Money, Money] | None
    net: tuple[Money, Money, Money] | None


def budget_impact(
    eligible: float | Sequence[float],
    uptake: Sequence[float],
    cost_each: Money,
    avoided_each: Estimate,
    *,
    first_year: int,
    outcome_cost: Money | None = None,
) -> tuple[BudgetYear, ...]:
    """One row a year of uptake.

    `eligible`: children a year, one number or one for each; `uptake`: the share reached, 0 to 1, one a year;
    `cost_each`: of serving a child; `avoided_each`: outcomes avoided a child served (less than zero where
    they are caused), with its interval; `outcome_cost`: what one outcome costs the council, where known.
    Nothing is discounted, and an outcome is counted in the year in which the child is served. Raises
    ValueError for shares beyond 0 to 1, fewer children than none, and amounts that cannot be mixed. After the
    ISPOR principles of good practice (Sullivan et al. 2014).
    """
    years = len(uptake)
    if years == 0:
        raise ValueError("give the uptake of at least one year")
    people = list(eligible) if isinstance(eligible, Sequence) else [eligible] * years
    if len(people) != years:
        raise ValueError(f"{len(people)} numbers of children for {years} years of uptake; give one a year")
    if outcome_cost is not None:
        cost_each.alike(outcome_cost)
    return tuple(
        _year(first_year + i, n, share, cost_each, avoided_each, outcome_cost)
        for i, (n, share) in enumerate(zip(people, uptake, strict=True))
    )


def _year(  # noqa: PLR0917 - the parts of a row
    year: int, eligible: float, uptake: float, each: Money, avoided_each: Estimate, outcome: Money | None
) -> BudgetYear:
    if not (math.isfinite(eligible) and eligible >= 0):
        raise ValueError(f"{year}: {eligible!r} children are eligible; give a number of zero or more")
    if not 0 <= uptake <= 1:
        raise ValueError(f"{year}: uptake {uptake!r} is not a share between 0 and 1")
    served = eligible * uptake
    cost, avoided = each * served, avoided_each.times(served)
    saved = net = None
    if outcome is not None:
        saved = (outcome * avoided.value, outcome * avoided.low, outcome * avoided.high)
        net = (cost - saved[0], cost - saved[2], cost - saved[1])
    return BudgetYear(year, eligible, uptake, served, cost, avoided, saved, net)
