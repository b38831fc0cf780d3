"""What an extractor has written down of a report, until two agree on it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whatworks_site.evidence.models import Review

from .team import Seat


class Extraction(models.Model):
    """One extractor's study, arms and results of one study, as a document. Blind until all have handed in."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    study = models.CharField(max_length=100, help_text="The study's name in this review")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    document = models.JSONField(default=dict, help_text="study, arms and results, as their records say")
    handed_in_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "study", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "study", "seat"], name="extraction_once")
        ]
