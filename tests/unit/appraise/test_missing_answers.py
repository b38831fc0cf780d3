"""Three values, honestly: what is possible is what some completion gives, no more and no less."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.appraisal import rob2_plain as plain
from whatworks.appraise import judge, load_instrument, possible_judgements
from whatworks.appraise.exploring import explore, needed

ROB2 = load_instrument("rob2")
SMALL = [key for key in plain.DOMAINS if key[0] not in ("2",)]


def domain_sheet(domain, effect):
    return next(d.sheet for d in ROB2.domains if d.id == domain and d.effect in (None, effect))


def by_brute_force(key, part):
    questions, rule, sheets = plain.DOMAINS[key]
    places = [(questions.index(q), a) for q, a in part.items()]
    return {rule(*s) for s in sheets() if all(s[i] == a for i, a in places)}


@pytest.mark.parametrize("key", SMALL, ids=lambda key: key[0])
def test_possible_is_what_the_completions_give_for_every_part_of_a_sheet(key):
    questions, _, sheets = plain.DOMAINS[key]
    sheet = domain_sheet(*key)
    seen = set()
    for answers in sheets():
        for kept in itertools.product((True, False), repeat=len(questions)):
            part = {q: a for q, a, k in zip(questions, answers, kept, strict=True) if k and a != "NA"}
            if (mark := tuple(part.items())) in seen:
                continue
            seen.add(mark)
            if len(seen) % 5 == 0:
                assert explore(sheet, part).possible == by_brute_force(key, part), part


SECOND = {key: (plain.DOMAINS[key][0], plain.DOMAINS[key][2]()) for key in plain.DOMAINS if key[0] == "2"}


@st.composite
def part_of_a_second_domain(draw):
    key = draw(st.sampled_from(sorted(SECOND)))
    questions, sheets = SECOND[key]
    answers = draw(st.sampled_from(sheets))
    kept = draw(st.lists(st.booleans(), min_size=len(questions), max_size=len(questions)))
    return key, answers, {q: a for q, a, k in zip(questions, answers, kept, strict=True) if k}


@settings(max_examples=200, deadline=None)
@given(part_of_a_second_domain())
def test_possible_is_what_the_completions_give_in_the_second_domain(case):
    key, _, part = case
    questions, rule, _ = plain.DOMAINS[key]
    places = [(questions.index(q), a) for q, a in part.items()]
    brute = {rule(*s) for s in SECOND[key][1] if all(s[i] == a for i, a in places)}
    assert explore(domain_sheet(*key), part).possible == brute


@settings(max_examples=200, deadline=None)
@given(part_of_a_second_domain(), st.randoms(use_true_random=False))
def test_answering_one_more_question_never_adds_a_possible_judgement(case, random):
    key, answers, part = case
    questions = plain.DOMAINS[key][0]
    sheet = domain_sheet(*key)
    left = [(q, a) for q, a in zip(questions, answers, strict=True) if q not in part]
    random.shuffle(left)
    possible = explore(sheet, part).possible
    assert possible
    for question, answer in left:
        part = {**part, question: answer}
        narrower = explore(sheet, part).possible
        assert narrower and narrower <= possible
        possible = narrower
    assert len(possible) == 1


@settings(max_examples=200, deadline=None)
@given(part_of_a_second_domain())
def test_a_question_is_needed_exactly_while_several_judgements_are_possible(case):
    key, _, part = case
    sheet = domain_sheet(*key)
    open_questions = needed(sheet, part)
    assert bool(open_questions) == (len(explore(sheet, part).possible) > 1)
    assert not set(open_questions) & set(part)


def test_answering_what_is_needed_reaches_a_judgement():
    answers = {"1.1": "Y", "2.2": "NI", "4.1": "PN", "5.2": "NI"}
    for _ in range(12):
        open_questions = [q for domain in judge(ROB2, answers).domains for q in domain.needed]
        if not open_questions:
            break
        answers[open_questions[0]] = "Y" if open_questions[0] in ("3.1", "2.6", "1.2") else "PN"
    assert judge(ROB2, answers).proposed is not None


def test_an_answer_that_cannot_matter_is_not_asked_for():
    first = judge(ROB2, {"1.2": "PN"}).domains[0]
    assert (first.proposed, first.path, first.needed) == ("High", ("1.2 PN",), ())
    second = judge(ROB2, {"2.3": "N", "2.2": "N"}).domains[1]
    assert second.proposed is None and second.needed == ("2.6",)
    fifth = judge(ROB2, {"5.2": "NI"}).domains[4]
    assert fifth.proposed is None and fifth.needed == ("5.3",)


def test_one_high_domain_settles_the_whole_though_the_rest_is_open():
    appraisal = judge(ROB2, {"1.2": "N"})
    assert appraisal.proposed == "High"
    assert [d.proposed for d in appraisal.domains[1:]] == [None] * 4


def test_with_no_answers_everything_is_possible_and_nothing_is_proposed():
    appraisal = judge(ROB2, {})
    assert appraisal.proposed is None and appraisal.prompts == ()
    assert [d.needed for d in appraisal.domains] == [
        ("1.1", "1.2", "1.3"), ("2.1", "2.2", "2.6"), ("3.1",), ("4.1", "4.2"), ("5.1", "5.2", "5.3"),
    ]  # fmt: skip
    assert set(possible_judgements(ROB2, {}).values()) == {("Low", "Some concerns", "High")}


def test_the_path_lists_the_answers_in_the_order_the_rule_asks():
    appraisal = judge(ROB2, {"1.1": "Y", "1.2": "PY", "1.3": "N"})
    assert appraisal.domains[0].path == ("1.2 PY", "1.1 Y", "1.3 N")


def test_the_order_of_the_answers_changes_nothing():
    answers = {"1.1": "Y", "1.2": "PY", "1.3": "N", "2.1": "N", "2.2": "N", "2.6": "NI", "3.1": "PY"}
    assert judge(ROB2, answers) == judge(ROB2, dict(reversed(answers.items())))
