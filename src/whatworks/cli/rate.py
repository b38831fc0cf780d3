"""`whatworks rate`: what the schemes say of a review's evidence, and the schemes themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import AsJson, emit, friendly
from .rate_sources import judged
from .rate_telling import report_problems, tell_comparison

if TYPE_CHECKING:
    from whatworks.terms import CriterionResult, Rating

app = typer.Typer(no_args_is_help=True)
MARKS = {"true": "✓", "false": "✗", "unknown": "?"}


Source = Annotated[
    Path, typer.Argument(help="A file of facts (YAML or JSON), or a review folder.", metavar="FACTS")
]
Schemes = Annotated[
    list[str] | None,
    typer.Option(
        help="A scheme's id or file, or 'all'. If not said: a review's own; for a file of facts, all."
    ),
]
OnlySet = Annotated[str | None, typer.Option("--set", help="One evidence set, by id.", metavar="ID")]


@app.command()
def judge(source: Source, only: OnlySet = None, scheme: Schemes = None, as_json: AsJson = False) -> None:
    """Rate what is known, with the reasons and what would change each rating.

    Prints a list with --json: one entry for each thing, scheme and scale. Where part of a file of facts
    cannot be used, the rest is rated, the problems are told on standard error and the exit code is 1.

    Example: whatworks rate judge examples/entering-care --set fgc-entry-to-care --scheme centre
    """
    with friendly(as_json=as_json):
        found = judged(source, scheme, only, as_json=as_json)
    if as_json:
        emit([r.to_json() for r in found.ratings])
    else:
        for rating in found.ratings:
            _tell(rating, found.names)
    report_problems(found)


@app.command()
def compare(source: Source, only: OnlySet = None, scheme: Schemes = None, as_json: AsJson = False) -> None:
    """Set schemes side by side: each one's level, how far they agree and the criterion at which two part.

    Example: whatworks rate compare facts.yaml --scheme title-iv-e --scheme cebc
    """
    from whatworks.rate import compare as set_side_by_side  # noqa: PLC0415
    from whatworks.review.words import words_of_scheme  # noqa: PLC0415

    with friendly(as_json=as_json):
        found = judged(source, scheme, only, as_json=as_json)
        told = set_side_by_side(found.ratings, [words_of_scheme(s) for s in found.schemes], names=found.names)
    if as_json:
        emit(told.to_json())
    else:
        tell_comparison(told, found)
    report_problems(found)


def _tell(rating: Rating, names: Mapping[str, str]) -> None:
    typer.echo(f"\n{rating.object.intervention_name}: {rating.object.outcome_name}")
    typer.echo(f"{rating.scheme_name}, {rating.scale_name}: {rating.words}")
    typer.echo(f"  {rating.because}.")
    for criterion in rating.criteria:
        _tell_criterion(criterion, 1, names)
    for heading, lines in (
        (
            "Not known, what matters most first"
            if rating.level is None
            else "Not known, and it settles nothing",
            [u.words for u in rating.unknowns[:5]],
        ),
        ("What would move it up", [c.words for c in rating.changes_up]),
        ("What would move it down", [c.words for c in rating.changes_down]),
        ("Not checked against the published scheme", list(rating.unverified)),
    ):
        if lines:
            typer.echo(f"  {heading}:")
            for line in lines:
                typer.echo(f"    - {line}")


def _tell_criterion(criterion: CriterionResult, depth: int, names: Mapping[str, str], of: str = "") -> None:
    mark = MARKS[criterion.value.value]
    study = criterion.id.partition("@")[2]
    who = f"{names.get(study, study)}: " if study and study != of else ""
    unverified = "" if criterion.verified else " [unverified]"
    typer.echo(f"{'  ' * depth}{mark} {who}{criterion.question} {criterion.shown}{unverified}")
    if criterion.decided and not criterion.children and not study:
        for fact in criterion.facts:
            if fact.subject in names and fact.is_known:
                typer.echo(f"{'  ' * (depth + 1)}{names[fact.subject]}: {fact.name} is {fact.value}")
    if criterion.decided:
        for child in criterion.children:
            if child.decided:
                _tell_criterion(child, depth + 1, names, study)


@app.command()
def schemes(
    name: Annotated[str | None, typer.Argument(help="One scheme, by id or file.", metavar="[SCHEME]")] = None,
    as_json: AsJson = False,
) -> None:
    """List the rating schemes, or show one whole: levels, rules, sources and what is not verified.

    Example: whatworks rate schemes eif
    """
    from whatworks.rate import load_scheme, shipped  # noqa: PLC0415

    with friendly(as_json=as_json):
        found = [load_scheme(n) for n in ([name] if name else shipped())]
    if as_json:
        emit({"schemes": [_scheme(s) for s in found]})
        return
    for scheme in found:
        typer.echo(f"\n{scheme.id} {scheme.version}: {scheme.name}. By {scheme.by}.")
        for scale in scheme.scales:
            typer.echo(f"  {scale.name}: {', '.join(f'{v.id} ({v.words})' for v in scale.levels)}")
        if name:
            typer.echo(f"\n{scheme.about}\n\nSources: {', '.join(scheme.sources)}")
            for scale in scheme.scales:
                typer.echo(f"\n{scale.name}, rules in the order they are tried:")
                for rule in scale.rules:
                    asked = scheme.book[rule.text].ask if rule.text in scheme.book else rule.text
                    typer.echo(f"  {rule.level}: {asked}")
                typer.echo(f"  otherwise: {scale.otherwise}")
        if scheme.unverified:
            typer.echo(f"  Not verified: {len(scheme.unverified)} parts" if not name else "\nNot verified:")
            for part in scheme.unverified if name else ():
                typer.echo(f"  - {part}")


def _scheme(scheme: Any) -> dict[str, Any]:
    return {
        "id": scheme.id, "version": scheme.version, "name": scheme.name, "by": scheme.by,
        "about": scheme.about,
        "sources": list(scheme.sources), "licence": scheme.licence, "verified": scheme.verified,
        "unverified": list(scheme.unverified),
        "scales": [
            {"id": s.id, "name": s.name, "levels": [
                {"id": v.id, "rank": v.rank, "words": v.words, "meaning": v.meaning} for v in s.levels]}
            for s in scheme.scales
        ],
    }  # fmt: skip


@app.command()
def facts(as_json: AsJson = False) -> None:
    """List every fact that a scheme may rest on, with its type, unit and meaning.

    Example: whatworks rate facts
    """
    from whatworks.rate import CATALOGUE  # noqa: PLC0415

    rows = [
        {
            "name": d.name,
            "of": d.of,
            "type": d.type.value,
            "unit": d.unit,
            "options": list(d.options),
            "doc": d.doc,
        }
        for d in CATALOGUE.values()
    ]
    if as_json:
        emit({"facts": rows})
        return
    for row in rows:
        unit = f", {row['unit']}" if row["unit"] else ""
        typer.echo(f"{row['name']} ({row['of']}; {row['type']}{unit}): {row['doc']}")
