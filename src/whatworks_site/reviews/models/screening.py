"""Who decided what of which work, and where that leaves it. All of it follows from the decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whatworks.terms import Stage, Verdict
from whatworks_site.evidence.models import DecisionRow, Review

from .collating import WorkRow
from .team import Seat

STAGES = [(s.value, s.value) for s in Stage]
VERDICTS = [(v.value, v.value) for v in Verdict]


class Standing(models.Model):
    """Where a work stands at a stage. At full text there is one only for what went through before."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey(WorkRow, on_delete=models.CASCADE, related_name="standings")
    stage = models.CharField(max_length=20, choices=STAGES)
    state = models.CharField(max_length=10, help_text="awaiting, conflict, agreed or resolved")
    verdict = models.CharField(max_length=10, choices=VERDICTS, blank=True)
    criterion = models.CharField(max_length=100, blank=True)
    votes = models.PositiveSmallIntegerField(default=0)
    needed = models.PositiveSmallIntegerField(default=2)
    is_open = models.BooleanField(default=False, help_text="Whether the verdicts may be seen")
    is_shared_out = models.BooleanField(default=False, help_text="Whether only those named may read it")
    is_ready = models.BooleanField(default=True, help_text="Whether there is something to read")
    place = models.PositiveIntegerField(
        default=0, help_text="The work's, kept here so that it can be sorted by"
    )
    chance = models.PositiveIntegerField(default=0, help_text="The work's")
    year = models.IntegerField(default=0, help_text="The work's; 0 where it is not known")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work", "stage"], name="standing_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["review", "stage", "state", "is_ready", "is_shared_out"], name="standing_state"
            ),
            models.Index(fields=["review", "stage", "state", "place", "work"], name="standing_place"),
            models.Index(fields=["review", "stage", "state", "chance", "work"], name="standing_chance"),
            models.Index(fields=["review", "stage", "state", "-year", "work"], name="standing_year"),
        ]


class Vote(models.Model):
    """A person's standing verdict on a work at a stage: the latest that was not taken back."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey(WorkRow, on_delete=models.CASCADE, related_name="votes")
    stage = models.CharField(max_length=20, choices=STAGES)
    by = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    decision = models.ForeignKey(DecisionRow, on_delete=models.CASCADE, related_name="+")
    waits = models.BooleanField(
        default=False, help_text="Whether the work still awaits others, and anyone may read it"
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work", "stage", "by"], name="vote_once")]
        indexes: ClassVar = [models.Index(fields=["review", "stage", "by", "waits"], name="vote_by")]


class Share(models.Model):
    """A work that a person is to read, where the reading is shared out."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey(WorkRow, on_delete=models.CASCADE, related_name="shares")
    stage = models.CharField(max_length=20, choices=STAGES)
    by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work", "stage", "by"], name="share_once")]


class QueueHead(models.Model):
    """What a person is to read next, as the ranker taught by what that person may see has put it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=20, choices=STAGES)
    work = models.ForeignKey(WorkRow, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    taught_by = models.PositiveIntegerField(default=0, help_text="How many verdicts taught the ranker")

    class Meta:
        ordering = ("place",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "stage", "work"], name="queued_once")
        ]


class Left(models.Model):
    """How much is probably left to a person who has read much, as last worked out from their own reading."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=20, choices=STAGES)
    read = models.PositiveIntegerField(help_text="How many they had read then")
    document = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "stage"], name="left_once")]
