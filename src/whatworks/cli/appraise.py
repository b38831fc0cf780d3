"""`whatworks appraise`: judge by an instrument, check a file, list the instruments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import AsJson, emit, friendly

if TYPE_CHECKING:
    from whatworks.appraise import Instrument
    from whatworks.terms import Appraisal, DomainJudgement

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Judge how far a result, a study, a review or a body of evidence can be trusted."""


@app.command()
def judge(
    instrument: Annotated[
        str,
        typer.Argument(
            help="An instrument's id or file; or, alone, an appraisal file that names it.",
            metavar="INSTRUMENT",
        ),
    ],
    answers: Annotated[
        Path | None,
        typer.Argument(help="Answers by question, or an appraisal: YAML or JSON.", metavar="[ANSWERS]"),
    ] = None,
    effect: Annotated[
        str | None,
        typer.Option(
            help="The variant, where the instrument has several; else the first one.",
            metavar="EFFECT",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge from the answers to an instrument's questions: what its rule proposes, and what led there.

    Example: whatworks appraise judge rob2 examples/tutorial-trial/appraisal.yaml
    """
    from whatworks.appraise import load_instrument, read_answers, read_appraisal  # noqa: PLC0415

    with friendly(as_json=as_json):
        if answers is None:
            appraisal = read_appraisal(Path(instrument))
        else:
            held = load_instrument(instrument)
            appraisal = read_answers(answers, held, effect=effect, usual=next(iter(held.effects), None))
    if as_json:
        emit(appraisal.to_json())
        return
    _tell(appraisal)


def _tell(appraisal: Appraisal) -> None:
    typer.echo(
        f"{appraisal.object}, judged by {appraisal.rater} with {appraisal.instrument} {appraisal.version}"
    )
    if appraisal.critical:
        typer.echo(f"critical here: {', '.join(appraisal.critical)}. {appraisal.critical_reason or ''}")
    for domain in appraisal.domains:
        _tell_domain(domain)
    if appraisal.counts:
        typer.echo(f"\nIn all: {_counted(appraisal.counts)}")
    else:
        typer.echo(f"\nOverall: {appraisal.decided or appraisal.proposed or _open(appraisal.possible)}")
    _tell_decision(appraisal.decided, appraisal.proposed, appraisal.reason)
    for prompt in appraisal.prompts:
        typer.echo(f"   {prompt}")


def _tell_domain(domain: DomainJudgement) -> None:
    judged = domain.decided or domain.proposed
    if not domain.asked:
        judged = "Not asked, after what was answered above"
    elif domain.counts:
        judged = _counted(domain.counts)
    elif judged is None:
        judged = _open(domain.possible)
    typer.echo(f"\n{domain.domain}. {domain.name}: {judged}")
    if domain.needed:
        typer.echo(f"   still to answer: {', '.join(domain.needed)}")
    if domain.path:
        typer.echo(f"   because {', '.join(domain.path)}")
    _tell_decision(domain.decided, domain.proposed, domain.reason)


def _tell_decision(decided: str | None, proposed: str | None, reason: str | None) -> None:
    if decided and decided != proposed:
        rule = f"the rule proposed {proposed}" if proposed else "no rule settled it"
        typer.echo(f"   {rule}; a person decided otherwise: {reason}")


def _open(possible: tuple[str, ...]) -> str:
    return f"Not known yet; still possible: {', '.join(possible)}"


def _counted(counts: Any) -> str:
    return ", ".join(f"{answer} {n}" for answer, n in counts.items())


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="An instrument's or an appraisal's file.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with an instrument's or an appraisal's file, where, and what to do.

    Ends with exit code 1 where something is.

    Example: whatworks appraise check examples/tutorial-trial/appraisal.yaml
    """
    from whatworks.appraise import check_any  # noqa: PLC0415

    with friendly(as_json=as_json):
        kind, problems = check_any(file)
    if as_json:
        emit({"file": str(file), "kind": kind, "problems": [problem.to_json() for problem in problems]})
    else:
        for problem in problems:
            line = f", line {problem.line}" if problem.line else ""
            typer.echo(f"{file}{line}: {problem}", err=True)
        if not problems:
            typer.echo(f"{file}: a sound {kind}.")
    if problems:
        raise typer.Exit(1)


@app.command()
def instruments(
    name: Annotated[str | None, typer.Argument(help="One instrument, by id or file.", metavar="[ID]")] = None,
    as_json: AsJson = False,
) -> None:
    """List the instruments, or show one whole: its questions, source, licence and what is not verified.

    Example: whatworks appraise instruments amstar2
    """
    from whatworks.appraise import load_instrument, shipped  # noqa: PLC0415

    with friendly(as_json=as_json):
        found = [load_instrument(n) for n in ([name] if name else shipped())]
    if as_json:
        emit({"instruments": [_fields(i) for i in found]})
        return
    for instrument in found:
        _tell_instrument(instrument, whole=name is not None)


def _tell_instrument(instrument: Instrument, *, whole: bool) -> None:
    typer.echo(f"\n{instrument.id} {instrument.version}: {instrument.name}. {instrument.covers}.")
    typer.echo(f"  {instrument.kind}; of: {instrument.object}; verified: {instrument.verified}")
    typer.echo(f"  {instrument.source.get('where', '')} {instrument.url}")
    if not whole:
        return
    typer.echo(f"  {instrument.licence}")
    for effect, words in instrument.effects.items():
        typer.echo(f"  effect {effect}: {words}")
    for domain in instrument.domains:
        variant = f" ({domain.effect})" if domain.effect else ""
        only = f", only if {domain.asked_if.words()}" if domain.asked_if else ""
        typer.echo(f"\n{domain.id}. {domain.name}{variant}{only}")
        for question in domain.sheet.questions.values():
            critical = " [critical]" if question.critical else ""
            asked = f" (if {question.asked_if.words()})" if question.asked_if else ""
            typer.echo(f"  {question.id} {question.ask}{critical}{asked} {' / '.join(question.answers)}")
    for part in instrument.unverified:
        typer.echo(f"\nNot verified: {part}")


def _fields(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "name": instrument.name,
        "kind": instrument.kind,
        "object": instrument.object,
        "covers": instrument.covers,
        "source": dict(instrument.source),
        "licence": instrument.licence,
        "verified": instrument.verified,
        "unverified": list(instrument.unverified),
        "answers": dict(instrument.words),
        "effects": dict(instrument.effects),
        "critical": list(instrument.critical),
        "judgements": {
            effect or "": list(part.sheet.judgements) for effect, part in instrument.overalls.items()
        },
        "domains": [
            {
                "id": domain.id,
                "name": domain.name,
                "effect": domain.effect,
                "verified": domain.verified,
                "asked_if": domain.asked_if.words() if domain.asked_if else None,
                "judgements": list(domain.sheet.judgements),
                "questions": [
                    {
                        "id": question.id,
                        "ask": question.ask,
                        "answers": list(question.answers),
                        "order": list(question.order),
                        "critical": question.critical,
                        "asked_if": question.asked_if.words() if question.asked_if else None,
                    }
                    for question in domain.sheet.questions.values()
                ],
            }
            for domain in instrument.domains
        ],
    }
