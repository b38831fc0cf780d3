"""Checklists ask every item of their standard, count the answers and never make them a score."""

import re

import pytest

from whatworks.appraise import judge, load_instrument

ITEMS = {
    "tidier": 12,
    "gripp2-sf": 5,
    "consort-parallel": 25,
    "consort-cluster": 25,
    "prisma-2020": 27,
    "casp-qualitative": 10,
}
PARTS = {"consort-parallel": 37, "consort-cluster": 39, "prisma-2020": 42}


@pytest.mark.parametrize(("name", "items"), ITEMS.items())
def test_every_item_of_the_standard_is_asked_once_and_in_order(name, items):
    asked = list(load_instrument(name).questions)
    numbers = [int(re.match(r"\d+", question).group()) for question in asked]
    assert sorted(set(numbers)) == list(range(1, items + 1))
    assert numbers == sorted(numbers)
    assert len(asked) == PARTS.get(name, items)


@pytest.mark.parametrize("name", ITEMS)
def test_answers_are_counted_and_nothing_is_judged(name):
    instrument = load_instrument(name)
    questions = instrument.questions
    best = {q: question.answers[0] for q, question in questions.items()}
    first = next(iter(questions))
    appraisal = judge(instrument, best | {first: questions[first].order[-1]})
    assert appraisal.proposed is None and appraisal.points is None
    assert appraisal.counts[questions[first].answers[0]] == len(questions) - 1
    assert appraisal.counts[questions[first].order[-1]] == 1


@pytest.mark.parametrize("name", ITEMS)
def test_what_was_not_read_in_the_standard_itself_is_said(name):
    instrument = load_instrument(name)
    assert instrument.verified != "yes" and instrument.unverified
    assert instrument.licence and instrument.url.startswith("https://")


def test_the_2010_checklists_say_what_supersedes_them():
    for name in ("consort-parallel", "consort-cluster"):
        assert "CONSORT 2025" in load_instrument(name).verified_note


def test_answers_have_an_order_and_not_applicable_stands_outside_it():
    assert load_instrument("tidier").questions["1"].order == ("reported", "partly", "not reported")
    assert load_instrument("casp-qualitative").questions["1"].order == ("Y", "CT", "N")
