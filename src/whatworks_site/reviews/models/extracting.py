"""Studies gathered from reports, what extractors write down of them, and answers to questions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whatworks_site.evidence.models import Review

from .team import Seat

USER = settings.AUTH_USER_MODEL


class GatherStep(models.Model):
    """One step of gathering reports into studies, with the records before and after it, for undoing."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(help_text="What was done")
    before = models.JSONField(
        help_text="The studies and reports that it changed, as they were; null: not there"
    )
    after = models.JSONField(help_text="The same, as it left them")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("review_id", "pk")


class Extraction(models.Model):
    """One extractor's study, arms and results of one study, as a document. Blind until all have handed in."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    study = models.CharField(max_length=100, help_text="The study's name in this review")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    document = models.JSONField(default=dict, help_text="study, arms and results, as their records say")
    handed_in_at = models.DateTimeField(null=True)
    needed = models.PositiveSmallIntegerField(
        default=0, help_text="How many were to hand in when this was; 0 before it was"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "study", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "study", "seat"], name="extraction_once")
        ]


class Reconciliation(models.Model):
    """What was chosen where extractors differ, with their drafts as handed in. A change is a new one."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    study = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    drafts = models.JSONField(help_text="Each extractor's name and document")
    matches = models.JSONField(default=dict, help_text="Results that people matched, or kept apart")
    choices = models.JSONField(default=dict, help_text="What was chosen for each field, and why")
    kept = models.JSONField(null=True, help_text="The records as they were kept")
    changed_at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("review_id", "study", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "study", "number"], name="reconciliation_once")
        ]


class QuestionAnswer(models.Model):
    """What a person says to numbers that clash. One given while extracting is as blind as the extraction."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    study = models.CharField(max_length=100)
    question = models.CharField(max_length=40, help_text="The question's id")
    words = models.TextField(help_text="The question as it was asked")
    answer = models.TextField()
    extraction = models.ForeignKey(Extraction, null=True, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("review_id", "pk")
        indexes: ClassVar = [models.Index(fields=["review", "study", "question"], name="answer_to")]
