"""The instruments' files say what the published rules say, for every sheet of answers there can be.

The rules are stated a second time, in plain Python and in other forms, beside this file in `appraisal/`.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.appraisal import bodies_plain as bodies
from reference.appraisal import rob2_cluster_plain as cluster
from reference.appraisal import rob2_plain as rob2
from reference.appraisal import robins_i_v2_plain as robins
from reference.appraisal.answer_space import sheets
from whatworks.appraise import Critical, judge, load_instrument
from whatworks.appraise.exploring import explore

ROB2, CLUSTER, ROBINS = (load_instrument(name) for name in ("rob2", "rob2-cluster", "robins-i-v2"))
AMSTAR2, GRADE = load_instrument("amstar2"), load_instrument("grade")


def sheet_of(instrument, domain, effect):
    return next(d.sheet for d in instrument.domains if d.id == domain and d.effect in (None, effect))


@pytest.mark.parametrize("key", rob2.DOMAINS, ids="-".join)
def test_every_sheet_of_rob2_has_one_judgement_the_published_one(key):
    questions, rule, space = rob2.DOMAINS[key]
    sheet = sheet_of(ROB2, *key)
    for answers in space():
        assert explore(sheet, dict(zip(questions, answers, strict=True))).possible == {rule(*answers)}, (
            answers
        )


@pytest.mark.parametrize("domain", cluster.DOMAINS)
def test_every_sheet_of_rob2_for_clusters_has_the_published_judgement(domain):
    rule, form = cluster.DOMAINS[domain]
    sheet = sheet_of(CLUSTER, domain, "assignment")
    assert [q for q, *_ in form] == list(sheet.questions)
    for answers in sheets(form):
        assert explore(sheet, answers).possible == {rule(answers)}, answers


@pytest.mark.parametrize("key", robins.DOMAINS, ids="-".join)
def test_every_sheet_of_robins_i_v2_has_the_published_judgement(key):
    rule, form = robins.DOMAINS[key]
    sheet = sheet_of(ROBINS, *key)
    assert [q for q, *_ in form] == list(sheet.questions)
    reached = set()
    for answers in sheets(form):
        judged = rule(answers)
        reached.add(judged)
        assert explore(sheet, answers).possible == {judged}, answers
    assert reached == set(sheet.judgements)


FORMS = {
    **{
        ("cluster", domain): (CLUSTER, domain, "assignment", *parts)
        for domain, parts in cluster.DOMAINS.items()
    },
    **{("robins", *key): (ROBINS, *key, *robins.DOMAINS[key]) for key in robins.DOMAINS},
}
SPACES = {key: sheets(parts[-1]) for key, parts in FORMS.items()}


@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize("key", FORMS, ids="-".join)
@given(data=st.data())
def test_missing_answers_leave_exactly_what_some_completion_gives(key, data):
    instrument, domain, effect, rule, _ = FORMS[key]
    space = SPACES[key]
    whole = data.draw(st.sampled_from(space))
    kept = data.draw(st.sets(st.sampled_from(sorted(whole))))
    part = {q: whole[q] for q in kept}
    brute = {rule(s) for s in space if all(s[q] == a for q, a in part.items())}
    assert explore(sheet_of(instrument, domain, effect), part).possible == brute


def test_the_whole_of_robins_i_v2_is_the_worst_and_never_plain_low():
    scales = [("Go on", "Critical")] + [
        sheet_of(ROBINS, str(n), "per-protocol").judgements for n in range(1, 7)
    ]
    whole = ROBINS.overalls["per-protocol"].sheet
    for b, *six in itertools.product(*scales):
        asked = ("NA",) * 6 if b == "Critical" else tuple(six)
        given = dict(zip(("B", *"123456"), (b, *asked), strict=True))
        assert explore(whole, given).possible == {robins.overall(b, six)}


def test_the_whole_of_robins_i_of_2016_for_every_mix_of_domains():
    instrument = load_instrument("robins-i")
    for seven in itertools.combinations_with_replacement(instrument.judgements, 7):
        answers = {str(n): judgement for n, judgement in enumerate(seven, 1)}
        appraisal = judge(instrument, answers)
        assert appraisal.proposed == bodies.robins_2016(seven)
        open_to_a_person = appraisal.proposed == "No information"
        assert bool(appraisal.prompts) == open_to_a_person


def amstar_answers(draw, items):
    return {item: draw(st.sampled_from(bodies.item_answers(item))) for item in items}


def test_amstar2_offers_what_its_form_offers():
    for item, question in AMSTAR2.questions.items():
        assert set(question.answers) == set(bodies.item_answers(item))
    assert set(AMSTAR2.critical) == bodies.CRITICAL_ITEMS


def test_amstar2_for_every_number_of_flaws():
    others = [item for item in bodies.ITEMS if item not in bodies.CRITICAL_ITEMS]
    for flaws, weaknesses in itertools.product(range(8), range(10)):
        flawed = sorted(bodies.CRITICAL_ITEMS)[:flaws] + others[:weaknesses]
        answers = {item: "N" if item in flawed else "Y" for item in bodies.ITEMS}
        appraisal = judge(AMSTAR2, answers)
        assert appraisal.proposed == bodies.confidence(flaws, weaknesses)
        assert bool(appraisal.prompts) == (appraisal.proposed == "Moderate")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_amstar2_with_items_unknown_leaves_exactly_what_completions_give(data):
    unknown = data.draw(st.lists(st.sampled_from(bodies.ITEMS), max_size=8, unique=True))
    known = amstar_answers(data.draw, [item for item in bodies.ITEMS if item not in unknown])
    ways = itertools.product(*(bodies.item_answers(item) for item in unknown))
    brute = {bodies.amstar2({**known, **dict(zip(unknown, way, strict=True))}) for way in ways}
    appraisal = judge(AMSTAR2, known)
    assert set(appraisal.possible) == brute
    assert appraisal.proposed == (brute.pop() if len(brute) == 1 else None)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), critical=st.sets(st.sampled_from(bodies.ITEMS)))
def test_amstar2_with_a_teams_own_critical_items(data, critical):
    answers = amstar_answers(data.draw, bodies.ITEMS)
    own = Critical(tuple(sorted(critical)), "What matters in this field")
    assert judge(AMSTAR2, answers, critical=own).proposed == bodies.amstar2(answers, critical)


def to_judgements(answers):
    starts = dict(zip(bodies.STARTS, sheet_of(GRADE, "start", None).judgements, strict=True))
    return {**answers, "start": starts[answers["start"]]}


def test_grade_for_every_combination_of_reasons():
    form = bodies.grade_form()
    assert {q: question.answers for q, question in GRADE.questions.items()} == form
    whole = GRADE.overalls[None].sheet
    for combination in itertools.product(*form.values()):
        answers = dict(zip(form, combination, strict=True))
        assert explore(whole, to_judgements(answers)).possible == {bodies.grade(answers)}, answers


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_grade_with_reasons_unknown_leaves_exactly_what_completions_give(data):
    form = bodies.grade_form()
    unknown = data.draw(st.lists(st.sampled_from(sorted(form)), max_size=6, unique=True))
    known = {q: data.draw(st.sampled_from(form[q])) for q in form if q not in unknown}
    ways = itertools.product(*(form[q] for q in unknown))
    brute = {bodies.grade({**known, **dict(zip(unknown, way, strict=True))}) for way in ways}
    assert set(judge(GRADE, known).possible) == brute
