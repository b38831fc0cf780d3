"""What `whatworks rate` is asked of: a file of facts or a review folder, and under which schemes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import fail

if TYPE_CHECKING:
    from whatworks.rate import Scheme
    from whatworks.terms import Rating

ALL = "all"


@dataclass
class Judged:
    """The ratings of what was asked, the schemes they are under and what could not be read."""

    ratings: list[Rating] = field(default_factory=list)
    schemes: list[Scheme] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """What each study is called."""
    problems: tuple[Any, ...] = ()
    refused: int = 0


def judged(source: Path, wanted: list[str] | None, only: str | None, *, as_json: bool) -> Judged:
    """Rate a file of facts or a review folder under the schemes asked for, or stop with a message."""
    found = _of_folder(source, wanted, only) if source.is_dir() else _of_file(source, wanted, only)
    if not found.ratings and not found.problems:
        fail(_nothing(source, only, found), as_json=as_json)
    return found


def _nothing(source: Path, only: str | None, found: Judged) -> str:
    known = ", ".join(found.names) or "none"
    return (
        f"{only}: no such evidence set; the sets are {known}"
        if only
        else f"{source.name}: no evidence sets to rate"
    )


def _of_file(source: Path, wanted: list[str] | None, only: str | None) -> Judged:
    from whatworks.rate import judge_world, read_facts  # noqa: PLC0415

    read = read_facts(source)
    schemes = schemes_of(wanted or [ALL])
    chosen = [given for given in read.sets if only in (None, given.object.evidence_set)]
    if not chosen and not read.problems:
        return Judged(names={g.object.evidence_set: "" for g in read.sets})
    return Judged(
        ratings=[
            r for g in chosen for s in schemes for r in judge_world(g.world, g.object, s, names=g.names)
        ],
        schemes=schemes,
        names={study: name for g in chosen for study, name in g.names.items()},
        problems=read.problems,
        refused=read.refused,
    )


def _of_folder(source: Path, wanted: list[str] | None, only: str | None) -> Judged:
    from whatworks.review import assess, load_folder, scheme_name  # noqa: PLC0415

    records = load_folder(source)
    schemes = schemes_of(wanted or [str(scheme_name(s, source)) for s in records.review.schemes])
    sets = [s for s in records.evidence_sets if only in (None, s.id)]
    if not sets:
        return Judged(names={s.id: "" for s in records.evidence_sets})
    return Judged(
        ratings=[rating for s in sets for rating in assess(s, records, schemes).ratings],
        schemes=schemes,
        names={study.id: study.name for study in records.studies},
    )


def schemes_of(wanted: list[str]) -> list[Scheme]:
    """The schemes by id or file, each once; 'all' is every one that comes with Whatworks."""
    from whatworks.rate import load_scheme, shipped  # noqa: PLC0415

    names = [n for w in wanted for n in (shipped() if w == ALL else (w,))]
    return list({(s.id, s.version): s for s in map(load_scheme, dict.fromkeys(names))}.values())


def each_object(ratings: list[Rating]) -> Iterator[tuple[str, list[Rating]]]:
    """Ratings by the thing rated, in the order they came."""
    found: dict[str, list[Rating]] = {}
    for rating in ratings:
        found.setdefault(rating.object.evidence_set, []).append(rating)
    yield from found.items()
