"""What the public store looks things up in. All of it is derived from publications and can be made again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ContentVersion(models.Model):
    """Which edition of the content this is. One row; its token changes whenever the public sees a change."""

    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default="")
    changed_at = models.DateTimeField(null=True)


class InterventionEntry(models.Model):
    """A published intervention as lists show it."""

    key = models.CharField(max_length=100, unique=True)
    name = models.TextField()
    review = models.CharField(max_length=100)
    review_title = models.TextField()
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField(null=True)
    change_reason = models.TextField(blank=True)
    description = models.TextField(blank=True)
    need = models.TextField(blank=True)
    level = models.TextField(blank=True)
    family = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    cost = models.TextField(blank=True)
    openness = models.PositiveSmallIntegerField(help_text="How far from known: 0 a level to 4 nothing")
    effect_order = models.FloatField(null=True)
    strength_order = models.FloatField(null=True)
    badges = models.JSONField(default=list)
    chips = models.JSONField(default=list)
    facets = models.JSONField(default=dict)
    outcomes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    published_ratings = models.JSONField(default=list)

    class Meta:
        ordering = ("name", "key")


class SetEntry(models.Model):
    """A published evidence set: an intervention and an outcome, with every rating of it."""

    key = models.CharField(max_length=200)
    intervention = models.ForeignKey(InterventionEntry, on_delete=models.CASCADE, related_name="sets")
    place = models.PositiveIntegerField(help_text="Its place among the intervention's; 0 leads")
    outcome = models.CharField(max_length=100)
    outcome_name = models.TextField()
    openness = models.PositiveSmallIntegerField()
    ratings = models.JSONField(default=list)
    finding = models.TextField(blank=True)
    k = models.PositiveIntegerField(default=0)
    people = models.JSONField(default=dict)
    designs = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    years = models.JSONField(default=list)

    class Meta:
        ordering = ("intervention__name", "place")


class StudyEntry(models.Model):
    """A published study."""

    key = models.CharField(max_length=200)
    intervention = models.ForeignKey(InterventionEntry, on_delete=models.CASCADE, related_name="studies")
    name = models.TextField()
    design = models.CharField(max_length=40)
    country = models.CharField(max_length=100, blank=True)
    year = models.PositiveIntegerField(null=True)
    people = models.TextField(blank=True)
    report = models.TextField(blank=True)
    outcomes = models.JSONField(default=list, help_text="Outcomes for which it has a result")
    results = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-year", "name", "key")


class OutcomeEntry(models.Model):
    """An outcome on which something is published."""

    key = models.CharField(max_length=100, unique=True)
    name = models.TextField()
    domain = models.TextField()
    good = models.CharField(max_length=10)
    interventions = models.PositiveIntegerField(default=0)
    studies = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("domain", "name")


class ReviewEntry(models.Model):
    """A published review."""

    key = models.CharField(max_length=100, unique=True)
    title = models.TextField()
    question = models.TextField()
    field = models.TextField()
    date = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField(null=True)
    constructed = models.TextField(blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("title",)


class SearchDocument(models.Model):
    """What can be found of one entry, from what matters most to what matters least."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    owner = models.CharField(max_length=130, db_index=True, help_text="The publication: kind and key")
    title = models.TextField()
    names = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    studies = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=["kind", "key"])]


class Word(models.Model):
    """A word that stands in some document, for finding what a mistyped one meant."""

    word = models.CharField(max_length=60, primary_key=True)
    documents = models.PositiveIntegerField(default=0)
