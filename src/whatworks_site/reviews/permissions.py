"""Who may do what in a review. The parts of a team are roles held in one review."""

from __future__ import annotations

from whatworks_site.people.permissions import Role, register
from whatworks_site.people.roles import PARTS

LEAD, SCREENER, EXTRACTOR, ARBITER = Role.LEAD, Role.SCREENER, Role.EXTRACTOR, Role.ARBITER
SEES = (Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER, *PARTS)

register("reviews.start", Role.EDITOR, Role.REVIEWER, words="Start a review")
register("reviews.appoint", Role.ADMINISTRATOR, Role.EDITOR, words="Say who leads a review")
register("reviews.see", *SEES, words="See how far a review is", per_review=True)
register("reviews.lead", LEAD, words="Change a review’s question, protocol, team and ways", per_review=True)
register("reviews.search", LEAD, words="Bring searches in, and undo them", per_review=True)
register("reviews.duplicates", LEAD, SCREENER, ARBITER, words="Say what is a copy of what", per_review=True)
register("reviews.screen", SCREENER, words="Screen", per_review=True)
register("reviews.settle", ARBITER, SCREENER, words="Settle where screeners differ", per_review=True)
register("reviews.arbitrate", ARBITER, words="Settle alone, as the third person", per_review=True)
register("reviews.retrieve", LEAD, SCREENER, EXTRACTOR, words="Find and attach full texts", per_review=True)
register("reviews.extract", EXTRACTOR, words="Extract studies and results", per_review=True)
register("reviews.reconcile", LEAD, EXTRACTOR, ARBITER, words="Settle what was extracted", per_review=True)
register("reviews.appraise", EXTRACTOR, words="Appraise studies", per_review=True)
register("reviews.synthesise", LEAD, EXTRACTOR, words="Choose and keep analyses", per_review=True)
register("reviews.facts", LEAD, EXTRACTOR, words="Enter facts that rating schemes ask for", per_review=True)
