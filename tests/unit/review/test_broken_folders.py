"""What is wrong with a folder is named: file, row, column, value, rule. Nothing else is lost for it."""

# ruff: noqa: E501 - one line a case
import pytest

from whatworks.review import FolderError, check_folder, read_folder


def edit(name, old, new, count=1):
    def change(folder):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, (name, old, text)
        path.write_text(text.replace(old, new, count), "utf-8")

    return change


def write(name, content):
    def change(folder):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return change


def append(name, text):
    def change(folder):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def replace_by_folder(name):
    def change(folder):
        (folder / name).unlink()
        (folder / name).mkdir()

    return change


def remove(name):
    return lambda folder: (folder / name).unlink()


STUDIES, RESULTS, DECISIONS = "tables/studies.csv", "tables/results.csv", "tables/decisions.csv"
SETS, SEARCHES, PAGE = "tables/evidence_sets.csv", "tables/searches.csv", "pages/mentoring.yaml"
BROKEN = {
    # what is done: (change, file, row, column, value, words of the rule)
    "a code that is not in the list": (edit(STUDIES, ",RCT,", ",randomized,"), STUDIES, 2, "design", "randomized", "is not one of: RCT"),
    "text for a whole number": (edit(STUDIES, ",101,", ",about 101,"), STUDIES, 2, "n_analysed", "about 101", "digits only"),
    "text for a number": (edit(RESULTS, "SMD,,0.3", 'SMD,,"0,3"'), RESULTS, 2, "estimate", "0,3", "with a point"),
    "neither yes nor no": (edit(SEARCHES, ",yes,", ",perhaps,"), SEARCHES, 2, "constructed", "perhaps", "yes, no"),
    "no date": (edit(SEARCHES, "2026-02-02", "2 February"), SEARCHES, 3, "date", "2 February", "2026-03-31"),
    "no time": (edit(DECISIONS, "2026-03-01T09:30:00Z", "this morning"), DECISIONS, 2, "at", "this morning", "2026-03-31T09:30:00Z"),
    "an id given twice": (edit(STUDIES, "study-2,", "study-1,"), STUDIES, 3, "id", "study-1", "row 2 too"),
    "an id left out": (edit(STUDIES, "study-2,", ","), STUDIES, 3, "id", "", "may not be empty"),
    "an intervention that is not there": (edit(STUDIES, ",mentoring,", ",mentorring,"), STUDIES, 2, "intervention", "mentorring", "is not in tables/interventions.csv"),
    "a report that is not there": (edit(STUDIES, "report-3", "report-9"), STUDIES, 4, "reports", "report-9", "is not in tables/reports.csv"),
    "a study that is not there": (edit(RESULTS, ",study-3,", ",study-9,"), RESULTS, 4, "study", "study-9", "is not in tables/studies.csv"),
    "an outcome that is not there": (edit(SETS, ",stability,", ",stable,"), SETS, 2, "outcome", "stable", "is not in tables/outcomes.csv"),
    "a reference that is not there": (append("tables/retrievals.csv", "r0,found,,\n"), "tables/retrievals.csv", 5, "reference", "r0", "is no reference of any search"),
    "a criterion that is not there": (edit(DECISIONS, ",people,", ",persons,"), DECISIONS, None, "criterion", "persons", "the criteria are people"),
    "a column nobody knows": (edit(STUDIES, "name,", "label,"), STUDIES, 1, "label", None, "is not a column of this table"),
    "a column that is missing": (edit("tables/outcomes.csv", "id,", "note,"), "tables/outcomes.csv", 1, "id", None, "is missing from the header"),
    "a column given twice": (edit(STUDIES, "country,year", "country,country"), STUDIES, 1, "country", None, "stands twice in the header"),
    "a cell too many": (edit(STUDIES, "Town 2,", "Town 2,,"), STUDIES, 3, None, None, "cells where the header has"),
    "an open quotation mark": (edit(STUDIES, "Town 3", '"Town 3'), STUDIES, 4, None, None, "quotation mark"),
    "semicolons for commas": (write("tables/outcomes.csv", b"id;name;domain\n1;2;3\n"), "tables/outcomes.csv", 1, None, None, "separated by commas"),
    "an empty table": (write("tables/corrections.csv", b""), "tables/corrections.csv", None, None, None, "is empty"),
    "a table that is not UTF-8": (write("tables/corrections.csv", b"record\n\xff\xfe"), "tables/corrections.csv", None, None, None, "not UTF-8"),
    "a folder where a table should be": (replace_by_folder(RESULTS), RESULTS, None, None, None, "cannot be opened"),
    "an interval upside down": (edit(RESULTS, "SMD,,0.3,,,", "SMD,,0.3,0.6,0.1,"), RESULTS, 2, "ci_low", "0.6", "above ci_high (0.1)"),
    "a ratio below zero": (edit(RESULTS, "SMD,,0.3,", "RR,,-0.3,"), RESULTS, 2, "estimate", "-0.3", "always above zero"),
    "a search whose export is not there": (remove("searches/second.ris"), SEARCHES, 3, "file", "searches/second.ris", "not in"),
    "a search outside the folder": (edit(SEARCHES, "searches/second.ris", "../../second.ris"), SEARCHES, 3, "file", "../../second.ris", "outside the folder"),
    "a method that is not there": (edit("review.yaml", "method: REML", "method: MCMC"), "review.yaml", None, "methods.method", "MCMC", "REML, ML, DL"),
    "a day that is not there": (edit("review.yaml", "date: '2026-03-01'", "date: '2026-02-30'"), "review.yaml", None, "date", "2026-02-30", "2026-03-31"),
    "a window upside down": (edit(SETS, "stability,,,,,", "stability,,,24,12,"), SETS, 2, "months_from", "24", "later than months_to"),
    "a page of nobody": (write("pages/foxes.yaml", b"intervention: foxes\n"), "pages/foxes.yaml", None, "intervention", "foxes", "tables/interventions.csv"),
    "a page under another name": (write("pages/other.yaml", b"intervention: mentoring\n"), "pages/other.yaml", None, "intervention", "mentoring", "the file's own name"),
    "a page with a field nobody knows": (append(PAGE, "colour: red\n"), PAGE, None, "colour", "red", "is not a field"),
    "a page that is not YAML": (append(PAGE, "answer: [\n"), PAGE, None, None, None, "not valid YAML"),
    "a page with a key twice": (append(PAGE, "answer: again\n"), PAGE, None, None, None, "stands twice"),
    "a page that leads with no set": (edit(PAGE, "mentoring-stability", "nothing"), PAGE, None, "evidence_set", "nothing", "evidence_sets.csv"),
    "an appraisal that is not one": (write("appraisals/a.yaml", b"rater: Ada\n"), "appraisals/a.yaml", None, None, None, "missing"),
}  # fmt: skip
BROKEN["more events than people"] = (
    append(RESULTS, ",".join(["x", "study-1", "stability", "Moves"] + [""] * 8 + ["12", "10"] + [""] * 27) + "\n"),
    RESULTS, 5, "events_t", "12", "is more than total_t (10)",
)  # fmt: skip
BROKEN["a scheme that is not there"] = (
    edit("review.yaml", "- centre", "- unheard-of"), "review.yaml", None, "schemes", "unheard-of", "no such scheme",
)  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_is_named(kind, folder):
    change, file, row, column, value, rule = BROKEN[kind]
    change(folder)
    found = [p for p in check_folder(folder) if p.file == file and p.column == column]
    assert found, [str(p) for p in check_folder(folder)]
    problem = found[0]
    assert row is None or problem.row == row
    assert value is None or problem.value == value
    assert rule in problem.rule
    assert str(problem).startswith(file)


