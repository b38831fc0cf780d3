"""Changes carried out: the steps of each, applied to the facts, do what the change says, and no less does."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from unit.rate.evidence import CLEAR, FOR, RIGOROUS, evidence, pool, scheme_of, study
from unit.rate.new_schemes import PADLOCK, RESERVATIONS, SMS, TRIALS
from unit.rate.test_changes import CASES
from whatworks.rate import apply_steps, judge_world, read_scheme, world_of
from whatworks.rate.moves import Add, Learn, Reverse, Withdraw, after
from whatworks.rate.question import Question
from whatworks.rate.scheme import Kind, Scheme
from whatworks.rules import SET, World
from whatworks.terms import Change, Design, Fact, PoolSource, Rating, RatingObject, Step, UnknownKind

OBJECT = RatingObject(
    evidence_set="e", intervention="i", intervention_name="I", outcome="o", outcome_name="O"
)
KNOWN = {**RIGOROUS, "design": Design.RCT}


def of_file(text: str) -> Scheme:
    return read_scheme(text, "mine.yaml")


WORLDS: dict[str, tuple[Scheme, str, World]] = {
    **{name: (scheme_of(s), scale, world_of(what)) for name, (s, scale, what) in CASES.items()},
    "a ladder": (of_file(SMS), "level", world_of(evidence(study("A", attrition_overall=5.0)))),
    "columns": (
        of_file(PADLOCK), "security", world_of(evidence(study("A", n_randomised=100, n_analysed=85))),
    ),
    "reservations": (
        of_file(RESERVATIONS), "study",
        world_of(evidence(study("A", n_randomised=100, n_analysed=85, baseline_equivalent=True))),
    ),
    "a table": (
        of_file(TRIALS), "trial",
        world_of(evidence(study("A", attrition_overall=12.0, attrition_difference=3.0), study("B"))),
    ),
    "our own pool": (
        scheme_of("centre"), "effect",
        world_of(evidence(
            study("A", direction=FOR, n_analysed=100), study("B", direction=FOR, n_analysed=100),
            study("C", direction=FOR, n_analysed=90),
            pool=pool(-0.6, -0.3, k=3, source=PoolSource.OURS, pi_lb=-0.7, pi_ub=-0.1),
        )),
    ),
}  # fmt: skip


@cache
def ratings_of(case: str) -> tuple[Rating, ...]:
    scheme, scale, world = WORLDS[case]
    return tuple(r for r in judge_world(world, OBJECT, scheme) if r.scale == scale)


@cache
def question_of(case: str) -> Question:
    scheme, scale_id, _ = WORLDS[case]
    return Question(scheme.book, next(s for s in scheme.scales if s.id == scale_id))


def possible(case: str, world: World) -> tuple[str, ...]:
    """The levels possible in another world, lowest first."""
    answer = question_of(case).levels(world)
    assert answer.exact
    return question_of(case).scale.in_order(answer.outcomes)


def ranks(case: str, levels: tuple[str, ...]) -> list[float]:
    return [question_of(case).scale.level(i).rank for i in levels]


def world_for(rating: Rating, case: str) -> World:
    """The world that a rating is of: for a scale of studies that which holds only the study."""
    world = WORLDS[case][2]
    if rating.object.study is None:
        return world
    return replace(world, studies=(world.by_study[rating.object.study],))


def moved(before: list[float], now: list[float], change: Change, sign: int) -> bool:
    if change.certain:
        return min(sign * r for r in now) > min(sign * r for r in before)
    return max(sign * r for r in now) > max(sign * r for r in before)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("case", WORLDS)
def test_the_steps_of_a_change_do_what_it_says_and_no_part_of_them_does(case, sign):
    for rating in ratings_of(case):
        world, before = world_for(rating, case), ranks(case, rating.possible)
        for change in rating.changes_up if sign > 0 else rating.changes_down:
            now = possible(case, apply_steps(world, change.steps))
            assert (now[0], now[-1]) == (change.floor, change.ceiling), change.words
            assert moved(before, ranks(case, now), change, sign), change.words
            for size in range(1, len(change.steps)):
                for fewer in list(combinations(change.steps, size))[:12]:
                    some = possible(case, apply_steps(world, fewer))
                    assert not moved(before, ranks(case, some), change, sign), [s.words for s in fewer]


@pytest.mark.parametrize("case", WORLDS)
def test_steps_survive_being_written_and_read(case):
    for rating in ratings_of(case):
        for change in (*rating.changes_up, *rating.changes_down):
            told = json.loads(json.dumps(change.to_json()))
            assert Change.from_json(told) == change
            assert len(change.steps) >= len(change.moves)


@pytest.mark.parametrize("case", ["fgc", "sizes not known", "nesta", "a table", "our own pool"])
def test_the_order_of_studies_changes_no_change(case):
    scheme, scale, world = WORLDS[case]
    turned = judge_world(replace(world, studies=world.studies[::-1]), OBJECT, scheme)
    for one, two in zip(ratings_of(case), (r for r in turned if r.scale == scale), strict=True):
        assert (one.changes_up, one.changes_down) == (two.changes_up, two.changes_down)


def facts_after(move, **known):
    world = world_of(evidence(study("A", **known)))
    return move(world).apply(world).studies[0].facts


def reverse(name: str, value: object, toward=None):
    return lambda world: Reverse(world.get("a", name), value, toward)


def test_what_follows_from_a_design_is_computed_again():
    facts = facts_after(reverse("design", "pre-post"), design=Design.CLUSTER_RCT)
    names = ("randomised", "compared", "strong_comparison", "allocated_in_groups")
    assert [facts[n].value for n in names] == [False, False, False, False]


def test_what_follows_from_counts_is_computed_again():
    known = {"n_randomised": 100, "n_analysed": 90}
    assert facts_after(reverse("n_analysed", 60), **known)["attrition_overall"].value == 40
    lost = facts_after(reverse("n_analysed", 60.0, "low"), **known)["attrition_overall"]
    assert (lost.value, lost.low, lost.high) == (None, 40, 100)
    recorded = facts_after(reverse("n_analysed", 60), **known, attrition_overall=5.0)
    assert recorded["attrition_overall"].value == 5, "it was recorded by itself"


def test_both_arms_and_the_whole_stay_in_step():
    arms = {"n_intervention": 40, "n_comparison": 40, "n_randomised": 100}
    facts = facts_after(reverse("n_comparison", 30), **arms)
    assert (facts["n_analysed"].value, facts["attrition_overall"].value) == (70, 30)


def test_a_fact_that_follows_from_others_is_never_doubted_by_itself():
    for case in WORLDS:
        for rating in ratings_of(case):
            steps = [s for c in (*rating.changes_up, *rating.changes_down) for s in c.steps]
            doubted = {s.name for s in steps if s.kind == "reverse"}
            assert not doubted & {"randomised", "compared", "strong_comparison"}
            assert not {n for n in doubted if n and n.startswith("pool.")}


def test_losses_that_follow_from_counts_are_doubted_through_the_counts():
    (rating,) = ratings_of("columns")
    assert rating.level == "4"
    assert "A: it turns out that at most 79 people were analysed: at most “Three”" in [
        c.words for c in rating.changes_down
    ]


def test_a_design_is_doubted_no_further_than_needed():
    (rating,) = ratings_of("a ladder")
    assert rating.level == "5"
    assert [c.words for c in rating.changes_down] == [
        "A: it turns out that its groups were matched, not randomised: at most “Compared over time”",
        "A: it turns out that more than 20% were lost: at most “As good as chance”",
        "A is withdrawn: at most “No comparison of outcomes”",
    ]


def test_a_pool_of_our_own_moves_when_a_study_goes():
    _, _, world = WORLDS["our own pool"]
    gone = after((Withdraw("a"),), world, None)
    assert gone.get(SET, "pool.k").value == 2
    assert not gone.get(SET, "pool.low").is_known
    assert after((Withdraw("a"), Withdraw("b")), world, None).get(SET, "pool.available").value is False


def test_months_are_asked_for_no_longer_than_needed():
    text = (
        RESERVATIONS.replace("attrition_overall <= 20", "months_after_end >= 6")
        + """
