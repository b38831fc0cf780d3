"""What the desk keeps beside the records: the team, the records found, and who decided what."""

from .analyses import KeptAnalysis
from .appraising import AppraisalDraft, InstrumentUse, InstrumentVersion, SettledAppraisal
from .collating import Link, ReferenceRow, RejectedRow, SearchImport, WorkRow
from .extracting import Extraction, GatherStep, QuestionAnswer, Reconciliation
from .fulltext import FullText
from .screening import Left, QueueHead, Share, Standing, Vote
from .team import JoinRequest, Keys, Seat, Ways

__all__ = [
    "AppraisalDraft", "Extraction", "FullText", "GatherStep", "InstrumentUse", "InstrumentVersion",
    "JoinRequest", "KeptAnalysis", "Keys", "Left", "Link", "QuestionAnswer", "QueueHead", "Reconciliation",
    "ReferenceRow", "RejectedRow", "SearchImport", "Seat", "SettledAppraisal", "Share", "Standing", "Vote",
    "Ways", "WorkRow",
]  # fmt: skip
