"""Counting what studies come to gives what the search gives, for one world after another."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from unit.rules.brute import Brute, Crit
from unit.rules.test_possible_outcomes import by_brute_force, first_that_holds, rules_of
from unit.rules.worlds import cases
from whatworks.rules import Memory, StudyFacts, World, known, possible_outcomes, settled_outcomes
from whatworks.rules.reads import Read, Reads
from whatworks.terms import Fact, UnknownKind

COMMON = settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip


def worlds_near(case: Brute) -> Iterator[World]:
    """A world, the same with a study less or twice, and with a fact known."""
    world = case.world()
    yield world
    for study in world.studies:
        yield World(world.facts, tuple(s for s in world.studies if s is not study))
        twin = {n: Fact(**{**_fields(f), "subject": "twin"}) for n, f in study.facts.items()}
        yield World(world.facts, (*world.studies, StudyFacts("twin", twin)))
        for fact in study.facts.values():
            if fact.is_open and fact.name in ("a", "way", "sample"):
                yield world.having(known(fact, case.domain(fact)[0]))


def _fields(fact: Fact) -> dict[str, object]:
    return {n: getattr(fact, n) for n in ("name", "value", "unknown", "options", "low", "high", "unit")}


@COMMON
@given(cases(most_studies=2))
def test_one_memory_for_many_worlds_gives_what_a_search_gives_each(case: Brute) -> None:
    book, bound = case.book(), first_that_holds(rules_of(case))
    kept = Memory(book, (), case.eligible)
    for world in worlds_near(case):
        searching = Memory(book, (), case.eligible)
        searching.counting.can = False
        by_search = possible_outcomes(
            book, world, bound, eligible=case.eligible, budget=50_000, memory=searching
        )
        by_counting = possible_outcomes(
            book, world, bound, eligible=case.eligible, budget=50_000, memory=kept
        )
        assert by_search.exact
        assert by_counting == by_search


YES, NO, OPEN = True, False, None


def made(*studies: tuple[object, object, str], **rules: tuple | Crit) -> Brute:
    """A case of studies by a, b and sample, with rules over the set."""

    def fact(study: str, name: str, value: object) -> Fact:
        return Fact(
            name=name, subject=study, value=value, unknown=UnknownKind.NOT_SOUGHT if value is None else None
        )

    told = {
        f"s{i}": {n: fact(f"s{i}", n, v) for n, v in zip(("a", "b", "sample"), study, strict=True)}
        for i, study in enumerate(studies)
    }
    return Brute({n: r if isinstance(r, Crit) else Crit(r) for n, r in rules.items()}, {}, told)


def counted(case: Brute) -> frozenset[str] | None:
    memory = Memory(case.book(), ())
    bound = first_that_holds(rules_of(case))
    return memory.counting.outcomes(
        case.world(), lambda world, total: settled_outcomes(memory, bound, world, total)
    )


def test_studies_of_one_sample_are_counted_once() -> None:
    two_apart = ("exists", 2, ("yes", "a"), ("yes", "b"), True)
    together = made((YES, OPEN, "one"), (YES, NO, "one"), rule0=two_apart)
    apart = made((YES, OPEN, "one"), (YES, NO, "two"), rule0=two_apart)
    assert counted(together) == {"none of them"} == by_brute_force(together)
    assert counted(apart) == {"rule0", "none of them"} == by_brute_force(apart)


def test_counts_are_told_apart_only_as_far_as_the_rules_do() -> None:
    case = made(*[(OPEN, NO, f"{i}") for i in range(9)], rule0=("cmp", ("count", ("yes", "a")), ">=", 2))
    memory = Memory(case.book(), ())
    asked = []

    def settle(world: World, total: tuple[float, ...] | None) -> frozenset[str] | None:
        asked.append(total)
        return settled_outcomes(memory, first_that_holds(["rule0"]), world, total)

    assert memory.counting.outcomes(case.world(), settle) == {"rule0", "none of them"}
    assert len(asked) == 3, "fewer than two, two, and more: no others are settled"


def test_what_open_sizes_come_to_is_counted_where_they_are_only_set_against_plain_numbers() -> None:
    case = made((YES, NO, "one"), (YES, YES, "two"), rule0=("cmp", ("total", ("yes", "a")), ">=", 3))
    assert counted(case) == {"rule0", "none of them"}
    other = made((NO, NO, "one"), rule0=("cmp", ("total", ("yes", "a")), ">=", 3))
    assert counted(other) == {"none of them"}


def test_one_open_size_in_two_sums_lies_alike_in_both() -> None:
    one, other = Crit(("yes", "a"), of="study"), Crit(("yes", "b"), of="study")
    both = ("cmp", ("total", ("crit", "one")), ">=", 3), ("cmp", ("total", ("crit", "other")), "<", 3)
    case = made((YES, YES, "one"), one=one, other=other, rule0=("and", *both))
    assert counted(case) == {"none of them"}, "the same study cannot be three or more and fewer than three"
    apart = made((YES, NO, "one"), (NO, YES, "two"), one=one, other=other, rule0=("and", *both))
    assert counted(apart) == {"rule0", "none of them"}


def test_counting_says_nothing_where_an_open_size_is_part_of_a_share() -> None:
    case = made((YES, NO, "one"), (NO, NO, "two"), rule0=("cmp", ("wshare", ("yes", "a")), ">", 0.5))
    assert counted(case) is None


def test_counting_says_nothing_where_samples_may_be_one() -> None:
    case = made((YES, YES, "one"), (YES, YES, None), rule0=("exists", 2, ("yes", "a"), None, True))
    assert counted(case) is None


def test_what_was_not_read_is_of_no_account() -> None:
    reads: Reads[str] = Reads()
    facts = Read({n: Fact(name=n, subject="s", value=v) for n, v in (("a", 1), ("b", 2))})
    facts.get("a")
    facts.get("c")
    told = {"a": 1, "b": 2}.get
    reads.keep(facts.names, told, "found")  # type: ignore[arg-type]
    assert reads.get({"a": 1, "b": 9}.get) == "found"  # type: ignore[arg-type]
    assert reads.get({"a": 2, "b": 2}.get) is None  # type: ignore[arg-type]
    assert reads.get({"a": 1, "c": 3}.get) is None  # type: ignore[arg-type]


def test_what_is_read_in_another_order_is_not_kept() -> None:
    reads: Reads[str] = Reads()
    told = {"a": 1, "b": 2}.get
    reads.keep({"a": None, "b": None}, told, "first")  # type: ignore[arg-type]
    reads.keep({"b": None, "a": None}, told, "second")  # type: ignore[arg-type]
    assert reads.get(told) == "first"  # type: ignore[arg-type]
