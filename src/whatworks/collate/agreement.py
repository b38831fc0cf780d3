"""How far two screeners agree."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from whatworks.terms import Decision, Stage, Verdict, Work

from .errors import CollateError
from .screening import when, work_of


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Agreement of two screeners on the works both decided.

    Unknown is None: no work in common, or only one verdict ever used.
    """

    screeners: tuple[str, str]
    n: int
    agreed: int
    raw: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95


def agreement(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners: tuple[str, str] | None = None,
    stage: Stage = Stage.TITLE,
    level: float = 0.95,
) -> Agreement:
    """Raw agreement and Cohen's kappa on include, exclude and maybe, with a large-sample interval.

    Each person's latest verdict that resolves nothing, on works both decided. Without `screeners`, the two
    with the most decisions. Kappa: Cohen (1960), Educational and Psychological Measurement 20, 37-46. Its
    standard error: Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327, for unweighted
    kappa. Raises CollateError where fewer than two people have screened, or the level is not between 0 and
    1.
    """
    if not 0 < level < 1:
        raise CollateError(
            f"The level of the interval is {level}; give a number between 0 and 1, such as 0.95."
        )
    verdicts = _latest(works, decisions, stage)
    first, second = screeners or _busiest(verdicts)
    one, other = verdicts.get(first, {}), verdicts.get(second, {})
    both = sorted(one.keys() & other.keys())
    table = Counter((one[w], other[w]) for w in both)
    n, agreed = len(both), sum(k for (a, b), k in table.items() if a is b)
    if not n:
        return Agreement(screeners=(first, second), n=0, agreed=0, level=level)
    kappa, error = _kappa(table, n)
    reach = None if error is None else NormalDist().inv_cdf((1 + level) / 2) * error
    return Agreement(
        screeners=(first, second),
        n=n,
        agreed=agreed,
        raw=agreed / n,
        kappa=kappa,
        low=None if kappa is None or reach is None else max(-1.0, kappa - reach),
        high=None if kappa is None or reach is None else min(1.0, kappa + reach),
        level=level,
    )


def _latest(
    works: Sequence[Work], decisions: Sequence[Decision], stage: Stage
) -> dict[str, dict[str, Verdict]]:
    owner = work_of(works)
    found: defaultdict[str, dict[str, Verdict]] = defaultdict(dict)
    for d in sorted(decisions, key=lambda d: when(d.at)):
        if d.stage is stage and not d.resolves and d.reference in owner:
            found[d.by][owner[d.reference]] = d.verdict
    return found


def _busiest(verdicts: dict[str, dict[str, Verdict]]) -> tuple[str, str]:
    people = sorted(verdicts, key=lambda by: (-len(verdicts[by]), by))
    if len(people) < 2:
        raise CollateError(
            "Agreement needs two screeners, and only "
            f"{people[0] + ' has' if people else 'nobody has'} decided at this stage so far."
        )
    first, second = sorted(people[:2])
    return first, second


def _kappa(table: Counter[tuple[Verdict, Verdict]], n: int) -> tuple[float | None, float | None]:
    p = {cell: k / n for cell, k in table.items()}
    rows = {v: sum(x for (a, _), x in p.items() if a is v) for v in Verdict}
    columns = {v: sum(x for (_, b), x in p.items() if b is v) for v in Verdict}
    observed = sum(p.get((v, v), 0.0) for v in Verdict)
    expected = sum(rows[v] * columns[v] for v in Verdict)
    if 1 - expected < 1e-12:
        return None, None
    kappa = (observed - expected) / (1 - expected)
    on = sum(p.get((v, v), 0.0) * (1 - (rows[v] + columns[v]) * (1 - kappa)) ** 2 for v in Verdict)
    off = sum(x * (columns[a] + rows[b]) ** 2 for (a, b), x in p.items() if a is not b)
    rest = (kappa - expected * (1 - kappa)) ** 2
    variance = (on + (1 - kappa) ** 2 * off - rest) / ((1 - expected) ** 2 * n)
    return kappa, math.sqrt(max(0.0, variance))
