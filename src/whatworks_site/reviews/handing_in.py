"""How many are to hand in before drafts may be compared: as many as when the first of them was handed in."""

from __future__ import annotations

from collections.abc import Iterable

from .models import AppraisalDraft, Extraction


def needed_for(drafts: Iterable[Extraction | AppraisalDraft], usual: int) -> int:
    """What was handed in blind stays so, and what was open stays open, whatever the team chooses later.

    Who handed in may take it back and hand it in again: then today's number holds.
    """
    told = [draft.needed for draft in drafts if draft.handed_in_at is not None and draft.needed]
    return max([1, *told]) if told else max(1, usual)
