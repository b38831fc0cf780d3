"""Marking the team's words."""

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from whatworks_site.reviews.queries.screening_marks import Marker, pointed_at, words_of


def marked(text, *for_, against=()):
    found = str(Marker(tuple(for_), tuple(against)).mark(text))
    return [html.unescape(m) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", found)]


@pytest.mark.parametrize(
    ("term", "text", "hits"),
    [
        ("foster carer", "Foster carers and foster-carer support", ["Foster carers", "foster-carer"]),
        ("carers", "one carer’s home; a caretaker", ["carer’s"]),
        ("study", "Studies of a study; studying", ["Studies", "study"]),
        ("random*", "Randomised, randomly; not nonrandom", ["Randomised", "randomly"]),
        ("élève", "Les ÉLÈVES", ["ÉLÈVES"]),
        ("élève", "Les e\u0301le\u0300ves", ["élèves"]),
        ("children's", "children’s homes", ["children’s"]),
        ("COVID-19", "covid-19 and covid", ["covid-19"]),
        ("++ (", "c++ (", []),
    ],
)
def test_whole_words_in_any_number_and_case(term, text, hits):
    assert marked(text, term) == hits


def test_what_speaks_against_goes_before():
    assert (
        '<mark class="is-ex">will be</mark>'
        in Marker(("be",), ("will be",)).mark("It will be done").__html__()
    )


@given(st.text(), st.lists(st.text(max_size=12), max_size=4), st.lists(st.text(max_size=12), max_size=4))
def test_marking_adds_marks_and_nothing_else(text, for_, against):
    found = str(Marker(tuple(for_), tuple(against)).mark(text))
    bare = re.sub(r'<mark(?: class="is-ex")?>|</mark>', "", found)
    assert "<" not in bare and ">" not in bare
    assert bare == str(escape(unicodedata.normalize("NFC", text)))


def test_a_criterion_is_pointed_at_by_its_own_words():
    assert pointed_at("Protocol only, no results", {"protocols", "will be"}) == ["protocols"]


def test_small_words_are_no_topic():
    said = words_of("Does support for kinship carers help homes last?")
    assert said == ["support", "kinship", "carers", "homes", "last"]
