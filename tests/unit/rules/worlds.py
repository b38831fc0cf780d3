"""Small worlds and small rulebooks at random, for laws that must hold of all of them."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from unit.rules.brute import Brute, Crit
from whatworks.terms import Fact, UnknownKind

NOT_KNOWN = (UnknownKind.NOT_SOUGHT, UnknownKind.NOT_SOUGHT, UnknownKind.NOT_REPORTED)


def _fact(draw: st.DrawFn, subject: str, name: str, chance: int) -> Fact:
    if draw(st.integers(0, 9)) >= chance:
        return Fact(name=name, subject=subject, value=draw(st.sampled_from(VALUES[name])))
    kind = draw(st.sampled_from(NOT_KNOWN))
    if name == "way" and draw(st.booleans()):
        return Fact(name=name, subject=subject, unknown=UnknownKind.DISAGREE, options=("up", "down"))
    return Fact(name=name, subject=subject, unknown=kind)


def _sizes(draw: st.DrawFn, subject: str, chance: int) -> dict[str, Fact]:
    """How many, and two parts of them: at most one of the whole and its parts is left to a criterion."""

    def known(name: str, *values: int) -> Fact:
        return Fact(name=name, subject=subject, value=draw(st.sampled_from(values)))

    def unknown(name: str, high: float, *kinds: UnknownKind) -> Fact:
        return Fact(name=name, subject=subject, unknown=draw(st.sampled_from(kinds)), high=high)

    if draw(st.integers(0, 9)) >= chance:
        return {"n": known("n", 4, 3), "half": known("half", 1, 2), "rest": known("rest", 1)}
    match draw(st.sampled_from(("whole", "disputed", "parts", "all"))):
        case "whole":
            n = unknown("n", float(draw(st.integers(1, 4))), *NOT_KNOWN)
            return {"n": n, "half": known("half", 0), "rest": known("rest", 0, 1)}
        case "disputed":
            n = Fact(name="n", subject=subject, unknown=UnknownKind.DISAGREE, options=(1, 3))
            return {"n": n, "half": known("half", 0, 1), "rest": known("rest", 0, 1)}
        case "parts":
            parts = {p: unknown(p, 2.0, *NOT_KNOWN) for p in ("half", "rest")}
            return {"n": known("n", 4), **parts}
    n = unknown("n", float(draw(st.integers(1, 4))), UnknownKind.NOT_SOUGHT)
    return {"n": n, **{p: unknown(p, 2.0, UnknownKind.NOT_SOUGHT) for p in ("half", "rest")}}


VALUES: dict[str, tuple[object, ...]] = {
    "a": (True, False), "b": (True, False), "way": ("up", "down", "flat"), "months": (0.0, 6.0, 9.0, 12.0),
    "sample": ("one", "two"), "x": (True, False), "p": (-1.0, 0.0, 2.0),
}  # fmt: skip


def _predicate(draw: st.DrawFn, names: list[str], depth: int = 2) -> tuple:  # noqa: PLR0911
    kinds = (
        ["yes", "is", "months", "n"]
        + (["and", "or", "not", "tally"] if depth else [])
        + (["crit"] if names else [])
    )
    match draw(st.sampled_from(kinds)):
        case "yes":
            return ("yes", draw(st.sampled_from("ab")))
        case "is":
            return ("is", "way", draw(st.sampled_from(("up", "down"))))
        case "months":
            op = draw(st.sampled_from((">=", "<", "==")))
            return ("cmp", ("fact", "months"), op, draw(st.sampled_from((6, 12))))
        case "n":
            number = draw(st.sampled_from((("fact", "n"), ("smallest", "half", "rest"), ("fact", "half"))))
            return ("cmp", number, draw(st.sampled_from((">=", "<"))), draw(st.sampled_from((1, 2, 2.5))))
        case "crit":
            return ("crit", draw(st.sampled_from(names)))
        case "not":
            return ("not", _predicate(draw, names, depth - 1))
        case "tally":
            return _tally(draw, lambda: _predicate(draw, names, depth - 1))
        case word:
            return (word, _predicate(draw, names, depth - 1), _predicate(draw, names, depth - 1))


def _tally(draw: st.DrawFn, part: Callable[[], tuple]) -> tuple:
    parts = [part() for _ in range(draw(st.integers(1, 3)))]
    op = draw(st.sampled_from((">=", ">", "<", "<=", "==", "!=")))
    return ("cmp", ("tally", *parts), op, draw(st.integers(0, 3)))


def _rule(draw: st.DrawFn, studies: list[str], sets: list[str], depth: int = 2) -> tuple:  # noqa: PLR0911
    kinds = ["x", "p", "count", "share", "wshare", "total", "exists"]
    kinds += (["and", "or", "not", "tally"] if depth else []) + (["crit"] if sets else [])
    op = draw(st.sampled_from((">=", ">", "<", "<=")))
    match draw(st.sampled_from(kinds)):
        case "x":
            return ("yes", "x")
        case "p":
            return ("cmp", ("fact", "p"), op, draw(st.sampled_from((-1, 0, 1))))
        case "count":
            op = draw(st.sampled_from((op, "==", "!=")))
            return ("cmp", ("count", _predicate(draw, studies, 1)), op, draw(st.integers(0, 2)))
        case "share" | "wshare" as what:
            return (
                "cmp",
                (what, _predicate(draw, studies, 1)),
                op,
                draw(st.sampled_from((0.5, 0.75, 1 / 3))),
            )
        case "total":
            return ("cmp", ("total", _predicate(draw, studies, 1)), op, draw(st.integers(1, 6)))
        case "exists":
            some = _predicate(draw, studies, 0) if draw(st.booleans()) else None
            size = draw(st.integers(1, 2))
            return ("exists", size, _predicate(draw, studies, 1), some, draw(st.booleans()))
        case "crit":
            return ("crit", draw(st.sampled_from(sets)))
        case "not":
            return ("not", _rule(draw, studies, sets, depth - 1))
        case "tally":
            return _tally(draw, lambda: _rule(draw, studies, sets, depth - 1))
        case word:
            return (word, _rule(draw, studies, sets, depth - 1), _rule(draw, studies, sets, depth - 1))


@st.composite
def cases(draw: st.DrawFn, *, most_studies: int = 3, most: int = 600) -> Brute:
    """A small world with a small rulebook whose set criteria are called rule0, rule1 ..."""
    policies = st.sampled_from(("open", "open", "fails", "meets"))
    criteria: dict[str, Crit] = {}
    studies: list[str] = []
    for i in range(draw(st.integers(0, 3))):
        criteria[f"of{i}"] = Crit(_predicate(draw, studies), "study", draw(policies))
        studies.append(f"of{i}")
    sets: list[str] = []
    for i in range(draw(st.integers(1, 3))):
        criteria[f"rule{i}"] = Crit(_rule(draw, studies, sets), "set", draw(policies))
        sets.append(f"rule{i}")
    eligible = draw(st.sampled_from([None, None, *studies]))
    number = draw(st.integers(0, most_studies))
    chance = draw(st.integers(1, 9))
    facts = {n: _fact(draw, "set", n, chance) for n in ("x", "p")}
    world: dict[str, dict[str, Fact]] = {}
    for i in range(number):
        names = ("a", "b", "way", "months", "sample")
        world[f"s{i}"] = {n: _fact(draw, f"s{i}", n, chance) for n in names} | _sizes(draw, f"s{i}", chance)
    case = Brute(criteria, facts, world, eligible)
    _settle(draw, case, most)
    return case


def _settle(draw: st.DrawFn, case: Brute, most: int) -> None:
    """Make facts known until the completions can be counted."""

    def size() -> int:
        product = 1
        for facts in (case.facts, *case.studies.values()):
            for fact in facts.values():
                product *= len(case.domain(fact))
        return product

    order = [(f, n) for f in (case.facts, *case.studies.values()) for n in f if not f[n].is_known]
    order = draw(st.permutations(order)) if order else []
    for facts, name in order:
        if size() <= most:
            return
        options = case.domain(facts[name])
        facts[name] = Fact(name=name, subject=facts[name].subject, value=draw(st.sampled_from(options)))
