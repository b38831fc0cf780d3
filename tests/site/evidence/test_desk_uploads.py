"""A review folder that comes in as a zip, and one that goes out."""

import io
import struct
import zipfile

import pytest

from whatworks.review import load_folder
from whatworks_site.evidence import uploads
from whatworks_site.evidence.models import Review
from whatworks_site.evidence.queries import review_records
from whatworks_site.jobs.actions import run_now
from whatworks_site.jobs.models import Job
from whatworks_site.people.models import Membership


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    return settings.DATA


def zip_of(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    held.seek(0)
    held.name = "folder.zip"
    return held


def zip_folder(folder, top="mentoring/"):
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return zip_of({f"{top}{name}": content for name, content in files.items()})


def send(client, file):
    answer = client.post("/desk/import", {"folder": file}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def left(data):
    return [p for p in data.rglob("*") if p.is_file()]


def refused(client, file, words, data):
    said = send(client, file)
    assert "There is a problem" in said
    assert words in said, said
    assert not Job.objects.exists()
    assert left(data) == []


@pytest.mark.parametrize("top", ["mentoring/", ""])
def test_a_zipped_folder_is_read_in_by_a_job_and_leads_to_the_review(folder, anna, at_desk, top):
    litter = {"__MACOSX/._review.yaml": "x", ".DS_Store": "x"} if not top else {}
    client, file = at_desk(anna), zip_folder(folder, top)
    with zipfile.ZipFile(file, "a") as archive:
        for name, content in litter.items():
            archive.writestr(name, content)
    file.seek(0)
    assert "The folder is being read" in send(client, file)
    job = Job.objects.get()
    assert run_now(job.pk).state == "done"
    page = client.get(f"/desk/imports/{job.pk}").content.decode()
    assert "The folder was read in" in page
    assert "/desk/reviews/mentoring" in page
    assert review_records("mentoring") == load_folder(folder)


def test_a_reading_that_is_run_again_finds_its_work_done(folder, anna, at_desk):
    send(at_desk(anna), zip_folder(folder))
    job = Job.objects.get()
    run_now(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    again = run_now(job.pk)
    assert again.state == "done"
    assert "nothing in the folder changed" in again.result["words"]
    assert Review.objects.get().revision == 1


def test_every_problem_is_listed_with_its_place_and_nothing_is_read(folder, anna, at_desk):
    table = folder / "tables" / "results.csv"
    table.write_text(table.read_text("utf-8").replace("study-1-1,study-1,", "=1+1,nobody,", 1), "utf-8")
    (folder / "pages" / "mentoring.yaml").write_text("intervention: [", "utf-8")
    (folder / "searches" / "second.ris").unlink()
    client = at_desk(anna)
    send(client, zip_folder(folder))
    job = run_now(Job.objects.get().pk)
    assert job.words.startswith("Nothing was read in: ")
    assert not Review.objects.exists()
    page = client.get(f"/desk/imports/{job.pk}").content.decode()
    assert "Nothing was read in" in page
    assert "tables/results.csv" in page
    assert "pages/mentoring.yaml" in page
    assert "nobody" in page
    assert "second.ris is not in the folder" in page
    assert "uploads" not in page
    csv = client.get(f"/desk/imports/{job.pk}/problems.csv")
    assert csv["Content-Type"].startswith("text/csv")
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "file,row,column,value,rule"
    assert len(lines) == 1 + len(job.result["problems"])


def test_a_problems_value_is_never_a_formula_in_the_table(anna, at_desk):
    row = {"file": "tables/x.csv", "row": 2, "column": "id", "value": "=HYPERLINK(1)", "rule": "-no"}
    job = Job.objects.create(kind="import-review", state="done", result={"problems": [row], "count": 1})
    text = at_desk(anna).get(f"/desk/imports/{job.pk}/problems.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'-no" in text


def test_a_page_does_not_show_other_kinds_of_work_as_a_folder(anna, at_desk):
    job = Job.objects.create(kind="assess-review", state="done", result={})
    assert at_desk(anna).get(f"/desk/imports/{job.pk}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../review.yaml", "mentoring/../../review.yaml", "/etc/review.yaml", "C:/review.yaml",
        "a\\..\\review.yaml", "mentoring//review.yaml", "./review.yaml", "pages/a\nb.yaml",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_is_refused(anna, at_desk, data, name):
    refused(at_desk(anna), zip_of({name: "id: x"}), "leads out of the folder", data)


def test_a_name_that_ends_early_is_refused(anna, at_desk, data):
    file = zip_of({"pages/aX..yaml": "id: x"})
    file = io.BytesIO(file.getvalue().replace(b"pages/aX", b"pages/a\0"))
    file.name = "folder.zip"
    said = send(at_desk(anna), file)
    assert "There is a problem" in said
    assert left(data) == []


def test_links_are_refused(anna, at_desk, data):
    held = zip_of({"review.yaml": "id: x"})
    with zipfile.ZipFile(held, "a") as archive:
        info = zipfile.ZipInfo("tables/studies.csv")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    held.seek(0)
    refused(at_desk(anna), held, "is a link", data)


@pytest.mark.parametrize("name", ["run.exe", "pages/a.html", "tables/a.py", "odd/a.csv", "searches/a.pdf"])
def test_what_is_no_part_of_a_review_folder_is_refused(anna, at_desk, data, name):
    refused(at_desk(anna), zip_of({"review.yaml": "id: x", name: "x"}), "is no part of a review folder", data)


def test_a_zip_that_would_unpack_too_large_is_refused_before_it_is_unpacked(anna, at_desk, data, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 3_000_000)
    refused(at_desk(anna), zip_of({"searches/a.ris": b"\0" * 3_000_001}), "Unpacked, the zip", data)


def test_a_zip_that_lies_about_its_size_is_stopped_while_unpacking(anna, at_desk, data, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 100_000)
    held = zip_of({"searches/a.ris": b"A" * 1_000_000})
    raw = held.getvalue().replace(struct.pack("<L", 1_000_000), struct.pack("<L", 50_000))
    lying = io.BytesIO(raw)
    lying.name = "folder.zip"
    said = send(at_desk(anna), lying)
    assert "There is a problem" in said
    assert left(data) == []


def test_too_many_entries_are_refused(anna, at_desk, data):
    many = {f"searches/{n}.ris": "" for n in range(uploads.MAX_ENTRIES + 1)}
    refused(at_desk(anna), zip_of(many), "2,001 entries; 2,000 is the most", data)


def test_a_file_larger_than_allowed_is_let_go_while_it_comes(anna, at_desk, data, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 200_000)
    held = zip_of({"review.yaml": "id: x"})
    large = io.BytesIO(held.getvalue() + b"\0" * 500_000)
    large.name = "folder.zip"
    refused(at_desk(anna), large, "The file is larger than", data)


@pytest.mark.parametrize("content", [b"not a zip", b"PK\x03\x04broken", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_said_to_be_none(anna, at_desk, data, content):
    held = io.BytesIO(content)
    held.name = "folder.zip"
    said = send(at_desk(anna), held)
    assert "There is a problem" in said
    assert not Job.objects.exists()
    assert left(data) == []


def test_a_zip_without_a_review_is_refused(anna, at_desk, data):
    refused(at_desk(anna), zip_of({"tables/studies.csv": "id"}), "no review.yaml in the zip", data)


def test_the_same_name_twice_is_refused(anna, at_desk, data):
    refused(at_desk(anna), zip_of({"review.yaml": "a", "REVIEW.yaml": "b"}), "stands twice", data)


def test_nobody_reads_in_after_the_role_was_taken_away(folder, anna, at_desk):
    send(at_desk(anna), zip_folder(folder))
    Membership.objects.filter(user=anna).delete()
    assert run_now(Job.objects.get().pk).state == "failed"
    assert not Review.objects.exists()


def test_what_is_taken_out_can_be_read_in_again(small_review, folder, anna, at_desk, tmp_path):
    answer = at_desk(anna).post("/desk/reviews/mentoring/export")
    assert answer["Content-Disposition"] == 'attachment; filename="mentoring.zip"'
    held = io.BytesIO(b"".join(answer.streaming_content))
    with zipfile.ZipFile(held) as archive:
        assert all(name.startswith("mentoring/") for name in archive.namelist())
        archive.extractall(tmp_path / "out")
    assert load_folder(tmp_path / "out" / "mentoring") == load_folder(folder)


def test_ratings_are_computed_again_by_a_job_that_is_asked_for_once(folder, anna, at_desk):
    from whatworks_site.evidence.actions import import_review

    import_review(folder=folder, by=None)
    client = at_desk(anna)
    assert "Its ratings were never computed." in client.get("/desk/").content.decode()
    for _ in range(2):
        said = client.post("/desk/reviews/mentoring/assess", follow=True).content.decode()
        assert "are being computed" in said
    job = Job.objects.get()
    assert run_now(job.pk).state == "done"
    page = client.get("/desk/reviews/mentoring").content.decode()
    assert "Up to date" in page
    assert "Not published" in page
    said = client.post("/desk/reviews/mentoring/assess", follow=True).content.decode()
    assert "nothing to compute" in said
    assert Job.objects.count() == 1


def test_old_uploads_are_thrown_away(folder, anna, at_desk, data):
    import os

    send(at_desk(anna), zip_folder(folder))
    (first,) = (data / "uploads").iterdir()
    os.utime(first, (0, 0))
    send(at_desk(anna), zip_folder(folder))
    assert first not in list((data / "uploads").iterdir())


@pytest.mark.parametrize(
    "change",
    [
        ("review.yaml", "id: mentoring", "id: a/b"),
        ("review.yaml", "id: mentoring", f"id: {'m' * 101}"),
        ("review.yaml", "title: Mentoring", 'title: "Mentor\\0ing"'),
        ("pages/mentoring.yaml", "answer: It may help.", 'answer: "\\ud800"'),
        ("pages/mentoring.yaml", "evidence_set: mentoring-stability", 'evidence_set: "\\0"'),
    ],
)
def test_what_no_database_or_address_takes_is_a_problem_and_not_a_fault(folder, anna, at_desk, change):
    name, before, after = change
    path = folder / name
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    send(at_desk(anna), zip_folder(folder))
    job = run_now(Job.objects.get().pk)
    assert job.state == "done", job.error
    assert job.result["count"] == 1
    assert at_desk(anna).get(f"/desk/imports/{job.pk}").status_code == 200
    assert not Review.objects.exists()
