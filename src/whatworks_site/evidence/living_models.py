"""What is kept so that ratings change in the open: scheme files as they were, and each change proposed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class KeptScheme(models.Model):
    """A scheme's file as it was when ratings were computed by it, so that they can be computed again."""

    scheme = models.CharField(max_length=100, help_text="The scheme's name")
    version = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, help_text="A digest of the file's text")
    text = models.TextField(help_text="The file")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("scheme", "-kept_at")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "digest"], name="scheme_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, version {self.version}"


class ChangeState(models.TextChoices):
    """Where a change of a rating stands. What may follow what is in `living_states`."""

    PROPOSED = "proposed", "waits for an editor"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined: the rating stays as it was"
    OVERRIDDEN = "overridden", "decided otherwise"
    OVERTAKEN = "overtaken", "overtaken by a later computation"


class ChangeKind(models.TextChoices):
    """Why a rating differs from the one accepted last."""

    FACTS = "facts", "the facts changed"
    SCHEME = "scheme", "the scheme changed"
    ENGINE = "engine", "the software changed"
    PERSON = "person", "a person decided otherwise"


class RatingChange(models.Model):
    """A rating that no longer says what was accepted last: before, after, why, and what an editor decided.

    Accepted last is what readers see, or what an editor has decided on it since. Nothing here alters a page.
    """

    review = models.ForeignKey("evidence.Review", on_delete=models.CASCADE, related_name="rating_changes")
    intervention = models.CharField(max_length=100)
    place = models.TextField(help_text="Evidence set, scheme, scale and study, as one name")
    state = models.CharField(max_length=20, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    sentence = models.TextField(help_text="Why, in one sentence")
    facts_changed = models.JSONField(default=list, help_text="What changed in the facts, and what mattered")
    before = models.JSONField(help_text="The rating accepted last")
    after = models.JSONField(help_text="The rating computed")
    pooled_before = models.TextField(blank=True, help_text="The pooled figure before, in words")
    pooled_after = models.TextField(blank=True, help_text="The pooled figure after, in words")
    narrows = models.BooleanField(
        default=False, help_text="Whether the level stays open and only fewer levels are possible"
    )
    says = models.CharField(max_length=64, help_text="A digest of what the computed rating says")
    assessment = models.ForeignKey(
        "evidence.Assessment", null=True, on_delete=models.SET_NULL, related_name="rating_changes"
    )
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    decided_level = models.CharField(max_length=100, blank=True, help_text="The level decided instead")
    decided_words = models.TextField(blank=True, help_text="That level in words")
    published_in = models.ForeignKey(
        "evidence.Publication", null=True, on_delete=models.SET_NULL, related_name="rating_changes",
        help_text="The version in which readers first saw it",
    )  # fmt: skip

    class Meta:
        ordering = ("review_id", "intervention", "pk")
        indexes: ClassVar = [
            models.Index(fields=["review", "state"], name="rating_change_state"),
            models.Index(fields=["review", "intervention"], name="rating_change_of"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "place"], condition=models.Q(state="proposed"), name="one_change_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.sentence}"
