"""The documents of a study's reports, to read from while extracting and settling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from whatworks.terms import Report, Stage
from whatworks_site.evidence.models import Review

from ..fulltext_acts import texts_of
from ..models import ReferenceRow, Standing
from .fulltexts import File, file_shown


def texts_of_reports(review: Review, reports: Sequence[Report]) -> dict[str, tuple[File, ...]]:
    """The documents attached to each report's work, by the report's id; those without one are left out."""
    of_reference = {r.reference: r.id for r in reports if r.reference}
    here = ReferenceRow.objects.filter(review=review)
    named = dict(here.filter(key__in=of_reference, work__isnull=False).values_list("key", "work_id"))
    sought = Standing.objects.filter(review=review, stage=Stage.FULL_TEXT, work__in=set(named.values()))
    works = set(sought.values_list("work_id", flat=True))
    work_of = dict(here.filter(work__in=works).values_list("key", "work_id"))
    files: dict[int, list[File]] = defaultdict(list)
    for text in texts_of(review, work_of.keys()):
        files[work_of[text.reference]].append(file_shown(review, work_of[text.reference], text))
    return {of_reference[key]: tuple(files[work]) for key, work in named.items() if files.get(work)}
