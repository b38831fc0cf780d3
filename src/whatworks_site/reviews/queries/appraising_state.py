"""Where appraisals stand: whose drafts count, whether all have handed in, what is begun and not settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from whatworks_site.evidence.models import Review

from ..handing_in import needed_for
from ..models import AppraisalDraft
from ..seats import ways_of


def live(review: Review, object_: str, instrument: str) -> QuerySet[AppraisalDraft]:
    """The drafts of one object with one instrument that were not set aside."""
    return AppraisalDraft.objects.filter(review=review, object=object_, instrument=instrument, aside_at=None)


def handed(review: Review, object_: str, instrument: str) -> QuerySet[AppraisalDraft]:
    """Those of them that were handed in, in the order in which they were begun."""
    return live(review, object_, instrument).filter(handed_in_at__isnull=False).order_by("pk")


def all_in(review: Review, object_: str, instrument: str) -> bool:
    """Whether as many as are needed have handed in."""
    found = list(handed(review, object_, instrument).defer("document"))
    return len(found) >= needed_for(found, ways_of(review).appraisers_needed)


@dataclass(frozen=True)
class Open:
    """Something that is begun and not settled: nobody's answers, only how far it is."""

    object: str
    instrument: str
    begun: int
    handed: int
    needed: int

    @property
    def can_be_settled(self) -> bool:
        """Whether all have handed in."""
        return self.handed >= self.needed

    @property
    def words(self) -> str:
        """How far it is."""
        if self.can_be_settled:
            return "all have handed in; it waits to be settled"
        return f"begun by {self.begun}, handed in by {self.handed} of {self.needed}"


def unsettled(review: Review) -> tuple[Open, ...]:
    """Everything that is begun and not settled, for which publication is held back."""
    groups: dict[tuple[str, str], list[AppraisalDraft]] = defaultdict(list)
    for draft in AppraisalDraft.objects.filter(review=review, aside_at=None).defer("document"):
        groups[draft.object, draft.instrument].append(draft)
    usual = ways_of(review).appraisers_needed
    return tuple(
        Open(
            object_,
            instrument,
            begun=len(drafts),
            handed=sum(d.handed_in_at is not None for d in drafts),
            needed=needed_for(drafts, usual),
        )
        for (object_, instrument), drafts in sorted(groups.items())
        if not any(d.settled_at for d in drafts)
    )
