"""Gathering reports into studies: a study made, a report added or taken out, and each step undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from whatworks.terms import Design, Record, Report, Seen, Study
from whatworks_site.audit.actions import record
from whatworks_site.evidence.models import (
    FactEntryRow,
    InterventionRow,
    ReportRow,
    ResultRow,
    Review,
    StudyRow,
)
from whatworks_site.evidence.rows import drop, put
from whatworks_site.evidence.states import NotPossible
from whatworks_site.people.models import User
from whatworks_site.people.permissions import require

from ..extract_naming import free, keys, report_of
from ..models import Extraction, GatherStep, WorkRow

TABLES = {"studies": StudyRow, "reports": ReportRow}
Changes = Mapping[str, Mapping[str, Record | None]]


def make_study(
    *,
    by: User,
    review: str,
    name: str,
    intervention: str,
    design: Design,
    work: int | None = None,
    report: str | None = None,
    seen: Seen | None = None,
) -> Study:
    """Make a study whose main report is this work, or this report that is there already."""
    with transaction.atomic():
        held = _held(by, review)
        if not InterventionRow.objects.filter(review=held, key=intervention).exists():
            raise NotPossible("Choose an intervention of this review, or add it to the vocabulary first.")
        main = _report(held, work, report, seen)
        told = StudyRow.objects.filter(review=held, name=name.strip())
        if any(row.to_record().reports[:1] == (main.id,) for row in told):
            raise NotPossible(f"“{name.strip()}” has been made from {main.short} already.")
        key = free(name, keys(held, StudyRow))
        year = next((int(word) for word in main.short.split()[-1:] if word.isdigit()), None)
        made = Study(
            id=key, name=name.strip(), intervention=intervention, design=design, reports=(main.id,), year=year
        )
        told = replace(main, studies=(*main.studies, key))
        _step(
            by,
            held,
            f"Made “{made.name}” from {main.short}",
            {"studies": {key: made}, "reports": {main.id: told}},
        )
    return made


def add_report(
    *,
    by: User,
    review: str,
    study: str,
    work: int | None = None,
    report: str | None = None,
    seen: Seen | None = None,
) -> Study:
    """Add a report to a study. The report may tell of other studies too."""
    with transaction.atomic():
        held = _held(by, review)
        old = _study(held, study)
        added = _report(held, work, report, seen)
        if added.id in old.reports:
            raise NotPossible(f"{added.short} is among the reports of “{old.name}” already.")
        made = replace(old, reports=(*old.reports, added.id))
        told = added if study in added.studies else replace(added, studies=(*added.studies, study))
        _step(
            by,
            held,
            f"Added {added.short} to “{old.name}”",
            {"studies": {study: made}, "reports": {added.id: told}},
        )
    return made


def take_out(*, by: User, review: str, study: str, report: str) -> Study | None:
    """Take a report out of a study. A study left without report and results goes too; None then."""
    with transaction.atomic():
        held = _held(by, review)
        old = _study(held, study)
        gone = ReportRow.objects.filter(review=held, key=report).first()
        if report not in old.reports:
            raise NotPossible("That report is not among the study’s. Load the page again.")
        made: Study | None = replace(old, reports=tuple(r for r in old.reports if r != report))
        if made is not None and not made.reports:
            if _is_worked_on(held, study):
                raise NotPossible(
                    "This is the study’s only report, and something of it is entered. Add another first."
                )
            made = None
        changes: dict[str, dict[str, Record | None]] = {"studies": {study: made}}
        if gone is not None:
            told = gone.to_record()
            changes["reports"] = {report: replace(told, studies=tuple(s for s in told.studies if s != study))}
        short = gone.short if gone is not None else report
        _step(by, held, f"Took {short} out of “{old.name}”", changes)
    return made


def make_main(*, by: User, review: str, study: str, report: str) -> Study:
    """Put a report first: the main one."""
    with transaction.atomic():
        held = _held(by, review)
        old = _study(held, study)
        if report not in old.reports:
            raise NotPossible("That report is not among the study’s. Load the page again.")
        made = replace(old, reports=(report, *(r for r in old.reports if r != report)))
        _step(by, held, f"Made another report the main one of “{old.name}”", {"studies": {study: made}})
    return made


def undo_step(*, by: User, review: str) -> GatherStep:
    """Undo the last step of gathering. Raises NotPossible where its records have changed since."""
    with transaction.atomic():
        held = _held(by, review)
        step = GatherStep.objects.filter(review=held, undone_at=None).order_by("-pk").first()
        if step is None:
            raise NotPossible("There is no step left to undo.")
        for kind, records in step.after.items():
            for key, after in records.items():
                if _now(held, kind, key) != after:
                    raise NotPossible("What that step made has been changed since, so it cannot be undone.")
                if step.before[kind][key] is None and kind == "studies" and _is_worked_on(held, key):
                    raise NotPossible("Something of the study it made is entered, so it cannot be undone.")
        for kind, records in step.before.items():
            for key, before in records.items():
                _write(held, kind, key, TABLES[kind].RECORD.from_json(before) if before else None)
        step.undone_at = timezone.now()
        step.save(update_fields=["undone_at"])
        _told(by, "reviews.gather.undo", held, step.pk)
    return step


def _held(by: User, review: str) -> Review:
    require(by, "reviews.extract", review=review)
    # The review's row is what two people who gather at once wait for.
    held = Review.objects.select_for_update().filter(key=review).first()
    if held is None:
        raise NotPossible("There is no review of that name.")
    return held


def _study(review: Review, key: str) -> Study:
    row = StudyRow.objects.filter(review=review, key=key).first()
    if row is None:
        raise NotPossible(
            "There is no study of that name. Someone may have taken it out: load the page again."
        )
    found: Study = row.to_record()
    return found


def _report(review: Review, work: int | None, report: str | None, seen: Seen | None) -> Report:
    if report:
        row = ReportRow.objects.filter(review=review, key=report).first()
        if row is None:
            raise NotPossible("There is no report of that name. Load the page again.")
        found: Report = row.to_record()
        return found
    held = WorkRow.objects.filter(review=review, pk=work).first()
    if held is None:
        raise NotPossible("Choose the record that this study comes from.")
    copies = list(held.references.values_list("key", flat=True))
    row = ReportRow.objects.filter(review=review, reference__in=[held.key, *copies]).first()
    if row is not None:
        return row.to_record()
    return report_of(review, held, seen, keys(review, ReportRow))


def _is_worked_on(review: Review, study: str) -> bool:
    rows = (Extraction, ResultRow)
    if FactEntryRow.objects.filter(review=review, of=study).exists():
        return True
    return any(table.objects.filter(review=review, study=study).exists() for table in rows)


def _now(review: Review, kind: str, key: str) -> dict[str, Any] | None:
    row = TABLES[kind].objects.filter(review=review, key=key).first()
    return row.to_record().to_json() if row is not None else None


def _write(review: Review, kind: str, key: str, made: Record | None) -> None:
    if made is None:
        drop(review, TABLES[kind], key)
    else:
        put(review, TABLES[kind], made)


def _step(by: User, review: Review, words: str, changes: Changes) -> None:
    before = {kind: {key: _now(review, kind, key) for key in made} for kind, made in changes.items()}
    after = {
        kind: {key: record_.to_json() if record_ else None for key, record_ in made.items()}
        for kind, made in changes.items()
    }
    for kind, made in changes.items():
        for key, new in made.items():
            _write(review, kind, key, new)
    step = GatherStep.objects.create(
        review=review, words=words, before=before, after=after, by=by, at=timezone.now()
    )
    _told(by, "reviews.gather", review, step.pk, _names(changes))


def _names(changes: Changes) -> dict[str, list[str]]:
    return {kind: sorted(made) for kind, made in changes.items()}


def _told(
    by: User, action: str, review: Review, step: int, more: Mapping[str, Iterable[str]] | None = None
) -> None:
    changed = {"review": review.key, **(more or {})}
    record(by=by, action=action, object_kind="gather-step", object_id=str(step), changed=changed)
