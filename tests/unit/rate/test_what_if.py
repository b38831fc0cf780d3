"""What would be possible after a move, said early from what was met before, is never more than is so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.rate.evidence import FOR, evidence, scheme_of, study
from whatworks.rate import world_of
from whatworks.rate.changes import Finder
from whatworks.rate.finding import Findings
from whatworks.rate.moves import Learn, Withdraw, is_learnable
from whatworks.terms import Design, Signal

SCHEMES = (
    "essa",
    "us-wwc",
    "blueprints",
    "cebc",
    "eif",
    "title-iv-e",
    "centre",
    "nesta",
    "emmie",
    "eef-toolkit",
)
TOLD = st.fixed_dictionaries({
    "design": st.sampled_from((Design.RCT, Design.MATCHED, Design.COMPARISON)),
    "n_analysed": st.sampled_from((None, 60, 400)),
    "n_randomised": st.sampled_from((None, 500)),
    "attrition_overall": st.sampled_from((None, 10.0, 40.0)),
    "attrition_difference": st.sampled_from((None, 2.0, 9.0)),
    "baseline_equivalent": st.sampled_from((None, True, False)),
    "independent": st.sampled_from((None, True)),
    "direction": st.sampled_from((None, FOR)),
    "signal": st.sampled_from((None, Signal.EXCLUDES)),
    "months_after_end": st.sampled_from((None, 12.0)),
})  # fmt: skip


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(told=st.lists(TOLD, min_size=2, max_size=4))
def test_what_is_said_for_sure_after_a_move_is_possible_after_it(name, told):
    scheme = scheme_of(name)
    for scale in (s for s in scheme.scales if s.of == "set"):
        findings = Findings(scheme.book, scale)
        members = [
            study(f"s{i}", **{k: v for k, v in one.items() if v is not None}) for i, one in enumerate(told)
        ]
        world = world_of(evidence(*members))
        finder = Finder(
            findings.question, world, scale.in_order(findings.question.levels(world).outcomes), {}
        )
        said = 0
        for moves in moves_of(finder):
            sure: list[frozenset[str]] = []
            finder.what_if.surely(moves, lambda levels, sure=sure: sure.append(levels) is not None)
            possible = finder.what_if.levels(moves)
            finder.what_if.remember(moves)
            for levels in sure:
                assert levels <= possible.outcomes, moves
                said += bool(levels)
        assert said or len(scale.levels) < 3 or not finder.in_the_way


def moves_of(finder: Finder):
    for kind in finder.question.scale.kinds:
        yield from ((add,) for add in finder._adds(kind.better) if add.number < 3)
    for subject, name in finder.in_the_way:
        fact = finder.world.get(subject, name)
        if is_learnable(fact):
            yield from ((Learn(fact, value),) for value in finder.question.values(finder.world, fact))
    for subject in finder.world.by_study:
        yield (Withdraw(subject),)
        yield from (
            (move,) for fact in finder._reversals.facts(subject) for move in finder._reversals.of(fact)
        )
