"""Copies are merged, doubtful pairs are kept apart, and a person has the last word."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.collate import check_duplicate_links, deduplicate
from whatworks.terms import DuplicateLink, LinkBand, Reference, Search, SearchKind

BASE = {
    "title": "Family group conferences for preventing entry to care: a randomised trial",
    "authors": ("Smith, Joan", "Lee, Kim"),
    "year": 2019,
    "container": "Child Abuse & Neglect",
    "volume": "88",
    "pages": "12-25",
}


def reference(id: str, search: str = "s1", **fields) -> Reference:
    return Reference(id=id, search=search, line=1, **{**BASE, **fields})


def search(id: str, date: dt.date | None = None) -> Search:
    return Search(id=id, kind=SearchKind.DATABASE, source=id, file=f"{id}.ris", date=date)


def bands(*references, **more):
    works, links = deduplicate(references, **more)
    return len(works), [link.band for link in links]


def test_the_same_doi_with_titles_alike_is_one_work_and_says_why():
    a = reference("a", doi="10.1000/x")
    b = reference("b", doi="10.1000/x", title=BASE["title"].upper(), year=2020)
    (work,), (link,) = deduplicate([a, b])
    assert sorted(work.references) == ["a", "b"]
    assert link.band is LinkBand.SAME
    for words in ("same DOI 10.1000/x", "same title", "same first author", "years 2019 and 2020"):
        assert words in link.why


def test_copies_without_identifiers_are_found_by_what_they_say():
    b = reference("b", authors=("J. Smith", "K. Lee"), container="Child Abuse Negl", pages="12-5")
    assert bands(reference("a"), b) == (1, [LinkBand.SAME])


@pytest.mark.parametrize(
    "other",
    [
        {"doi": "10.1000/x", "title": "Sibling placement and stability"},
        {"doi": "10.1000/x", "year": 2004},
        {"title": "Erratum: " + BASE["title"], "pages": "90"},
        {"title": "Reply to: " + BASE["title"], "pages": "91"},
        {"title": BASE["title"] + " part II", "pages": "26-40"},
        {"year": 2015, "volume": "70", "pages": "1-9"},
        {"doi": "10.1000/y", "container": "Preprints", "volume": None, "pages": None},
        {"container": "Conference on Social Work", "volume": None, "pages": None, "year": 2017},
    ],
    ids=[
        "chapter doi",
        "years apart",
        "erratum",
        "reply",
        "part two",
        "later version",
        "another doi",
        "conference abstract",
    ],
)
def test_what_looks_like_a_copy_and_may_not_be_is_kept_apart(other):
    works, _ = deduplicate([reference("a", doi="10.1000/x"), reference("b", **other)])
    assert len(works) == 2


def test_two_parts_of_one_paper_are_two_works():
    one = reference("a", title="Leaving care in England: part 1")
    two = reference("b", title="Leaving care in England: part 2", pages="26-40")
    assert bands(one, two)[0] == 2


def test_editorials_with_one_title_are_not_merged_for_it():
    a = reference("a", title="Editorial", pages=None, volume="1")
    b = reference("b", title="Editorial", pages=None, volume="1")
    assert bands(a, b)[0] == 2


def test_a_doubtful_pair_does_not_meet_through_a_third():
    a, b = reference("a", doi="10.1000/a", pages=None), reference("b", doi="10.1000/b", pages=None)
    works, links = deduplicate([a, b, reference("c", pages=None)])
    assert len(works) == 2
    assert any("not merged" in link.why for link in links)


def link(a: str, b: str, band: LinkBand) -> DuplicateLink:
    return DuplicateLink(a=a, b=b, band=band, score=1.0, why="read both", decided_by="Ada")


def test_a_person_who_says_different_keeps_copies_apart_even_through_others():
    three = [reference(i, doi="10.1000/x") for i in "abc"]
    decided = link("a", "b", LinkBand.DIFFERENT)
    works, links = deduplicate(three, decided=[decided])
    assert len(works) == 2
    assert decided in links
    assert any(
        "a and b would meet, which a person decided are different" in found.why for found in links
    ) or any("a and b would meet" in found.why for found in links)


def test_a_person_who_says_same_merges_what_we_would_not():
    a, b = reference("a"), reference("b", title="Something else entirely", authors=(), year=None)
    works, links = deduplicate([a, b], decided=[link("b", "a", LinkBand.SAME)])
    assert len(works) == 1
    assert links == (link("b", "a", LinkBand.SAME),)


def test_the_last_decision_on_a_pair_counts():
    pair = [reference("a"), reference("b")]
    changed = [link("a", "b", LinkBand.SAME), link("b", "a", LinkBand.DIFFERENT)]
    assert len(deduplicate(pair, decided=changed)[0]) == 2


def test_links_to_references_that_are_gone_are_named():
    (problem,) = check_duplicate_links([link("a", "gone", LinkBand.SAME)], [reference("a")])
    assert "gone" in problem


def test_the_most_complete_copy_stands_and_the_earliest_search_counts():
    a = reference("a", "late", doi="10.1000/x", abstract="Long")
    b = reference("b", "early", doi="10.1000/x")
    searches = [search("late", dt.date(2024, 5, 1)), search("early", dt.date(2024, 4, 1))]
    (work,), _ = deduplicate([b, a], searches=searches)
    assert (work.id, work.references, work.search) == ("a", ("a", "b"), "early")


def test_without_dates_the_first_search_listed_counts():
    copies = [reference("a", "one", doi="10.1000/x"), reference("b", "two", doi="10.1000/x")]
    (work,), _ = deduplicate(copies, searches=[search("two"), search("one")])
    assert work.search == "two"


TITLES = (
    "Kinship care and reunification of children",
    "Kinship care and reunification",
    "Editorial",
    "Family help 2",
)
PERHAPS = st.sampled_from
REFERENCES = st.lists(
    st.builds(
        dict,
        title=PERHAPS(TITLES),
        doi=PERHAPS([None, "10.1000/a", "10.1000/b"]),
        year=PERHAPS([None, 2019, 2020]),
        pages=PERHAPS([None, "1-9"]),
        search=PERHAPS(["s1", "s2"]),
    ),
    max_size=9,
)
BANDS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), PERHAPS(list(LinkBand))), max_size=4)


@settings(max_examples=100, deadline=None)
@given(fields=REFERENCES, decided=BANDS, random=st.randoms())
def test_order_changes_nothing_and_each_reference_has_one_work(fields, decided, random):
    references = [reference(f"r{i}", **f) for i, f in enumerate(fields)]
    links = [link(f"r{a}", f"r{b}", band) for a, b, band in decided]
    searches = [search("s1", dt.date(2024, 1, 1)), search("s2", dt.date(2023, 1, 1))]
    before = deduplicate(references, decided=links, searches=searches)
    shuffled = random.sample(references, len(references))
    assert deduplicate(shuffled, decided=links, searches=searches[::-1]) == before
    works, found = before
    assert sorted(i for w in works for i in w.references) == sorted(r.id for r in references)
    owner = {i: w.id for w in works for i in w.references}
    last = {frozenset((x.a, x.b)): x for x in links if x.a != x.b and x.a in owner and x.b in owner}
    for x in last.values():
        if x.band is LinkBand.DIFFERENT:
            assert owner[x.a] != owner[x.b]
        assert any(y.a == x.a and y.b == x.b and y.decided_by == "Ada" for y in found)


def test_thousands_of_records_take_seconds():
    words = [f"{one}{two}" for one in ("kin", "care", "home", "plan") for two in ("ship", "s", "ing", "ed")]
    references = [
        reference(
            f"r{i}",
            title=" ".join(words[(i * k) % 16] for k in (1, 3, 5, 7, 9)) + f" in area {i}",
            pages=str(i),
        )
        for i in range(1500)
    ]
    copies = [dataclasses.replace(r, id=f"c{r.id}") for r in references]
    works, _ = deduplicate([*references, *copies])
    assert len(works) == 1500
