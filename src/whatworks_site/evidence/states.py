"""What may follow what for a version of a page: the one table from which checks and the diagram are made."""

from __future__ import annotations

from dataclasses import dataclass

from .models import State


class NotPossible(Exception):
    """An action that cannot be done now. Its text says why, and what to do."""


@dataclass(frozen=True)
class Step:
    """A step from one state to another."""

    name: str
    before: State
    after: State
    words: str


STEPS = (
    Step("approve", State.PROPOSED, State.PUBLISHED, "a second editor publishes it"),
    Step("decline", State.PROPOSED, State.DECLINED, "a second editor sends it back"),
    Step("take_back", State.PROPOSED, State.TAKEN_BACK, "its author takes it back"),
    Step("replace", State.PUBLISHED, State.REPLACED, "a later version is published"),
    Step("withdraw", State.PUBLISHED, State.WITHDRAWN, "another editor withdraws it"),
)


def after(step: str, state: str) -> State:
    """The state that a step leads to. Raises NotPossible where the step does not begin at `state`."""
    found = next(s for s in STEPS if s.name == step)
    if state != found.before:
        raise NotPossible(
            f"This version is {State(state).label}, so it cannot be changed like this. "
            "Someone may have decided a moment ago: load the page again."
        )
    return found.after
