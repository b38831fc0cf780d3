"""How far screeners agree, on what is open: what each said while they were blind to one another."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from whatworks.collate import Agreement, agreement, agreement_over_time, screening_pairs
from whatworks.terms import Decision, Stage, Verdict, Work
from whatworks_site.evidence.models import DecisionRow, Openness, Review

from ..models import ReferenceRow, Standing

_FEW = 50
"""With fewer in common an interval is wide, and the page says so."""


@dataclass(frozen=True)
class PairShown:
    """Two screeners, in words."""

    names: tuple[str, str]
    held: Agreement

    @property
    def share(self) -> str:
        """They agree on 91 of 100."""
        return f"{self.held.agreed:,} of {self.held.n:,}"

    @property
    def beyond_chance(self) -> str:
        """Kappa with its interval, in words; why there is none, where there is none."""
        held = self.held
        if held.kappa is None:
            return "Beyond chance: cannot be told, as only one verdict was ever used"
        if held.low is None or held.high is None:
            return f"Beyond chance: {held.kappa:.2f}"
        return f"Beyond chance: {held.kappa:.2f}, between {held.low:.2f} and {held.high:.2f}"

    @property
    def is_few(self) -> bool:
        """Whether there are too few to lean on it."""
        return self.held.n < _FEW


@dataclass(frozen=True)
class CrossTable:
    """How often the first said this and the second that."""

    first: str
    second: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


_WORDS = {Verdict.INCLUDE: "Include", Verdict.MAYBE: "Not sure", Verdict.EXCLUDE: "Exclude"}


class Agreements:
    """How the screeners of a review agree at one stage, read once."""

    def __init__(self, review: Review, stage: Stage) -> None:
        self.review, self.stage = review, stage

    @cached_property
    def works(self) -> list[Work]:
        """The works whose verdicts are open."""
        is_open = Standing.objects.filter(review=self.review, stage=self.stage, is_open=True, votes__gte=2)
        rows = ReferenceRow.objects.filter(review=self.review, work__in=is_open.values("work"))
        copies: defaultdict[int, list[str]] = defaultdict(list)
        for key, work in rows.order_by("key").values_list("key", "work_id"):
            copies[work].append(key)
        return [Work(id=keys[0], references=tuple(keys), search="") for keys in copies.values()]

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was said of them, as far as it was not taken back before it could be seen.

        Who takes a verdict back once they can see the other's has said it blind all the same.
        """
        keys = {key for work in self.works for key in work.references}
        said = DecisionRow.objects.filter(review=self.review, stage=self.stage, resolves=False)
        seen = Q(openness=Openness.OPEN) | Q(openness=Openness.UNDONE, opened_at__isnull=False)
        rows = said.filter(seen)
        read = rows.order_by("at", "pk").values_list("reference", "by", "verdict", "at")
        return [
            Decision(reference=reference, stage=self.stage, by=by, verdict=Verdict(verdict), at=at)
            for reference, by, verdict, at in read.iterator(2000)
            if reference in keys
        ]

    @cached_property
    def pairs(self) -> list[PairShown]:
        """Every two who have read the same works, those with the most first."""
        found = screening_pairs(self.works, self.decisions, stage=self.stage)
        return [self._shown(names) for names, _ in found]

    def _shown(self, names: tuple[str, str]) -> PairShown:
        held = agreement(self.works, self.decisions, screeners=names, stage=self.stage, blind=True)
        return PairShown(names, held)

    def over_time(self, names: tuple[str, str]) -> Sequence[tuple[dt.date, Agreement]]:
        """Month by month."""
        return agreement_over_time(self.works, self.decisions, screeners=names, stage=self.stage)

    def table(self, names: tuple[str, str]) -> CrossTable:
        """What the one said against what the other said, while blind."""
        counts = Counter(self._blind(names))
        used = [v for v in _WORDS if any(v in pair for pair in counts)] or [Verdict.INCLUDE, Verdict.EXCLUDE]
        rows = tuple((_WORDS[a], tuple(counts[a, b] for b in used)) for a in used)
        return CrossTable(names[0], names[1], tuple(_WORDS[v] for v in used), rows)

    def _blind(self, names: tuple[str, str]) -> list[tuple[Verdict, Verdict]]:
        owner = {key: work.id for work in self.works for key in work.references}
        said: defaultdict[str, dict[str, list[Decision]]] = defaultdict(lambda: {n: [] for n in names})
        for decision in self.decisions:
            if decision.by in names:
                said[owner[decision.reference]][decision.by].append(decision)
        found = []
        for one, other in ((s[names[0]], s[names[1]]) for s in said.values()):
            if one and other:
                until = max(one[0].at, other[0].at)
                found.append((_last(one, until), _last(other, until)))
        return found


def _last(decisions: Sequence[Decision], until: dt.datetime) -> Verdict:
    return [d.verdict for d in decisions if d.at <= until][-1]
