"""An appraiser's answers, until they are settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whatworks_site.evidence.models import Review

from .team import Seat


class AppraisalDraft(models.Model):
    """One appraiser's answers on one object with one instrument. Blind until all have handed in."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    object = models.CharField(max_length=200, help_text="The result or study appraised")
    instrument = models.CharField(max_length=60)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    document = models.JSONField(default=dict, help_text="The appraisal as its record says")
    handed_in_at = models.DateTimeField(null=True)
    needed = models.PositiveSmallIntegerField(
        default=0, help_text="How many were to hand in when this was; 0 before it was"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "object", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "object", "instrument", "seat"], name="appraised_once")
        ]
