"""`whatworks rate`: what the schemes say of a review's evidence, and the schemes themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import AsJson, emit, fail, friendly

if TYPE_CHECKING:
    from whatworks.terms import CriterionResult, Rating

app = typer.Typer(no_args_is_help=True)
MARKS = {"true": "✓", "false": "✗", "unknown": "?"}


@app.command()
def judge(
    folder: Annotated[Path, typer.Argument(help="A review folder.", metavar="DIR")],
    only: Annotated[str | None, typer.Option("--set", help="One evidence set, by id.", metavar="ID")] = None,
    scheme: Annotated[
        list[str] | None, typer.Option(help="A scheme's id or file; the review's own if not said.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rate a review's evidence, with the reasons and what would change each rating.

    Example: whatworks rate judge examples/entering-care --set fgc-entry-to-care --scheme centre
    """
    from whatworks.rate import load_scheme  # noqa: PLC0415
    from whatworks.review import assess, load_folder, scheme_name  # noqa: PLC0415

    with friendly(as_json=as_json):
        records = load_folder(folder)
        schemes = [
            load_scheme(s) for s in scheme or [str(scheme_name(s, folder)) for s in records.review.schemes]
        ]
        sets = [s for s in records.evidence_sets if only in (None, s.id)]
        if not sets:
            known = ", ".join(s.id for s in records.evidence_sets) or "none"
            wrong = f"{only}: no such evidence set" if only else "No evidence sets to rate"
            fail(f"{wrong}; the sets are {known}", as_json=as_json)
        ratings = [rating for s in sets for rating in assess(s, records, schemes).ratings]
    if as_json:
        emit({"ratings": [r.to_json() for r in ratings]})
        return
    names = {study.id: study.name for study in records.studies}
    for rating in ratings:
        _tell(rating, names)


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
