"""Sharing the reading out: everyone gets their due, nothing decided is touched."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from whatworks.terms import Stage

TITLE = Stage.TITLE


@given(
    n=st.integers(0, 120),
    people=st.integers(2, 7),
    overlap=st.floats(0, 1),
    held=st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 9)),
)
def test_a_deal_gives_every_record_its_readers_evenly(n, people, overlap, held):
    from whatworks_site.reviews.sharing import deal, share_of

    readers, twice = list("ABCDEFG"[:people]), share_of(overlap, n)
    dealt = deal(range(n), readers, twice, held)
    assert sorted(dealt) == list(range(n))
    assert all(len(set(names)) == len(names) and set(names) <= set(readers) for names in dealt.values())
    assert Counter(len(names) for names in dealt.values()) == +Counter({1: n - twice, 2: twice})
    assert abs(twice - overlap * n) <= 0.5 + 1e-9
    load = Counter(dict.fromkeys(readers, 0)) + Counter()
    load = [sum(r in names for names in dealt.values()) for r in readers]
    assert max(load) - min(load) <= 1
    assert deal(range(n), readers, twice, held) == dealt


@given(n=st.integers(0, 60), people=st.integers(2, 5))
def test_a_deal_lets_everyone_be_compared_with_everyone(n, people):
    from whatworks_site.reviews.sharing import deal, pairs_of

    readers = list("ABCDE"[:people])
    pairs = pairs_of(deal(range(n), readers, n))
    many = people * (people - 1) // 2
    assert sum(pairs.values()) == n
    assert len(pairs) == min(many, n) or n < 2 * many
