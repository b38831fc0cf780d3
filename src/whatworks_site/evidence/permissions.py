"""Who may do what with evidence and its pages."""

from __future__ import annotations

from whatworks_site.people.permissions import Role, register
from whatworks_site.people.roles import PARTS

EDITOR = Role.EDITOR
EDITORS = (Role.ADMINISTRATOR, EDITOR)
TEAM = (*EDITORS, Role.REVIEWER, *PARTS)
WRITERS = (EDITOR, Role.LEAD)

register("see_desk", *TEAM, words="See what is on the editor's desk", per_review=True)
register("import_review", *EDITORS, words="Read a review folder in")
register("export_review", *TEAM, words="Take a review folder out", per_review=True)
register(
    "assess_review",
    *EDITORS,
    Role.REVIEWER,
    Role.LEAD,
    Role.EXTRACTOR,
    words="Have ratings computed again",
    per_review=True,
)
register("edit_page", *WRITERS, words="Write a page's words", per_review=True)
register("propose", *WRITERS, words="Propose a version of a page", per_review=True)
register("decide", EDITOR, words="Publish or send back what another editor proposed", per_review=True)
register("withdraw", EDITOR, words="Withdraw a published page that another editor wrote", per_review=True)
register(
    "decide_rating",
    EDITOR,
    words="Accept, decline or override a change of a rating",
    per_review=True,
)
