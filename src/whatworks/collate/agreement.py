"""How far two screeners agree: in all, month by month, and on what they said blind."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Literal

from whatworks.terms import Decision, Stage, Verdict, Work

from .errors import CollateError
from .screening import when, work_of

Period = Literal["week", "month", "quarter", "year"]


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


@dataclass(frozen=True)
class _Both:
    """A work that both decided: when the second of them first did, and what each said."""

    at: dt.datetime
    verdicts: tuple[Verdict, Verdict]


def agreement(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners: tuple[str, str] | None = None,
    stage: Stage = Stage.TITLE,
    level: float = 0.95,
    blind: bool = False,
) -> Agreement:
    """Raw agreement and Cohen's kappa on include, exclude and maybe, with a large-sample interval.

    Each person's latest verdict that resolves nothing, on works both decided. With `blind`, the latest that
    each gave before either could see the other's: not later than the moment at which the second of the two
    first decided. That is what kappa is about; later changes only count without it. It holds where verdicts
    are hidden until both have spoken. Without `screeners`, the two with the most decisions. Kappa: Cohen
    (1960), Educational and Psychological Measurement 20, 37-46. Its standard error: Fleiss, Cohen and Everitt
    (1969), Psychological Bulletin 72, 323-327, for unweighted kappa. Raises CollateError where fewer than two
    people have screened, or the level is not between 0 and 1.
    """
    _check(level)
    said = _said(works, decisions, stage)
    pair = screeners or _busiest(said)
    return _agreement(pair, [b.verdicts for b in _both(said, pair, blind)], level)


def agreement_over_time(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners: tuple[str, str] | None = None,
    stage: Stage = Stage.TITLE,
    by: Period = "month",
    level: float = 0.95,
    blind: bool = True,
) -> tuple[tuple[dt.date, Agreement], ...]:
    """Agreement in each period, by its first day (in UTC); a period without a work in common is left out.

    A work counts in the period in which the second of the two first decided it, so that a later change moves
    it nowhere.
    """
    _check(level)
    said = _said(works, decisions, stage)
    pair = screeners or _busiest(said)
    periods: defaultdict[dt.date, list[tuple[Verdict, Verdict]]] = defaultdict(list)
    for both in _both(said, pair, blind):
        periods[_start(both.at.date(), by)].append(both.verdicts)
    return tuple((start, _agreement(pair, periods[start], level)) for start in sorted(periods))


def screening_pairs(
    works: Sequence[Work], decisions: Sequence[Decision], *, stage: Stage = Stage.TITLE
) -> tuple[tuple[tuple[str, str], int], ...]:
    """Which two people have decided the same works, and how many; those with the most first."""
    said = _said(works, decisions, stage)
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for by, verdicts in said.items():
        for work in verdicts:
            readers[work].add(by)
    common = Counter(pair for people in readers.values() for pair in combinations(sorted(people), 2))
    return tuple(sorted(common.items(), key=lambda x: (-x[1], x[0])))


_Said = Mapping[str, Mapping[str, Sequence[Decision]]]
"""Each person's verdicts on each work, in time."""


def _check(level: float) -> None:
    if not 0 < level < 1:
        raise CollateError(
            f"The level of the interval is {level}; give a number between 0 and 1, such as 0.95."
        )


def _said(works: Sequence[Work], decisions: Sequence[Decision], stage: Stage) -> _Said:
    owner = work_of(works)
    found: defaultdict[str, dict[str, list[Decision]]] = defaultdict(dict)
    for d in sorted(decisions, key=lambda d: when(d.at)):
        if d.stage is stage and not d.resolves and d.reference in owner:
            found[d.by].setdefault(owner[d.reference], []).append(d)
    return found


def _both(said: _Said, pair: tuple[str, str], blind: bool) -> Iterable[_Both]:
    one, other = (said.get(by, {}) for by in pair)
    for work in sorted(one.keys() & other.keys()):
        mine, theirs = one[work], other[work]
        at = max(when(mine[0].at), when(theirs[0].at))
        until = at if blind else None
        yield _Both(at, (_last(mine, until), _last(theirs, until)))


def _last(decisions: Sequence[Decision], until: dt.datetime | None) -> Verdict:
    return [d for d in decisions if until is None or when(d.at) <= until][-1].verdict


def _start(day: dt.date, by: Period) -> dt.date:
    if by == "week":
        return day - dt.timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}
    if by not in month:
        raise CollateError(f"Agreement by “{by}” is not known; give week, month, quarter or year.")
    return day.replace(month=month[by], day=1)


def _agreement(pair: tuple[str, str], verdicts: Sequence[tuple[Verdict, Verdict]], level: float) -> Agreement:
    table = Counter(verdicts)
    n, agreed = len(verdicts), sum(k for (a, b), k in table.items() if a is b)
    if not n:
        return Agreement(screeners=pair, n=0, agreed=0, level=level)
    kappa, error = _kappa(table)
    reach = None if error is None else NormalDist().inv_cdf((1 + level) / 2) * error
    return Agreement(
        screeners=pair,
        n=n,
        agreed=agreed,
        raw=agreed / n,
        kappa=kappa,
        low=None if kappa is None or reach is None else max(-1.0, kappa - reach),
        high=None if kappa is None or reach is None else min(1.0, kappa + reach),
        level=level,
    )


def _busiest(said: _Said) -> tuple[str, str]:
    people = sorted(said, key=lambda by: (-len(said[by]), by))
    if len(people) < 2:
        raise CollateError(
            "Agreement needs two screeners, and only "
            f"{people[0] + ' has' if people else 'nobody has'} decided at this stage so far."
        )
    first, second = sorted(people[:2])
    return first, second


def _kappa(table: Counter[tuple[Verdict, Verdict]]) -> tuple[float | None, float | None]:
    from whatworks.stats.agreement import kappa_of_table  # noqa: PLC0415 - numbers load only where asked for

    found = kappa_of_table([[table[a, b] for b in Verdict] for a in Verdict])
    return found.value, found.se
