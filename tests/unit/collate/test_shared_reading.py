"""A review folder that shares out the reading rebuilds to the flow it had."""

import dataclasses
import datetime as dt

from whatworks.collate import read
from whatworks.review import load_folder, write_folder
from whatworks.review.road import screened, travel
from whatworks.terms import Assignment, Decision, Review, ReviewRecords, Search, SearchKind, Stage, Verdict

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SEARCH = Search(id="s", kind=SearchKind.DATABASE, source="Made up", file="searches/s.ris", constructed=True)
EXPORT = "".join(f"TY  - JOUR\nTI  - {t} in care\nER  - \n\n" for t in ("Mentors", "Kinship", "Foxes"))


def test_works_read_by_one_by_two_and_by_three_come_back_as_they_were(tmp_path):
    (tmp_path / "searches").mkdir()
    (tmp_path / SEARCH.file).write_text(EXPORT)
    one, two, three = (reference.id for reference in read(SEARCH, tmp_path))
    readers = {one: ["Ada"], two: ["Ada", "Ben"], three: ["Ada", "Ben", "Cy"]}
    records = ReviewRecords(
        review=Review(
            id="r", title="T", question="Q?", field="care", date="2026-03-01", version="1",
            screeners=("Ada", "Ben", "Cy"), constructed="Made up.",
        ),
        searches=(SEARCH,),
        assignments=tuple(
            Assignment(reference=r, stage=Stage.TITLE, by=by) for r in readers for by in readers[r]
        ),
        decisions=tuple(
            Decision(reference=r, stage=Stage.TITLE, by=by, verdict=Verdict.INCLUDE, at=AT)
            for r in readers
            for by in ("Ada", "Ben")
            if by in readers[r]
        ),
    )  # fmt: skip
    write_folder(records, tmp_path)
    back = load_folder(tmp_path)
    assert back.assignments == records.assignments
    flow = screened(back, tmp_path).prisma
    assert (flow.dbr_sought_reports, flow.records_awaiting) == (2, 1)
    decided = {r.work: r.decided for r in travel(back, tmp_path).ranking}
    assert decided == {one: "include", two: "include", three: None}
    alike = dataclasses.replace(back, assignments=())
    assert screened(alike, tmp_path).prisma.dbr_sought_reports == 2
    assert {r.work for r in travel(alike, tmp_path).ranking if r.decided} == {two, three}
