"""The boxes of the flow are derived, and sum, whatever happened."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatworks import terms
from whatworks.collate import CollateError, check_prisma, deduplicate, prisma
from whatworks.terms import (
    Assignment,
    Decision,
    Design,
    DuplicateLink,
    LinkBand,
    Prisma,
    Reference,
    RejectedRecord,
    Report,
    Retrieval,
    RetrievalState,
    Search,
    SearchKind,
    Stage,
    Study,
    Verdict,
    Work,
)

T0 = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
KINDS = list(SearchKind)
SEARCHES = [
    Search(id=f"s{i}", kind=kind, source=f"Source {i}", file=f"s{i}.ris", date=dt.date(2024, 1, 20 - i))
    for i, kind in enumerate(KINDS)
]


def reference(i: int, search: str) -> Reference:
    return Reference(id=f"r{i}", search=search, line=i, title=f"Study number {i}")


PLACE = st.integers(0, 9)
EVENTS = st.fixed_dictionaries(
    {
        "found_in": st.lists(st.integers(0, len(KINDS) - 1), min_size=0, max_size=10),
        "copies": st.lists(st.tuples(PLACE, PLACE), max_size=5),
        "decisions": st.lists(
            st.tuples(
                PLACE,
                st.sampled_from(list(Stage)),
                st.sampled_from(["Ada", "Ben", "Cy"]),
                st.sampled_from(list(Verdict)),
                st.sampled_from([None, "c1", "c2"]),
                st.integers(0, 5),
                st.booleans(),
            ),
            max_size=40,
        ),
        "retrievals": st.lists(
            st.tuples(PLACE, st.sampled_from(list(RetrievalState)), st.booleans()), max_size=12
        ),
        "reports": st.lists(st.tuples(PLACE, st.lists(st.integers(0, 3), max_size=3)), max_size=8),
        "rejects": st.integers(0, 3),
        "needed": st.integers(1, 3),
    }
)


def told(events):
    references = [reference(i, f"s{s}") for i, s in enumerate(events["found_in"])]
    copies = [
        DuplicateLink(a=f"r{a}", b=f"r{b}", band=LinkBand.SAME, score=1.0, why="copy", decided_by="Ada")
        for a, b in events["copies"]
    ]
    works, _ = deduplicate(references, decided=copies, searches=SEARCHES)
    decisions = [
        Decision(
            reference=f"r{w}",
            stage=s,
            by=by,
            verdict=v,
            criterion=c,
            at=T0 + dt.timedelta(hours=h),
            resolves=r,
        )
        for w, s, by, v, c, h, r in events["decisions"]
    ]
    retrievals = [
        Retrieval(reference=f"r{w}", state=s, at=T0 if t else None) for w, s, t in events["retrievals"]
    ]
    reports = [
        Report(
            id=f"R{i}", reference=f"r{w}", citation="x", short="x", studies=tuple(f"S{s}" for s in studies)
        )
        for i, (w, studies) in enumerate(events["reports"])
    ]
    studies = [
        Study(id=f"S{i}", name="x", intervention="i", design=Design.RCT, reports=(f"R{i}",)) for i in range(3)
    ]
    rejects = [
        RejectedRecord(search="s0", file="s0.ris", line=i, reason="x") for i in range(events["rejects"])
    ]
    return SEARCHES, references, rejects, works, decisions, retrievals, reports, studies


@settings(max_examples=300, deadline=None)
@given(events=EVENTS)
def test_the_boxes_sum_under_any_sequence_of_events(events):
    records = told(events)
    flow = prisma(*records, screeners_needed=events["needed"])
    assert check_prisma(flow) == ()
    assert flow.records_screened + flow.other_screened == len(records[3])
    results = flow.database_results + flow.register_results + flow.website_results
    assert results + flow.organisation_results + flow.citations_results == len(records[1])
    assert flow.rejected == events["rejects"]
    assert Prisma.from_json(flow.to_json()) == flow


@settings(max_examples=50, deadline=None)
@given(events=EVENTS, random=st.randoms())
def test_order_of_records_changes_no_box(events, random):
    searches, references, rejects, works, decisions, _, reports, studies = told(events)
    distinct = [dataclasses.replace(d, at=T0 + dt.timedelta(days=i)) for i, d in enumerate(decisions)]
    before = prisma(searches, references, rejects, works, distinct, [], reports, studies)
    mixed = [random.sample(list(x), len(x)) for x in (references, works, distinct, reports, studies)]
    after = prisma(searches, mixed[0], rejects, mixed[1], mixed[2], [], mixed[3], mixed[4])
    assert after == before


def include(on: str, stage: Stage = Stage.TITLE, verdict: Verdict = Verdict.INCLUDE, **more) -> Decision:
    return Decision(reference=on, stage=stage, by="Ada", verdict=verdict, at=T0, **more)


def flow_of(works, references, decisions=(), retrievals=(), *, reports=(), studies=()):
    return prisma(
        SEARCHES, references, [], works, decisions, retrievals, reports, studies, screeners_needed=1
    )


def test_a_copy_in_the_other_arm_is_a_duplicate_of_that_arm():
    references = [reference(0, "s0"), reference(1, "s2")]
    works = [Work(id="r0", references=("r0", "r1"), search="s2")]
    flow = flow_of(works, references)
    assert (flow.database_results, flow.duplicates, flow.records_screened) == (1, 1, 0)
    assert (flow.website_results, flow.other_duplicates, flow.other_screened) == (1, 0, 1)


@pytest.mark.parametrize(
    ("state", "box"),
    [
        (None, "dbr_awaiting_retrieval"),
        (RetrievalState.ASKED, "dbr_awaiting_retrieval"),
        (RetrievalState.NOT_FOUND, "dbr_notretrieved_reports"),
        (RetrievalState.FOUND, "dbr_awaiting"),
    ],
)
def test_a_work_included_on_its_title_is_sought_and_waits_where_it_stands(state, box):
    retrievals = [Retrieval(reference="r0", state=state)] if state else []
    works = [Work(id="r0", references=("r0",), search="s0")]
    flow = flow_of(works, [reference(0, "s0")], [include("r0")], retrievals)
    assert flow.dbr_sought_reports == 1
    assert getattr(flow, box) == 1


def test_a_work_given_to_one_screener_needs_no_second():
    works = [Work(id="r0", references=("r0",), search="s0")]
    records = (SEARCHES, [reference(0, "s0")], [], works, [include("r0")], [], [], [])
    alone = [Assignment(reference="r0", stage=Stage.TITLE, by="Ada")]
    assert prisma(*records).records_awaiting == 1
    assert prisma(*records, assignments=alone).dbr_sought_reports == 1


def test_a_full_text_decided_without_a_retrieval_is_taken_as_found():
    works = [Work(id="r0", references=("r0",), search="s0")]
    out = include("r0", Stage.FULL_TEXT, Verdict.EXCLUDE, criterion="not a trial")
    flow = flow_of(works, [reference(0, "s0")], [include("r0"), out])
    assert (flow.dbr_assessed, flow.dbr_excluded) == (1, {"not a trial": 1})
    nameless = dataclasses.replace(out, criterion=None)
    assert flow_of(works, [reference(0, "s0")], [include("r0"), nameless]).dbr_excluded == {
        "no reason given": 1
    }


def test_studies_and_reports_are_counted_apart():
    references = [reference(i, "s0") for i in range(4)]
    works = [Work(id=f"r{i}", references=(f"r{i}",), search="s0") for i in range(4)]
    decisions = [include(f"r{i}", stage) for i in range(3) for stage in Stage]
    reports = [
        Report(id="R0", reference="r0", citation="x", short="x", studies=("S0", "S1")),
        Report(id="R1", reference="r1", citation="x", short="x"),
        Report(id="R3", reference="r3", citation="x", short="x", studies=("S2",)),
    ]
    studies = [
        Study(id=f"S{i}", name="x", intervention="i", design=Design.RCT, reports=("R1",) if i == 0 else ())
        for i in range(3)
    ]
    flow = flow_of(works, references, decisions, reports=reports, studies=studies)
    assert (flow.new_reports, flow.new_studies, flow.reports_without_study) == (3, 2, 1)


def test_results_are_given_for_each_source():
    flow = flow_of([Work(id="r0", references=("r0",), search="s0")], [reference(0, "s0")])
    assert flow.database_specific_results == {"Source 0": 1}
    assert flow.register_specific_results == {"Source 1": 0}


def test_a_constructed_search_makes_the_flow_constructed():
    made_up = [dataclasses.replace(s, constructed=True) for s in SEARCHES]
    assert prisma(made_up, [], [], [], [], [], [], []).constructed


def test_a_box_that_was_typed_is_found_out_in_words():
    flow = flow_of([Work(id="r0", references=("r0",), search="s0")], [reference(0, "s0")])
    (problem, *_) = check_prisma(dataclasses.replace(flow, records_screened=7))
    assert "records screened (7) should be 1" in problem
    assert check_prisma(dataclasses.replace(flow, new_studies=1, total_studies=1))
    assert any("below zero" in p for p in check_prisma(dataclasses.replace(flow, duplicates=-1)))


def test_records_that_do_not_belong_together_are_an_error():
    with pytest.raises(CollateError, match="nowhere"):
        flow_of([], [reference(0, "nowhere")])
    with pytest.raises(CollateError, match="exactly one work"):
        flow_of([], [reference(0, "s0")])


def test_a_record_that_could_not_be_read_counts_in_the_arm_that_found_it():
    searches = [
        terms.Search(id="d", kind=terms.SearchKind.DATABASE, source="A", file="a.ris"),
        terms.Search(id="w", kind=terms.SearchKind.WEBSITE, source="B", file="b.ris"),
    ]
    rejected = [
        terms.RejectedRecord(search=s, file="f", line=n, reason="no title")
        for n, s in enumerate("dwd", start=1)
    ]
    flow = prisma(searches, [], rejected, [], [], [], [], [])
    assert (flow.rejected, flow.other_rejected) == (3, 1)
