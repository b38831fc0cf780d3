"""What is possible is, by definition, what some completion of the open facts gives."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from unit.rules.brute import Brute
from unit.rules.worlds import cases
from whatworks.rules import Evaluator, World, known, possible_outcomes
from whatworks.terms import Tri

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
