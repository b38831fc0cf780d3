"""Who works on a review, under which name, and how the team has chosen to work."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whatworks_site.evidence.models import Review

USER = settings.AUTH_USER_MODEL


class Seat(models.Model):
    """A place in a review's team: the name that its decisions carry, and who sits there now.

    The parts that go with it are roles held in the review. A folder read in brings seats that nobody has
    taken yet.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="seats")
    name = models.CharField(max_length=60, help_text="The name used in decisions; need not be a real one")
    user = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    last_user = models.ForeignKey(
        USER,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who left it; while something decided here is blind, nobody else may sit here",
    )

    class Meta:
        ordering = ("review_id", "name")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "name"], name="seat_name_once"),
            models.UniqueConstraint(fields=["review", "user"], name="seat_person_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Order(models.TextChoices):
    """The order in which records are read."""

    RANKED = "ranked", "Most likely to be relevant first"
    NEWEST = "newest", "Newest first"
    RANDOM = "random", "In random order"


class SettledBy(models.TextChoices):
    """Who settles where two screeners differ."""

    ARBITER = "arbiter", "A third person, the arbiter"
    TOGETHER = "together", "The screeners, together"


class Ways(models.Model):
    """How a team has chosen to work."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="ways")
    order = models.CharField(max_length=10, choices=Order.choices, default=Order.RANKED)
    settled_by = models.CharField(max_length=10, choices=SettledBy.choices, default=SettledBy.ARBITER)
    overlap = models.FloatField(
        null=True, help_text="Share of records read by two where the reading is split; empty: not split"
    )
    terms_in = models.JSONField(default=list, help_text="Words to mark that speak for including")
    terms_out = models.JSONField(default=list, help_text="Words to mark that speak for excluding")
    target = models.FloatField(default=0.95, help_text="The share of relevant records the team means to find")
    extractors_needed = models.PositiveSmallIntegerField(default=2)
    appraisers_needed = models.PositiveSmallIntegerField(default=2)


class Keys(models.Model):
    """The keys that a person has chosen for screening; an empty one is off."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="+")
    keys = models.JSONField(default=dict)


class JoinRequest(models.Model):
    """Somebody's wish to join a team, until its lead has answered."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60, help_text="The name they would like their decisions to carry")
    why = models.TextField(help_text="What they would do, in their own words")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    is_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ("review_id", "at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "user"], condition=models.Q(answered_at=None), name="asked_once"
            )
        ]
