"""What a job can be, and every way from one to the next: the one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    STOPPING = "stopping", "Stopping"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


ACTIVE = (State.WAITING, State.RUNNING, State.STOPPING)
AT_WORK = (State.RUNNING, State.STOPPING)
ENDED = (State.DONE, State.FAILED, State.STOPPED)


@dataclass(frozen=True)
class Move:
    """One way from a state to the next: its name in the audit, and what it means."""

    name: str
    sources: tuple[State, ...]
    target: State
    words: str


def _move(name: str, sources: tuple[State, ...], target: State, words: str) -> Move:
    return Move(name, sources, target, words)


CLAIM = _move("job-started", (State.WAITING,), State.RUNNING, "A worker takes it up")
FINISH = _move("job-done", AT_WORK, State.DONE, "Its work is done")
FAIL = _move("job-failed", AT_WORK, State.FAILED, "Its work went wrong")
ASK_TO_STOP = _move("job-asked-to-stop", (State.RUNNING,), State.STOPPING, "A person asks it to stop")
STOP_WAITING = _move("job-stopped", (State.WAITING,), State.STOPPED, "A person stops it before it starts")
STOP = _move("job-stopped", AT_WORK, State.STOPPED, "It stops between two steps, as asked")
HAND_BACK = _move("job-handed-back", (State.RUNNING,), State.WAITING, "Its worker is told to close")
FIND = _move("job-found", (State.RUNNING,), State.WAITING, "Its worker died; it is run again")
GIVE_UP = _move("job-given-up", (State.RUNNING,), State.FAILED, "Its worker died once too often")
BURY = _move("job-stopped", (State.STOPPING,), State.STOPPED, "Its worker died while it was to stop")
RESTART = _move("job-restarted", (State.FAILED, State.STOPPED), State.WAITING, "A person runs it again")

MOVES = (
    CLAIM,
    FINISH,
    FAIL,
    ASK_TO_STOP,
    STOP_WAITING,
    STOP,
    HAND_BACK,
    FIND,
    GIVE_UP,
    BURY,
    RESTART,
)
