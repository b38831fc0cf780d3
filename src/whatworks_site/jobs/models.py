"""What is kept of a piece of long work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from .states import ENDED, State


class Job(models.Model):
    """A piece of long work: what was asked, how far it is, how it ended."""

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True, default="")
    """The same work has the same key, and is not taken up twice at once. Empty: never the same."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    words = models.CharField(max_length=300, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    """How many there are to do; empty while that is not known."""
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)
    queued = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    task = models.UUIDField(null=True)
    """The queue's slip for this job."""
    claim = models.UUIDField(null=True)
    """Whose run this is: a worker that was thought dead cannot write over the one that took its place."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"], name="job_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=[State.WAITING, State.RUNNING]) & ~models.Q(key=""),
                name="job_key_active_once",
            )
        ]

    def __str__(self) -> str:
        return f"Job {self.pk}: {self.kind}, {self.state}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in ENDED

    @property
    def values(self) -> dict[str, Any]:
        """The result, or nothing where there is none yet."""
        return dict(self.result or {})
