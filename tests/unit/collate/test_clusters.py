"""Works from links alone are the works of a whole comparison: in parts, and as imports come."""

import datetime as dt
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.collate import Comparison, cluster, compare_references, deduplicate
from whatworks.terms import DuplicateLink, LinkBand, Reference, Search, SearchKind

TITLES = (
    "Kinship care and reunification of children",
    "Kinship care and reunification",
    "Erratum: Kinship care and reunification",
    "Mentors for young people who leave care",
    "Editorial",
    "Family help 2",
)
SEARCHES = [
    Search(id=i, kind=SearchKind.DATABASE, source=i, file=f"{i}.ris", date=dt.date(2024, 1, day))
    for i, day in (("s1", 2), ("s2", 1))
]
AUTHORS = ("Smith, Joan", "Lee, Kim")


def reference(number: int, **fields) -> Reference:
    return Reference(id=f"r{number}", line=1, **fields)


def decision(a: int, b: int, band: LinkBand) -> DuplicateLink:
    return DuplicateLink(a=f"r{a}", b=f"r{b}", band=band, score=1.0, why="read both", decided_by="Ada")


PERHAPS = st.sampled_from
REFERENCES = st.lists(
    st.fixed_dictionaries(
        {
            "title": PERHAPS(TITLES),
            "authors": PERHAPS([(), AUTHORS[:1], AUTHORS, AUTHORS[1:]]),
            "doi": PERHAPS([None, "10.1000/a", "10.1000/b"]),
            "year": PERHAPS([None, 2019, 2020]),
            "pages": PERHAPS([None, "1-9", "12-20"]),
            "search": PERHAPS(["s1", "s2"]),
        }
    ),
    max_size=12,
).map(lambda all: [reference(i, **fields) for i, fields in enumerate(all)])
DECIDED = st.lists(
    st.builds(decision, st.integers(0, 11), st.integers(0, 11), PERHAPS(list(LinkBand))), max_size=5
)


def components(references, *kinds) -> list[set[str]]:
    """References that a chain of pairs joins."""
    next_to = defaultdict(set)
    for a, b in (pair for pairs in kinds for pair in pairs):
        next_to[a].add(b)
        next_to[b].add(a)
    left, found = {r.id for r in references}, []
    while left:
        group, edge = set(), {min(left)}
        while edge:
            group |= edge
            edge = {j for i in edge for j in next_to[i]} & left - group
        found.append(group)
        left -= group
    return found


@settings(max_examples=200, deadline=None)
@given(references=REFERENCES, decided=DECIDED)
def test_each_component_by_itself_gives_what_all_together_give(references, decided):
    found = compare_references(references)
    works, links = cluster(references, found.links, held=found.held, decided=decided, searches=SEARCHES)
    parts = [
        cluster(
            [r for r in references if r.id in group],
            [x for x in found.links if x.a in group],
            held=[pair for pair in found.held if pair[0] in group],
            decided=[x for x in decided if {x.a, x.b} <= group],
            searches=SEARCHES,
        )
        for group in components(references, [(x.a, x.b) for x in found.links], [(x.a, x.b) for x in decided])
    ]
    assert sorted((w for ws, _ in parts for w in ws), key=lambda w: w.id) == list(works)
    assert sorted((x for _, xs in parts for x in xs), key=repr) == sorted(links, key=repr)


@settings(max_examples=200, deadline=None)
@given(references=REFERENCES, decided=DECIDED, random=st.randoms())
def test_decisions_after_the_comparison_count_as_decisions_before_it(references, decided, random):
    whole = deduplicate(references, decided=decided, searches=SEARCHES)
    found = compare_references(references)
    links = random.sample(found.links, len(found.links))
    assert cluster(references, links, held=found.held, decided=decided, searches=SEARCHES) == whole


@settings(max_examples=200, deadline=None)
@given(references=REFERENCES, new=st.sets(st.integers(0, 11)))
def test_a_new_import_is_compared_with_all_and_the_old_is_not_compared_again(references, new):
    among = {f"r{i}" for i in new}
    old = compare_references([r for r in references if r.id not in among])
    added = compare_references(references, among=among)
    assert all(x.a in among or x.b in among for x in added.links)
    together = sorted([*old.links, *added.links], key=lambda x: (x.a, x.b))
    assert Comparison(tuple(together), old.held | added.held) == compare_references(references)


@settings(max_examples=100, deadline=None)
@given(references=REFERENCES, new=st.sets(st.integers(0, 11)))
def test_the_pairs_with_a_new_record_are_exactly_those_of_a_comparison_of_all(references, new):
    among = {f"r{i}" for i in new}
    whole = compare_references(references)
    added = compare_references(references, among=among)
    assert added.links == tuple(x for x in whole.links if x.a in among or x.b in among)
    assert added.held == {pair for pair in whole.held if among & set(pair)}


def test_held_pairs_have_a_doubtful_link():
    one = reference(1, search="s1", title=TITLES[0], authors=AUTHORS, year=2019, doi="10.1000/a")
    two = reference(2, search="s1", title=TITLES[0], authors=AUTHORS, year=2019, doi="10.1000/b")
    found = compare_references([one, two])
    assert found.held == {("r1", "r2")}
    assert [x.band for x in found.links] == [LinkBand.DOUBTFUL]


def test_what_lies_outside_is_left_out():
    one = reference(1, search="s1", title=TITLES[0])
    outside = DuplicateLink(a="r1", b="r9", band=LinkBand.SAME, score=0.9, why="alike")
    works, links = cluster([one], [outside], held=[("r1", "r9")], decided=[decision(1, 9, LinkBand.SAME)])
    assert [w.references for w in works] == [("r1",)]
    assert links == ()


def test_progress_counts_pairs_to_the_end():
    told = []
    copies = [reference(i, search="s1", title=TITLES[0]) for i in range(3)]
    compare_references(copies, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (3, 3)]
