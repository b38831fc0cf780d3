"""The order worth reading follows what was decided, and repeats."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks.collate import CollateError, Ranker, lessons_of, rank, visible_to
from whatworks.terms import Assignment, Decision, Reference, Stage, Verdict, Work

T0 = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
TOPICS = {
    "care": "foster kinship care placement children family",
    "eng": "bridge concrete steel beam load fatigue",
}


def library():
    references = [
        Reference(
            id=f"{topic}{i:02}",
            search="s1",
            line=1,
            title=f"{words} {i}",
            abstract=f"A study of {words}.",
            year=2000 + i,
        )
        for topic, words in TOPICS.items()
        for i in range(10)
    ]
    return [Work(id=r.id, references=(r.id,), search="s1") for r in references], references


def decided(on: str, verdict: Verdict, by: str = "Ada", minute: int = 0) -> Decision:
    at = T0 + dt.timedelta(minutes=minute)
    return Decision(reference=on, stage=Stage.TITLE, by=by, verdict=verdict, at=at)


LESSONS = [decided("care00", Verdict.INCLUDE), decided("eng00", Verdict.EXCLUDE)]


def test_what_resembles_the_included_comes_first_and_the_decided_last():
    works, references = library()
    ranked = rank(works, references, LESSONS, screeners_needed=1)
    assert [r.place for r in ranked] == list(range(1, 21))
    assert {r.work[:4] for r in ranked[:9]} == {"care"}
    assert {(r.work, r.decided) for r in ranked[-2:]} == {("care00", "include"), ("eng00", "exclude")}
    assert all(0 <= r.score <= 1 for r in ranked)


def test_one_verdict_of_two_teaches_and_the_work_is_still_to_be_read():
    works, references = library()
    ranked = rank(works, references, LESSONS, screeners_needed=2)
    assert ranked[0].work.startswith("care")
    assert all(r.decided is None for r in ranked)


def test_a_work_given_to_one_is_decided_by_one():
    works, references = library()
    alone = [Assignment(reference="care00", stage=Stage.TITLE, by="Ada")]
    ranked = rank(works, references, LESSONS, assignments=alone)
    assert [(r.work, r.decided) for r in ranked if r.decided] == [("care00", "include")]
    assert ranked[-1].work == "care00"


def test_a_conflict_teaches_nothing_and_is_shown():
    works, references = library()
    split = [decided("care01", Verdict.INCLUDE), decided("care01", Verdict.EXCLUDE, "Ben")]
    ranked = {r.work: r for r in rank(works, references, split)}
    assert ranked["care01"].decided == "conflict"
    assert {r.score for r in ranked.values()} == {0.0}


def test_before_any_decision_the_question_leads():
    works, references = library()
    ranked = rank(works, references, [], question="Does kinship care help children?")
    assert {r.work[:4] for r in ranked[:10]} == {"care"}


def test_without_decisions_or_question_the_newest_comes_first():
    works, references = library()
    assert [r.work for r in rank(works, references, [])[:3]] == ["care09", "eng09", "care08"]


def test_the_order_of_what_is_handed_in_changes_nothing():
    works, references = library()
    before = rank(works, references, LESSONS)
    assert rank(works[7:] + works[:7], references[::-1], LESSONS[::-1]) == before


def test_works_without_a_word_are_ranked_too():
    references = [Reference(id=i, search="s1", line=1, doi="10.1000/x") for i in "ab"]
    works = [Work(id=i, references=(i,), search="s1") for i in "ab"]
    lessons = [decided("a", Verdict.INCLUDE), decided("b", Verdict.EXCLUDE)]
    assert [r.work for r in rank(works, references, lessons)] == ["a", "b"]
    assert rank([], [], []) == ()


def test_a_work_without_its_reference_is_an_error():
    with pytest.raises(CollateError, match="w1"):
        rank([Work(id="w1", references=("w1",), search="s1")], [], [])


def test_one_ranker_serves_teachers_who_disagree():
    works, references = library()
    ranker = Ranker(works, references)
    ada, ben = {"care00": 1, "eng00": 0}, {"care00": 0, "eng00": 1}
    assert ranker.order(ada)[0].work.startswith("care")
    assert ranker.order(ben)[0].work.startswith("eng")
    assert ranker.order(ada) == Ranker(works, references).order(ada)


def test_a_ranker_gives_the_order_of_rank():
    works, references = library()
    ranked = rank(works, references, LESSONS, screeners_needed=1)
    ranker = Ranker(works, references)
    lessons = lessons_of(works, LESSONS, screeners_needed=1)
    assert lessons == {"care00": 1, "eng00": 0}
    decided = {"care00": "include", "eng00": "exclude"}
    assert ranker.order(lessons, decided=decided, last=decided) == ranked


def test_lessons_about_works_that_are_not_there_teach_nothing():
    works, references = library()
    ranker = Ranker(works, references)
    assert ranker.order({"care00": 1, "eng00": 0, "gone": 1}) == ranker.order({"care00": 1, "eng00": 0})
    assert ranker.order({"care00": 1, "gone": 0}) == ranker.order({})


def test_a_screener_sees_their_own_decisions_and_those_of_open_works():
    works, _ = library()
    mine = decided("care00", Verdict.INCLUDE)
    hidden = decided("care01", Verdict.INCLUDE, "Ben")
    both = [decided("care02", Verdict.INCLUDE), decided("care02", Verdict.EXCLUDE, "Ben")]
    assert visible_to("Ada", works, [mine, hidden, *both]) == (mine, *both)
    assert visible_to("Cy", works, [mine, hidden, *both]) == tuple(both)
    alone = [Assignment(reference="care01", stage=Stage.TITLE, by="Ben")]
    assert hidden in visible_to("Ada", works, [mine, hidden], assignments=alone)


SAID = st.lists(
    st.builds(
        decided,
        st.sampled_from(["care00", "care01", "eng00", "eng01"]),
        st.sampled_from(list(Verdict)),
        st.sampled_from(["Ada", "Ben"]),
        st.integers(0, 9),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(said=SAID, flip=st.sampled_from(list(Verdict)))
def test_what_a_colleague_said_of_a_closed_work_moves_nothing_in_my_order(said, flip):
    works, references = library()
    closed = {d.reference for d in said if d.by == "Ben"} - {d.reference for d in said if d.by == "Ada"}
    other = [
        decided(d.reference, flip, "Ben") if d.by == "Ben" and d.reference in closed else d for d in said
    ]
    mine = [rank(works, references, visible_to("Ada", works, world)) for world in (said, other)]
    assert mine[0] == mine[1]
