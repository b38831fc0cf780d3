"""The levels still possible, for every way of combining rules, against an enumeration of all completions."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from unit.rate.evidence import FOR, RIGOROUS, evidence, scheme_of, study
from unit.rate.new_schemes import RESERVATIONS
from unit.rules.brute import Brute
from unit.rules.worlds import cases
from whatworks.rate import judge, read_scheme, shipped, world_of
from whatworks.rate.combine import open_levels
from whatworks.rate.question import Question
from whatworks.rate.scheme import Adjustment, Group, Level, Rule, Scale
from whatworks.rules import Evaluator, parse, possible_outcomes
from whatworks.terms import Design

TRIAL = {"design": Design.RCT, "baseline_equivalent": True}


def test_a_trial_with_arms_alike_and_losses_not_known_meets_the_standard_one_way_or_the_other():
    scheme = read_scheme(RESERVATIONS, "reservations.yaml")
    what = evidence(study("A", **TRIAL))
    (rating,) = judge(what, scheme)
    assert rating.possible == ("with", "without")
    assert rating.exact
    from whatworks.rate import world_of

    kleene = open_levels(scheme.scales[0], Evaluator(scheme.book, world_of(what)))
    assert kleene == {"with", "without", "does not meet"}, "Kleene's tables alone cannot tell"


@pytest.mark.parametrize(
    ("known", "possible"),
    [
        ({"attrition_overall": 20.0}, ("without",)),
        ({"attrition_overall": 21.0}, ("with",)),
        ({"attrition_overall": 21.0, "baseline_equivalent": False}, ("does not meet",)),
        ({"baseline_equivalent": None}, ("does not meet", "with", "without")),
        ({"baseline_equivalent": False}, ("does not meet", "without")),
        ({"design": Design.MATCHED}, ("does not meet",)),
    ],
)
def test_the_standard_in_every_state_of_knowledge(known, possible):
    (rating,) = judge(evidence(study("A", **{**TRIAL, **known})), read_scheme(RESERVATIONS, "r.yaml"))
    assert rating.possible == possible


def scale_of(case: Brute, combiner: str) -> Scale:
    """A scale over a case's rules; their order is that of the file, lowest first for a ladder."""
    names = [n for n in case.criteria if n.startswith("rule")]
    levels = tuple(Level(id=n, rank=i, words=n, meaning=n) for i, n in enumerate(["none", *names]))
    rules = tuple(Rule(level=n, when=parse(n), text=n) for n in names)
    columns = {"lowest": (rules, rules[::-1]), "points": (rules,)}.get(combiner, ())
    down = Adjustment(add=-1, when=parse(names[-1]), text=names[-1])
    up = Adjustment(add=2, when=parse(f"not {names[0]}"), text="")
    groups = (Group(name="a", rules=(down, up)), Group(name="b", rules=(replace(down, add=-2),)))
    return Scale(
        id="s", name="s", combiner=combiner, levels=levels, rules=() if columns else rules, otherwise="none",
        eligible=case.eligible, kinds=(), columns=columns, adjust=groups if combiner == "points" else (),
    )  # fmt: skip


def level_by_brute_force(case: Brute, combiner: str) -> str:
    """The level of one completed world, by the scheme's own words."""
    names = [n for n in case.criteria if n.startswith("rule")]
    held = {n: case.truth(case.criteria[n].rule, "set", case.criteria[n]) for n in names}
    if combiner == "ladder":
        reached = "none"
        for name in names:
            if not held[name]:
                break
            reached = name
        return reached
    if combiner == "points":
        first = next((i for i, n in enumerate(names, 1) if held[n]), 0)
        last = held[names[-1]]
        total = first + (-1 if last else 2 if not held[names[0]] else 0) + (-2 if last else 0)
        return ["none", *names][max(0, min(len(names), total))]
    columns = [names, names[::-1]] if combiner == "lowest" else [names]
    picked = [next((n for n in column if held[n]), "none") for column in columns]
    return min(picked, key=["none", *names].index)


@settings(
    max_examples=250, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
@given(cases(most=400), st.sampled_from(["first", "ladder", "lowest", "points"]))
def test_possible_levels_are_those_of_all_completions(case, combiner):
    scale, expected = scale_of(case, combiner), set()
    for values in case.completions():
        case.values = values
        expected.add(level_by_brute_force(case, combiner))
    assume(expected)
    answer = possible_outcomes(
        case.book(),
        case.world(),
        lambda e: open_levels(scale, e),
        rules=scale.expressions,
        eligible=case.eligible,
    )
    assert answer.exact
    assert answer.outcomes == expected


MAYBE = st.sampled_from([None, True, False])
STUDY = st.fixed_dictionaries(
    {
        "baseline_equivalent": MAYBE, "intention_to_treat": MAYBE, "measure_standardised": MAYBE,
        "measure_independent": MAYBE, "independent": MAYBE,
        "direction": st.sampled_from([None, FOR, RIGOROUS["direction"]]),
        "signal": st.sampled_from([None, RIGOROUS["signal"]]),
        "attrition_difference": st.sampled_from([None, 5.0, 15.0]),
        "n_intervention": st.sampled_from([None, 19, 20]), "n_comparison": st.sampled_from([None, 25]),
        "n_analysed": st.sampled_from([None, 45]), "months_after_end": st.sampled_from([None, 6.0, 12.0]),
    }
)  # fmt: skip


def levels_under(scheme, told):
    """The levels still possible, scale by scale, and study by study where each is judged alone."""
    world = world_of(evidence(*(study(f"S{i}", **t) for i, t in enumerate(told))))
    for scale in scheme_of(scheme).scales:
        worlds = [world]
        if scale.of == "study":
            worlds = [replace(world, studies=(s,)) for s in world.studies]
        for one in worlds:
            yield Question(scheme_of(scheme).book, scale).levels(one).outcomes


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(STUDY, min_size=1, max_size=2), st.sampled_from(shipped()), st.data())
def test_learning_more_never_adds_a_level_under_a_real_scheme(told, scheme, data):
    place = data.draw(st.integers(0, len(told) - 1))
    unknown = [k for k, v in told[place].items() if v is None]
    assume(unknown)
    name = data.draw(st.sampled_from(sorted(unknown)))
    learned = [dict(t) for t in told]
    learned[place][name] = {**RIGOROUS, "independent": True}[name]
    for before, after in zip(levels_under(scheme, told), levels_under(scheme, learned), strict=True):
        assert after <= before


def test_six_studies_of_which_nothing_is_known_are_rated_soon_and_exactly():
    what = evidence(*(study(f"S{i}") for i in range(6)))
    started = time.perf_counter()
    rating, _ = judge(what, scheme_of("eif"))
    assert time.perf_counter() - started < 10, "about a second on a quiet machine"
    assert rating.exact
    assert rating.possible == ("NE", "NL2", "2", "3", "4")
