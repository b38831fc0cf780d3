"""Any instrument's appraisals can be drawn; each domain on its own scale."""

import dataclasses

import pytest

from whatworks.appraise import AppraisalError, judge, load_instrument, shipped
from whatworks.appraise.plots import judgement_figures


def first_answers(instrument, effect):
    """Answers that take each question's first answer wherever it is asked."""
    answers = {}
    asked = {q.id: q for domain in instrument.asked_for(effect) for q in domain.sheet.questions.values()}
    for _ in range(60):
        judged = judge(instrument, answers, effect=effect)
        needed = [q for d in judged.domains if d.asked for q in d.needed if q not in answers]
        if not needed:
            break
        answers[needed[0]] = asked[needed[0]].answers[0]
    return answers


def appraised(name, thing, answers, effect=None, **more):
    instrument = load_instrument(name)
    return dataclasses.replace(judge(instrument, answers, effect=effect, **more), object=thing, id=thing)


@pytest.mark.parametrize("name", shipped())
def test_every_instrument_can_be_drawn_as_it_stands(name):
    instrument = load_instrument(name)
    for effect in tuple(instrument.effects) or (None,):
        full = appraised(name, "full", first_answers(instrument, effect), effect)
        light, bars = judgement_figures(instrument, [full, appraised(name, "none", {}, effect)])
        assert {row[0] for row in light.table.rows} == {"full", "none"}
        assert len(light.table.rows[0]) == len(light.table.header)
        assert bars.table.rows
        assert "not in the published instrument" in light.caption or "Unverified" in light.caption


def test_the_label_the_decision_and_the_weight_show():
    rob2 = load_instrument("rob2")
    one = appraised("rob2", "r1", {"3.1": "Y"}, "assignment")
    light, bars = judgement_figures(
        rob2, [one], labels={"r1": "A trial"}, weights={"r1": 40}, weight_words="children"
    )
    row = dict(zip(light.table.header, light.table.rows[0], strict=True))
    assert row["Study" if "Study" in row else "Result"] == "A trial"
    assert row["Missing outcome data"] == "Low" and row["Randomisation"] == "Not judged yet"
    assert "children" in bars.caption


def test_a_domain_that_is_ruled_out_is_a_dash():
    trial = appraised("wwc-study", "t", {"1": "RCT", "2": "Y"})
    light, _ = judgement_figures(load_instrument("wwc-study"), [trial])
    assert light.table.rows[0][1:] == ("Trial with low attrition", "Not asked", "Meets without reservations")


def test_amstar_2_has_one_scale_for_items_and_another_for_the_whole():
    amstar = load_instrument("amstar2")
    review = appraised("amstar2", "r", first_answers(amstar, None))
    light, _ = judgement_figures(amstar, [review])
    assert light.table.rows[0][-1] == "High"
    assert any("(critical)" in name for name in light.table.header)
    assert "All" in light.svg


def test_full_stars_are_drawn_as_the_best_of_each_part():
    name = "newcastle-ottawa-cohort"
    instrument = load_instrument(name)
    full = appraised(name, "c", dict.fromkeys(instrument.questions, "Y"))
    light, _ = judgement_figures(instrument, [full])
    assert "t-worst" not in light.svg and "t-middle" not in light.svg and "t-best" in light.svg


def test_a_checklist_shows_each_item():
    report = appraised("tidier", "x", {"1": "reported", "2": "NA"})
    light, _ = judgement_figures(load_instrument("tidier"), [report])
    assert light.table.rows[0][1:4] == ("reported", "NA", "Not judged yet")


def test_what_does_not_belong_together_is_refused():
    rob2 = load_instrument("rob2")
    one, other = (appraised("rob2", effect, {}, effect) for effect in ("assignment", "adhering"))
    with pytest.raises(AppraisalError, match="several effects"):
        judgement_figures(rob2, [one, other])
    with pytest.raises(AppraisalError, match="not of wwc-study"):
        judgement_figures(load_instrument("wwc-study"), [one])


def test_where_no_judgement_is_better_than_another_none_is_coloured():
    etd = load_instrument("grade-etd")
    decision = appraised("grade-etd", "d", first_answers(etd, None))
    light, _ = judgement_figures(etd, [decision])
    assert "t-plain" in light.svg and "t-best" not in light.svg and "t-worst" not in light.svg
    grade = load_instrument("grade")
    body = appraised("grade", "b", first_answers(grade, None))
    light, _ = judgement_figures(grade, [body])
    assert "t-plain" in light.svg and "t-best" in light.svg


@pytest.mark.parametrize("effect", ["intention-to-treat", "per-protocol"])
def test_a_word_looks_the_same_in_every_domain_of_robins_i(effect):
    robins = load_instrument("robins-i-v2")
    study = appraised("robins-i-v2", "s", {}, effect)
    serious = [dataclasses.replace(d, decided="Serious") for d in study.domains if d.domain not in ("B",)]
    known = {d.id for d in robins.domains if "Serious" in d.sheet.judgements}
    told = tuple(d for d in serious if d.domain in known)
    light, _ = judgement_figures(robins, [dataclasses.replace(study, domains=told)])
    assert "t-poor" in light.svg and "t-worst" not in light.svg
