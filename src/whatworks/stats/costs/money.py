"""Amounts of money: always with their currency and the year whose prices they are in, never mixed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, order=False)
class Money:
    """An amount in a currency (its three-letter code) at the prices of a year.

    Raises ValueError for a code that is none, a year that is none, or an amount that is not finite.
    """

    amount: float
    currency: str
    price_year: int

    def __post_init__(self) -> None:
        if not (len(self.currency) == 3 and self.currency.isalpha() and self.currency.isupper()):
            raise ValueError(f"currency {self.currency!r} is no three-letter code; write GBP for pounds")
        if not EARLIEST <= self.price_year <= LATEST:
            raise ValueError(f"price year {self.price_year!r} is no year; write the year of the prices")
        if not math.isfinite(self.amount):
            raise ValueError(f"the amount {self.amount!r} is not finite; give a number")

    def __add__(self, other: Money) -> Money:
        return replace(self, amount=self.amount + self.alike(other).amount)

    def __sub__(self, other: Money) -> Money:
        return replace(self, amount=self.amount - self.alike(other).amount)

    def __mul__(self, factor: float) -> Money:
        return replace(self, amount=self.amount * factor)

    def alike(self, other: Money) -> Money:
        """The other amount, if it is in the same currency at the prices of the same year; else ValueError."""
        if (self.currency, self.price_year) != (other.currency, other.price_year):
            raise ValueError(
                f"{self.unit} and {other.unit} cannot be mixed; bring both to the prices of one year "
                "with a price index, and to one currency"
            )
        return other

    @property
    def unit(self) -> str:
        """The currency and price year in words."""
        return f"{self.currency} at {self.price_year} prices"

    def words(self) -> str:
        """The amount in words, £1,234 (2023 prices)."""
        return f"{self.short()} ({self.price_year} prices)"

    def short(self) -> str:
        """The amount alone, £1,234, where the price year is said beside it. Below 100 with pence."""
        digits = 2 if abs(self.amount) < 100 else 0
        sign = SIGNS.get(self.currency, f"{self.currency} ")
        shown = f"{abs(self.amount):,.{digits}f}"
        minus = "-" if self.amount < 0 and float(shown.replace(",", "")) != 0 else ""
        return f"{minus}{sign}{shown}"


SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True)
class PriceIndex:
    """A price index by year: its name, its source, its currency and its values, any year being 100.

    Raises ValueError without a source, and for values that are not above zero.
    """

    name: str
    source: str
    currency: str
    values: Mapping[int, float]

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError(f"price index {self.name!r} has no source; say where its values are published")
        for year, value in self.values.items():
            if not (math.isfinite(value) and value > 0):
                raise ValueError(
                    f"price index {self.name!r}: the value of {year}, {value!r}, is not above zero"
                )
        if not self.values:
            raise ValueError(f"price index {self.name!r} has no values; give at least two years")

    def factor(self, start: int, end: int) -> float:
        """By how much prices rose from one year to another. Raises ValueError for a year it does not hold."""
        for year in (start, end):
            if year not in self.values:
                known = f"{min(self.values)} to {max(self.values)}"
                raise ValueError(
                    f"price index {self.name!r} has no value for {year}; it holds years from {known}"
                )
        return self.values[end] / self.values[start]


def inflate(money: Money, index: PriceIndex, to_year: int) -> Money:
    """An amount at the prices of another year: amount x index(to) / index(from).

    Raises ValueError where the index is of another currency or lacks one of the years. HM Treasury's Green
    Book asks for real prices of one base year; which index suits is the analyst's choice.
    """
    if money.currency != index.currency:
        raise ValueError(
            f"{money.unit} cannot be brought up to date with an index of prices in {index.currency}"
        )
    return Money(money.amount * index.factor(money.price_year, to_year), money.currency, to_year)
