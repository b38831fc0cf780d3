"""A review folder: what is written comes back, and other software can read it."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unit.review.tiny import make_review, records
from whatworks.review import FolderError, folder_files, read_folder, write_folder
from whatworks.terms import (
    Correction,
    Decision,
    Intervention,
    Page,
    Report,
    Result,
    Review,
    ReviewRecords,
    Search,
    SearchKind,
    Stage,
    Study,
    Verdict,
)
from whatworks.terms.codes import Design, Scale

HOSTILE = [
    "=1+1",
    "'=x",
    "-2",
    "+3",
    "@x",
    '"',
    '""',
    "a,b",
    "a;b; c",
    "a=b",
    "x\ny",
    "x\r\ny",
    "\r",
    "\t",
    " lead",
    "tail ",
    "[1]",
    "{}",
    "é–×’",
    "日本",
    "null",
    "~",
    "yes",
    "no",
    "NA",
    "1e3",
    "2026-01-01",
    ": #",
    "- a",
    "\u2028",
    "\x85",
    "\ufeff",
    "''",
    "a: b",
    "%",
    "|",
    ">",
    "&x",
    "*x",
    "!!python/object:os.system",
]
text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20),
)
words = st.none() | text
number = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64)
truth = st.none() | st.booleans()
reasons = st.dictionaries(text, text, max_size=3)
lists = st.lists(text, max_size=3).map(tuple)
moments = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)).map(
    lambda t: t.replace(microsecond=0, tzinfo=dt.UTC)
)

entered = st.builds(
    ReviewRecords,
    review=st.builds(
        Review,
        id=text,
        title=text,
        question=text,
        field=text,
        date=text,
        version=text,
        about=words,
        screeners=lists,
        licence=words,
    ),
    searches=st.lists(
        st.builds(
            Search,
            id=text,
            kind=st.sampled_from(SearchKind),
            source=text,
            query=words,
            file=text,
            columns=reasons,
            hits=st.none() | st.integers(0),
            note=words,
        ),
        max_size=2,
    ),
    decisions=st.lists(
        st.builds(
            Decision,
            reference=text,
            stage=st.sampled_from(Stage),
            by=text,
            at=moments,
            verdict=st.sampled_from(Verdict),
            resolves=st.booleans(),
            note=words,
        ),
        max_size=2,
    ),
    corrections=st.lists(
        st.builds(Correction, record=text, field=text, value=words, why=text, by=text, at=moments), max_size=2
    ),
    interventions=st.lists(
        st.builds(Intervention, id=text, name=text, cost=number, manualised=truth, unknown_because=reasons),
        max_size=2,
    ),
    studies=st.lists(
        st.builds(
            Study,
            id=text,
            name=text,
            intervention=text,
            design=st.sampled_from(Design),
            reports=lists,
            n_analysed=st.none() | st.integers(),
            independent=truth,
            moderators=st.dictionaries(text, st.floats(allow_nan=False, allow_infinity=False), max_size=2),
        ),
        max_size=2,
    ),
    results=st.lists(
        st.builds(
            Result,
            id=text,
            study=text,
            outcome=text,
            measure=text,
            estimate=number,
            p=number,
            scale=st.none() | st.sampled_from(Scale),
            printed=words,
        ),
        max_size=2,
    ),
    reports=st.lists(st.builds(Report, id=text, citation=text, short=text, studies=lists), max_size=2),
    pages=st.lists(
        st.builds(
            Page,
            intervention=st.sampled_from(["a", "b-2"]),
            answer=words,
            answer_sources=lists,
            section_sources=st.dictionaries(text, lists, max_size=2),
        ),
        max_size=2,
        unique_by=lambda p: p.intervention,
    ),
)


def tupled(made):
    """Lists as tuples, pages in the order of their files."""
    fields = {f.name: getattr(made, f.name) for f in dataclasses.fields(made)}
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return dataclasses.replace(
        made, **plain | {"pages": tuple(sorted(plain["pages"], key=lambda p: p.intervention))}
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=entered)
def test_what_is_written_comes_back(made, tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("folder"), tupled(made)
    write_folder(made, folder)
    reading = read_folder(folder)
    assert reading.problems == ()
    assert reading.records == made
    assert folder_files(reading.records) == folder_files(made)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_awkward_text_comes_back_from_every_kind_of_file(hostile, tmp_path):
    made = ReviewRecords(
        review=Review(id="r", title=hostile, question=hostile, field="f", date="2026-01-01", version="1"),
        interventions=(
            Intervention(id="i", name=hostile, description=hostile, unknown_because={hostile: hostile}),
        ),
        studies=(Study(id="s", name="s", intervention="i", design=Design.RCT, reports=(hostile, hostile)),),
        pages=(Page(intervention="i", answer=hostile, answer_sources=(hostile,)),),
    )
    write_folder(made, tmp_path)
    assert read_folder(tmp_path).records == made


def test_no_cell_is_a_formula(tmp_path):
    made = ReviewRecords(
        review=Review(id="r", title="t", question="q", field="f", date="2026-01-01", version="1"),
        interventions=tuple(Intervention(id=f"i{n}", name=f"{sign}1+1") for n, sign in enumerate("=+-@")),
    )
    table = folder_files(made)["tables/interventions.csv"]
    assert all(line.split(",")[1].startswith("'") for line in table.splitlines()[1:])


@pytest.mark.parametrize("example", ["entering-care", "teacher-expectancy"])
def test_the_examples_stand_as_they_would_be_written(example, root):
    folder = root / "examples" / example
    written = folder_files(read_folder(folder).records)
    assert {name: (folder / name).read_text("utf-8") for name in written} == written


@pytest.mark.parametrize("example", ["entering-care", "teacher-expectancy", "tiny"])
def test_other_software_reads_the_folder_as_a_data_package(example, root, tmp_path):
    from frictionless import Package, system

    if example == "tiny":
        make_review(tmp_path)
    else:
        write_folder(read_folder(root / "examples" / example).records, tmp_path)
    with system.use_context(trusted=False):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]


@pytest.mark.parametrize("name", ["../escape", "/etc/passwd", "a/b", "", ".hidden", "x\0y", "a" * 200])
def test_a_page_cannot_be_written_outside_its_folder(name, tmp_path):
    made = ReviewRecords(
        review=Review(id="r", title="t", question="q", field="f", date="2026-01-01", version="1"),
        pages=(Page(intervention=name),),
    )
    with pytest.raises(FolderError, match="cannot name a file"):
        write_folder(made, tmp_path / "in")
    assert not list(tmp_path.rglob("*.yaml"))


def test_two_pages_of_one_intervention_are_not_written_over_one_another(tmp_path):
    make_review(tmp_path)
    made = records(tmp_path)
    twice = dataclasses.replace(made, pages=made.pages * 2)
    with pytest.raises(FolderError, match="stands twice"):
        folder_files(twice)


def test_an_appraisal_comes_back_with_its_answers_and_decisions(root, tmp_path):
    from whatworks.appraise import read_appraisal

    make_review(tmp_path)
    appraisal = read_appraisal(root / "examples" / "tutorial-trial" / "appraisal.yaml")
    made = dataclasses.replace(records(tmp_path), appraisals=(appraisal,))
    write_folder(made, tmp_path)
    reading = read_folder(tmp_path)
    assert (reading.problems, reading.records) == ((), made)
