"""What follows from facts that were given, computed as it is from records and never typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from whatworks.rules import SET
from whatworks.terms import Design, Direction, Fact, FactSource, PoolSource, UnknownKind

from .catalogue import CATALOGUE
from .derive_quality import GROUP_DESIGNS
from .entered import EntryError
from .follows import grouped
from .ties import at_odds, narrowed

POOLED = (
    "pool.effect_size",
    "pool.source",
    "pool.k",
    "pool.estimate",
    "pool.low",
    "pool.high",
    "pool.pi_low",
    "pool.pi_high",
)
WORTH = ("pool.inside_worthwhile", "pool.spans_worthwhile")
ROUNDED = 1.0
"""Points by which a printed share of losses may differ from its counts."""
SHARES = ("review.share_for", "review.share_people_for")


def derived_study_facts(given: Mapping[str, Fact], study: str) -> dict[str, Fact]:
    """All facts of a study: those given, those that follow, and the rest not yet sought.

    Raises EntryError where a fact that follows from another was given and differs from it.
    """
    facts = dict(given)
    for name, value, how in _follow(facts):
        stated = facts.get(name)
        if stated is None or not (stated.is_known or stated.options):
            facts[name] = _made(name, study, value, how, facts)
        elif value not in (stated.options or (stated.value,)):
            raise EntryError(
                name, stated.value, f"cannot be: {how} it is {_said(value)}; take one of them out"
            )
        else:
            facts[name] = replace(stated, value=value, unknown=None, options=())
    if odd := at_odds(facts):
        beside = " and ".join(f"{n} {_shown(facts[n])}" for n in odd[1:])
        rule = f"cannot be, beside {beside}; correct one of them"
        raise EntryError(odd[0], _shown(facts[odd[0]]), rule)
    _check(facts)
    if "sample" not in facts:
        facts["sample"] = _made("sample", study, study, "its own, as no other is named", facts)
    return narrowed(_complete(facts, study, "study"))


def _check(facts: Mapping[str, Fact]) -> None:
    """Raise EntryError where a number cannot be true beside another fact."""
    allocated, analysed = _value(facts, "n_randomised"), _value(facts, "n_analysed")
    design = _value(facts, "design")
    one_by_one = design is not None and grouped(Design(design)) is False  # groups may gain people
    if allocated and analysed is not None and analysed > allocated and one_by_one:
        rule = f"is more than the {allocated:,.0f} allocated (n_randomised); correct one of them"
        raise EntryError("n_analysed", analysed, rule)
    effect, direction = _value(facts, "effect_size"), _value(facts, "direction")
    turned = {Direction.FAVOURS.value: -1, Direction.AGAINST.value: 1}.get(str(direction), 0)
    if effect is not None and effect * turned > 0:
        better = "better" if effect > 0 else "worse"
        rule = f"is {better} for those who had it, and the direction is {direction!r}; correct one of them"
        raise EntryError("effect_size", effect, rule)


def _follow(facts: Mapping[str, Fact]) -> list[tuple[str, Any, str]]:
    found: list[tuple[str, Any, str]] = []
    design = facts.get("design")
    if design is not None and design.is_known:
        kind = Design(design.value)
        how = "from the design"
        found += [
            ("randomised", kind.is_randomised, how),
            ("compared", kind.has_comparison, how),
            ("strong_comparison", kind.is_strong_comparison, how),
        ]
        if kind in GROUP_DESIGNS:
            found.append(("allocated_in_groups", True, how))
        elif grouped(kind) is False and "allocated_in_groups" not in facts:
            found.append(("allocated_in_groups", False, how))
    elif _value(facts, "randomised") is True:
        found += [(n, True, "it was randomised, so") for n in ("compared", "strong_comparison")]
    elif _value(facts, "compared") is False:
        found += [(n, False, "nobody else was measured, so") for n in ("randomised", "strong_comparison")]
    return [*found, *_counts(facts)]


def _counts(facts: Mapping[str, Fact]) -> list[tuple[str, Any, str]]:
    found: list[tuple[str, Any, str]] = []
    arms = _value(facts, "n_intervention"), _value(facts, "n_comparison")
    analysed = _value(facts, "n_analysed")
    if analysed is None and None not in arms:
        analysed = arms[0] + arms[1]
        found.append(("n_analysed", analysed, "both arms added"))
    elif analysed is not None and None not in arms and arms[0] + arms[1] > analysed:
        rule = f"is less than the {arms[0] + arms[1]:,.0f} in its two arms; correct one of them"
        raise EntryError("n_analysed", analysed, rule)
    allocated = _value(facts, "n_randomised")
    if allocated and analysed is not None and analysed <= allocated:
        how, share = (
            f"{allocated:,.0f} allocated, {analysed:,.0f} analysed",
            100 * (allocated - analysed) / allocated,
        )
        stated = _value(facts, "attrition_overall")
        if "attrition_overall" not in facts:
            found.append(("attrition_overall", share, how))
        elif stated is not None and abs(stated - share) > ROUNDED:
            rule = f"cannot be: with {how} it is {share:.3g}; take one of them out"
            raise EntryError("attrition_overall", stated, rule)
    return found


def derived_set_facts(given: Mapping[str, Fact]) -> dict[str, Fact]:
    """All facts of a set. Without a pooled figure, what is asked of one does not apply (ADR 3).

    Raises EntryError where two of the facts cannot be true together.
    """
    _refuse_impossible(given)
    facts = dict(given)
    pooled = any(n in facts and facts[n].is_known for n in ("pool.low", "pool.high"))
    if "pool.available" not in facts:
        how = "a pooled figure is given" if pooled else "no pooled figure is given"
        facts["pool.available"] = _made("pool.available", SET, pooled, how, facts)
    if facts["pool.available"].value is False:
        _not_apply(facts, POOLED, "no pooled figure is given")
    else:
        _bound_interval(facts)
        _bound_prediction(facts)
    if facts["pool.available"].value is not True or not pooled:
        _not_apply(facts, WORTH, "no pooled figure is given")
    elif not any(n in facts for n in WORTH):
        _not_apply(facts, WORTH, "no smallest effect worth having is given")
    if _value(facts, "pool.source") != PoolSource.REVIEW.value:
        _not_apply(facts, SHARES, "no published review's pooled figure is given")
    count = _value(facts, "review.count")
    if count is not None and "review.exists" not in facts:
        facts["review.exists"] = _made("review.exists", SET, count > 0, "from how many there are", facts)
    return _complete(facts, SET, "set")


ORDERED = (
    ("pool.low", "pool.high"), ("pool.low", "pool.estimate"), ("pool.estimate", "pool.high"),
    ("pool.pi_low", "pool.pi_high"), ("pool.pi_low", "pool.low"), ("pool.high", "pool.pi_high"),
    ("review.recent_count", "review.count"),
)  # fmt: skip
"""Numbers of which the first is never above the second."""


def _refuse_impossible(facts: Mapping[str, Fact]) -> None:
    for less, more in ORDERED:
        low, high = _value(facts, less), _value(facts, more)
        if low is not None and high is not None and low > high:
            raise EntryError(less, low, f"is above {more}, {high:g}; correct one of them")
    for name in POOLED if _value(facts, "pool.available") is False else ():
        if _value(facts, name) is not None:
            rule = "is given, and pool.available says that there is no pooled figure; take one of them out"
            raise EntryError(name, _value(facts, name), rule)
    count, exists = _value(facts, "review.count"), _value(facts, "review.exists")
    if None not in (count, exists) and (count > 0) != exists:
        raise EntryError("review.exists", _said(exists), f"cannot be: review.count is {count:g}")


def _bound_interval(facts: dict[str, Fact]) -> None:
    """The end of the pooled interval that is not given lies on its own side of the one that is."""
    low, high = _value(facts, "pool.low"), _value(facts, "pool.high")
    source = FactSource(how="not given")
    if low is not None and "pool.high" not in facts:
        facts["pool.high"] = Fact(
            name="pool.high", subject=SET, unknown=UnknownKind.NOT_SOUGHT, low=low, source=source
        )
    if high is not None and "pool.low" not in facts:
        facts["pool.low"] = Fact(
            name="pool.low", subject=SET, unknown=UnknownKind.NOT_SOUGHT, high=high, source=source
        )


def _bound_prediction(facts: dict[str, Fact]) -> None:
    """A prediction interval is never narrower than the interval; our own pool of two studies has none."""
    few = _value(facts, "pool.source") == PoolSource.OURS.value and (_value(facts, "pool.k") or 3) < 3
    kind = UnknownKind.NOT_APPLICABLE if few else UnknownKind.NOT_SOUGHT
    for name, end, bound in (("pool.pi_low", "pool.low", "high"), ("pool.pi_high", "pool.high", "low")):
        known = _value(facts, end)
        if name not in facts and known is not None:
            source = FactSource(how="not given")
            fact = Fact(name=name, subject=SET, unknown=kind, source=source)
            facts[name] = replace(fact, high=known) if bound == "high" else replace(fact, low=known)


def _not_apply(facts: dict[str, Fact], names: tuple[str, ...], how: str) -> None:
    for name in names:
        if name not in facts:
            source = FactSource(how=how)
            facts[name] = Fact(name=name, subject=SET, unknown=UnknownKind.NOT_APPLICABLE, source=source)


def _made(name: str, subject: str, value: Any, how: str, facts: Mapping[str, Fact]) -> Fact:
    alike = facts.get("n_intervention") if name == "n_analysed" else None
    unit = alike.unit if alike is not None else CATALOGUE[name].unit
    return Fact(name=name, subject=subject, value=value, unit=unit, source=FactSource(how=how))


def _complete(facts: dict[str, Fact], subject: str, kind: str) -> dict[str, Fact]:
    for name, definition in CATALOGUE.items():
        if definition.of == kind and name not in facts:
            facts[name] = Fact(
                name=name, subject=subject, unit=definition.unit, unknown=UnknownKind.NOT_SOUGHT,
                source=FactSource(how="not given"),
            )  # fmt: skip
    return facts


def _value(facts: Mapping[str, Fact], name: str) -> Any:
    fact = facts.get(name)
    return fact.value if fact is not None and fact.is_known else None


def _shown(fact: Fact) -> str:
    return " or ".join(_said(v) for v in (fact.options or (fact.value,)))


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value}"
