"""What is possible is, by definition, what some completion of the open facts gives."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from unit.rules.brute import Brute, Crit
from unit.rules.worlds import cases
from whatworks.rules import Evaluator, World, known, possible_outcomes
from whatworks.terms import Fact, Tri, UnknownKind

COMMON = settings(
    max_examples=400, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip


def first_that_holds(names: list[str]) -> Callable[[Evaluator], frozenset[str]]:
    def bound(evaluator: Evaluator) -> frozenset[str]:
        found = set()
        for name in names:
            value = evaluator.criterion(name)
            if value is not Tri.FALSE:
                found.add(name)
            if value is Tri.TRUE:
                return frozenset(found)
        return frozenset({*found, "none of them"})

    return bound


def rules_of(case: Brute) -> list[str]:
    return [name for name in case.criteria if name.startswith("rule")]


def by_brute_force(case: Brute) -> set[str]:
    found = set()
    for values in case.completions():
        case.values = values
        holding = (n for n in rules_of(case) if case.truth(case.criteria[n].rule, "set", case.criteria[n]))
        found.add(next(holding, "none of them"))
    return found


@COMMON
@given(cases())
def test_possible_outcomes_are_those_of_all_completions(case: Brute) -> None:
    expected = by_brute_force(case)
    assume(expected)  # parts that exceed their whole leave nothing possible
    answer = possible_outcomes(
        case.book(), case.world(), first_that_holds(rules_of(case)), eligible=case.eligible, budget=50_000
    )
    assert answer.exact
    assert answer.outcomes == expected


@COMMON
@given(cases())
def test_kleenes_bound_holds_every_possible_outcome(case: Brute) -> None:
    evaluator = Evaluator(case.book(), case.world(), case.eligible)
    assert by_brute_force(case) <= first_that_holds(rules_of(case))(evaluator)


@COMMON
@given(cases())
def test_a_small_budget_gives_at_most_these(case: Brute) -> None:
    answer = possible_outcomes(
        case.book(), case.world(), first_that_holds(rules_of(case)), eligible=case.eligible, budget=1
    )
    expected = by_brute_force(case)
    assume(expected)
    assert expected <= answer.outcomes
    assert answer.witnessed <= expected
    assert not answer.exact or answer.outcomes == expected


@COMMON
@given(cases(), st.data())
def test_resolving_an_unknown_never_adds_an_outcome(case: Brute, data: st.DataObject) -> None:
    assume(by_brute_force(case))
    unknown = [f for facts in (case.facts, *case.studies.values()) for f in facts.values() if f.is_open]
    assume(unknown)
    bound = first_that_holds(rules_of(case))
    before = possible_outcomes(case.book(), case.world(), bound, eligible=case.eligible).outcomes
    fact = data.draw(st.sampled_from(unknown))
    value = data.draw(st.sampled_from(case.domain(fact)))
    world = case.world().having(known(fact, value))
    case_after = possible_outcomes(case.book(), world, bound, eligible=case.eligible).outcomes
    holder = case.facts if fact.subject == "set" else case.studies[fact.subject]
    holder[fact.name] = known(fact, value)
    assume(by_brute_force(case))
    assert case_after <= before


@COMMON
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_studies_changes_nothing(case: Brute, random) -> None:
    bound = first_that_holds(rules_of(case))
    world = case.world()
    shuffled = list(world.studies)
    random.shuffle(shuffled)
    other = World(world.facts, tuple(shuffled))
    one = possible_outcomes(case.book(), world, bound, eligible=case.eligible)
    two = possible_outcomes(case.book(), other, bound, eligible=case.eligible)
    assert one.outcomes == two.outcomes


FINE = tuple(float(n) for n in range(1, 41))
SIZES = (1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 30.0, 100.0, 1000.0)
SHARE = st.tuples(
    st.just("cmp"),
    st.tuples(st.just("wshare"), st.tuples(st.just("yes"), st.sampled_from("ab"))),
    st.sampled_from([">=", ">", "<", "<="]),
    st.sampled_from([0.5, 0.75, 1 / 3]),
)


@settings(COMMON, max_examples=200)
@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, None, 4, 10])), max_size=3),
    st.lists(SHARE, min_size=1, max_size=3),
)
def test_sizes_without_bounds_leave_what_some_sizes_give(told, rules):
    def fact(study: str, name: str, value: object) -> Fact:
        unknown = UnknownKind.NOT_SOUGHT if value is None else None
        return Fact(name=name, subject=study, value=value, unknown=unknown)

    studies = {
        f"s{i}": {n: fact(f"s{i}", n, v) for n, v in zip("abn", values, strict=True)}
        for i, values in enumerate(told)
    }
    case = Brute({f"rule{i}": Crit(r) for i, r in enumerate(rules)}, {}, studies)
    answer = possible_outcomes(case.book(), case.world(), first_that_holds(rules_of(case)))
    assert answer.exact
    found: set[str] = set()
    for grid in (
        SIZES,
        [float(n) for n in range(1, 41)],
    ):  # the fine one only where the coarse one misses some
        for sizes in itertools.product(*([n] if n else grid for *_, n in told)):
            case.values = {(s, n): f[n].value for s, f in studies.items() for n in "ab"}
            case.values |= {(f"s{i}", "n"): size for i, size in enumerate(sizes)}
            held = (n for n in rules_of(case) if case.truth(case.criteria[n].rule, "set", case.criteria[n]))
            found.add(next(held, "none of them"))
            if grid is not SIZES and found >= answer.outcomes:
                break
    assert answer.outcomes == found, "the sizes tried are a witness for each outcome"
