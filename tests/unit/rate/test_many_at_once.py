"""Judged beside others, an evidence set gets the rating that it gets alone, in every field."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unit.rate.evidence import AGAINST, CLEAR, FOR, NULL, RIGOROUS, UNCLEAR, evidence, scheme_of, study
from whatworks.rate import SetEvidence, judge, judge_many
from whatworks.rate.finding import counts, forget
from whatworks.terms import Design

SCHEMES = ("centre", "eif", "nesta")
MAYBE = st.sampled_from((None, True, False))
STUDY = st.fixed_dictionaries(
    {
        "direction": st.sampled_from((None, FOR, AGAINST, NULL)),
        "signal": st.sampled_from((None, CLEAR, UNCLEAR)),
        "baseline_equivalent": MAYBE,
        "independent": MAYBE,
        "n_analysed": st.sampled_from((None, 30, 30, 90)),
        "months_after_end": st.sampled_from((None, 3.0, 6.0, 12.0)),
        "design": st.sampled_from((Design.RCT, Design.PRE_POST)),
        "sample": st.sampled_from((None, None, "one city")),
    }
)
COMMON = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def alike(known: list[dict[str, object]], names: list[str]) -> SetEvidence:
    members = [study(n, **{**RIGOROUS, **k}) for n, k in zip(names, known, strict=True)]
    return evidence(*members)


def alone(what: SetEvidence, scheme: str) -> list[object]:
    forget()
    return list(judge(what, scheme_of(scheme)))


@COMMON
@given(st.lists(STUDY, min_size=1, max_size=3), st.permutations("PQR"), st.permutations(range(3)))
def test_the_same_under_other_names_in_another_order_is_rated_as_if_alone(known, letters, order) -> None:
    one = alike(known, list("ABC")[: len(known)])
    turned = [known[i] for i in order if i < len(known)]
    two = alike(turned, list(letters)[: len(known)])
    expected = [tuple(r for s in SCHEMES for r in alone(what, s)) for what in (one, two)]
    forget()
    assert list(judge_many([one, two, one], [scheme_of(s) for s in SCHEMES])) == [*expected, expected[0]]


def test_names_sources_and_words_are_those_of_the_set_at_hand() -> None:
    forget()
    one, two = (alike([{"signal": None}], [name]) for name in ("Leeds", "Utrecht"))
    first, second = judge_many([one, two], [scheme_of("eif")])
    asked, distinct = counts()  # on each of the two scales
    assert (asked, distinct) == (4, 2), "worked out once on each scale"
    assert first[0].unknowns[0].words.startswith("Leeds: ")
    assert second[0].unknowns[0].words.startswith("Utrecht: ")
    assert second[0].changes_up[0].words.startswith("Utrecht: ")
    assert "Leeds" not in str(second[0].to_json())
    assert first[0].id != second[0].id


def test_a_fact_that_matters_is_never_taken_for_another() -> None:
    forget()
    known = alike([{}], ["A"])
    other = alike([{"baseline_equivalent": False}], ["A"])
    (one, *_), (two, *_) = judge_many([known, other], [scheme_of("eif")])
    assert (one.level, two.level) == ("3", "2")


def test_without_explanation_all_else_is_the_same() -> None:
    what = alike([{"signal": None}, {}], ["A", "B"])
    (full,) = judge_many([what], [scheme_of("centre")])
    (bare,) = judge_many([what], [scheme_of("centre")], explained=False)
    assert [replace(r, criteria=()) for r in full] == list(bare)
    assert all(r.criteria for r in full)
