"""The documents themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whatworks_site.evidence.models import Review

from .collating import WorkRow


class FullText(models.Model):
    """A document attached to a work. The file lies in the data folder under its digest."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey(WorkRow, null=True, on_delete=models.SET_NULL, related_name="texts")
    reference = models.CharField(max_length=100, help_text="The reference it was attached to")
    name = models.CharField(max_length=200, help_text="The file's name as it came")
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("review_id", "pk")
        indexes: ClassVar = [models.Index(fields=["review", "reference"], name="text_of")]
