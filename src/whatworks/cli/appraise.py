"""`whatworks appraise`: judge a result with an instrument."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .common import AsJson, emit, friendly

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Judge how far a result can be trusted."""


@app.command()
def judge(
    file: Annotated[Path, typer.Argument(help="The answers, as a YAML file.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Judge a result from the answers to an instrument's questions (RoB 2).

    Example: whatworks appraise judge examples/tutorial-trial/appraisal.yaml
    """
    from whatworks.appraise import read_appraisal  # noqa: PLC0415

    with friendly(as_json=as_json):
        appraisal = read_appraisal(file)
    if as_json:
        emit(appraisal.to_json())
        return
    typer.echo(
        f"{appraisal.object}, judged by {appraisal.rater} with {appraisal.instrument} {appraisal.version}"
    )
    for domain in appraisal.domains:
        judged = (
            domain.decided or domain.proposed or f"Not known; still to answer: {', '.join(domain.needed)}"
        )
        typer.echo(f"\n{domain.domain}. {domain.name}: {judged}")
        if domain.path:
            typer.echo(f"   because {', '.join(domain.path)}")
        if domain.decided and domain.decided != domain.proposed:
            typer.echo(f"   the rule proposed {domain.proposed}; a person decided otherwise: {domain.reason}")
    typer.echo(f"\nOverall: {appraisal.decided or appraisal.proposed or 'Not known yet'}")
    if appraisal.decided and appraisal.decided != appraisal.proposed:
        typer.echo(
            f"   the rule proposed {appraisal.proposed}; a person decided otherwise: {appraisal.reason}"
        )
    for prompt in appraisal.prompts:
        typer.echo(f"   {prompt}")
