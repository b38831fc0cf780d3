"""What the editor's desk shows: read from the records, written nowhere."""

from .intervention import PageDesk, Writing, page_desk, writing
from .living import (
    AgainDesk,
    ChangeDesk,
    change_again,
    change_desk,
    changes_for,
    version_again,
)
from .living import to_decide as changes_to_decide
from .review import ReviewDesk, ReviewLine, import_job, review_desk, review_lines
from .standing import LineState, PageLine, Standing, page_lines, review_line, standing
from .today import Today, today
from .versions import Compared, VersionDesk, Versions, compare, own_waiting, version_desk, versions

__all__ = [
    "AgainDesk",
    "ChangeDesk",
    "Compared",
    "LineState",
    "PageDesk",
    "PageLine",
    "ReviewDesk",
    "ReviewLine",
    "Standing",
    "Today",
    "VersionDesk",
    "Versions",
    "Writing",
    "change_again",
    "change_desk",
    "changes_for",
    "changes_to_decide",
    "compare",
    "import_job",
    "own_waiting",
    "page_desk",
    "page_lines",
    "review_desk",
    "review_line",
    "review_lines",
    "standing",
    "today",
    "version_again",
    "version_desk",
    "versions",
    "writing",
]
