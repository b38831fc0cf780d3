"""Ids from content: the same on every machine, different for different content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.terms import digest, normalise_doi, plain_words, slug

DOI = "10.1016/j.chiabu.2020.104394"


@pytest.mark.parametrize(
    "written",
    [
        DOI,
        DOI.upper(),
        f"https://doi.org/{DOI}",
        f"http://dx.doi.org/{DOI}",
        f"doi: {DOI}.",
        f"DOI:{DOI}",
        f"{DOI} [doi]",
        f" ({DOI})",
    ],
)
def test_one_doi_however_it_is_written(written):
    assert normalise_doi(written) == DOI


@pytest.mark.parametrize("written", [None, "", "n/a", "10.1", "doi"])
def test_what_is_no_doi_is_unknown(written):
    assert normalise_doi(written) is None


@given(st.text())
def test_a_normalised_doi_stays_as_it_is(text):
    once = normalise_doi(text)
    assert once is None or normalise_doi(once) == once


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digest({"a": 1, "b": [2, "é"]}) == digest({"b": [2, "é"], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


@given(st.text())
def test_words_for_comparing_have_no_case_accents_or_double_spaces(text):
    words = plain_words(text)
    assert words == plain_words(words)
    assert "  " not in words


def test_a_slug_is_safe_as_a_file_name():
    assert slug("Café: à la carte?/..") == "cafe-a-la-carte"
    assert slug("…") == "untitled"
    assert slug("₨ 5") == "rs-5"
