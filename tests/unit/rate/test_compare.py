"""Schemes side by side: nothing is converted, and where two part the criterion is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.rate import compare, facts_of, headline, judge_world, load_scheme
from whatworks.review.words import words_of_scheme
from whatworks.terms import Band, Comparison

CLEAR = {"direction": "favours", "signal": "excludes no difference"}


def compared(studies, *schemes, **more):
    given_ = facts_of({"object": "x", "studies": studies, **more})
    held = [load_scheme(s) for s in schemes]
    ratings = [r for s in held for r in judge_world(given_.world, given_.object, s, names=given_.names)]
    return compare(ratings, [words_of_scheme(s) for s in held], names=given_.names)


ONE_FOR_ONE_AGAINST = [
    {"id": "leeds", "design": "RCT", "n_analysed": 400, **CLEAR},
    {"id": "hull", "design": "RCT", "n_analysed": 150, "direction": "against"},
]


def test_one_good_trial_clears_one_bar_and_a_split_does_not_clear_the_other():
    told = compared(ONE_FOR_ONE_AGAINST, "centre", "nesta", set={"described": True})
    (parting,) = told.partings
    assert parting.agree is False
    assert parting.stricter == "centre"
    assert [c.id for c in parting.criteria] == ["majority_studies_favour"]
    assert parting.criteria[0].shown == "1 of 2"
    assert "more than half of the studies" in parting.sentence


def test_a_cell_is_in_the_schemes_own_words_and_its_band_only_where_all_possible_levels_share_one():
    told = compared(ONE_FOR_ONE_AGAINST, "centre", "nesta", set={"described": True})
    assert [(v.words, v.band) for v in told.verdicts] == [("Mixed", Band.MIXED), ("Level 3", Band.CLEARED)]
    open_ = compared([{"id": "a", "design": "RCT"}, {"id": "b", "design": "RCT"}], "centre")
    assert open_.verdicts[0].level is None
    assert open_.verdicts[0].band is None


def test_schemes_that_stand_alike_do_not_part():
    both_for = [{"id": i, "design": "RCT", "n_analysed": 100, **CLEAR} for i in "ab"]
    (parting,) = compared(both_for, "centre", "nesta", set={"described": True}).partings
    assert parting.agree is True
    assert not parting.criteria


def test_where_a_level_is_open_nothing_is_said_of_agreement_and_the_unknown_is_named():
    unknown = [{"id": i, "design": "RCT", "n_analysed": 100, "direction": "favours"} for i in "ab"]
    (parting,) = compared(unknown, "centre", "nesta", set={"described": True}).partings
    assert parting.agree is None
    assert parting.stricter == "nesta"
    assert "signal" in {f for c in parting.criteria for f in c.facts}


def test_agreement_counts_only_what_both_settle():
    told = compared(ONE_FOR_ONE_AGAINST, "centre", "nesta", set={"described": True})
    (pair,) = told.agreement
    assert (pair.objects, pair.settled, pair.agree, pair.agreement) == (1, 1, 0, 0.0)
    assert pair.part_at == ("Do more than half of the studies favour it?",)
    assert told.settled_by == {"2": 1}


@pytest.mark.parametrize("name", ["centre", "nesta"])
def test_a_scheme_is_set_beside_others_by_the_scale_it_marks(name):
    scale = headline(words_of_scheme(load_scheme(name)))
    assert scale is not None
    assert scale.bar
    assert all(level.band for level in scale.levels)


def test_a_comparison_goes_through_json_and_back():
    told = compared(ONE_FOR_ONE_AGAINST, "centre", "nesta", set={"described": True})
    assert Comparison.from_json(told.to_json()) == told


studies = st.lists(
    st.fixed_dictionaries(
        {"design": st.sampled_from(["RCT", "matched", "pre-post"]), "n_analysed": st.integers(20, 300)},
        optional={
            "direction": st.sampled_from(["favours", "against", "exactly null"]),
            "signal": st.sampled_from(["excludes no difference", "includes no difference"]),
        },
    ),
    max_size=3,
)


@given(studies)
@settings(max_examples=25, deadline=None)
def test_two_that_differ_always_name_a_criterion_and_two_that_agree_never_do(made):
    named = [{"id": f"s{i}", **study} for i, study in enumerate(made)]
    for study in named:
        if study.get("direction") == "exactly null":  # then its interval includes no difference
            study.pop("signal", None)
    (parting,) = compared(named, "centre", "nesta", set={"described": True}).partings
    assert (parting.agree is True) == (parting.stricter is None)
    assert bool(parting.criteria) == (parting.agree is not True)
    assert parting.sentence
