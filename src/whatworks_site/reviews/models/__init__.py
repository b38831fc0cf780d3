"""What the desk keeps beside the records: the team, the records found, and who decided what."""

from .analyses import KeptAnalysis
from .appraising import AppraisalDraft
from .collating import Link, ReferenceRow, RejectedRow, SearchImport, WorkRow
from .extracting import Extraction
from .fulltext import FullText
from .screening import QueueHead, Share, Standing, Vote
from .team import Keys, Seat, Ways

__all__ = [
    "AppraisalDraft", "Extraction", "FullText", "KeptAnalysis", "Keys", "Link", "QueueHead", "ReferenceRow",
    "RejectedRow", "SearchImport", "Seat", "Share", "Standing", "Vote", "Ways", "WorkRow",
]  # fmt: skip
