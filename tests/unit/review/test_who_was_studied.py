"""The table of who was studied, by group: what it may hold, and what it may not."""

from dataclasses import replace

from unit.review.tiny import make_review
from whatworks.review import check_folder, load_folder, write_folder
from whatworks.terms import InOrOut, Population, Progress


def with_populations(folder, *rows):
    make_review(folder)
    write_folder(replace(load_folder(folder), populations=rows), folder)
    return folder


def row(**given):
    base = {"id": "p1", "study": "study-1", "characteristic": Progress.AGE, "group": "11 to 15 years"}
    return Population(**{**base, **given})


def test_a_row_comes_back_as_it_was_written(tmp_path):
    rows = (
        row(n=40, unit="children", percent=39.6, page="Table 1", quote="Forty were 11 to 15"),
        row(id="p2", characteristic=Progress.DISABILITY, group=None, in_or_out=InOrOut.NOT_REPORTED),
        row(id="p3", characteristic=Progress.RACE, group="children who speak no English",
            in_or_out=InOrOut.LEFT_OUT),
    )  # fmt: skip
    assert load_folder(with_populations(tmp_path, *rows)).populations == rows


def told(folder):
    return [(p.file, p.column, p.value) for p in check_folder(folder)]


def test_a_study_that_is_not_there_is_a_problem(tmp_path):
    folder = with_populations(tmp_path, row(study="study-99"))
    assert told(folder) == [("tables/populations.csv", "study", "study-99")]


def test_a_share_above_a_hundred_or_a_count_below_none_is_a_problem(tmp_path):
    folder = with_populations(tmp_path, row(percent=101.0), row(id="p2", n=-1))
    assert told(folder) == [
        ("tables/populations.csv", "percent", "101"), ("tables/populations.csv", "n", "-1")
    ]  # fmt: skip


def test_what_was_looked_for_in_vain_names_no_group_and_what_was_found_names_one(tmp_path):
    folder = with_populations(
        tmp_path, row(in_or_out=InOrOut.NOT_REPORTED, percent=10.0), row(id="p2", group=None)
    )
    assert [column for _, column, _ in told(folder)] == ["group", "percent", "group"]
