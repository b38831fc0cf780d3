"""Which arms and results of several drafts are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from whatworks.terms import Arm, Result, digest
from whatworks.terms.identity import plain_words

from .extract_draft import Draft

T = TypeVar("T", Arm, Result)
Row = tuple[T | None, ...]
"""One thing as each draft has it; None where a draft has it not."""


def match_arms(drafts: Sequence[Draft]) -> list[Row[Arm]]:
    """Arms of one name are one; of those left, the only one of its kind in each draft is, too."""
    named = _match([d.arms for d in drafts], (lambda a: plain_words(a.name), lambda a: a.id), {})
    return _join_lonely(named)


def match_results(
    drafts: Sequence[Draft], matches: Mapping[str, Any], kept: Iterable[str]
) -> list[Row[Result]]:
    """Results that stood in the record before; then of one outcome, measure, time and part of the sample.

    `matches`: what people joined ("together": lists of ids, one a draft) or kept apart ("apart").
    `kept`: ids of results that both drafts began from.
    """
    known = set(kept)

    def by_id(result: Result) -> Hashable:
        return result.id if result.id in known else None

    return _match([d.results for d in drafts], (by_id, _same_result), matches)


def _same_result(result: Result) -> Hashable:
    part = plain_words(result.subgroup or "")
    arms = (result.arm_t, result.arm_c)
    return result.outcome, plain_words(result.measure), result.months, part, arms


def with_arms_named_alike(drafts: Sequence[Draft], rows: Sequence[Row[Arm]]) -> list[Draft]:
    """The drafts with an arm under the same id in each, so that results can be compared."""
    renamed: list[Draft] = []
    for place, draft in enumerate(drafts):
        names = {row[place].id: first(row).id for row in rows if row[place] is not None}  # type: ignore[union-attr]
        results = tuple(
            replace(r, arm_t=names.get(r.arm_t or "", r.arm_t), arm_c=names.get(r.arm_c or "", r.arm_c))
            for r in draft.results
        )
        renamed.append(replace(draft, results=results))
    return renamed


def first(row: Row[T]) -> T:
    """The thing as the first draft that has it has it."""
    return next(each for each in row if each is not None)


def key_of(row: Row[Any]) -> str:
    """A name for a row, by the names it has in the drafts."""
    return digest([each.id if each is not None else None for each in row], 10)


def _match(
    held: Sequence[Sequence[T]], by: Sequence[Callable[[T], Hashable]], matches: Mapping[str, Any]
) -> list[Row[T]]:
    rows: list[list[T | None]] = []
    for place, things in enumerate(held):
        left = list(things)
        for same in (_by_people(matches, place), *(_by_key(key, place, matches) for key in by)):
            for thing in list(left):
                row = next((r for r in rows if len(r) == place and same(r, thing)), None)
                if row is not None:
                    row.append(thing)
                    left.remove(thing)
        for short in rows:
            short.extend([None] * (place + 1 - len(short)))
        rows += [[None] * place + [thing] for thing in left]
    return [tuple(row) for row in rows]


def _by_people(matches: Mapping[str, Any], place: int) -> Callable[[list[Any], Any], bool]:
    pairs = [set(pair) for pair in matches.get("together", [])]

    def same(row: list[Any], thing: Any) -> bool:
        return any(
            each is not None and {_name(each, n), _name(thing, place)} in pairs for n, each in enumerate(row)
        )

    return same


def _by_key(
    key: Callable[[Any], Hashable], place: int, matches: Mapping[str, Any]
) -> Callable[[list[Any], Any], bool]:
    apart = [set(pair) for pair in matches.get("apart", [])]

    def same(row: list[Any], thing: Any) -> bool:
        mine = key(thing)
        for n, each in enumerate(row):
            if each is not None and {_name(each, n), _name(thing, place)} in apart:
                return False
        return mine is not None and any(each is not None and key(each) == mine for each in row)

    return same


def _name(thing: Any, place: int) -> str:
    """A thing's name together with whose draft it is in: two drafts may use a name for different things."""
    return f"{place}:{thing.id}"


def _join_lonely(rows: list[Row[Arm]]) -> list[Row[Arm]]:
    width = len(rows[0]) if rows else 0
    joined = list(rows)
    for kind in (True, False):
        lonely = [r for r in joined if sum(a is not None for a in r) == 1 and first(r).comparison is kind]
        places = [next(n for n, arm in enumerate(r) if arm is not None) for r in lonely]
        if width > 1 and len(lonely) == width and sorted(places) == list(range(width)):
            one = tuple(next(r[n] for r in lonely if r[n] is not None) for n in range(width))
            at = min(joined.index(r) for r in lonely)
            joined = [r for r in joined if r not in lonely]
            joined.insert(at, one)
    return joined
