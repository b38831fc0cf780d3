"""What the editor's desk shows: read from the records, written nowhere."""

from .intervention import PageDesk, Writing, page_desk, writing
from .review import ReviewDesk, ReviewLine, import_job, review_desk, review_lines
from .standing import LineState, PageLine, Standing, page_lines, review_line, standing
from .today import Today, today
from .versions import Compared, VersionDesk, Versions, compare, own_waiting, version_desk, versions

__all__ = [
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
    "version_desk",
    "versions",
    "writing",
]
