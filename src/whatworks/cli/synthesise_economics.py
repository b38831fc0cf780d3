"""`whatworks synthesise economics`: what an outcome costs, and how likely it is worth it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .common import AsJson, emit, friendly, read_columns
from .synthesise_reading import estimate

Number = float | None


def economics(  # noqa: PLR0917 - the options of the command
    file: Annotated[
        Path | None, typer.Argument(help="A CSV file of paired draws, if there are any.", metavar="[FILE]")
    ] = None,
    cost: Annotated[
        str, typer.Option(help="Difference in cost; with FILE, the column of its draws.")
    ] = "cost",
    effect: Annotated[
        str, typer.Option(help="Difference in effect, more being better; with FILE, its column.")
    ] = "effect",
    se_cost: Annotated[Number, typer.Option(help="Standard error of the difference in cost.")] = None,
    se_effect: Annotated[Number, typer.Option(help="Standard error of the difference in effect.")] = None,
    rho: Annotated[Number, typer.Option(help="Correlation of cost and effect.")] = None,
    threshold: Annotated[
        list[float] | None, typer.Option(help="What one outcome is worth; may be given several times.")
    ] = None,
    currency: Annotated[str, typer.Option(help="The currency's three letters.")] = "GBP",
    price_year: Annotated[
        int | None, typer.Option(help="The year whose prices these are. Always needed.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(help="A CSV file of a price index: year, value, source.")
    ] = None,
    to_year: Annotated[
        int | None, typer.Option(help="Bring costs to the prices of this year; needs --index.")
    ] = None,
    outcome: Annotated[str, typer.Option(help="What is gained, in words.")] = "outcome avoided",
    level: Annotated[float, typer.Option(help="Level of the intervals, in per cent.")] = 95.0,
    as_json: AsJson = False,
) -> None:
    """Cost per outcome, net benefit and the chance that an intervention is worth its cost.

    Thresholds are at the prices of --to-year where it is given, else of --price-year.

    Example: whatworks synthesise economics --cost 32 --se-cost 9 --effect 0.02 --se-effect 0.01 --threshold
    5000 --price-year 2023
    """
    from whatworks.stats.costs.money import Money  # noqa: PLC0415
    from whatworks.synthesise import cost_effectiveness  # noqa: PLC0415

    with friendly(as_json=as_json):
        if price_year is None:
            raise ValueError("--price-year is missing; say the year whose prices the costs are in")
        factor, year = _factor(index, currency, price_year, to_year)
        worth = [Money(t, currency, year) for t in threshold or []]
        shared: dict[str, Any] = {"thresholds": worth, "outcome": outcome, "level": level}
        if file is None:
            spread = None if se_cost is None else se_cost * factor
            result = cost_effectiveness(
                Money(_number(cost, "--cost") * factor, currency, year), _number(effect, "--effect"),
                se_cost=spread, se_effect=se_effect, rho=rho, **shared,
            )  # fmt: skip
            left_out: list[str] = []
        else:
            if any(given is not None for given in (se_cost, se_effect, rho)):
                raise ValueError("draws have their own spread; leave out --se-cost, --se-effect and --rho")
            costs, effects, left_out = _draws(file, cost, effect, factor)
            result = cost_effectiveness(costs, effects, currency=currency, price_year=year, **shared)
    record = result.to_json()
    record["diagnostics"] = [*left_out, *record["diagnostics"]]
    if as_json:
        emit(record)
        return
    typer.echo(result.sentence())
    for words in record["diagnostics"]:
        typer.echo(f"  {words}")


def _factor(index: Path | None, currency: str, price_year: int, to_year: int | None) -> tuple[float, int]:
    """By what to multiply costs, and the year whose prices they then are in."""
    from whatworks.synthesise import read_index  # noqa: PLC0415

    if to_year is None and index is None:
        return 1.0, price_year
    if to_year is None or index is None:
        raise ValueError("--index and --to-year go together: an index file, and the year to bring costs to")
    return read_index(index, currency=currency).factor(price_year, to_year), to_year


def _number(text: str, option: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{option} {text!r} is not a number; a column's name needs a FILE") from None


def _draws(file: Path, cost: str, effect: str, factor: float) -> tuple[list[float], list[float], list[str]]:
    costs, effects, left_out = [], [], []
    for line, row in read_columns(file, (cost, effect)):
        place = f"{file.name}, line {line}"
        c, e = estimate(row, cost, place), estimate(row, effect, place)
        if c is None or e is None:
            left_out.append(f"Line {line} is left out: no {cost if c is None else effect}.")
        else:
            costs.append(c * factor)
            effects.append(e)
    return costs, effects, left_out
