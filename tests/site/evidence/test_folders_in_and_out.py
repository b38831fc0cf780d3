import csv
import filecmp
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from site_people import person
from whatworks.review import FolderError, load_folder, write_folder
from whatworks.terms import Intervention, Page, ReviewRecords
from whatworks.terms import Review as ReviewRecord
from whatworks_site.audit.models import Event
from whatworks_site.evidence.actions import edit_page, export_review, import_review
from whatworks_site.evidence.merging import merge
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.queries import review_records, words_digest
from whatworks_site.people.permissions import Role


def test_a_folder_read_in_and_taken_out_is_the_same_folder(small_review, folder, tmp_path):
    out = tmp_path / "out"
    export_review(review=small_review, out=out, by=None)
    assert load_folder(out) == load_folder(folder)
    for search in load_folder(folder).searches:
        assert filecmp.cmp(out / search.file, folder / search.file, shallow=False)


def test_counts_read_in_are_counts_in_the_folder(db, folder):
    outcome = import_review(folder=folder, by=None)
    records = load_folder(folder)
    assert outcome.is_new
    assert outcome.counts == {h: len(getattr(records, h)) for h in outcome.counts}
    assert sum(outcome.counts.values()) > 10


def test_a_folder_with_a_problem_is_not_read_in_at_all_and_every_problem_is_named(db, folder):
    path = folder / "tables" / "studies.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[1][rows[0].index("n_analysed")] = "many"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(FolderError) as problem:
        import_review(folder=folder, by=None)
    assert "n_analysed" in str(problem.value)
    assert not Review.objects.exists()
    assert not Event.objects.exists()


def test_a_nul_character_is_refused_before_any_database_sees_it(db, folder):
    path = folder / "tables" / "interventions.csv"
    path.write_text(path.read_text("utf-8").replace("entoring", "entor\0ing", 1), "utf-8")
    with pytest.raises(FolderError, match="NUL"):
        import_review(folder=folder, by=None)
    assert not Review.objects.exists()


def test_reading_the_same_folder_again_changes_nothing(small_review, folder):
    before = Review.objects.get().revision, Event.objects.count()
    outcome = import_review(folder=folder, by=None)
    assert not outcome.is_changed
    assert (Review.objects.get().revision, Event.objects.count()) == before


def test_what_an_editor_wrote_stays_when_the_folder_is_read_again(small_review, folder, anna):
    words = Page(intervention="mentoring", answer="Mentors may help.")
    old = next((p for p in review_records(small_review).pages if p.intervention == "mentoring"), None)
    edit_page(by=anna, review=small_review, words=words, seen=words_digest(old))
    records = load_folder(folder)
    renamed = tuple(replace(i, description="A grown-up who stays.") for i in records.interventions)
    write_folder(replace(records, interventions=renamed), folder)
    outcome = import_review(folder=folder, by=None)
    now = review_records(small_review)
    assert outcome.is_changed
    assert now.interventions[0].description == "A grown-up who stays."
    assert next(p for p in now.pages if p.intervention == "mentoring") == words


def test_a_page_changed_here_and_in_the_folder_stays_and_is_named(small_review, folder, anna):
    old = next((p for p in review_records(small_review).pages if p.intervention == "mentoring"), None)
    words = Page(intervention="mentoring", answer="Mentors may help.")
    edit_page(by=anna, review=small_review, words=words, seen=words_digest(old))
    records = load_folder(folder)
    write_folder(replace(records, pages=(Page(intervention="mentoring", answer="Another."),)), folder)
    outcome = import_review(folder=folder, by=None)
    assert [k for k in outcome.kept if "mentoring" in k]
    assert next(p for p in review_records(small_review).pages) == words


def test_a_folder_leaves_only_into_an_empty_place(small_review, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(FileExistsError, match="not empty"):
        export_review(review=small_review, out=tmp_path / "out", by=None)
    assert (tmp_path / "out" / "mine.txt").read_text("utf-8") == "keep"


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ADMINISTRATOR, Role.EDITOR)])
def test_only_administrators_and_editors_read_folders_in(db, folder, role):
    with pytest.raises(PermissionDenied):
        import_review(folder=folder, by=person("Cara", role))
    assert not Review.objects.exists()


REVIEW = ReviewRecord(id="r", title="T", question="Q", field="f", date="2026-01-01", version="1")
NAMES = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["one", "two", "three"]), max_size=5)


def _records(names):
    made = tuple(Intervention(id=i, name=n) for i, n in sorted(names.items()))
    return ReviewRecords(review=REVIEW, interventions=made)


def _names(records):
    return {i.id: i.name for i in records.interventions}


@given(NAMES, NAMES, NAMES)
def test_a_merge_takes_what_only_one_side_changed_and_keeps_the_sites_on_both(base, site, folder):
    merged = merge(_records(base), _records(site), _records(folder))
    found = _names(merged.records)
    for id_ in "abcde":
        was, here, there = base.get(id_), site.get(id_), folder.get(id_)
        assert found.get(id_) == (there if here == was else here)
    disputed = [i for i in "abcde" if len({base.get(i), site.get(i), folder.get(i)}) == 3]
    assert all(any(f", {i}:" in k for k in merged.kept) for i in disputed)


@given(NAMES, NAMES)
def test_a_merge_without_changes_on_the_site_is_the_folder(base, folder):
    merged = merge(_records(base), _records(base), _records(folder))
    assert merged.records == _records(folder)
    assert merged.kept == ()
