"""Schemes explained, set side by side, and the question at which they part."""

import pytest

from whatworks.rate import shipped
from whatworks_site.store import partings, shelves


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_scheme_that_comes_with_it_has_a_page_with_its_worked_example(store, client):
    index = text(client, "/ratings")
    for name in shipped():
        assert f'href="/ratings/{name}"' in index
        page = text(client, f"/ratings/{name}")
        assert "The rule" in page


def test_a_scheme_that_no_page_uses_is_said_to_be_ready_to_use(store, client):
    index = text(client, "/ratings")
    used, _, ready = index.partition("Other schemes, ready to use")
    assert "/ratings/centre" in used
    assert "/ratings/maryland-sms" in ready or "/ratings/nesta" in used


def test_what_is_not_verified_says_so_on_the_page_of_the_scheme(store, client):
    assert "Not checked against the published scheme" in text(client, "/ratings/eif")


def test_a_name_that_is_no_scheme_is_not_found(store, client):
    assert client.get("/ratings/none-such").status_code == 404


@pytest.fixture
def fgc(store):
    shelf = next(s for s in shelves.catalogue().shelves if "fgc-entry-to-care" in s.sets)
    return partings.parting_page(shelf, "fgc-entry-to-care")


def test_each_scheme_says_its_own_words_of_the_same_facts(fgc):
    assert len(fgc.columns) >= 3
    assert len({c.words for c in fgc.columns}) > 1
    assert all(c.href.startswith("/interventions/") for c in fgc.columns)


def test_every_question_has_a_cell_for_every_scheme_and_some_do_not_ask(fgc):
    rows = (*fgc.where, *fgc.rest)
    assert all(len(row.cells) == len(fgc.columns) for row in rows)
    assert any(cell is None for row in rows for cell in row.cells)


def test_where_schemes_part_a_question_is_marked(fgc):
    assert fgc.partings
    assert fgc.where
    assert all(any(c is not None and c.parts for c in row.cells) for row in fgc.where)


def test_the_page_names_the_question_and_links_to_each_reason(store, client):
    page = text(client, "/compare/fgc/fgc-entry-to-care")
    assert "Here it is held back" in page
    assert "Does not ask" in page
    assert page.count(">Why<") >= 3


def test_all_under_every_scheme_leads_to_where_they_part(store, client):
    assert 'href="/compare/fgc/fgc-entry-to-care"' in text(client, "/compare")


def test_a_set_that_is_not_there_is_not_found(store, client):
    assert client.get("/compare/fgc/none-such").status_code == 404


def test_agreement_counts_add_up(store, client):
    shown = partings.agreement_page()
    assert sum(things for _, things in shown.settled_by) == shown.objects
    assert all(a.agree <= a.settled <= a.objects for _, _, a in shown.pairs)
    assert f"of {shown.objects}" in text(client, "/compare/agreement")


def column(band, *, settled=True):
    return partings.Column(
        name="", words="", band=band, settled=settled, verified=True, href="", scheme_href=""
    )


def asked(question, *parts):
    cells = tuple(partings.Cell(icon="no", words="", asks="", parts=p) for p in parts)
    return partings.Asked(question=question, cells=cells)


def test_in_short_counts_the_schemes_and_names_what_holds_most_of_them_back():
    columns = [column("cleared"), column("not"), column("not"), column("", settled=False)]
    rows = [asked("Two trials", True, False, False), asked("A year after the end", False, True, True)]
    assert partings.in_short(columns, rows) == (
        "Of 4 schemes, 1 says that it clears its bar, 2 say that it does not and 1 is not settled by what is "
        "known. What holds 2 of them back most: a year after the end."
    )
    assert partings.in_short([column("cleared")] * 2, []) == "All 2 schemes say that it clears their bar."
    assert partings.in_short([column("", settled=False)] * 3, []) == (
        "None of the 3 schemes is settled by what is known."
    )


def test_a_question_that_all_studies_meet_has_no_cross_though_more_are_asked_for(fgc):
    cells = [c for row in (*fgc.where, *fgc.rest) for c in row.cells if c is not None]
    whole = [c for c in cells if " of " in c.words and c.words.split(" ")[0] == c.words.split(" ")[2]]
    assert whole
    assert all(c.icon == "yes" for c in whole if not c.words.startswith("0"))
