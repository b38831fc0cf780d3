"""Appraisers' answers until they are settled; what was settled; and the instruments a team appraises with."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whatworks_site.evidence.models import Review

from .team import Seat

USER = settings.AUTH_USER_MODEL
MAX_NAME = 60
"""How long the name, and the version, of an instrument may be."""


class AppraisalDraft(models.Model):
    """One appraiser's answers on one object with one instrument. Blind until all have handed in."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    object = models.CharField(max_length=200, help_text="What is appraised: its name in the review")
    instrument = models.CharField(max_length=MAX_NAME)
    version = models.CharField(max_length=MAX_NAME, default="", help_text="The instrument's version")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    document = models.JSONField(default=dict, help_text="The appraisal as its record says")
    handed_in_at = models.DateTimeField(null=True)
    needed = models.PositiveSmallIntegerField(
        default=0, help_text="How many were to hand in when this was; 0 before it was"
    )
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="When what was handed in was settled")
    aside_at = models.DateTimeField(null=True, help_text="When it was set aside; it then counts for nothing")
    aside_why = models.TextField(default="")

    class Meta:
        ordering = ("review_id", "object", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "object", "instrument", "seat"],
                condition=models.Q(aside_at=None),
                name="appraised_once",
            )
        ]


class SettledAppraisal(models.Model):
    """Every time an appraisal was settled, with what stood before, so that it can be taken back."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    object = models.CharField(max_length=200)
    instrument = models.CharField(max_length=MAX_NAME)
    document = models.JSONField(help_text="The appraisal that was kept, as its record says")
    before = models.JSONField(null=True, help_text="The one that stood before; empty where none did")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("review_id", "object", "-pk")
        indexes: ClassVar = [models.Index(fields=["review", "object", "instrument"], name="settled_of")]


class InstrumentVersion(models.Model):
    """The text of one version of an instrument: a team's own, or a shipped one as it was when first used.

    A version is never changed: what was appraised with it can be read and judged by it for ever.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=MAX_NAME)
    version = models.CharField(max_length=MAX_NAME)
    text = models.TextField(help_text="The file, word for word")
    is_own = models.BooleanField(help_text="Whether the team brought it, or changed it")
    why = models.TextField(default="", help_text="Why the team brought it, or what it changed")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "instrument", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "instrument", "version"], name="instrument_version_once"
            )
        ]


class InstrumentUse(models.Model):
    """What a team said of an instrument: whether it is used, in which version, for what designs."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    instrument = models.CharField(max_length=MAX_NAME)
    is_used = models.BooleanField()
    version = models.CharField(
        max_length=MAX_NAME, default="", help_text="For what is begun from now on; empty for the shipped one"
    )
    designs = models.JSONField(default=list, help_text="The groups of designs it is for")
    critical = models.JSONField(null=True, help_text="The questions held critical; empty for its own")
    critical_why = models.TextField(default="", help_text="Why the team holds others critical")

    class Meta:
        ordering = ("review_id", "instrument")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "instrument"], name="instrument_use_once")
        ]
