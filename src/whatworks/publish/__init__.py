"""Pages: the report's static files, and the parts from which the site builds its own."""

from importlib import resources
from pathlib import Path

from .badges import BadgeView, badge, cost_badge
from .differences import Difference, differences
from .files import intervention_data, json_text
from .names import Links, file_stem, web_address
from .pages.intervention import intervention_page
from .rendering import prepared, style_sheet
from .shelf import Shelf
from .site import write_report
from .snapshot import review_snapshot, shelf_of, snapshot_of
from .sources import Sources

TEMPLATES = Path(str(resources.files(__name__) / "templates"))
"""The report's templates. Their macros (marks, rating, tree) serve the site too."""
ASSETS = Path(str(resources.files(__name__) / "assets"))
"""The style sheets."""

__all__ = [
    "ASSETS", "TEMPLATES", "BadgeView", "Difference", "Links", "Shelf", "Sources", "badge", "cost_badge",
    "differences", "file_stem", "intervention_data", "intervention_page", "json_text", "prepared",
    "review_snapshot", "shelf_of", "snapshot_of", "style_sheet", "web_address", "write_report",
]  # fmt: skip
