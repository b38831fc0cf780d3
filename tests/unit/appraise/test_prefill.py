"""Records propose answers with a reason and a source; what they do not say stays without a proposal."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.appraise.prefill_records import PLAN, answers, arms, result, study, told
from whatworks.appraise import AppraisalError, load_instrument, shipped
from whatworks.appraise.prefill import PREFILL, Proposal, propose
from whatworks.appraise.prefill_facts import FACTS
from whatworks.appraise.prefill_found import Known
from whatworks.terms import Design


def test_records_that_say_nothing_propose_nothing():
    for name in shipped():
        instrument = load_instrument(name)
        for effect in tuple(instrument.effects) or (None,):
            assert propose(instrument, Known(), effect=effect) == ()


def test_an_empty_study_proposes_its_design_and_nothing_else():
    assert answers("rob2", "assignment", study=study()) == {}
    assert answers("wwc-study", study=study()) == {"1": "RCT"}


@pytest.mark.parametrize("path", sorted(PREFILL.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_prefill_file_is_for_an_instrument_there_is_and_loads(path):
    instrument = load_instrument(path.stem)
    for effect in tuple(instrument.effects) or (None,):
        propose(instrument, Known(), effect=effect)


# The start


def at_start(g, n=400, **fields):
    numbers = {"mean_t": g, "sd_t": 1.0, "n_t": n, "mean_c": 0.0, "sd_c": 1.0, "n_c": n}
    return result(**({"id": f"b{g}", "months": 0, "measure": f"Score {g}"} | numbers | fields))


@pytest.mark.parametrize(("g", "answer"), [(0.03, "<=0.05"), (-0.2, "0.05-0.25"), (0.3, ">0.25")])
def test_the_largest_difference_at_the_start_goes_into_wwc(g, answer):
    proposal = told("wwc-study", study=study(), results=(at_start(0.01), at_start(g)))["3"]
    assert proposal.answer == answer and "largest of 2" in proposal.because


def test_rob2_1_3_needs_a_difference_that_is_large_and_beyond_chance():
    assert answers("rob2", "assignment", study=study(), results=(at_start(0.4),))["1.3"] == "PY"
    assert answers("rob2", "assignment", study=study(), results=(at_start(0.2),))["1.3"] == "PN"
    assert answers("rob2", "assignment", study=study(), results=(at_start(0.4, n=20),))["1.3"] == "PN"


def test_a_later_result_or_one_of_a_part_is_no_difference_at_the_start():
    results = (at_start(0.4, months=6), at_start(0.4, subgroup="girls"))
    assert told("rob2", "assignment", study=study(), results=results) == {}


def test_what_the_record_says_of_the_start_serves_where_there_are_no_numbers():
    proposal = told("rob2", "assignment", study=study(baseline_equivalent=False))["1.3"]
    assert (proposal.answer, proposal.fields) == ("PY", ("baseline_equivalent",))
    assert answers("rob2-cluster", "assignment", study=study(baseline_equivalent=True)) == {"1a.3": "PN"}


# The design


def test_intention_to_treat_is_about_the_effect_of_assignment_only():
    known = {"study": study(intention_to_treat=True)}
    assert answers("rob2", "assignment", **known) == {"2.6": "PY"}
    assert answers("rob2", "adhering", **known) == {}


@pytest.mark.parametrize("design", Design)
def test_a_design_proposes_the_same_place_everywhere(design):
    sms = answers("maryland-sms", study=study(design=design)).get("1")
    eef = answers("eef-trial-security", study=study(design=design)).get("design")
    wwc = answers("wwc-study", study=study(design=design)).get("1")
    assert (sms == "trial") is (eef == "randomised") is design.is_randomised
    if wwc == "QED":
        assert sms in {"comparable change", "adjusted"}
    if design in (Design.ITS, Design.ECONOMIC, Design.REVIEW):
        assert sms is eef is wwc is None


def test_grade_starts_from_all_the_studies_and_not_from_a_mix():
    trial, other = study(), study(id="t", design=Design.MATCHED)
    assert answers("grade", studies=(trial, trial)) == {"start": "randomised"}
    assert answers("grade", studies=(other,)) == {"start": "not randomised"}
    assert answers("grade", studies=(trial, other)) == {}


# Files


def mapping(tmp_path, text):
    path = tmp_path / "own.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("instrument: rob2", "holds no 'proposals'"),
        ("proposals: {'1.9': [{fact: design, answers: {RCT: Y}}]}", "has no question '1.9'"),
        ("proposals: {'1.1': [{fact: design, answers: {RCT: Maybe}}]}", "cannot be 'Maybe'"),
        ("proposals: {'1.1': [{fact: luck, answers: {RCT: Y}}]}", "there is no fact 'luck'"),
        ("proposals: {'1.1': [{fact: design}]}", "needs 'fact', and 'answers' or 'bands'"),
        ("proposals: {'1.1': [{fact: design, answers: {RCT: Y}, why: x}]}", "'why' is not a part of it"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_where(tmp_path, text, problem):
    with pytest.raises(AppraisalError, match=problem) as error:
        told("rob2", "assignment", mapping=mapping(tmp_path, text))
    assert "own.yaml" in str(error.value)


def test_a_team_can_map_facts_to_its_own_questions(tmp_path):
    own = mapping(tmp_path, "proposals: {'1.1': [{fact: design, answers: {RCT: PY}}]}")
    assert answers("rob2", "assignment", mapping=own, study=study()) == {"1.1": "PY"}


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300)), min_size=0, max_size=3),
    st.sampled_from(list(Design)),
    st.none() | st.floats(0, 100),
    st.sampled_from([None, True, False]),
)
@settings(max_examples=40, deadline=None)
def test_every_proposal_is_an_answer_of_its_question_with_a_reason_and_a_record(pairs, design, lost, flag):
    known = Known(
        study=study(design=design, attrition_overall=lost, intention_to_treat=flag, baseline_equivalent=flag),
        arms=arms(*pairs),
        plan=PLAN,
        result=result(),
        studies=(study(design=design),),
    )
    for path, effect in itertools.product(sorted(PREFILL.glob("*.yaml")), ("assignment",)):
        instrument = load_instrument(path.stem)
        for proposal in propose(instrument, known, effect=effect):
            assert isinstance(proposal, Proposal)
            assert proposal.answer in instrument.questions[proposal.question].answers
            assert proposal.because and proposal.id and proposal.fields and proposal.fact in FACTS
