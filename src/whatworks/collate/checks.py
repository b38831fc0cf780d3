"""What does not add up, in words: in the flow, and in the decisions it rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from whatworks.terms import (
    Assignment,
    Decision,
    Prisma,
    Report,
    Retrieval,
    RetrievalState,
    Stage,
    Verdict,
    Work,
)

from .screening import StageOutcome, screen, when, work_of


def check_prisma(prisma: Prisma) -> tuple[str, ...]:
    """Each rule of the flow that is broken, in words; nothing where it balances."""
    p = prisma
    boxes = p.to_json()
    negative = [name for name, value in boxes.items() if isinstance(value, int) and value < 0]
    negative += [f"{n}: {k}" for n, v in boxes.items() if isinstance(v, dict) for k, x in v.items() if x < 0]
    found = [f"The box {name} is below zero." for name in negative]
    for total, parts in _sums(p):
        (name, value), summed = total, sum(n for _, n in parts)
        if value != summed:
            words = " + ".join(f"{part} ({n})" for part, n in parts)
            found.append(f"{name} ({value}) should be {summed}: {words}.")
    with_study = p.new_reports - p.reports_without_study
    if with_study < 0:
        found.append("More reports are without a study than reports are included.")
    if (p.new_studies > 0) != (with_study > 0):
        found.append(
            f"{p.new_studies} studies are included and {with_study} included reports have a study: every "
            "included study needs an included report, and every included report with a study makes that "
            "study included."
        )
    return tuple(found)


Part = tuple[str, int]


def _sums(p: Prisma) -> list[tuple[Part, list[Part]]]:
    return [
        *_records(p),
        *_reports(p, "dbr", "databases and registers"),
        *_reports(p, "other", "other methods"),
        *_totals(p),
    ]


def _records(p: Prisma) -> list[tuple[Part, list[Part]]]:
    screened = ("records screened", p.records_screened)
    other = ("records screened, other methods", p.other_screened)
    return [
        (
            screened,
            [
                ("from databases", p.database_results),
                ("from registers", p.register_results),
                ("duplicates", -p.duplicates),
                ("removed by automation", -p.excluded_automatic),
                ("removed for other reasons", -p.excluded_other),
            ],
        ),
        (
            other,
            [
                ("from websites", p.website_results),
                ("from organisations", p.organisation_results),
                ("from citations", p.citations_results),
                ("duplicates", -p.other_duplicates),
            ],
        ),
        (
            ("reports sought", p.dbr_sought_reports),
            [screened, ("excluded", -p.records_excluded), ("awaiting", -p.records_awaiting)],
        ),
        (
            ("reports sought, other methods", p.other_sought_reports),
            [other, ("excluded", -p.other_records_excluded), ("awaiting", -p.other_records_awaiting)],
        ),
        (
            ("records from databases", p.database_results),
            _each(p.database_specific_results, p.database_results),
        ),
        (
            ("records from registers", p.register_results),
            _each(p.register_specific_results, p.register_results),
        ),
    ]


def _each(parts: dict[str, int], total: int) -> list[Part]:
    return list(parts.items()) if parts else [("not told apart", total)]


def _reports(p: Prisma, arm: str, name: str) -> list[tuple[Part, list[Part]]]:
    def box(key: str) -> int:
        return int(getattr(p, f"{arm}_{key}"))

    reasons: dict[str, int] = getattr(p, f"{arm}_excluded")
    assessed = (f"reports assessed, {name}", box("assessed"))
    return [
        (
            assessed,
            [
                ("sought", box("sought_reports")),
                ("not retrieved", -box("notretrieved_reports")),
                ("awaiting retrieval", -box("awaiting_retrieval")),
            ],
        ),
        (
            (f"reports included, {name}", box("included")),
            [
                assessed,
                *((f"excluded, {reason}", -n) for reason, n in reasons.items()),
                ("awaiting a decision", -box("awaiting")),
            ],
        ),
    ]


def _totals(p: Prisma) -> list[tuple[Part, list[Part]]]:
    return [
        (
            ("new reports", p.new_reports),
            [("databases and registers", p.dbr_included), ("other methods", p.other_included)],
        ),
        (("studies in all", p.total_studies), [("previous", p.previous_studies), ("new", p.new_studies)]),
        (("reports in all", p.total_reports), [("previous", p.previous_reports), ("new", p.new_reports)]),
    ]


def check_decisions(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    retrievals: Sequence[Retrieval] = (),
    reports: Sequence[Report] = (),
    criteria: Collection[str] | None = None,
    screeners: Collection[str] = (),
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
) -> tuple[str, ...]:
    """What does not fit in decisions, assignments, retrievals and reports, in words; nothing where all fits.

    Unknown references; criteria and screeners that the review does not list (where it lists any); a criterion
    on a verdict that excludes nothing; a full text decided though the work was not included on title and
    abstract, or though it is marked as not found; a report found outside the searches.
    """
    owner = work_of(works)
    found: list[str] = []
    for number, d in enumerate(decisions, start=1):
        found += [
            f"Decision {number}, by {d.by} on {d.reference}: {p}"
            for p in _problems(d, owner, criteria, screeners)
        ]
    for number, a in enumerate(assignments, start=1):
        found += [f"Assignment {number}, to {a.by}: {p}" for p in _misplaced(a, owner, screeners)]
    outcomes = screen(works, decisions, screeners_needed=screeners_needed, assignments=assignments)
    found += _out_of_order(outcomes, owner, decisions, retrievals)
    for number, r in enumerate(retrievals, start=1):
        if r.reference not in owner:
            found.append(f"Retrieval {number}: no reference has the id {r.reference}. {_ID_ADVICE}")
    return (*found, *_reports_outside(reports, owner))


def _reports_outside(reports: Sequence[Report], owner: Mapping[str, str]) -> list[str]:
    found = []
    for report in reports:
        if report.reference is None:
            found.append(
                f"Report {report.id} was found outside the searches, so no box of the flow counts it. Add a "
                "search (hand, citation or expert) that holds it, and name its reference here."
            )
        elif report.reference not in owner:
            found.append(f"Report {report.id}: no reference has the id {report.reference}. {_ID_ADVICE}")
    return found


_ID_ADVICE = "Its export may have changed since: look the record up among the references, and correct the id."


def _problems(
    d: Decision, owner: dict[str, str], criteria: Collection[str] | None, screeners: Collection[str]
) -> list[str]:
    found = _misplaced(d, owner, screeners)
    if d.criterion and criteria is not None and d.criterion not in criteria:
        found.append(
            f"the criterion “{d.criterion}” is not one of the review's: {', '.join(sorted(criteria))}."
        )
    if d.criterion and d.verdict is not Verdict.EXCLUDE:
        found.append(
            f"the verdict is {d.verdict}, so the criterion “{d.criterion}” says nothing. Leave it empty."
        )
    return found


def _misplaced(row: Decision | Assignment, owner: Mapping[str, str], screeners: Collection[str]) -> list[str]:
    found = []
    if row.reference not in owner:
        found.append(f"no reference has that id ({row.reference}). {_ID_ADVICE}")
    if screeners and row.by not in screeners:
        found.append(f"{row.by} is not one of the review's screeners: {', '.join(sorted(screeners))}.")
    return found


def _out_of_order(
    outcomes: Mapping[str, Mapping[Stage, StageOutcome]],
    owner: Mapping[str, str],
    decisions: Sequence[Decision],
    retrievals: Sequence[Retrieval],
) -> list[str]:
    ordered = sorted(retrievals, key=lambda r: when(r.at))
    state = {owner[r.reference]: r.state for r in ordered if r.reference in owner}
    read = dict.fromkeys(
        owner[d.reference] for d in decisions if d.stage is Stage.FULL_TEXT and d.reference in owner
    )
    found = []
    for work in read:
        if outcomes[work][Stage.TITLE].verdict is not Verdict.INCLUDE:
            found.append(
                f"Work {work} has a decision at full text, and is not included on title and abstract, so "
                "the flow does not count it there. Decide its title and abstract first."
            )
        if state.get(work) is RetrievalState.NOT_FOUND:
            found.append(
                f"Work {work} has a decision at full text, and its full text is marked as not found, so the "
                "flow counts it as not retrieved. Mark it as found, or take the decision back."
            )
    return found
