"""A budget-impact table for a council, and the check of what a report prints."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whatworks.stats.costs.budget import BudgetYear, Estimate, budget_impact
from whatworks.stats.costs.checks import EconomicCheck, Reported, check_economics
from whatworks.stats.costs.money import Money, PriceIndex, inflate

from .frames import as_table


@dataclass(frozen=True)
class BudgetResult:
    """A row a year, and what to know of them. `outcome` is what is avoided."""

    years: tuple[BudgetYear, ...]
    outcome: str
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a year: children, cost, outcomes avoided with interval, savings where known."""
        return as_table([_row(year) for year in self.years], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """All years together in one row."""
        first, avoided = self.years[0], [y.avoided for y in self.years]
        row: dict[str, Any] = {
            "years": len(self.years), "served": sum(y.served for y in self.years),
            "cost": sum(y.cost.amount for y in self.years),
            "avoided": sum(a.value for a in avoided), "avoided_lb": sum(a.low for a in avoided),
            "avoided_ub": sum(a.high for a in avoided),
            "currency": first.cost.currency, "price_year": first.cost.price_year,
        }  # fmt: skip
        for i, name in enumerate(("net", "net_lb", "net_ub")):
            row[name] = sum(y.net[i].amount for y in self.years if y.net) if first.net else None
        return as_table([row], frame)

    def sentence(self) -> str:
        """The whole in words to paste into a report."""
        row = self.glance()[0]
        cost = Money(row["cost"], row["currency"], row["price_year"]).words()
        told = (
            f"Over {row['years']} year{'s' if row['years'] > 1 else ''}, {row['served']:,.0f} children are "
            f"served at {cost}. {_avoided_words(row)} of: {self.outcome}."
        )
        if row["net"] is None:
            return f"{told} What one costs the council is not given, so no savings are counted."
        net, low, high = (
            Money(row[name], row["currency"], row["price_year"]).short()
            for name in ("net", "net_lb", "net_ub")
        )
        return f"{told} Cost less savings is {net} (interval {low} to {high}); below zero is a saving."

    def to_json(self) -> dict[str, Any]:
        """Years and total as plain JSON values."""
        return {
            "budget": self.tidy(), "total": self.glance()[0], "outcome": self.outcome,
            "diagnostics": list(self.diagnostics),
        }  # fmt: skip


@dataclass(frozen=True)
class ChecksResult:
    """Each figure of a report against the others."""

    checks: tuple[EconomicCheck, ...]
    diagnostics: tuple[str, ...]

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a check."""
        return as_table([asdict(check) for check in self.checks], frame)

    def glance(self, *, frame: bool = False) -> Any:
        """How many checks were made, and how many figures follow."""
        row = {"checks": len(self.checks), "follow": sum(check.follows for check in self.checks)}
        return as_table([row], frame)

    def sentence(self) -> str:
        """What follows and what does not, in words."""
        if not self.checks:
            return "Nothing could be checked: too few of the figures are printed."
        return " ".join(f"{check.words}." for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The checks as plain JSON values."""
        return {"checks": self.tidy(), **self.glance()[0], "diagnostics": list(self.diagnostics)}


def council_budget(
    eligible: float | Sequence[float],
    uptake: Sequence[float],
    cost_each: Money,
    avoided_each: tuple[float, float, float],
    *,
    first_year: int,
    outcome: str = "outcome avoided",
    outcome_cost: Money | None = None,
) -> BudgetResult:
    """What serving children would cost a council each year, and what it would avoid.

    `avoided_each` is the outcomes avoided for each child served, with the ends of its interval (for a risk
    difference of -0.086, 0.086). The rest as `whatworks.stats.costs.budget.budget_impact`. Savings are
    counted only where `outcome_cost` says what one outcome costs.
    """
    value, low, high = avoided_each
    years = budget_impact(
        eligible, uptake, cost_each, Estimate(value, low, high), first_year=first_year,
        outcome_cost=outcome_cost,
    )  # fmt: skip
    notes = ["nothing is discounted; an outcome is counted in the year in which the child is served"]
    if outcome_cost is None:
        notes.append("no cost of an outcome is given, so no savings are counted")
    else:
        notes.append("savings are what outcomes cost on average; money is freed only if spending stops")
    if low < 0 < high:
        notes.append("the interval of what is avoided holds none: there may be no outcome avoided at all")
    return BudgetResult(years, outcome, tuple(notes))


def check_reported(reported: Reported) -> ChecksResult:
    """Check the economic figures of a report against one another (`whatworks.stats.costs.checks`)."""
    checks = check_economics(reported)
    odd = [check.what for check in checks if not check.follows]
    notes = () if not odd else (
        "what does not follow is not shown to be wrong: bootstraps of skewed costs, adjusted models and "
        "rounding before the last step all part from a normal approximation",
    )  # fmt: skip
    return ChecksResult(checks, notes)


def todays_prices(amounts: Sequence[Money], index: PriceIndex, to_year: int) -> tuple[Money, ...]:
    """Amounts at the prices of one year."""
    return tuple(inflate(amount, index, to_year) for amount in amounts)


def read_index(path: Path, *, currency: str = "GBP") -> PriceIndex:
    """A price index from a CSV file with columns year, value and source, one row a year.

    Raises ValueError naming file and line for what is not a year or a number, a year given twice, and rows
    without a source or of different sources.
    """
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = [n for n in ("year", "value", "source") if n not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path.name}: no column {', '.join(missing)}; it needs year, value and source")
        values: dict[int, float] = {}
        sources: set[str] = set()
        for row in reader:
            place = f"{path.name}, line {reader.line_num}"
            year, value = _index_row(row, place)
            if year in values:
                raise ValueError(f"{place}: {year} is given twice; keep one")
            values[year] = value
            sources.add((row["source"] or "").strip())
    if len(sources) > 1 or "" in sources:
        raise ValueError(f"{path.name}: each row needs the one source that the values are from")
    return PriceIndex(path.stem, next(iter(sources), ""), currency, values)


def _index_row(row: dict[str, Any], place: str) -> tuple[int, float]:
    try:
        return int(row["year"]), float(row["value"])
    except (TypeError, ValueError):
        told = f"{row['year']!r} and {row['value']!r}"
        raise ValueError(f"{place}: {told} are not a year and a number") from None


def _row(year: BudgetYear) -> dict[str, Any]:
    row: dict[str, Any] = {
        "year": year.year, "eligible": year.eligible, "uptake": year.uptake, "served": year.served,
        "cost": year.cost.amount, "avoided": year.avoided.value, "avoided_lb": year.avoided.low,
        "avoided_ub": year.avoided.high,
    }  # fmt: skip
    for name, given in (("saved", year.saved), ("net", year.net)):
        amounts = [None] * 3 if given is None else [money.amount for money in given]
        row |= dict(zip((name, f"{name}_lb", f"{name}_ub"), amounts, strict=True))
    return row | {"currency": year.cost.currency, "price_year": year.cost.price_year}


def _avoided_words(row: dict[str, Any]) -> str:
    ends = f"{row['avoided_lb']:,.1f} to {row['avoided_ub']:,.1f}"
    return f"This would give {row['avoided']:,.1f} (interval {ends})"
