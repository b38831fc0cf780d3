"""Things a first reader of the product tripped over, held so that nobody does again."""

import os
import shutil

import pytest

from whatworks.review import build_review, check_folder

SCHEME = """
id: centre
version: "1"
name: Stars
by: us
about: Stars
sources: [x]
licence: x
verified: true
scales:
  stars:
    name: Stars
    otherwise: none
    levels: [{id: none, rank: 0, words: None, meaning: None}, {id: one, rank: 1, words: One, meaning: One}]
    rules: [{level: one, when: some}]
criteria:
  some: {ask: "Is there a study?", when: count() >= 1}
"""


def rules(folder, column):
    return [p.rule for p in check_folder(folder) if p.column == column]


@pytest.mark.parametrize("content", [b"<!doctype html><html>Sign in</html>", b"", b"%PDF-1.7 \x00\x01"])
def test_a_failed_download_does_not_pass_as_a_search(folder, content):
    export = next((folder / "searches").iterdir())
    export.write_bytes(content)
    (told,) = rules(folder, "file")
    assert "holds no record that can be read" in told
    assert "write 0 under hits" in told


def test_two_schemes_with_one_id_are_told_apart_before_one_hides_the_other(folder):
    (folder / "stars.yaml").write_text(SCHEME)
    text = (folder / "review.yaml").read_text()
    assert "- centre\n" in text
    (folder / "review.yaml").write_text(text.replace("- centre\n", "- centre\n- stars.yaml\n"))
    (told,) = rules(folder, "schemes")
    assert "has the id centre, as centre has" in told


def test_more_screeners_needed_than_there_are_is_a_problem(folder):
    text = (folder / "review.yaml").read_text()
    assert "screeners_needed: 2" in text
    (folder / "review.yaml").write_text(text.replace("screeners_needed: 2", "screeners_needed: 9"))
    (told,) = rules(folder, "screeners_needed")
    assert "nothing could ever be decided" in told


def test_one_bad_cell_is_one_problem_and_not_a_trail_of_them(folder):
    path = folder / "tables/studies.csv"
    path.write_text(path.read_text().replace(",RCT,", ",randomized,", 1))
    assert [p.column for p in check_folder(folder)] == ["design"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
def test_a_build_into_a_link_replaces_what_the_link_points_to(folder, tmp_path):
    target, link = tmp_path / "site", tmp_path / "link"
    build_review(folder, target)
    link.symlink_to(target)
    shutil.rmtree(target / "report")
    build_review(folder, link)
    assert link.is_symlink()
    assert (target / "report" / "index.html").is_file()
    assert not list(tmp_path.glob(".*new*"))
