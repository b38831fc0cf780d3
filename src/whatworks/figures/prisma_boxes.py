"""The PRISMA flow as boxes of counted lines, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whatworks.terms import Prisma

Line = tuple[str, int]
"""What is counted, and how many."""


@dataclass(frozen=True)
class Box:
    """A heading with its count, and what it is made of. `kind`: box, side, await or end."""

    head: Line
    parts: tuple[Line, ...] = ()
    kind: str = "box"


@dataclass(frozen=True)
class Step:
    """A box on the way down, its stage, and the boxes beside it: what left here, what still waits."""

    stage: str
    box: Box
    beside: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Arm:
    """One way in: databases and registers, or other methods."""

    name: str
    steps: tuple[Step, ...]
    included: int


IDENTIFICATION, SCREENING, INCLUDED = "Identification", "Screening", "Included"


def arms_of(prisma: Prisma) -> tuple[Arm, ...]:
    """The arms through which anything came; an empty arm is left out."""
    arms = []
    if _found_databases(prisma) or prisma.rejected or prisma.records_screened or prisma.dbr_sought_reports:
        arms.append(Arm("Databases and registers", _database_steps(prisma), prisma.dbr_included))
    if _found_other(prisma) or prisma.other_screened or prisma.other_sought_reports:
        arms.append(Arm("Other methods", _other_steps(prisma), prisma.other_included))
    return tuple(arms)


def _found_databases(p: Prisma) -> int:
    return p.database_results + p.register_results


def _found_other(p: Prisma) -> int:
    return p.website_results + p.organisation_results + p.citations_results


def _database_steps(p: Prisma) -> tuple[Step, ...]:
    sources = [
        *_sources("Databases", p.database_results, p.database_specific_results),
        *_sources("Registers", p.register_results, p.register_specific_results),
    ]
    found = Box(("Records found", _found_databases(p)), tuple(sources))
    removed = _removed(
        ("Copies", p.duplicates),
        ("By automation", p.excluded_automatic),
        ("Other reasons", p.excluded_other),
    )
    return (
        Step(IDENTIFICATION, found, (*_rejected(p.rejected - p.other_rejected), *removed)),
        _screened(p.records_screened, p.records_excluded, p.records_awaiting),
        _sought(p.dbr_sought_reports, p.dbr_notretrieved_reports, p.dbr_awaiting_retrieval),
        _assessed(p.dbr_assessed, p.dbr_excluded, p.dbr_awaiting),
    )


def _other_steps(p: Prisma) -> tuple[Step, ...]:
    sources = (
        ("Websites", p.website_results),
        ("Organisations and experts", p.organisation_results),
        ("Citations and hand searching", p.citations_results),
    )
    found = Box(("Records found", _found_other(p)), _counted(*sources))
    removed = _removed(("Copies", p.other_duplicates))
    steps = [Step(IDENTIFICATION, found, (*_rejected(p.other_rejected), *removed))]
    if p.other_screened:
        steps.append(_screened(p.other_screened, p.other_records_excluded, p.other_records_awaiting))
    steps.append(_sought(p.other_sought_reports, p.other_notretrieved_reports, p.other_awaiting_retrieval))
    steps.append(_assessed(p.other_assessed, p.other_excluded, p.other_awaiting))
    return tuple(steps)


def _rejected(count: int) -> tuple[Box, ...]:
    return (Box(("Could not be read, and not counted here", count), (), "side"),) if count else ()


def _sources(name: str, total: int, specific: Mapping[str, int]) -> tuple[Line, ...]:
    return tuple(specific.items()) if specific else _counted((name, total))


def _counted(*lines: Line) -> tuple[Line, ...]:
    return tuple(line for line in lines if line[1])


def _removed(*lines: Line) -> tuple[Box, ...]:
    counted = _counted(*lines)
    return (Box(("Removed before screening", sum(n for _, n in lines)), counted, "side"),)


def _waiting(words: str, count: int) -> tuple[Box, ...]:
    return (Box((words, count), (), "await"),) if count else ()


def _screened(screened: int, excluded: int, awaiting: int) -> Step:
    beside = Box(("Left out on title and abstract", excluded), (), "side")
    return Step(
        SCREENING, Box(("Records screened", screened)), (beside, *_waiting("Not yet decided", awaiting))
    )


def _sought(sought: int, missing: int, awaiting: int) -> Step:
    beside = Box(("Not found", missing), (), "side")
    return Step(
        SCREENING, Box(("Reports sought", sought)), (beside, *_waiting("Still being sought", awaiting))
    )


def _assessed(assessed: int, excluded: Mapping[str, int], awaiting: int) -> Step:
    beside = Box(("Left out on full text", sum(excluded.values())), tuple(excluded.items()), "side")
    box = Box(("Reports read in full", assessed))
    return Step(SCREENING, box, (beside, *_waiting("Not yet decided", awaiting)))


def included_box(p: Prisma) -> Box:
    """The last box: studies, as far as they are described, and the reports included."""
    parts: list[Line] = [("Reports included", p.new_reports)]
    if p.dbr_included and p.other_included:
        parts += [
            ("of which from databases and registers", p.dbr_included),
            ("of which by other methods", p.other_included),
        ]
    if p.previous_studies or p.previous_reports:
        parts += [
            ("Studies in the previous version", p.previous_studies),
            ("Reports in the previous version", p.previous_reports),
            ("Studies in all", p.total_studies),
            ("Reports in all", p.total_reports),
        ]
    return Box(("Studies included", p.new_studies), tuple(parts), "end")


def undescribed_box(p: Prisma) -> Box | None:
    """Reports included whose study nobody has described yet."""
    if not p.reports_without_study:
        return None
    return Box(("Reports whose study is not yet described", p.reports_without_study), (), "await")
