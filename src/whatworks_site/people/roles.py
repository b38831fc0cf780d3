"""The roles that a person may hold."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What somebody is to the centre."""

    ADMINISTRATOR = "administrator", "Administrator"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"
    EVALUATOR = "evaluator", "Evaluator"
    PROGRAMME = "programme", "Programme staff"
    PRACTITIONER = "practitioner", "Practitioner"
    LEAD = "lead", "Lead of a review"
    SCREENER = "screener", "Screener"
    EXTRACTOR = "extractor", "Extractor"
    ARBITER = "arbiter", "Arbiter"


STAFF = tuple(role for role in Role if role is not Role.PRACTITIONER)
"""Those who work at the desk, and so sign in with a one-time code."""
EVERYWHERE_ONLY = (Role.ADMINISTRATOR, Role.PRACTITIONER)
"""Roles that cannot be held in one review alone."""
PARTS = (Role.LEAD, Role.SCREENER, Role.EXTRACTOR, Role.ARBITER)
"""The parts people have in a review's team: held in that review, never everywhere."""
