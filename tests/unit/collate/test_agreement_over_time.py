"""Kappa is about what was said blind: later changes do not alter it, in all or month by month."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.collate import CollateError, agreement, agreement_over_time, screening_pairs
from whatworks.terms import Decision, Stage, Verdict, Work

T0 = dt.datetime(2026, 1, 30, 23, 0, tzinfo=dt.UTC)
WORKS = [Work(id=f"w{i}", references=(f"w{i}", f"copy{i}"), search="s") for i in range(6)]
PAIR = ("Ada", "Ben")


def says(by: str, verdict: str, on: str = "w0", hour: int = 0, **more) -> Decision:
    more = {"stage": Stage.TITLE} | more
    return Decision(reference=on, by=by, verdict=Verdict(verdict), at=T0 + dt.timedelta(hours=hour), **more)


def agreed(*decisions: Decision, blind: bool = True) -> int:
    return agreement(WORKS, decisions, screeners=PAIR, blind=blind).agreed


def test_giving_in_after_seeing_the_other_is_no_blind_agreement():
    said = [says("Ada", "include"), says("Ben", "exclude", hour=1), says("Ben", "include", hour=2)]
    assert agreed(*said) == 0
    assert agreed(*said, blind=False) == 1


def test_a_change_of_mind_before_the_other_spoke_is_still_blind():
    said = [
        says("Ada", "exclude"),
        says("Ada", "include", hour=1),
        says("Ben", "include", on="copy0", hour=2),
    ]
    assert agreed(*said) == 1


def test_a_resolution_is_nobodys_own_verdict():
    assert agreed(says("Ada", "include"), says("Ben", "exclude"), says("Ben", "include", resolves=True)) == 0


SAID = st.lists(
    st.builds(
        says,
        st.sampled_from(["Ada", "Ben", "Cy"]),
        st.sampled_from([str(v) for v in Verdict]),
        on=st.sampled_from([w.id for w in WORKS]),
        hour=st.integers(0, 24 * 60),
        resolves=st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(said=SAID, later=SAID)
def test_nothing_said_once_both_have_spoken_alters_what_was_blind(said, later):
    spoken = {d.reference for d in said if d.by == "Ada" and not d.resolves}
    spoken &= {d.reference for d in said if d.by == "Ben" and not d.resolves}
    end = max((d.at for d in said), default=T0)
    after = [
        Decision(
            reference=d.reference, stage=d.stage, by=d.by, verdict=d.verdict, resolves=d.resolves,
            at=d.at + (end - T0) + dt.timedelta(seconds=1),
        )
        for d in later
        if d.reference in spoken
    ]  # fmt: skip
    assert agreement(WORKS, said + after, screeners=PAIR, blind=True) == agreement(
        WORKS, said, screeners=PAIR, blind=True
    )
    before = agreement_over_time(WORKS, said, screeners=PAIR)
    assert agreement_over_time(WORKS, said + after, screeners=PAIR) == before


@settings(max_examples=200, deadline=None)
@given(said=SAID, by=st.sampled_from(["week", "month", "quarter", "year"]), blind=st.booleans())
def test_the_periods_hold_every_work_in_common_once(said, by, blind):
    periods = agreement_over_time(WORKS, said, screeners=PAIR, by=by, blind=blind)
    whole = agreement(WORKS, said, screeners=PAIR, blind=blind)
    assert sum(part.n for _, part in periods) == whole.n
    assert sum(part.agreed for _, part in periods) == whole.agreed
    assert [start for start, _ in periods] == sorted({start for start, _ in periods})
    assert all(part.n for _, part in periods)


def test_a_work_counts_in_the_month_in_which_the_second_spoke():
    said = [says("Ada", "include"), says("Ben", "include", hour=30), says("Ben", "exclude", hour=24 * 40)]
    ((start, part),) = agreement_over_time(WORKS, said, screeners=PAIR)
    assert (start, part.n, part.agreed) == (dt.date(2026, 2, 1), 1, 1)


@pytest.mark.parametrize(
    ("by", "start"), [("week", (26, 1)), ("month", (1, 1)), ("quarter", (1, 1)), ("year", (1, 1))]
)
def test_periods_begin_where_people_expect(by, start):
    said = [says("Ada", "include"), says("Ben", "include")]
    ((day, _),) = agreement_over_time(WORKS, said, screeners=PAIR, by=by)
    assert (day.day, day.month) == start


def test_a_quarter_begins_in_april():
    said = [says("Ada", "include"), says("Ben", "include", hour=24 * 130)]
    ((day, _),) = agreement_over_time(WORKS, said, screeners=PAIR, by="quarter")
    assert day == dt.date(2026, 4, 1)


def test_pairs_are_those_with_works_in_common_the_most_first():
    said = [
        says(by, "include", on=f"w{i}") for by, n in (("Ben", 3), ("Ada", 2), ("Cy", 1)) for i in range(n)
    ]
    said += [says("Dee", "include", on="w5"), says("Eve", "include", stage=Stage.FULL_TEXT)]
    said += [says("Cy", "include", on="copy0")]
    assert screening_pairs(WORKS, said) == ((PAIR, 2), (("Ada", "Cy"), 1), (("Ben", "Cy"), 1))


@pytest.mark.parametrize("more", [{"by": "day"}, {"level": 95}])
def test_what_cannot_be_asked_is_an_error_in_words(more):
    with pytest.raises(CollateError, match="give"):
        agreement_over_time(WORKS, [says("Ada", "include"), says("Ben", "include")], screeners=PAIR, **more)
