"""Many evidence sets under many schemes, what is the same but for names being worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whatworks.terms import Rating

from .derive import world_of
from .judge import judge_world, names_of, object_of, reports_of
from .recorded import SetEvidence
from .scheme import Scheme


def judge_many(
    items: Iterable[SetEvidence], schemes: Sequence[Scheme], *, explained: bool = True
) -> Iterator[tuple[Rating, ...]]:
    """Rate each evidence set under every scheme, one after another, as `judge` would each alone.

    Args:
        items: the evidence sets; they are taken one at a time, and none is kept.
        schemes: the schemes.
        explained: whether each rating carries its criteria with their values. Without them a rating says its
            level, why, what is not known and what would change it.

    Yields:
        For each evidence set its ratings, scheme by scheme and scale by scale.
    """
    for item in items:
        world, of = world_of(item), object_of(item)
        names, reports = names_of(item), reports_of(item)
        yield tuple(
            rating
            for scheme in schemes
            for rating in judge_world(world, of, scheme, names=names, reports=reports, explained=explained)
        )
