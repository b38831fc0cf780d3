"""The Centre's rating of effect: a pooled figure if there is one, else the majority of studies and people."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.rate.evidence import AGAINST, CLEAR, FOR, NULL, UNCLEAR, evidence, fgc, finding, pool, rate, study
from whatworks.rate import SetEvidence
from whatworks.terms import Design, Direction, PoolSource


def effect(what: SetEvidence):
    return rate("centre", what, "effect")


def test_while_one_direction_is_not_known_the_level_is_not_known_and_both_are_shown():
    rating = effect(fgc())
    assert rating.level is None
    assert rating.possible == ("mixed", "+1")
    assert rating.exact
    assert rating.words == "Tends to help or Mixed"
    assert rating.because == "It depends on what is not known of USA: which way it points"
    assert (rating.unknowns[0].words, rating.unknowns[0].matters) == ("USA: which way it points", 1)


def test_learning_the_direction_settles_it():
    assert effect(fgc(direction=FOR)).level == "+1"
    assert effect(fgc(direction=AGAINST)).level == "mixed"
    assert effect(fgc(direction=NULL)).level == "mixed"


def test_a_majority_of_studies_without_a_majority_of_people_is_mixed():
    small = [study(n, n_analysed=50, direction=FOR) for n in ("A", "B")]
    assert effect(evidence(*small, study("C", n_analysed=200, direction=AGAINST))).level == "mixed"
    assert effect(evidence(*small, study("C", n_analysed=60, direction=AGAINST))).level == "+1"


def test_half_is_not_a_majority_and_three_quarters_is_most():
    one, two = study("A", n_analysed=100, direction=FOR), study("B", n_analysed=100, direction=AGAINST)
    assert effect(evidence(one, two)).level == "mixed"
    three = [study(n, n_analysed=100, direction=FOR) for n in "ABC"]
    assert effect(evidence(*three, study("D", n_analysed=100, direction=NULL))).level == "+2"
    assert effect(evidence(*three, study("D", n_analysed=100, direction=AGAINST))).level == "+1", "one harms"


def test_majority_counts_directions_and_never_p():
    for signal in (CLEAR, UNCLEAR, None):
        members = [study(n, n_analysed=100, direction=FOR, signal=signal) for n in "AB"]
        assert effect(evidence(*members)).level == "+2"


def test_an_exactly_null_result_stays_in_the_denominator():
    members = [study("A", n_analysed=100, direction=FOR), study("B", n_analysed=100, direction=NULL)]
    assert effect(evidence(*members)).level == "mixed"
    assert effect(evidence(*members, study("C", n_analysed=100, direction=FOR))).level == "+1"


def test_one_study_alone_is_not_rated_and_nor_is_none():
    alone = effect(evidence(study("A", n_analysed=5000, direction=FOR, signal=CLEAR)))
    assert (alone.level, alone.words) == ("none", "Not rated yet")
    assert alone.because.startswith("One study alone is not rated")
    assert effect(evidence()).level == "none"


def test_a_study_without_a_comparison_group_does_not_count_and_says_why():
    rating = effect(
        evidence(
            study("A", n_analysed=100, direction=FOR),
            study("B", design=Design.PRE_POST, n_analysed=9999, direction=FOR),
        )
    )  # fmt: skip
    assert rating.level == "none"
    assert [(f.name, f.value) for f in rating.facts if f.subject == "b"] == [("compared", False)]


def test_numbers_that_count_different_things_are_never_added():
    members = (
        study("A", unit="families", n_analysed=1000, direction=FOR),
        study("B", unit="families", n_analysed=10, direction=FOR),
        study("C", unit="children", n_analysed=50, direction=AGAINST),
    )
    rating = effect(evidence(*members))
    assert rating.possible == ("mixed", "+1")
    told = rating.unknowns[0]
    assert told.words.endswith("they count different things (children, families)")
    assert told.matters == 1
    assert told.words in rating.because
    assert {f.subject: f.unit for f in rating.facts if f.name == "n_analysed"} == {
        "a": "families", "b": "families", "c": "children",
    }  # fmt: skip


def test_a_study_that_drops_out_takes_its_unit_with_it():
    members = [study(n, n_analysed=100, direction=FOR) for n in "AB"]
    uncontrolled = study("C", design=Design.PRE_POST, unit="children", n_analysed=50, direction=AGAINST)
    assert effect(evidence(*members, uncontrolled)).level == "+2"


FAVOURS = (log(0.48), log(0.76))


def test_a_published_pool_in_favour_leaves_open_whether_it_helps_everywhere():
    rating = effect(evidence(pool=pool(*FAVOURS, k=8), finding=finding(), findings=(finding(),)))
    assert rating.possible == ("+1", "+2")
    assert rating.words == "Helps or Tends to help"
    assert rating.basis == "published review"
    assert {u.name for u in rating.unknowns if u.matters} == {"pool.pi_low"}


@pytest.mark.parametrize(
    ("prediction", "studies", "people", "level"),
    [
        ((log(0.40), log(0.90)), None, None, "+2"),
        ((log(0.40), log(1.20)), 0.9, 0.8, "+2"),
        ((log(0.40), log(1.20)), 0.75, 0.75, "+2"),
        ((log(0.40), log(1.20)), 0.74, 0.9, "+1"),
        ((log(0.40), log(1.20)), 0.9, 0.5, "+1"),
    ],
)
def test_a_prediction_interval_and_shares_settle_it(prediction, studies, people, level):
    found = finding(share_studies_favouring=studies, share_participants_favouring=people)
    what = evidence(
        pool=pool(*FAVOURS, k=8, pi_lb=prediction[0], pi_ub=prediction[1]), finding=found, findings=(found,)
    )
    assert effect(what).level == level


def test_a_prediction_interval_of_two_studies_says_nothing():
    known = {"pi_lb": log(0.40), "pi_ub": log(0.90)}
    found = finding(share_studies_favouring=0.5, share_participants_favouring=0.5)
    assert effect(evidence(pool=pool(*FAVOURS, k=2, **known), finding=found)).level == "+1"
    assert effect(evidence(pool=pool(*FAVOURS, k=None, **known), finding=found)).possible == ("+1", "+2")


def test_a_pool_that_includes_no_difference_is_no_clear_difference():
    rating = effect(evidence(pool=pool(-0.2, 0.1, k=4)))
    assert (rating.level, rating.words) == ("0", "No clear difference")


@pytest.mark.parametrize(
    ("worth", "words"),
    [
        (0.3, "No difference"),
        (0.05, "Too little to tell"),
        (0.15, "No clear difference"),
        (None, "No clear difference"),
    ],
)
def test_no_difference_is_said_only_where_a_centre_has_set_what_is_worth_having(worth, words):
    rating = effect(evidence(pool=pool(-0.2, 0.1, k=4), outcome={"smallest_worthwhile": worth}))
    assert (rating.level, rating.words) == ("0", words)


def test_a_pool_without_an_interval_is_not_used():
    members = [study(n, n_analysed=100, direction=FOR) for n in "AB"]
    without = pool(-0.4, -0.2).__class__(id="p", source=PoolSource.REVIEW, b=-0.3)
    assert (
        effect(evidence(*members, pool=without)).basis == "the majority of studies and of the people in them"
    )


def test_two_published_figures_that_differ_are_each_taken_whole():
    helps, harms = pool(-0.5, -0.1, k=2, id="one", finding="f"), pool(0.1, 0.5, k=2, id="two", finding="g")
    told = {"share_studies_favouring": 0.5, "share_participants_favouring": 0.5}
    found = (finding(**told), finding(id="g", **told))
    rating = effect(evidence(pool=helps, rivals=(harms,), finding=found[0], findings=found))
    assert rating.possible == ("-1", "+1"), "no mixture of the two gives a figure that includes no difference"
    assert "sources disagree" in rating.unknowns[0].words


MIRROR = {"-2": "+2", "-1": "+1", "0": "0", "mixed": "mixed", "none": "none", "+1": "-1", "+2": "-2"}
TURNED = {FOR: AGAINST, AGAINST: FOR, NULL: NULL, None: None}
STUDIES = st.lists(
    st.tuples(
        st.sampled_from([FOR, AGAINST, NULL, None]),
        st.sampled_from([None, 50, 120]),
        st.sampled_from([None, 150]),
    ),
    max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True)
@given(STUDIES)
def test_harm_mirrors_help_study_by_study(told):
    def built(turn):
        return evidence(*(
            study(f"S{i}", direction=turn[way], n_analysed=n, n_randomised=most)
            for i, (way, n, most) in enumerate(told)
        ))  # fmt: skip

    one, two = effect(built({w: w for w in TURNED})), effect(built(TURNED))
    assert {MIRROR[i] for i in one.possible} == set(two.possible)
    ups, downs = (
        [c for c in cs if c.certain and all(s.kind in ("learn", "add") for s in c.steps)]
        for cs in (one.changes_up, two.changes_down)
    )  # doubts about what is known are looked for upward only where nothing else helps
    assert [c.size for c in ups][:1] == [c.size for c in downs][:1]
    fewest = min((c.size for c in ups), default=0)
    if len(ups) < 4:
        assert {MIRROR[c.floor] for c in ups if c.size == fewest} == {
            c.ceiling for c in downs if c.size == fewest
        }


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.tuples(*[st.floats(-1, 1)] * 4).map(sorted),
    st.sampled_from([None, 2, 5]),
    st.booleans(),
    st.sampled_from([None, 0.1, 0.25, 0.5, 0.75, 0.8]),
)
def test_harm_mirrors_help_in_a_pool(ends, k, predicted, share):
    pi_low, low, high, pi_high = ends

    def built(sign):
        low_, high_ = sorted((sign * low, sign * high))
        more = (
            dict(zip(("pi_lb", "pi_ub"), sorted((sign * pi_low, sign * pi_high)), strict=True))
            if predicted
            else {}
        )
        favouring = share if share is None or sign > 0 else 1 - share
        found = finding(share_studies_favouring=favouring, share_participants_favouring=favouring)
        return evidence(pool=pool(low_, high_, k=k, **more), finding=found, findings=(found,))

    one, two = effect(built(1)), effect(built(-1))
    if low != 0 != high:
        assert {MIRROR[i] for i in one.possible} == set(two.possible)


def test_strength_follows_the_best_reviews_score():
    def strength(*scores):
        found = tuple(finding(id=f"f{i}", emmie_q_effect=s) for i, s in enumerate(scores))
        return rate("centre", evidence(findings=found), "strength")

    assert [strength(s).level for s in (0, 1, 2, 3, 4)] == ["0", "1", "2", "3", "3"]
    assert strength(1, 3, None).level == "3"
    assert strength(None).possible == ("0", "1", "2", "3")
    assert strength().words == "Not known"


def test_direction_is_a_code_of_its_own():
    assert {d.value for d in Direction} == {"favours", "against", "exactly null"}
