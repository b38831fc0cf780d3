"""The flow counted from columns is the flow counted from records."""

import itertools
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.collate.test_collate_prisma import EVENTS, SEARCHES, told
from whatworks.collate import Box, CollateError, WorkLine, check_prisma, prisma, prisma_of, screen
from whatworks.terms import RetrievalState, Stage, Verdict

VERDICTS = [None, *Verdict]
LINES = st.lists(
    st.builds(
        WorkLine,
        search=st.sampled_from([s.id for s in SEARCHES]),
        title=st.sampled_from(VERDICTS),
        full=st.sampled_from(VERDICTS),
        criterion=st.sampled_from([None, "c1", "c2"]),
        read=st.booleans(),
        retrieval=st.sampled_from([None, *RetrievalState]),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(events=EVENTS)
def test_columns_give_the_boxes_that_records_give(events):
    records = told(events)
    searches, references, rejects, works, decisions, retrievals, _, _ = records
    whole = prisma(*records, screeners_needed=events["needed"])
    outcomes = screen(works, decisions, screeners_needed=events["needed"])
    lines = []
    for work in works:
        title, full = (outcomes[work.id][stage] for stage in Stage)
        on_text = [d for d in decisions if d.reference in work.references and d.stage is Stage.FULL_TEXT]
        of_work = [r for r in retrievals if r.reference in work.references]
        latest = max(enumerate(of_work), key=lambda x: (x[1].at is not None, x[0]), default=(0, None))[1]
        lines.append(
            WorkLine(
                search=work.search,
                title=title.verdict and str(title.verdict),
                full=full.verdict and str(full.verdict),
                criterion=full.criterion,
                read=any(not d.resolves for d in on_text) or full.verdict is not None,
                retrieval=latest and str(latest.state),
            )
        )
    counted = prisma_of(
        searches,
        Counter(r.search for r in references),
        Counter(r.search for r in rejects),
        lines,
        new_studies=whole.new_studies,
        reports_without_study=whole.reports_without_study,
    )
    assert counted == whole


@settings(max_examples=100, deadline=None)
@given(lines=LINES, copies=st.integers(0, 3))
def test_lines_and_counts_of_lines_are_the_same_and_always_sum(lines, copies):
    found = Counter(line.search for line in lines)
    found.update({"s0": copies})
    flow = prisma_of(SEARCHES, found, {}, lines)
    assert prisma_of(SEARCHES, found, {}, Counter(lines)) == flow
    problems = [p for p in check_prisma(flow) if "studies are included" not in p]
    assert problems == []
    assert flow.duplicates == copies
    assert flow.new_reports == sum(line.box is Box.INCLUDED for line in lines)


def test_studies_counted_by_the_caller_are_passed_on():
    line = WorkLine("s0", "include", "include", read=True)
    flow = prisma_of(
        SEARCHES, {"s0": 1}, {"s2": 2}, [line], new_studies=1, previous_studies=3, previous_reports=4
    )
    assert (flow.total_studies, flow.total_reports, flow.rejected, flow.other_rejected) == (4, 5, 2, 2)


@pytest.mark.parametrize(("found", "lines"), [({"gone": 1}, []), ({}, [WorkLine("gone")])])
def test_a_search_that_is_not_there_is_an_error_in_words(found, lines):
    with pytest.raises(CollateError, match="“gone”"):
        prisma_of(SEARCHES, found, {}, lines)


def test_twenty_thousand_works_are_counted_at_once():
    every = itertools.product(
        ["s0", "s2"], VERDICTS, VERDICTS, ["c1", None], [True, False], [None, *RetrievalState]
    )
    lines = list(itertools.islice(itertools.cycle([WorkLine(*line) for line in every]), 20_000))
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        prisma_of(SEARCHES, {"s0": 10_000, "s2": 10_000}, {}, lines)
        best = min(best, time.perf_counter() - start)
    assert best < 0.1
