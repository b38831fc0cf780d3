"""What may follow what for a proposed change of a rating: the one table."""

from __future__ import annotations

from dataclasses import dataclass

from .living_models import ChangeState
from .states import NotPossible

DECIDED = (ChangeState.ACCEPTED, ChangeState.DECLINED, ChangeState.OVERRIDDEN)
"""What an editor has decided."""


@dataclass(frozen=True)
class ChangeStep:
    """A step of a proposed change from one state to another."""

    name: str
    before: tuple[ChangeState, ...]
    after: ChangeState
    words: str


CHANGE_STEPS = (
    ChangeStep("accept", (ChangeState.PROPOSED,), ChangeState.ACCEPTED, "an editor accepts it"),
    ChangeStep("decline", (ChangeState.PROPOSED,), ChangeState.DECLINED, "an editor keeps the rating"),
    ChangeStep("override", (ChangeState.PROPOSED,), ChangeState.OVERRIDDEN, "an editor decides otherwise"),
    ChangeStep("undo", DECIDED, ChangeState.PROPOSED, "what was decided is undone, before it is published"),
    ChangeStep(
        "overtake", (ChangeState.PROPOSED,), ChangeState.OVERTAKEN, "the rating is computed again, otherwise"
    ),
)  # fmt: skip


def change_after(step: str, state: str) -> ChangeState:
    """The state that a step leads to. Raises NotPossible where the step does not begin at `state`."""
    found = next(s for s in CHANGE_STEPS if s.name == step)
    if state not in found.before:
        raise NotPossible(
            f"This change is {ChangeState(state).label}, so it cannot be changed like this. Someone may have "
            "decided a moment ago, or the rating was computed again: load the page again."
        )
    return found.after
