"""What of a review leaves with its folder, what stays, and by what a colleague can tell that all arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Q

from whatworks.figures import prisma_flow
from whatworks.publish.numbers import count
from whatworks.review import folder_files
from whatworks.terms import Prisma, Stage
from whatworks_site.evidence.desk import standing
from whatworks_site.evidence.models import TABLES, DecisionRow, Review
from whatworks_site.evidence.queries import assessed, last_assessment
from whatworks_site.evidence.rows import decisions_mark, records_of, rows_of
from whatworks_site.evidence.words import HOLDERS

from ..models import FullText, Seat, Standing, Vote
from .flow import flow_of

QUICK = 5_000
"""With up to so many decisions the folder's digest is worked out unasked."""

_MORE: tuple[tuple[str, str], ...] = (
    ("protocol_versions", "Versions of the protocol"),
    ("duplicate_decisions", "What people said is a copy of what"),
    ("corrections", "Corrections of records"),
    ("assignments", "Records shared out"),
    ("retrievals", "Full texts sought"),
    ("outcomes", "Outcomes"),
    ("arms", "Arms of studies"),
)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """The folder as it would leave now."""

    leaves: tuple[tuple[str, int], ...]
    files: int
    awaiting: int
    """Records still being read: what was decided on them stays until all have."""
    own: int
    """Of those, decided by the person who looks."""
    texts: int
    digest: str
    """Empty where it was not asked for and would take long."""
    sentence: str
    """The flow's ends, in a sentence."""
    boxes: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    pools: tuple[tuple[str, str, str], ...]
    is_current: bool
    """Whether they are of the records as they are."""

    @property
    def stays(self) -> str:
        """What of the reading stays here, in a sentence."""
        if not self.awaiting:
            return "Every record is read by all who are to read it, so every decision leaves."
        own = f" {count(self.own, 'of them has', 'of them have')} a verdict of yours." if self.own else ""
        return (
            f"{count(self.awaiting, 'record is', 'records are')} still being read. What was decided on them "
            f"stays here until everyone who is to read them has decided.{own}"
        )


def hand_over(user: Any, review: Review, *, ask_digest: bool = False) -> HandOver:
    """What would leave now, what would stay, and the figures that it rebuilds to."""
    seat = Seat.objects.filter(review=review, user_id=user.pk).first()
    awaiting = Standing.objects.filter(review=review, state="awaiting")
    mine = Vote.objects.filter(review=review, by=seat.name) if seat else Vote.objects.none()
    own = mine.filter(_still(Stage.TITLE) | _still(Stage.FULL_TEXT)).distinct().count()
    flow = flow_of(review)
    table = prisma_flow(flow).table
    decisions = rows_of(review, DecisionRow).count()
    return HandOver(
        leaves=tuple(_leaves(review)),
        files=review.files.count(),
        awaiting=awaiting.filter(is_ready=True).count(),
        own=own,
        texts=FullText.objects.filter(review=review, removed_at=None).count(),
        digest=folder_digest(review) if ask_digest or decisions <= QUICK else "",
        sentence=_ends(flow),
        boxes=table.rows,
        header=table.header,
        pools=_pools(review),
        is_current=standing(review).is_current,
    )


def _ends(flow: Prisma) -> str:
    found = sum(
        (
            flow.database_results, flow.register_results, flow.website_results, flow.organisation_results,
            flow.citations_results,
        )
    )  # fmt: skip
    screened = flow.records_screened + flow.other_screened
    reports, studies = count(flow.new_reports, "report"), count(flow.new_studies, "study", "studies")
    return f"{count(found, 'record')} found, {screened:,} screened, {reports} of {studies} in."


def _still(stage: Stage) -> Q:
    return Q(stage=stage, work__standings__stage=stage, work__standings__is_open=False)


def _leaves(review: Review) -> Sequence[tuple[str, int]]:
    tables = {table.HOLDER: table for table in TABLES}
    found = ((words, rows_of(review, tables[holder]).count()) for holder, words in (*HOLDERS, *_MORE))
    return [(words, n) for words, n in found if n]


def folder_digest(review: Review) -> str:
    """One digest of every file of the folder that would leave now, as `sha256sum` over its files gives it."""
    return _digest(review.pk, review.revision, tuple(decisions_mark(review)))


# A folder changes only with its review's revision and its decisions' mark.
@lru_cache(maxsize=32)
def _digest(pk: int, revision: int, decided: tuple[int, ...]) -> str:
    review = Review.objects.get(pk=pk)
    written = folder_files(records_of(review))
    files = {name: sha256(text.encode()).hexdigest() for name, text in written.items()}
    files |= dict(review.files.values_list("path", "digest"))
    lines = "".join(f"{files[name]}  ./{name}\n" for name in sorted(files, key=str.encode))
    return sha256(lines.encode()).hexdigest()


def _pools(review: Review) -> tuple[tuple[str, str, str], ...]:
    """The pooled figures as last computed, to the last digit, each with what it is of and where it lies."""
    last = last_assessment(review.key)
    if last is None:
        return ()
    pools = assessed(last)[0].pools
    return tuple((p.evidence_set or p.id, repr(p.b), repr(p.se)) for p in pools if p.b is not None)
