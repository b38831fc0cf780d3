"""Search exports in, one record each, in the order worth reading, with counts that balance."""

from .agreement import Agreement, agreement
from .checks import check_decisions, check_prisma
from .clusters import cluster
from .counting import count_records
from .duplicates import Comparison, check_duplicate_links, compare_references, deduplicate
from .errors import CollateError
from .flow import prisma
from .ranking import rank
from .reader import read
from .screening import StageOutcome, State, is_open, people_needed, screen

__all__ = [
    "Agreement", "CollateError", "Comparison", "StageOutcome", "State", "agreement", "check_decisions",
    "check_duplicate_links", "check_prisma", "cluster", "compare_references", "count_records", "deduplicate",
    "is_open", "people_needed", "prisma", "rank", "read", "screen",
]  # fmt: skip
