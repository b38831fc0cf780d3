"""Agreement item by item, and two raters side by side."""

import dataclasses

import pytest

from whatworks.appraise import AppraisalError, Override, judge, load_instrument
from whatworks.appraise.agreeing import agreement_by_item
from whatworks.appraise.comparing import side_by_side
from whatworks.appraise.items import items_of
from whatworks.stats.agreement import kappa_of_table

MADE = """
instrument: made
version: "1"
name: Made up
licence: ours
source: {url: https://example.org/made-up}
verified: "no"
answers: {Y: "yes", P: partly, N: "no", NI: no information}
usual_answers: [Y, P, N, NI]
ordered: [Y, P, N]
judgements: [Good, Fair, Poor]
domains:
  - id: A
    name: First
    verified: "no"
    questions:
      a1: {ask: "Is it?"}
      a2: {ask: "Is it so?", asked_if: {a1: [N]}, ordered: false}
    rule:
      - {when: {a1: [Y]}, then: Good}
      - {when: {a1: [P, NI]}, then: Fair}
      - {when: {a2: [Y, P]}, then: Fair}
      - {otherwise: Poor}
overall: {verified: "no", rule: {worst: [A]}}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("instrument") / "made.yaml"
    path.write_text(MADE)
    return load_instrument(path)


def _said(made, thing, rater, answers, **more):
    appraisal = judge(made, answers, effect=None, **more)
    return dataclasses.replace(appraisal, id=f"{thing} {rater}", object=thing, rater=rater)


def _many(made, pairs):
    return [
        _said(made, f"r{i}", rater, {"a1": answer} | ({"a2": "Y"} if answer == "N" else {}))
        for i, pair in enumerate(pairs)
        for rater, answer in zip(("ada", "bea"), pair, strict=True)
    ]


PAIRS = [("Y", "Y")] * 6 + [("Y", "P")] * 2 + [("P", "P")] * 3 + [("N", "P"), ("N", "N"), ("NI", "Y")]


def test_answers_that_have_an_order_are_weighted_by_distance_and_others_only_agree_with_themselves(made):
    found = {a.item.id: a for a in agreement_by_item(made, _many(made, PAIRS))}
    order = ("Y", "P", "N", "NI")
    table = [[PAIRS.count((one, other)) for other in order] for one in order]
    weights = [[1, 0.5, 0, 0], [0.5, 1, 0.5, 0], [0, 0.5, 1, 0], [0, 0, 0, 1]]
    assert found["a1"].kappa == kappa_of_table(table, weights=weights)
    assert found["a1"].gwet.name == "AC2"
    assert found["a1"].raw.value == pytest.approx(10 / 14)


def test_answers_without_an_order_are_not_weighted(made):
    found = {a.item.id: a for a in agreement_by_item(made, _many(made, PAIRS))}
    assert (found["a2"].ordered, found["a2"].kappa.name, found["a2"].gwet.name) == (False, "kappa", "AC1")


def test_a_question_that_only_one_rater_came_to_is_counted_apart(made):
    found = {a.item.id: a for a in agreement_by_item(made, _many(made, PAIRS))}
    assert (found["a2"].n, found["a2"].one_only) == (1, 1)
    assert (found["a1"].n, found["a1"].one_only) == (14, 0)


def test_judgements_are_compared_as_decided(made):
    one = _said(made, "r", "ada", {"a1": "Y"}, decided={"A": Override("Poor", "No plan is public")})
    other = _said(made, "r", "bea", {"a1": "Y"})
    found = {a.item.id: a for a in agreement_by_item(made, [one, other])}
    assert found["a1"].raw.value == 1 and found["A"].raw.value == 0 and found["overall"].raw.value == 0


def test_with_all_answers_alike_kappa_says_why_it_is_not_known_and_ac_is_complete(made):
    found = {a.item.id: a for a in agreement_by_item(made, _many(made, [("Y", "Y")] * 5))}
    assert found["a1"].kappa.value is None and "same answer" in found["a1"].kappa.why
    assert found["a1"].gwet.value == 1


def test_three_raters_get_ac_and_no_kappa(made):
    told = [*_many(made, PAIRS), _said(made, "r0", "cem", {"a1": "Y"})]
    found = {a.item.id: a for a in agreement_by_item(made, told)}
    assert found["a1"].kappa.value is None and "two raters" in found["a1"].kappa.why
    assert found["a1"].gwet.value is not None
    pair = {a.item.id: a for a in agreement_by_item(made, told, raters=("ada", "bea"))}
    assert pair["a1"].kappa.value is not None


def test_nothing_in_common_is_said(made):
    found = agreement_by_item(made, [_said(made, "r", "ada", {"a1": "Y"}), _said(made, "s", "bea", {})])
    assert all(a.n == 0 and a.raw.why for a in found)


def test_a_rater_who_appraised_one_thing_twice_is_refused(made):
    told = [_said(made, "r", "ada", {"a1": "Y"})] * 2
    with pytest.raises(AppraisalError, match="ada appraised 'r' twice"):
        agreement_by_item(made, told)


def test_appraisals_of_another_version_are_refused(made):
    old = dataclasses.replace(_said(made, "r", "ada", {"a1": "Y"}), version="0")
    with pytest.raises(AppraisalError, match="has the version '0', not '1'"):
        agreement_by_item(made, [old])


def _with(appraisal, **fields):
    answers = tuple(dataclasses.replace(answer, **fields) for answer in appraisal.answers)
    return dataclasses.replace(appraisal, answers=answers)


def test_side_by_side_shows_what_differs_and_by_how_many_steps(made):
    one = _with(_said(made, "r", "ada", {"a1": "Y"}), quote="All were", place="p. 3")
    other = _with(_said(made, "r", "bea", {"a1": "N", "a2": "Y"}), quote="None were", place="p. 3")
    beside = {b.item.id: b for b in side_by_side(made, [one, other]).items}
    assert beside["a1"].differs == ("answer", "quote")
    assert (beside["a1"].steps, beside["a1"].matters) == (2, True)
    assert [entry.answer for entry in beside["a2"].entries] == [None, "Y"]
    assert beside["a2"].steps is None
    assert [entry.answer for entry in beside["A"].entries] == ["Good", "Fair"]
    assert (beside["A"].steps, beside["overall"].steps) == (1, 1)


def test_answers_that_the_rule_reads_alike_differ_without_mattering():
    rob2 = load_instrument("rob2")
    one, other = (
        dataclasses.replace(judge(rob2, {"1.1": answer}), object="r", rater=rater)
        for rater, answer in (("ada", "Y"), ("bea", "PY"))
    )
    beside = {b.item.id: b for b in side_by_side(rob2, [one, other]).items}
    assert beside["1.1"].differs == ("answer",) and not beside["1.1"].matters


def test_only_answers_and_judgements_that_differ_are_to_be_settled(made):
    one = _with(_said(made, "r", "ada", {"a1": "P"}), justification="Said on p. 2")
    other = _said(made, "r", "bea", {"a1": "NI"})
    compared = side_by_side(made, [one, other])
    assert [b.item.id for b in compared.to_settle] == ["a1"]
    assert compared.raters == ("ada", "bea")


def test_what_cannot_be_compared_is_refused(made):
    one = _said(made, "r", "ada", {"a1": "P"})
    with pytest.raises(AppraisalError, match="only one appraisal"):
        side_by_side(made, [one])
    with pytest.raises(AppraisalError, match="of the same thing"):
        side_by_side(made, [one, _said(made, "s", "bea", {"a1": "P"})])


def test_every_question_domain_and_the_whole_is_an_item():
    items = items_of(load_instrument("rob2"), "adhering")
    assert sum(item.kind == "domain" for item in items) == 5
    assert items[-1].id == "overall" and items[-1].order == ("Low", "Some concerns", "High")
