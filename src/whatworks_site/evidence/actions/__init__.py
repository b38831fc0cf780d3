"""Every write of the evidence app: atomic, permitted, and on the record."""

from .assessing import assess_review
from .importing import ImportOutcome, export_review, import_review
from .publishing import (
    Proposed,
    approve,
    decline,
    propose,
    propose_many,
    propose_review,
    take_back,
    withdraw,
)
from .writing import edit_page

__all__ = [
    "ImportOutcome",
    "Proposed",
    "approve",
    "assess_review",
    "decline",
    "edit_page",
    "export_review",
    "import_review",
    "propose",
    "propose_many",
    "propose_review",
    "take_back",
    "withdraw",
]
