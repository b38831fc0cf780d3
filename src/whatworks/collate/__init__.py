"""Search exports in, one record each, in the order worth reading, with counts that balance."""

from .agreement import Agreement, agreement, agreement_over_time, screening_pairs
from .boxes import Box, WorkLine, prisma_of
from .checks import check_decisions, check_prisma
from .clusters import cluster
from .counting import count_records
from .duplicates import Comparison, check_duplicate_links, compare_references, deduplicate
from .errors import CollateError
from .flow import prisma
from .ranking import Ranker, lessons_of, rank
from .reader import read
from .screening import StageOutcome, State, is_open, people_needed, screen, visible_to
from .stopping import Reading, StillToFind, still_to_find, usual_window

__all__ = [
    "Agreement", "Box", "CollateError", "Comparison", "Ranker", "Reading", "StageOutcome", "State",
    "StillToFind", "WorkLine", "agreement", "agreement_over_time", "check_decisions",
    "check_duplicate_links", "check_prisma", "cluster", "compare_references", "count_records", "deduplicate",
    "is_open", "lessons_of", "people_needed", "prisma", "prisma_of", "rank", "read", "screen",
    "screening_pairs", "still_to_find", "usual_window", "visible_to",
]  # fmt: skip
