"""Every version of an analysis that was kept, so that a change can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whatworks_site.evidence.models import Review


class KeptAnalysis(models.Model):
    """One version of an evidence set, with the model it was kept under. The latest not undone is in force."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    evidence_set = models.CharField(max_length=200, help_text="The set's name in this review")
    version = models.PositiveIntegerField()
    document = models.JSONField(help_text="The evidence set as its record says")
    methods = models.JSONField(help_text="How the review pooled from then on")
    methods_before = models.JSONField(help_text="How it pooled until then")
    run = models.JSONField(
        null=True, help_text="What was pooled, what came out and what software did it; empty: nothing pooled"
    )
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("review_id", "evidence_set", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "evidence_set", "version"], name="analysis_version_once"
            )
        ]
