"""What holds a review's pages back, as the apps above this one tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Review
from .states import NotPossible

MOST_NAMED = 5


@dataclass(frozen=True)
class Hold:
    """One thing that is to be done before a page of its review can go on: what, how far, where."""

    words: str
    state: str
    href: str


class HeldBack(NotPossible):
    """A page cannot go on while something of its review is open."""

    def __init__(self, holds: tuple[Hold, ...]) -> None:
        named = "; ".join(f"{h.words}: {h.state}" for h in holds[:MOST_NAMED])
        more = f"; and {len(holds) - MOST_NAMED} more" if len(holds) > MOST_NAMED else ""
        many = "1 appraisal is" if len(holds) == 1 else f"{len(holds)} appraisals are"
        super().__init__(
            f"Pages of this review are held back while {many} begun and not settled ({named}{more}). "
            "Settle them, or have the review’s lead set them aside."
        )
        self.holds = holds


Asked = Callable[[Review], Iterable[Hold]]
_asked: list[Asked] = []


def register_hold(function: Asked) -> Asked:
    """Have this asked, too, what holds a review's pages back. Each app does it once, when it is ready."""
    if function not in _asked:
        _asked.append(function)
    return function


def holds_of(review: Review) -> tuple[Hold, ...]:
    """Everything that holds a review's pages back."""
    return tuple(each for ask in _asked for each in ask(review))


def holds_of_key(review: str) -> tuple[Hold, ...]:
    """The same for a review by its name."""
    found = Review.objects.filter(key=review).first()
    return holds_of(found) if found is not None else ()


def refuse_held(review: Review) -> None:
    """Raise HeldBack while anything holds the review's pages back."""
    found = holds_of(review)
    if found:
        raise HeldBack(found)
