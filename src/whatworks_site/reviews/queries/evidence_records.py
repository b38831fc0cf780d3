"""What appraising, pooling and rating read of a review."""

from __future__ import annotations

from whatworks.terms import ReviewRecords
from whatworks_site.evidence.models import (
    AssignmentRow,
    CorrectionRow,
    DecisionRow,
    DuplicateLinkRow,
    ProtocolVersionRow,
    RetrievalRow,
    Review,
    SearchRow,
)
from whatworks_site.evidence.rows import records_of

_SCREENING = (
    SearchRow, DuplicateLinkRow, CorrectionRow, DecisionRow, AssignmentRow, RetrievalRow, ProtocolVersionRow,
)  # fmt: skip


def evidence_of(review: Review) -> ReviewRecords:
    """A review's records from the reports on: what appraising, pooling and rating read."""
    return records_of(review, without=_SCREENING)
