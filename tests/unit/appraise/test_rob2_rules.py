"""How RoB 2 is read; its whole answer space is held against its rules in tests/reference."""

import itertools

import pytest

from reference.appraisal import rob2_plain as plain
from whatworks.appraise import check_instrument, judge, load_instrument
from whatworks.appraise.exploring import explore
from whatworks.appraise.instrument import FOLDER
from whatworks.appraise.yamltext import read_yaml

ROB2 = load_instrument("rob2")


def domain_sheet(domain, effect):
    return next(d.sheet for d in ROB2.domains if d.id == domain and d.effect in (None, effect))


@pytest.mark.parametrize("key", plain.DOMAINS, ids=lambda key: f"{key[0]}-{key[1]}")
def test_leaving_out_the_questions_that_are_not_asked_changes_nothing(key):
    questions, rule, sheets = plain.DOMAINS[key]
    sheet = domain_sheet(*key)
    for answers in sheets()[::3]:
        given = dict(zip(questions, answers, strict=True))
        asked = {q: a for q, a in given.items() if a != "NA" or "NA" in sheet.questions[q].answers}
        assert explore(sheet, asked).possible == {rule(*answers)}, asked


def test_no_information_for_3_2_is_read_as_no_since_the_form_offers_none():
    answers = {"3.1": "N", "3.2": "NI", "3.3": "Y", "3.4": "PN"}
    third = judge(ROB2, answers).domains[2]
    assert third.proposed == plain.missing("N", "N", "Y", "PN") == "Some concerns"
    assert "3.2 NI, read as N" in third.path


def test_the_whole_is_low_if_all_are_and_high_if_any_is():
    lows = {
        "1": {"1.1": "Y", "1.2": "Y", "1.3": "N"},
        "2": {"2.1": "N", "2.2": "N", "2.6": "Y"},
        "3": {"3.1": "Y"},
        "4": {"4.1": "N", "4.2": "N", "4.3": "N"},
        "5": {"5.1": "Y", "5.2": "N", "5.3": "N"},
    }
    sheets = {
        "Low": lows,
        "Some concerns": {
            "1": {"1.1": "N", "1.2": "Y", "1.3": "N"},
            "2": {"2.1": "Y", "2.2": "N", "2.3": "NI", "2.6": "Y"},
            "3": {"3.1": "N", "3.2": "N", "3.3": "Y", "3.4": "N"},
            "4": {"4.1": "N", "4.2": "NI", "4.3": "N"},
            "5": {"5.1": "N", "5.2": "N", "5.3": "N"},
        },
        "High": {
            "1": {"1.1": "Y", "1.2": "N", "1.3": "N"},
            "2": {"2.1": "N", "2.2": "N", "2.6": "N", "2.7": "Y"},
            "3": {"3.1": "N", "3.2": "N", "3.3": "Y", "3.4": "Y"},
            "4": {"4.1": "Y", "4.2": "N"},
            "5": {"5.1": "Y", "5.2": "Y", "5.3": "N"},
        },
    }
    for five in itertools.product(sheets, repeat=5):
        answers = {}
        for domain, judgement in zip(lows, five, strict=True):
            answers |= sheets[judgement][domain]
        appraisal = judge(ROB2, answers)
        assert tuple(d.proposed for d in appraisal.domains) == five
        assert appraisal.proposed == plain.overall(*five)
        concerns = five.count("Some concerns")
        prompted = concerns >= 2 and "High" not in five
        assert bool(appraisal.prompts) == prompted
        if prompted:
            assert appraisal.prompts[0].startswith(f"Some concerns in {concerns} domains: a person decides")


def test_the_file_is_sound_and_says_where_it_comes_from():
    content, _ = read_yaml(FOLDER / "rob2.yaml")
    assert check_instrument(content) == ()
    assert ROB2.version == "2019-08-22"
    assert "riskofbias.info" in ROB2.url
    assert "CC BY-NC-ND 4.0" in ROB2.licence
    assert ROB2.verified == "second hand" and all(d.verified == "second hand" for d in ROB2.domains)


def test_every_question_is_asked_in_a_short_sentence_that_ends_in_a_question_mark():
    asked = [q for d in ROB2.domains for q in d.sheet.questions.values()]
    assert len(asked) == 3 + 7 + 6 + 4 + 5 + 3
    assert all(q.ask.endswith("?") and len(q.ask) < 110 for q in asked)