"""
    )
    text = text.replace(
        "    rules:\n",
        "    studies_to_add:\n"
        "      - {id: long, words: one long trial, plural: long trials, better: 1,\n"
        "         facts: {design: RCT, randomised: true, months_after_end: 24}}\n    rules:\n",
    )
    (rating,) = judge_world(World({}), OBJECT, of_file(text))
    (change,) = rating.changes_up
    assert change.words == (
        "One long trial (enough if it looked at least 6 months after the end): "
        "at least “Without reservations”"
    )
    assert change.steps[0].facts["months_after_end"] == 6


def test_a_step_that_cannot_be_carried_out_is_refused():
    world = WORLDS["a ladder"][2]
    with pytest.raises(ValueError, match="there is no study zed"):
        apply_steps(world, [Step(kind="withdraw", subject="zed", words="Zed is withdrawn")])
    with pytest.raises(ValueError, match="'guess' is not one of learn, reverse, add, withdraw"):
        apply_steps(world, [Step(kind="guess", subject="a", name="design", words="a guess")])


def test_studies_added_twice_are_two_studies():
    kind = Kind(id="rct", words="one trial", plural="trials", facts={"design": "RCT"}, better=1)
    world = after((Add(kind, 2),), after((Add(kind, 1),), World({}), None), None)
    assert [s.study for s in world.studies] == ["new rct 1", "new rct 2", "new rct 3"]


def test_what_is_learned_of_a_comparison_says_what_follows():
    world = World({}).having(Fact(name="described", subject=SET, value=True))
    unknown = Fact(name="randomised", subject="a", unknown=UnknownKind.NOT_SOUGHT)
    world = replace(world, studies=(replace(world_of(evidence(study("A"))).studies[0], facts={}),))
    facts = Learn(unknown, True).apply(world).studies[0].facts
    assert (facts["compared"].value, facts["strong_comparison"].value) == (True, True)


def test_a_study_that_alone_carries_a_level_is_named():
    what = evidence(study("A", **KNOWN), study("B", direction=FOR, signal=CLEAR))
    (rating, *_) = judge_world(world_of(what), OBJECT, scheme_of("nesta"))
    assert all(change.size == 1 for change in rating.changes_down)
