"""Every write of the evidence app: atomic, permitted, and on the record."""

from .assessing import assess_review
from .importing import ImportOutcome, export_review, import_review
from .living import (
    Accepted,
    accept_change,
    accept_narrowing,
    decline_change,
    override_change,
    undo_change,
)
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
    "Accepted",
    "ImportOutcome",
    "Proposed",
    "accept_change",
    "accept_narrowing",
    "approve",
    "assess_review",
    "decline",
    "decline_change",
    "edit_page",
    "export_review",
    "import_review",
    "override_change",
    "propose",
    "propose_many",
    "propose_review",
    "take_back",
    "undo_change",
    "withdraw",
]
