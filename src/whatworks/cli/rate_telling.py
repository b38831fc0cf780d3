"""Schemes side by side, in words for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from whatworks.terms import Comparison

    from .rate_sources import Judged


def report_problems(found: Judged) -> None:
    """Say what could not be used and stop with exit code 1, if there is anything of the kind."""
    if not found.problems:
        return
    for problem in found.problems:
        typer.echo(str(problem), err=True)
    sets = "1 evidence set was" if found.refused == 1 else f"{found.refused} evidence sets were"
    typer.echo(f"{sets} not rated. Put this right and run the command again.", err=True)
    raise typer.Exit(1)


def tell_comparison(told: Comparison, found: Judged) -> None:
    """The matrix, thing by thing; then where schemes part; then how often each two agree."""
    names = {r.object.evidence_set: r.object for r in found.ratings}
    for name in dict.fromkeys(v.object for v in told.verdicts):
        thing = names[name]
        typer.echo(f"\n{thing.intervention_name}: {thing.outcome_name}")
        for verdict in told.verdicts:
            if verdict.object == name:
                mark = "" if verdict.verified else " [parts unverified]"
                typer.echo(f"  {verdict.scheme_name}: {verdict.words}{mark}")
        for parting in told.partings:
            if parting.object == name and parting.agree is False:
                typer.echo(f"    {parting.sentence}.")
    if told.settled_by:
        typer.echo("\nHow many schemes settle a level:")
        for number, things in told.settled_by.items():
            typer.echo(f"  {number}: {things} of {sum(told.settled_by.values())}")
    told_pairs = [a for a in told.agreement if a.settled]
    if told_pairs:
        typer.echo("\nHow often two schemes stand alike to their own bars:")
    for pair in told_pairs:
        kappa = "" if pair.kappa is None else f", kappa {pair.kappa:.2f}"
        typer.echo(f"  {pair.first} and {pair.second}: {pair.agree} of {pair.settled}{kappa}")
        for question in pair.part_at[:2]:
            typer.echo(f"    they part at: {question}")
