"""What would change a level: each change does what it says, and nothing smaller or weaker does."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from unit.rate.evidence import (
    AGAINST,
    CLEAR,
    FOR,
    RIGOROUS,
    UNCLEAR,
    evidence,
    fgc,
    finding,
    pool,
    rate,
    scheme_of,
    study,
)
from whatworks.rate import SetEvidence, judge, world_of
from whatworks.rate.changes import Finder
from whatworks.rate.moves import Add, Learn
from whatworks.rate.question import Question
from whatworks.terms import PoolSource

KNOWN = {k: v for k, v in RIGOROUS.items() if k not in ("signal", "baseline_equivalent")}
CASES: dict[str, tuple[str, str, SetEvidence]] = {
    "fgc": ("centre", "effect", fgc()),
    "one study": ("centre", "effect", evidence(study("A", n_analysed=100, direction=FOR))),
    "sizes not known": (
        "centre", "effect",
        evidence(
            study("A", direction=FOR),
            study("B", n_randomised=300, direction=FOR),
            study("C", n_analysed=200, direction=AGAINST),
        ),
    ),
    "a published pool": (
        "centre", "effect", evidence(pool=pool(-0.6, -0.3, k=8), finding=finding(), findings=(finding(),)),
    ),
    "strength": ("centre", "strength", evidence(findings=(finding(),))),
    "eif, a little known": ("eif", "level", fgc()),
    "eif, two things missing": ("eif", "level", evidence(study("A", **KNOWN), study("B", **RIGOROUS))),
    "eif, no effect": ("eif", "level", evidence(study("A", **{**RIGOROUS, "signal": UNCLEAR}))),
    "nesta": ("nesta", "level", fgc()),
    "nesta, replicated": (
        "nesta", "level",
        evidence(study("A", direction=FOR, signal=CLEAR), study("B", direction=FOR, signal=CLEAR)),
    ),
}  # fmt: skip


def finder_of(case: str) -> tuple[Finder, SetEvidence]:
    scheme, scale_id, what = CASES[case]
    scale = next(s for s in scheme_of(scheme).scales if s.id == scale_id)
    question = Question(scheme_of(scheme).book, scale)
    world = world_of(what)
    possible = scale.in_order(question.levels(world).outcomes)
    return Finder(question, world, possible, {m.study.id: m.study.name for m in what.members}), what


def levels_afresh(world, case: str) -> frozenset[str]:
    """The levels possible in another world, found with nothing remembered."""
    scheme, scale_id, _ = CASES[case]
    scale = next(s for s in scheme_of(scheme).scales if s.id == scale_id)
    return Question(scheme_of(scheme).book, scale).levels(world).outcomes


def floor_after(finder: Finder, moves, sign: int) -> float:
    """The worst level still possible after the moves."""
    levels = finder.question.levels(finder.world_after(moves))
    assert levels.exact
    return min(sign * finder.question.scale.level(i).rank for i in levels.outcomes)


def floor_afresh(finder: Finder, case: str, moves, sign: int) -> float:
    """The same, found afresh in the world that the moves lead to."""
    levels = levels_afresh(finder.world_after(moves), case)
    return min(sign * finder.question.scale.level(i).rank for i in levels)


def weaker_than(move):
    """The moves that ask for a little less."""
    if isinstance(move, Add):
        return [replace(move, number=n) for n in range(1, move.number)]
    if isinstance(move, Learn) and move.toward:
        step = 1.0 if float(move.value).is_integer() else 1e-9
        return [replace(move, value=move.value + (-step if move.toward == "high" else step))]
    return []


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("case", CASES)
def test_a_certain_change_does_it_and_nothing_less_does(case, sign):
    finder, _ = finder_of(case)
    now = min(sign * finder.question.scale.level(i).rank for i in finder.possible)
    for moves in finder.certain(sign)[:4]:
        assert floor_afresh(finder, case, moves, sign) > now
        for size in range(1, len(moves)):
            for fewer in list(combinations(moves, size))[:30]:
                assert floor_after(finder, fewer, sign) <= now
        for i, move in enumerate(moves):
            for weaker in weaker_than(move):
                less = (*moves[:i], weaker, *moves[i + 1 :])
                assert floor_after(finder, less, sign) <= now


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("case", CASES)
def test_a_change_within_reach_has_a_completion_that_gets_there(case, sign):
    finder, _ = finder_of(case)
    scale = finder.question.scale
    now = max(sign * scale.level(i).rank for i in finder.possible)
    for moves in finder.within_reach(sign):
        levels = levels_afresh(finder.world_after(moves), case)
        assert max(sign * scale.level(i).rank for i in levels) > now


def words(changes):
    return [c.words for c in changes]


def test_one_more_study_in_favour_is_not_enough_and_two_are():
    rating = rate("centre", fgc())
    assert words(rating.changes_up) == [
        "USA: we learn that it points in favour: at least “Tends to help”",
        "Two more studies with a comparison group, of typical size, that point in favour: "
        "at least “Tends to help”",
    ]
    assert [(c.size, c.certain, c.floor) for c in rating.changes_up] == [(1, True, "+1"), (2, True, "+1")]


def test_changes_downward_speak_of_the_most_that_is_left():
    rating = rate("centre", fgc())
    assert words(rating.changes_down) == [
        "USA: we learn that it points the other way: at most “Mixed”",
        "One more study with a comparison group, of typical size, that points the other way: at most “Mixed”",
        "England: it turns out that it had no comparison group: at most “Mixed”",
        "England: it turns out that it points the other way: at most “Tends to harm”",
        "USA: it turns out that it had no comparison group: at most “Mixed”",
        "England is withdrawn: at most “Mixed”",
    ]


def test_a_size_that_is_not_known_is_asked_for_no_further_than_needed():
    what = evidence(study("A", direction=FOR), study("B", n_analysed=100, direction=FOR),
                    study("C", n_analysed=200, direction=AGAINST))  # fmt: skip
    rating = rate("centre", what)
    assert rating.possible == ("mixed", "+1")
    assert (
        rating.changes_up[0].words
        == "A: we learn that at least 101 people were analysed: at least “Tends to help”"
    )
    assert "A: we learn that at most 100 people were analysed: at most “Mixed”" in words(rating.changes_down)


def test_what_is_learned_of_one_study_is_said_together():
    known = {k: v for k, v in RIGOROUS.items() if k not in ("baseline_equivalent", "intention_to_treat")}
    rating = rate("eif", evidence(study("A", **known)))
    assert rating.possible == ("2", "3")
    assert words(rating.changes_up)[1] == (
        "A: we learn that the arms were alike at the start and that all were analysed in the arm allocated: "
        "at least “Level 3”"
    )


def test_bounds_are_said_as_a_person_would():
    known = {k: v for k, v in RIGOROUS.items() if k != "months_after_end"}
    rating = rate("eif", evidence(study("A", **known), study("B", **RIGOROUS)))
    assert rating.possible == ("3", "4")
    up, down = words(rating.changes_up)[0], words(rating.changes_down)[0]
    assert up == "A: we learn that it looked at least 12 months after the end: at least “Level 4”"
    assert down == "A: we learn that it looked less than 12 months after the end: at most “Level 3”"


def test_a_long_trial_is_not_asked_for_where_a_short_one_would_do():
    rating = rate("eif", evidence())
    assert (
        words(rating.changes_up)[0] == "One rigorous trial with a clear short-term gain: at least “Level 3”"
    )
    assert words(rate("eif", evidence(study("A", **RIGOROUS))).changes_up)[0] == (
        "One rigorous trial with a clear gain that lasts at least 12 months after the end: at least “Level 4”"
    )


def test_our_own_pool_moves_with_the_studies_and_nobody_guesses_how():
    ours = pool(-0.6, -0.3, k=2, source=PoolSource.OURS)
    members = [study(n, n_analysed=100, direction=FOR) for n in "AB"]
    rating = rate("centre", evidence(*members, pool=ours))
    assert rating.level == "+2"
    assert not rating.changes_up
    assert words(rating.changes_down) == [
        "A: it turns out that it points the other way: at most “Tends to help”",
        "A is withdrawn: at most “Not rated yet”",
        "One more study with a comparison group, of typical size, that points the other way: "
        "could reach “Harms”",
    ]


def test_adding_a_favourable_study_may_lower_a_level_where_the_pool_says_so():
    ours = pool(-0.6, -0.3, k=3, source=PoolSource.OURS, pi_lb=-0.7, pi_ub=-0.1)
    members = [study(n, n_analysed=100, direction=FOR if n in "AB" else AGAINST) for n in "ABC"]
    what = evidence(*members, pool=ours)
    calls = []

    def repool(world, added, favours):
        calls.append((added, favours))
        from whatworks.rate import with_pool

        return with_pool(world, replace(ours, k=3 + added, pi_ub=0.1), -1)

    rating = judge(what, scheme_of("centre"), repool=repool)[0]
    assert rating.level == "+2"
    assert "points the other way: at most “Tends to help”" in rating.changes_down[0].words
    assert len(calls) == len(set(calls)), "each pool is supposed once"


def test_where_nothing_can_be_learned_or_added_a_known_fact_is_doubted():
    rating = rate("nesta", evidence(intervention={"description": None}))
    assert rating.level == "0"
    assert words(rating.changes_up) == ["It turns out that what is done is written down: at least “Level 1”"]
    assert rating.changes_down == (), "there is nothing below"
