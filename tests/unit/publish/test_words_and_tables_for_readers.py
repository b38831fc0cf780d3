"""Designs and time points in a reader's words; tables that come back from any reader of CSV."""

import csv
import io
from dataclasses import replace

import pytest

from unit.publish import made_up_review as made_up
from whatworks.publish import Links, Shelf, Sources
from whatworks.publish.files import data_files
from whatworks.publish.numbers import DESIGN_WORDS
from whatworks.publish.pages.studies import study_view
from whatworks.terms import Design


def test_every_design_has_words_without_letters_to_spell_out():
    assert set(DESIGN_WORDS) == set(Design)
    assert not [words for words in DESIGN_WORDS.values() if "RCT" in words or "DiD" in words]


@pytest.mark.parametrize(
    ("months", "start", "said"),
    [
        (12.0, "the letter before proceedings", "12 months, from the letter before proceedings"),
        (12.0, "randomisation", "12 months, from randomisation"),
        (28.0, "median of 850 days", "28 months, median of 850 days"),
        (12.0, None, "12 months"),
        (None, "birth", "from birth"),
        (None, None, "Not known"),
    ],
)
def test_a_time_point_says_from_when_it_is_counted(months, start, said):
    records = made_up.records()
    first = replace(records.results[0], months=months, months_from=start)
    changed = replace(records, results=(first, *records.results[1:]))
    shelf = Shelf(changed, made_up.findings(), made_up.SCHEMES)
    view = study_view(shelf, Sources(shelf, Links()), shelf.studies[first.study])
    assert said in [row.when for row in view.results]


def test_a_table_reads_back_whatever_stands_in_it():
    records = made_up.records()
    odd = 'a lone\rreturn, a "quote"\nand a line'
    study = replace(records.studies[0], note=odd, name="=1+1")
    shelf = Shelf(
        replace(records, studies=(study, *records.studies[1:])), made_up.findings(), made_up.SCHEMES
    )
    text = {path: text for path, text, _, _ in data_files(shelf)}["data/studies.csv"]
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert (row["note"], row["name"]) == (odd, "'=1+1")


def test_an_id_that_looks_like_a_formula_is_no_formula_among_the_ratings():
    findings = made_up.findings()
    first = findings.ratings[0]
    odd = replace(first, object=replace(first.object, intervention="=cmd()"))
    shelf = Shelf(made_up.records(), replace(findings, ratings=(odd,)), made_up.SCHEMES)
    text = {path: text for path, text, _, _ in data_files(shelf)}["data/ratings.csv"]
    assert next(csv.DictReader(io.StringIO(text)))["intervention"] == "'=cmd()"
