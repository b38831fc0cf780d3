"""What may be read about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from .models import Job
from .registry import words_of
from .states import ACTIVE, RESTART, State


@dataclass(frozen=True)
class Shown:
    """A job as a page shows it."""

    id: int
    name: str
    state: str
    state_words: str
    words: str
    sentence: str
    done: int
    total: int | None
    error: str
    asked_by: str
    made: datetime
    started: datetime | None
    ended: datetime | None
    attempts: int
    result: dict[str, Any]
    can_stop: bool
    can_restart: bool
    moves: bool

    @property
    def made_words(self) -> str:
        """When it was asked for."""
        return when(self.made)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is known of it, for a list of facts: with what came of it, as far as that fits on a line."""
        rows = [
            ("Number", str(self.id)),
            ("Asked for", f"{self.made_words}, by {self.asked_by}"),
            ("Started", when(self.started) or "Not yet"),
            ("Ended", when(self.ended) or "Not yet"),
        ]
        if self.attempts > 1:
            rows.append(("Attempts", f"{self.attempts}: a worker died, and another took it up"))
        came = [(name, value) for name, value in self.result.items() if isinstance(value, (str, int, float))]
        return rows + [(name.replace("_", " ").capitalize(), _said(value)) for name, value in came]


def _said(value: str | float) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:,}" if isinstance(value, (int, float)) else value


def when(moment: datetime | None) -> str:
    """A time of day and date, as people here write them; empty for none."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y, %H:%M:%S}"


def database_answers() -> bool:
    """Whether the database answers the smallest question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def get(job_id: int) -> Job | None:
    """One job."""
    return Job.objects.filter(pk=job_id).first()


def recent(*, state: str = "", limit: int = 200) -> list[Shown]:
    """The newest jobs, those of one state if one is named."""
    rows = Job.objects.select_related("asked_by").all()
    if state:
        rows = rows.filter(state=state)
    return [shown(job) for job in rows[:limit]]


def one(job_id: int) -> Shown | None:
    """One job as its page shows it."""
    job = Job.objects.select_related("asked_by").filter(pk=job_id).first()
    return shown(job) if job else None


def active_count() -> int:
    """How many jobs wait or run."""
    return Job.objects.filter(state__in=ACTIVE).count()


def shown(job: Job) -> Shown:
    """A job as a page shows it."""
    return Shown(
        id=job.pk,
        name=words_of(job.kind),
        state=job.state,
        state_words=job.get_state_display(),
        words=job.words or words_of(job.kind),
        sentence=sentence(job),
        done=job.done,
        total=job.total,
        error=job.error,
        asked_by=job.asked_by.name if job.asked_by else "The site itself",
        made=job.made,
        started=job.started,
        ended=job.ended,
        attempts=job.attempts,
        result=job.values,
        can_stop=job.state in (State.WAITING, State.RUNNING),
        can_restart=job.state in RESTART.sources,
        moves=job.state in ACTIVE,
    )


def sentence(job: Job) -> str:
    """How far a job is, in words, with a count where there is one."""
    if job.state == State.FAILED:
        return f"Failed: {job.error}"
    count = f" ({job.done:,} of {job.total:,})" if job.total else ""
    said = f"{job.words or words_of(job.kind)}{count}"
    return {State.STOPPING: f"Stopping. {said}", State.STOPPED: f"Stopped. {said}"}.get(
        State(job.state), said
    )
