"""Rules over a set answered from what its studies add up to, without the studies.

Where every answer of every study is settled, a rule over the set sees no more of them than the sums that
`features` names. So it is asked of the sums themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from whatworks.terms import Tri

from .evaluate import Evaluator, Inequality, Within
from .features import Features, Vector
from .kleene import FALSE, TRUE, Interval, above
from .language import Count, Exists, Node, Share, Total

T = TypeVar("T")


class NotSummedError(LookupError):
    """A rule asks for a number that is not among the sums."""


@dataclass
class SumsEvaluator(Evaluator):
    """Evaluates rules over a set whose studies, all of them settled, come to some sums.

    Raises NotSummedError where a rule asks for something else of the studies.
    """

    features: Features = field(kw_only=True)
    total: Vector = field(kw_only=True)

    def interval(self, node: Node, subject: str, within: Within) -> Interval:
        """The number itself where it counts studies, or adds up what they have; else as ever."""
        if not isinstance(node, Count | Share | Total):
            return super().interval(node, subject, within)
        return _point(_told(self.features.number(self.total, node, within), node))

    def inequality(self, that: Inequality) -> Tri:
        """The value of one inequality; of two counts the distance tells."""
        if isinstance(that.left, Count) and isinstance(that.right, Count):
            ends = (that.left.predicate, that.within), (that.right.predicate, that.within.turned(-1))
            apart = _told(self.features.distance(self.total, *ends), that)
            return above(_point(apart), _point(0.0), strictly=that.strictly)
        return super().inequality(that)

    def exists(self, node: Exists, within: Within) -> Tri:
        """Whether there is a set of studies of a kind."""
        return TRUE if _told(self.features.exists(self.total, node, within), node) else FALSE


def _told(found: T | None, of: object) -> T:
    if found is None:
        raise NotSummedError(str(of))
    return found


def _point(value: float) -> Interval:
    return Interval(value, value)
