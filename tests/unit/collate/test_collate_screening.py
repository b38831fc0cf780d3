"""Verdicts add up as written: agreed, in conflict, resolved or awaited."""

import datetime as dt
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatworks.collate import CollateError, State, agreement, check_decisions, is_open, screen
from whatworks.terms import Assignment, Decision, Report, Retrieval, RetrievalState, Stage, Verdict, Work

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
MINUTE = itertools.count()


def work(*references: str) -> Work:
    return Work(id=references[0], references=references, search="s1")


def says(by: str, verdict: str, on: str = "a", stage: Stage = Stage.TITLE, **more) -> Decision:
    at = more.pop("at", START + dt.timedelta(minutes=next(MINUTE)))
    return Decision(reference=on, stage=stage, by=by, verdict=Verdict(verdict), at=at, **more)


def outcome(*decisions, stage=Stage.TITLE, needed=2):
    return screen([work("a", "a2")], decisions, screeners_needed=needed)["a"][stage]


def test_two_who_agree_settle_a_work():
    found = outcome(says("Ada", "include"), says("Ben", "include", on="a2"))
    assert (found.state, found.verdict) == (State.AGREED, Verdict.INCLUDE)


def test_one_of_two_is_awaiting():
    found = outcome(says("Ada", "exclude"))
    assert (found.state, found.verdict, found.waiting_for) == (State.AWAITING, None, 1)


def test_one_is_enough_where_one_is_needed():
    assert outcome(says("Ada", "exclude"), needed=1).verdict is Verdict.EXCLUDE


def test_the_latest_by_a_person_counts_by_time_not_by_place():
    late = says("Ada", "include", at=START + dt.timedelta(days=2))
    early = says("Ada", "exclude", at=START + dt.timedelta(days=1))
    assert outcome(late, early, says("Ben", "include")).verdict is Verdict.INCLUDE


def test_times_with_and_without_zone_compare():
    naive = says("Ada", "exclude", at=dt.datetime(2023, 1, 1))
    assert outcome(says("Ada", "include"), naive, needed=1).verdict is Verdict.INCLUDE


def test_different_verdicts_are_a_conflict_until_resolved():
    split = [says("Ada", "include"), says("Ben", "exclude", criterion="c1")]
    assert outcome(*split).state is State.CONFLICT
    settled = outcome(*split, says("Cy", "exclude", criterion="c2", resolves=True))
    assert (settled.state, settled.verdict, settled.criterion) == (State.RESOLVED, Verdict.EXCLUDE, "c2")
    assert settled.resolved_by == "Cy"


def test_a_resolution_stands_when_a_screener_changes_their_mind_later():
    found = outcome(
        says("Ada", "include"),
        says("Ben", "exclude"),
        says("Cy", "exclude", resolves=True),
        says("Ben", "include"),
    )
    assert found.verdict is Verdict.EXCLUDE


def test_a_resolution_of_maybe_opens_the_conflict_again():
    found = outcome(
        says("Ada", "include"),
        says("Ben", "exclude"),
        says("Cy", "exclude", resolves=True),
        says("Cy", "maybe", resolves=True),
    )
    assert found.state is State.CONFLICT


def test_agreed_maybe_is_neither_in_nor_out():
    found = outcome(says("Ada", "maybe"), says("Ben", "maybe"))
    assert (found.state, found.verdict, found.settled) == (State.AGREED, Verdict.MAYBE, False)


def test_where_reasons_differ_the_earliest_standing_one_is_counted_and_said():
    found = outcome(says("Ben", "exclude", criterion="c2"), says("Ada", "exclude", criterion="c1"))
    assert (found.criterion, found.criteria_differ) == ("c2", True)


def given_to(*people: str, on: str = "a", stage: Stage = Stage.TITLE) -> list[Assignment]:
    return [Assignment(reference=on, stage=stage, by=by) for by in people]


@pytest.mark.parametrize(
    ("people", "waiting"), [(["Ada"], 0), (["Ada", "Ben", "Cy"], 2), (["Ada", "Ada"], 0)]
)
def test_a_work_given_to_people_needs_as_many_as_it_was_given_to(people, waiting):
    found = screen([work("a", "a2")], [says("Ada", "include")], assignments=given_to(*people, on="a2"))
    assert found["a"][Stage.TITLE].waiting_for == waiting


def test_an_assignment_counts_at_its_own_stage_and_on_its_own_work_only():
    decisions = [says("Ada", "include", on="b"), says("Ada", "include", stage=Stage.FULL_TEXT)]
    given = [*given_to("Ada", on="a"), *given_to("Ada", on="gone")]
    found = screen([work("a"), work("b")], decisions, assignments=given)
    assert found["b"][Stage.TITLE].waiting_for == 1
    assert found["a"][Stage.FULL_TEXT].waiting_for == 1