@pytest.mark.parametrize("kind", BROKEN)
def test_the_rest_still_loads(kind, folder):
    before = read_folder(folder).records
    BROKEN[kind][0](folder)
    after = read_folder(folder).records
    kept = [len(after.studies) >= 2, len(after.results) >= 2, len(after.outcomes) == 1, after.searches != ()]
    assert sum(kept) >= 3
    assert after.interventions == before.interventions


def test_every_problem_is_told_at_once(folder):
    for kind in (
        "a code that is not in the list",
        "text for a number",
        "no date",
        "a page with a field nobody knows",
    ):
        BROKEN[kind][0](folder)
    assert {p.file for p in check_folder(folder)} >= {STUDIES, RESULTS, SEARCHES, PAGE}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "map of field names"),
        (b"- a\n- b\n", "map of field names"),
        (b"id: [", "not valid YAML"),
        (b"id: r\nid: s\n", "stands twice"),
        (b"id: r\n", "is missing"),
        (b"\xff\xfe", "not UTF-8"),
        (b"id: !!python/object:os.system x\n", "not valid YAML"),
        (b"id: " + b"[" * 5000, "YAML"),
        (b"a: &a [x]\nb: *a\n", "is not a field"),
    ],
)
def test_without_a_readable_review_nothing_is_guessed(content, words, folder):
    (folder / "review.yaml").write_bytes(content)
    with pytest.raises(FolderError, match=r"review\.yaml") as caught:
        read_folder(folder)
    assert words in str(caught.value)


def test_a_folder_in_which_nothing_is_wrong(folder):
    assert check_folder(folder) == ()


def test_rows_are_counted_as_a_spreadsheet_counts_them(folder):
    edit(STUDIES, "Town 1", '"Town\n1"')(folder)
    edit(STUDIES, ",102,", ",many,")(folder)
    assert next((p.row, p.column) for p in check_folder(folder) if p.file == STUDIES) == (3, "n_analysed")
