"""A change of a rating in words: what happened, what it turned, and from which level to which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from whatworks.rules import SET, FactType
from whatworks.terms import CriterionResult, Fact, PoolSource, Rating, Tri

from .catalogue import CATALOGUE
from .fact_changes import FactChange, Part

MOST_NAMED = 3
_POINT = re.compile(r"[+-]?\d+")


def facts_sentence(parts: Sequence[Part], before: Rating, after: Rating, names: Mapping[str, str]) -> str:
    """What happened to the facts, what that turned, and how the level moved: one sentence."""
    causes = list(_causes(parts, after, names))
    turned = _turned(parts, before, after)
    said = "; ".join(dict.fromkeys(causes[:MOST_NAMED]))
    more = len(causes) - MOST_NAMED
    rest = f" and {more} more {'change' if more == 1 else 'changes'}" if more > 0 else ""
    middle = f": {turned}" if turned else ""
    return f"{said[:1].upper()}{said[1:]}{rest}{middle}; {levels_moved(before, after)}"


def levels_moved(before: Rating, after: Rating) -> str:
    """'effect +1 to 0'; in the scheme's words where the level has no number or several are possible."""
    name = after.scale_name[:1].lower() + after.scale_name[1:]
    short = before.level is not None and after.level is not None and before.level != after.level
    if short and _POINT.fullmatch(str(before.level)) and _POINT.fullmatch(str(after.level)):
        return f"{name} {before.level} to {after.level}"
    return f"{name} “{before.words}” to “{after.words}”"


def _causes(parts: Sequence[Part], after: Rating, names: Mapping[str, str]) -> Iterator[str]:
    for kind, words in (("added", "added"), ("removed", "taken out")):
        subjects = [p.subject for p in parts if p.kind == kind]
        if len(subjects) > MOST_NAMED:
            yield f"{len(subjects)} studies {words}"
        else:
            yield from (f"{names.get(s, s)} {words}" for s in subjects)
    facts: dict[str, list[str]] = {}
    for part in parts:
        if part.kind == "fact":
            facts.setdefault(part.subject, []).append(fact_words(part.changes[0]))
    for subject, said in facts.items():
        who = "" if subject == SET else f"{names.get(subject, subject)}: "
        yield who + " and ".join(_run_on(said))
    if any(p.kind == "pool" for p in parts) and not any(p.kind in ("added", "removed") for p in parts):
        yield _pool_cause(next(p for p in parts if p.kind == "pool"))


def _run_on(words: Sequence[str]) -> Iterator[str]:
    """'learned that a', 'that b': what several sentences begin with is said once."""
    for place, each in enumerate(words):
        begun = place > 0 and words[place - 1].startswith("learned that ")
        yield each.removeprefix("learned ") if begun and each.startswith("learned that ") else each


def _pool_cause(part: Part) -> str:
    facts = {c.name: c for c in part.changes}
    source = facts.get("pool.source")
    if "pool.available" in facts:
        came = _is(facts["pool.available"].after, True)
        return "a pooled figure came in" if came else "the pooled figure is gone"
    if source is not None and _is(source.after, PoolSource.OURS.value):
        return "our own pooled figure took the place of a published review’s"
    if "pool.k" in facts and _number(facts["pool.k"].before) is not None:
        k, was = _number(facts["pool.k"].after), _number(facts["pool.k"].before)
        if k is not None and was is not None:
            return f"{k:g} studies are pooled, {was:g} were"
    return "the numbers behind the pooled figure changed"


def _is(fact: Fact | None, value: object) -> bool:
    return fact is not None and fact.is_known and fact.value == value


def _number(fact: Fact | None) -> float | None:
    known = fact is not None and fact.is_known and isinstance(fact.value, int | float)
    return float(fact.value) if known and fact is not None else None


def fact_words(change: FactChange) -> str:
    """What became of a fact: 'learned that the arms were alike at the start'."""
    before, after = change.before, change.after
    ask = CATALOGUE[change.name].ask if change.name in CATALOGUE else change.name
    if after is None or before is None:
        return f"{ask} is {'no longer' if after is None else 'now'} asked"
    if after.is_known and not before.is_known:
        return f"learned that {_clause(after)}"
    if before.is_known and not after.is_known:
        return f"no longer known: {ask}"
    if after.is_known:
        return f"corrected: {_clause(after)} (before: {_clause(before)})"
    return f"what is known of {ask} changed"


def _clause(fact: Fact) -> str:
    """A known fact as a clause."""
    if fact.name not in CATALOGUE:
        return f"{fact.name} is {fact.value}"
    definition, value = CATALOGUE[fact.name], fact.value
    if isinstance(value, bool) and (definition.yes or definition.no):
        return (definition.yes if value == (definition.good is not False) else definition.no) or str(value)
    if definition.type is FactType.NUMBER and not isinstance(value, bool) and definition.amount:
        share = (definition.low, definition.high) == (0, 1)
        return definition.amount.format(f"{value:.0%}" if share else f"{round(float(value), 4):,g}")
    if definition.yes and value == definition.good:
        return definition.yes
    if definition.no and value == definition.worst:
        return definition.no
    return f"{definition.ask.removeprefix('whether ')}: {value}"


def _turned(parts: Sequence[Part], before: Rating, after: Rating) -> str:
    """What the changes turned: where the pooled figure stands, else the first criterion that is otherwise."""
    if any(p.kind == "pool" for p in parts) and (pool := _pool_turned(before, after)):
        return pool
    if all(p.kind == "fact" for p in parts):
        return ""
    was, now = _criteria(before), _criteria(after)
    for id_, result in now.items():
        if id_ in was and was[id_].value is not result.value and result.value is not Tri.UNKNOWN:
            return f"“{result.question}” is now {'yes' if result.value is Tri.TRUE else 'no'}"
    return ""


def _criteria(rating: Rating) -> dict[str, CriterionResult]:
    found: dict[str, CriterionResult] = {}

    def walk(results: Sequence[CriterionResult]) -> None:
        for each in results:
            if each.subject in (None, SET):
                found.setdefault(each.id, each)
            walk(each.children)

    walk(rating.criteria)
    return found


_STANDS = {
    "for": "the whole interval of the pooled effect is now in favour",
    "against": "the whole interval of the pooled effect now goes against it",
    "crosses": "the pooled effect now crosses no difference",
    "none": "there is no pooled effect any more",
}
_SPREADS = {
    "for": "the whole prediction interval is now in favour",
    "against": "the whole prediction interval now goes against it",
    "crosses": "the prediction interval now crosses no difference",
}


def _pool_turned(before: Rating, after: Rating) -> str:
    was, now = _pool(before), _pool(after)
    for low, high, words in (
        ("pool.low", "pool.high", _STANDS),
        ("pool.pi_low", "pool.pi_high", _SPREADS),
    ):
        a, b = _stands(was, low, high), _stands(now, low, high)
        if a != b and b in words:
            return words[b]
    return ""


def _pool(rating: Rating) -> dict[str, Fact]:
    return {f.name: f for f in rating.facts if f.subject == SET and f.name.startswith("pool.")}


def _stands(facts: Mapping[str, Fact], low: str, high: str) -> str:
    a, b = _number(facts.get(low)), _number(facts.get(high))
    if (a is not None and a > 0) or (b is not None and b < 0):
        return "for" if a is not None and a > 0 else "against"
    if a is None and b is None:
        return "none"
    return "crosses"


def is_ours(rating: Rating) -> bool:
    """Whether the pooled figure of a rating was pooled here, so that it moves with the studies."""
    return _is(_pool(rating).get("pool.source"), PoolSource.OURS.value)