def test_verdicts_are_shown_once_all_have_spoken_and_not_before():
    ada, ben = says("Ada", "include"), says("Ben", "exclude")
    assert not is_open([], 2)
    assert not is_open([ada, says("Ada", "exclude")], 2)
    assert is_open([ada, ben], 2)
    assert not is_open([ada, ben], 3)
    assert is_open([ada], 1)
    assert is_open([ada], 0)


def test_a_resolution_opens_and_is_no_verdict_of_its_own():
    assert is_open([says("Cy", "exclude", resolves=True)], 3)
    assert not is_open([], 0)


VERDICTS = st.lists(
    st.tuples(st.sampled_from(["Ada", "Ben", "Cy"]), st.sampled_from(list(Verdict)), st.booleans()),
    max_size=8,
)


@given(said=VERDICTS, needed=st.integers(0, 4))
def test_a_settled_work_is_open_and_what_is_open_stays_open(said, needed):
    decisions = [says(by, verdict, resolves=resolves) for by, verdict, resolves in said]
    opened = [is_open(decisions[:n], needed) for n in range(len(decisions) + 1)]
    assert opened == sorted(opened)
    if outcome(*decisions, needed=needed).verdict is not None:
        assert opened[-1]


def table(cells):
    pairs = [pair for pair, n in cells.items() for _ in range(n)]
    works = [work(f"w{i}") for i in range(len(pairs))]
    decisions = []
    for i, (a, b) in enumerate(pairs):
        decisions += [says("Ada", a, on=f"w{i}"), says("Ben", b, on=f"w{i}")]
    return works, decisions


def kappa_of(p):
    rows = {a: sum(x for (r, _), x in p.items() if r == a) for a in {k for k, _ in p} | {k for _, k in p}}
    columns = {a: sum(x for (_, c), x in p.items() if c == a) for a in rows}
    expected = sum(rows[a] * columns[a] for a in rows)
    return (sum(p.get((a, a), 0) for a in rows) - expected) / (1 - expected)


def test_kappa_agrees_with_hand_working_and_its_interval_with_the_delta_method():
    yes, no = "include", "exclude"
    cells = {(yes, yes): 20, (yes, no): 5, (no, yes): 10, (no, no): 15}
    found = agreement(*table(cells))
    assert found.raw == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    n, p = 50, {k: v / 50 for k, v in cells.items()}
    step = 1e-6
    slope = {k: (kappa_of({**p, k: p[k] + step}) - kappa_of({**p, k: p[k] - step})) / (2 * step) for k in p}
    mean = sum(slope[k] * p[k] for k in p)
    error = math.sqrt((sum(slope[k] ** 2 * p[k] for k in p) - mean**2) / n)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * error, rel=1e-5)


def test_kappa_is_unknown_where_only_one_verdict_was_ever_used():
    found = agreement(*table({("exclude", "exclude"): 8}))
    assert (found.raw, found.kappa, found.low) == (1.0, None, None)


def test_resolutions_do_not_count_as_agreement():
    works, decisions = table({("include", "exclude"): 1})
    found = agreement(works, [*decisions, says("Ada", "exclude", on="w0", resolves=True)])
    assert (found.n, found.agreed) == (1, 0)


def test_agreement_with_one_screener_is_an_error_in_words():
    with pytest.raises(CollateError, match="two screeners"):
        agreement([work("a")], [says("Ada", "include")])


def test_what_does_not_fit_is_said_in_words():
    decisions = [
        says("Ada", "include", on="gone"),
        says("Zoe", "exclude", criterion="nope"),
        says("Ada", "include", stage=Stage.FULL_TEXT),
    ]
    retrievals = [Retrieval(reference="lost", state=RetrievalState.FOUND)]
    reports = [
        Report(id="R1", citation="x", short="x"),
        Report(id="R2", reference="no", citation="x", short="x"),
    ]
    problems = check_decisions(
        [work("a")],
        decisions,
        retrievals=retrievals,
        reports=reports,
        criteria=["c1"],
        screeners=["Ada"],
        assignments=given_to("Eve", on="missing"),
    )
    for words in (
        "gone",
        "missing",
        "Eve is not one",
        "“nope”",
        "Zoe is not one",
        "full text",
        "lost",
        "R1",
        "R2",
    ):
        assert any(words in problem for problem in problems), words


def test_nothing_is_said_where_all_fits():
    decisions = [says("Ada", "include"), says("Ben", "include")]
    assert check_decisions([work("a")], decisions, criteria=[], screeners=["Ada", "Ben"]) == ()


def test_full_text_read_by_one_fits_where_the_title_was_given_to_one():
    decisions = [says("Ada", "include"), says("Ada", "include", stage=Stage.FULL_TEXT)]
    assert check_decisions([work("a")], decisions) != ()
    assert check_decisions([work("a")], decisions, assignments=given_to("Ada")) == ()
