"""What was planned against what was reported, and what that proposes for RoB 2's last domain."""

import datetime as dt

from unit.appraise.prefill_records import CARE, PLAN, answers, plan, result, study, told
from whatworks.appraise.planned import PlannedOutcome, switches


def domain_five(plan, **known):
    found = answers("rob2", "assignment", plan=plan, **({"study": study()} | known))
    return tuple(found.get(q) for q in ("5.1", "5.2", "5.3"))


def test_a_plan_kept_to_proposes_low_in_domain_five():
    kept = result(adjusted=True)
    assert domain_five(PLAN, result=kept, results=(kept,)) == ("PY", "PN", "PN")


def test_a_plan_settled_after_outcomes_could_be_seen_is_said_with_both_dates():
    late = plan(settled=dt.date(2021, 6, 1))
    proposal = told("rob2", "assignment", study=study(), plan=late)["5.1"]
    assert proposal.answer == "N"
    assert "01 June 2021" in proposal.because and "01 January 2021" in proposal.because


def test_a_plan_without_an_analysis_or_a_date_proposes_nothing_for_5_1():
    assert domain_five(plan(analysis=None))[0] is None
    assert domain_five(plan(data_from=None))[0] is None
    before = study(registration="ISRCTN1", registered_before=True)
    assert domain_five(plan(data_from=None), study=before)[0] == "PY"
    assert domain_five(plan(data_from=None, id="other"), study=before)[0] is None


def test_another_measure_or_time_than_planned_is_named():
    for changed in (result(measure="Days in care"), result(months=6)):
        proposal = told("rob2", "assignment", study=study(), plan=PLAN, result=changed)["5.2"]
        assert proposal.answer == "PY"
        assert "plans care by In care at 12 months; reported is" in proposal.because


def test_a_planned_time_that_is_not_reported_is_named():
    two = plan(outcomes=(CARE, PlannedOutcome(outcome="care", measure="In care", months=24)))
    kept = result(adjusted=True)
    proposal = told("rob2", "assignment", study=study(), plan=two, result=kept, results=(kept,))["5.2"]
    assert (
        proposal.answer == "PY"
        and "no result is reported of care by In care at 24 months" in proposal.because
    )
    later = result(id="r2", months=24)
    assert domain_five(two, result=kept, results=(kept, later))[1] == "PN"


def test_an_outcome_that_the_plan_does_not_name_is_no_information():
    assert domain_five(PLAN, result=result(outcome="school"))[1:] == ("NI", None)


def test_a_plan_that_does_not_say_how_or_when_leaves_5_2_open():
    vague = plan(outcomes=(PlannedOutcome(outcome="care"),))
    assert domain_five(vague, result=result(), results=(result(),))[1:] == (None, None)


def test_another_analysis_or_a_part_of_the_sample_is_named():
    assert domain_five(PLAN, result=result(adjusted=False))[2] == "PY"
    assert domain_five(PLAN, result=result(adjusted=True, subgroup="girls"))[2] == "PY"
    assert domain_five(PLAN, result=result())[2] is None


def kinds(planned, *results):
    return [switch.kind for switch in switches(plan(outcomes=planned), results)]


def test_every_kind_of_switch_is_told():
    second = PlannedOutcome(outcome="school", measure="Absence", primary=False)
    assert kinds((CARE,)) == ["not reported"]
    assert kinds((CARE,), result(adjusted=True, primary=True)) == []
    assert kinds((CARE,), result(adjusted=True), result(id="x", outcome="school")) == ["not planned"]
    assert kinds((CARE,), result(measure="Days")) == ["not reported", "measure changed"]
    assert kinds((CARE,), result(months=6)) == ["not reported", "time changed"]
    assert kinds((CARE,), result(adjusted=True, primary=False)) == ["primary lost"]
    swapped = result(id="x", outcome="school", measure="absence ", primary=True)
    assert kinds((second,), swapped) == ["primary gained"]
    assert kinds((CARE,), result(adjusted=False)) == ["analysis changed"]
    assert kinds((CARE,), result(adjusted=True, subgroup="girls")) == ["subgroup added"]


def test_measures_at_the_start_are_no_unplanned_outcomes_and_an_empty_plan_tells_nothing():
    assert kinds((CARE,), result(adjusted=True), result(id="b", outcome="age", months=0)) == []
    assert kinds((), result()) == []
