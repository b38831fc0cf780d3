"""Who was lost, put beside the bounds of each instrument."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.appraise.prefill_records import answers, arms, result, study, told
from whatworks.appraise.prefill_losses import attrition_limit, boundaries
from whatworks.terms import Design


@pytest.mark.parametrize(("followed", "answer"), [(100, "Y"), (95, "PY"), (94, "PN"), (50, "PN")])
def test_loss_goes_from_the_arms_into_rob2_3_1_with_its_reason(followed, answer):
    proposal = told("rob2", "assignment", study=study(), arms=arms((100, 100), (100, 2 * followed - 100)))[
        "3.1"
    ]
    assert proposal.answer == answer
    assert f"{2 * followed} of 200 children" in proposal.because
    assert (proposal.table, proposal.fields) == ("arms", ("n_randomised", "n_analysed"))
    assert "is ours" in proposal.ours


def test_the_results_own_numbers_come_before_those_of_arms_and_study():
    known = {"study": study(n_randomised=200, n_analysed=100), "arms": arms((100, 80), (100, 80))}
    proposal = told("rob2", "assignment", result=result(total_t=100, total_c=98), **known)["3.1"]
    assert (proposal.answer, proposal.table, proposal.id) == ("PY", "results", "r")
    assert told("rob2", "assignment", **known)["3.1"].table == "arms"
    assert told("rob2", "assignment", study=known["study"])["3.1"].table == "studies"


def test_a_result_for_a_part_of_the_sample_says_nothing_of_loss():
    part = result(total_t=40, total_c=40, subgroup="girls")
    assert told("rob2", "assignment", study=study(), result=part, arms=arms((100, None), (100, None))) == {}


def test_more_followed_up_than_allocated_proposes_nothing():
    assert told("rob2", "assignment", study=study(n_randomised=90, n_analysed=100)) == {}


def test_attrition_as_printed_serves_where_no_numbers_are():
    proposal = told("eef-trial-security", study=study(attrition_overall=12.0))["attrition"]
    assert (proposal.answer, proposal.fields) == ("<=20%", ("attrition_overall",))


def in_schools(**fields):
    return study(design=Design.CLUSTER_RCT, allocation_unit="schools", **fields)


def test_counts_of_schools_are_not_taken_for_counts_of_pupils():
    schools = study(
        design=Design.CLUSTER_RCT, allocation_unit="schools", unit="schools", n_randomised=40, n_analysed=20
    )
    assert "attrition" not in told("eef-trial-security", study=schools)
    assert told("rob2-cluster", "assignment", study=schools) == {}


def test_cluster_trials_get_3_1b_and_never_3_1a():
    pupils = study(
        design=Design.CLUSTER_RCT, allocation_unit="schools", unit="pupils", n_randomised=400, n_analysed=390
    )
    assert answers("rob2-cluster", "assignment", study=pupils) == {"3.1b": "PY"}


@pytest.mark.parametrize(
    ("lost", "answer"),
    [
        (0, "<=10%"),
        (10, "<=10%"),
        (11, "<=20%"),
        (20, "<=20%"),
        (30, "<=30%"),
        (40, "<=40%"),
        (50, "<=50%"),
        (51, ">50%"),
    ],
)
def test_loss_falls_into_the_bands_of_eef(lost, answer):
    found = answers("eef-trial-security", study=study(n_randomised=100, n_analysed=100 - lost))
    assert found["attrition"] == answer


# The What Works Clearinghouse's boundary

CAUTIOUS = """
5.7, 5.8, 5.9, 5.9, 6, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6, 5.9, 5.9, 5.8, 5.7, 5.5, 5.4,
5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8, 2.6, 2.5,
2.3, 2.1, 2, 1.8, 1.6, 1.5, 1.3, 1.2, 1, .9, .7, .6, .4, .3, .2, 0
"""
OPTIMISTIC = """
10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8, 10.8, 10.7,
10.6, 10.5, 10.3, 10.2, 10, 9.9, 9.7, 9.5, 9.4, 9.2, 9, 8.8, 8.6, 8.4, 8.2, 8, 7.8, 7.6, 7.4, 7.2, 7,
6.7, 6.5, 6.3, 6, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3, 2.8, 2.6, 2.3
"""


def test_the_boundary_is_that_of_table_ii_1():
    """Table II.1 of the WWC Standards Handbook 4.0 as held in HaiwenChu/RWWC-v.4-Group-Designs."""
    for name, values in (("cautious", CAUTIOUS), ("optimistic", OPTIMISTIC)):
        assert boundaries()[name] == tuple(float(v) for v in values.split(","))


def test_between_two_entries_the_stricter_holds_and_past_the_last_none():
    assert attrition_limit(6.5, "cautious") == 6.2
    assert attrition_limit(12.5, "cautious") == 6.1
    assert attrition_limit(57, "cautious") == 0
    assert attrition_limit(57.01, "cautious") is None
    with pytest.raises(ValueError, match="use cautious or optimistic"):
        attrition_limit(5, "kind")


@given(st.floats(0, 57), st.sampled_from(["cautious", "optimistic"]))
def test_the_limit_between_entries_is_never_above_either_neighbour(overall, name):
    limit, table = attrition_limit(overall, name), boundaries()[name]
    assert limit == min(table[math.floor(overall)], table[math.ceil(overall)])


def test_wwc_loss_is_proposed_where_both_boundaries_agree_or_the_protocol_names_one():
    def second(one, other, **known):
        return answers("wwc-study", study=study(), arms=arms((100, one), (100, other)), **known).get("2")

    assert second(95, 93) == "Y"
    assert second(95, 70) == "N"
    assert second(98, 90) is None
    assert second(98, 90, boundary="optimistic") == "Y"
    assert second(98, 90, boundary="cautious") == "N"


def test_past_the_table_the_cautious_boundary_says_high_and_the_optimistic_nothing():
    known = {"study": study(), "arms": arms((100, 40), (100, 40))}
    assert answers("wwc-study", boundary="cautious", **known)["2"] == "N"
    assert "2" not in answers("wwc-study", boundary="optimistic", **known)
