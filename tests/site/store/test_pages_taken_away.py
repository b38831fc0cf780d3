"""What a reader takes away: a CPD note, a citation, tables and data."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from site_snapshots import family_conferences, put_out
from whatworks_site.store.pages import citing
from whatworks_site.store.pages.cpd import LONGEST
from whatworks_site.store.pages.edition import Edition

ADDRESS = "/interventions/fgc"
TEXT = st.text(max_size=200)


@pytest.fixture
def page(db):
    return put_out(family_conferences())


@pytest.mark.usefixtures("page")
def test_a_note_comes_back_as_a_text_file_filled_in_and_nothing_is_kept(settings):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{ADDRESS}/cpd", {"learned": "Ask\r\nearlier.", "change": "Refer.", "form": "text"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="cpd-note-fgc.txt"'
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    text = answer.content.decode()
    for words in (
        "Family group conferencing", "Version 1, published", f"https://evidence.example.org{ADDRESS}",
        "In an English trial", "Ask\r\nearlier.", "What I will do differently", "Refer.",
    ):  # fmt: skip
        assert words in text
    assert "Ask" not in strict.get(f"{ADDRESS}/cpd").content.decode()


@pytest.mark.usefixtures("page")
def test_a_note_comes_back_as_a_page_to_print_in_which_nothing_runs(client):
    words = "<script>alert(1)</script>"
    answer = client.post(f"{ADDRESS}/cpd", {"learned": words, "change": "", "form": "page"})
    page = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("page")
def test_a_note_that_is_too_long_is_given_back_with_what_to_do(client):
    answer = client.post(f"{ADDRESS}/cpd", {"learned": "x" * (LONGEST + 7), "form": "text"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"must be {LONGEST:,} characters or fewer. It has {LONGEST + 7}." in page
    assert "x" * (LONGEST + 7) in page, "what was written is kept on the page"
    lines = "a\r\n" * (LONGEST // 2)
    assert client.post(f"{ADDRESS}/cpd", {"learned": lines.strip(), "form": "text"}).status_code == 200


@pytest.mark.usefixtures("page")
def test_a_form_that_nobody_made_does_no_harm(client):
    for sent in ({}, {"form": "nonsense"}, {"learned": "\x00\x07ok\ud800"}, {"learned": ["a", "b"]}):
        try:
            answer = client.post(f"{ADDRESS}/cpd", sent)
        except UnicodeEncodeError:
            continue
        assert answer.status_code in (200, 422)
        assert "\x00" not in answer.content.decode()


@pytest.mark.usefixtures("page")
def test_a_citation_names_the_version_and_the_digest(client, settings):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    words = client.get(f"{ADDRESS}/cite").content.decode()
    assert "Version 1, published" in words
    assert f"https://evidence.example.org{ADDRESS}" in words
    ris = client.get(f"{ADDRESS}/cite.ris")
    assert ris["Content-Disposition"] == 'attachment; filename="fgc.ris"'
    lines = ris.content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert "TI  - Family group conferencing" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert client.get(f"{ADDRESS}/cite.bib").content.decode().startswith("@misc{fgc-v1,")


def _edition(title):
    return Edition(kind="intervention", key="odd", title=title, version=1, digest="0" * 64)


@given(TEXT, TEXT)
def test_no_title_adds_a_line_to_a_ris_file(title, centre):
    text = citing.cite(_edition(title), centre, "https://example.org/x", "ris")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", row) for row in text.split("\r\n")[:-1])
    assert [row[:2] for row in text.split("\r\n")[:-1]].count("ER") == 1


@given(TEXT)
def test_braces_balance_in_bibtex_whatever_the_title(title):
    text = citing.cite(_edition(title), "Centre", "https://example.org/x", "bib")
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", re.sub(r"\\textbackslash\{\}|\\textascii\w+\{\}", "", text)):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0


@given(st.recursive(TEXT, lambda x: st.lists(x) | st.dictionaries(TEXT, x), max_leaves=5))
def test_data_for_search_engines_reads_back_and_never_closes_its_element(data):
    text = str(citing.safe_json(data))
    assert json.loads(text) == data
    assert not set("<>&\u2028\u2029") & set(text)


@pytest.mark.usefixtures("page")
def test_the_tables_come_as_csv_that_no_spreadsheet_runs(client):
    snapshot = family_conferences()
    study = replace(snapshot.records.studies[0], name="=HYPERLINK(1)", note='a "quoted"\r\nline')
    put = replace(snapshot, records=replace(snapshot.records, studies=(study, *snapshot.records.studies[1:])))
    put_out(put, version=2, state="replaced")
    answer = client.get(f"{ADDRESS}/studies.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="fgc-studies.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    from whatworks.publish import shelf_of
    from whatworks_site.store.pages.tables import tables_of

    tables = tables_of(shelf_of(put))
    rows = list(csv.DictReader(io.StringIO(tables["studies"][0], newline="")))
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert rows[0]["note"] == 'a "quoted"\r\nline'
    assert set(tables) >= {"studies", "results", "ratings", "reports"}


@pytest.mark.usefixtures("page")
def test_the_whole_page_comes_as_json_with_version_digest_and_licence(client, page):
    data = json.loads(client.get(f"{ADDRESS}/data.json").content)
    assert data["edition"]["digest"] == page.digest
    assert data["edition"]["version"] == 1
    assert data["edition"]["licence"] == "CC0-1.0"
    assert data["page"]["answer"].startswith("In an English trial")
    assert len(data["ratings"]) == len(family_conferences().findings.ratings)
