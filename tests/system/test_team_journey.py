"""Two screeners, an arbiter and a lead: from a question to a proposal on the editors' desk, in a browser."""

import re
import subprocess
import zipfile
from contextlib import ExitStack

import pytest

from browser import assert_accessible, assert_fits, expect, follow, page_at, turning
from small_pdf import small_pdf
from system.demo_site import ROOT, WHATWORKS
from system.test_site_journeys import sign_in

TITLE = "Does help at home keep children out of care"
REVIEW = "/desk/reviews/does-help-at-home-keep-children-out-of-care"
ROSA, TOMAS, INES = "rosa@example.org", "tomas@example.org", "ines@example.org"


@pytest.fixture(scope="module")
def desk(site):
    """The people of the team and an editor, each in a browser of their own."""
    with ExitStack() as stack:
        accounts = dict(site.accounts("reviewer"))
        people = {}
        for email in (ROSA, TOMAS, INES):
            page = stack.enter_context(page_at(site, 375 if email == TOMAS else 1280))
            sign_in(site, page, (email, accounts[email]))
            people[email] = page
        editor = stack.enter_context(page_at(site, 1280))
        sign_in(site, editor, site.accounts("editor")[0])
        people["editor"] = editor
        yield people


def press(page, name, **more):
    follow(page.get_by_role("button", name=name, **more).first)


def choose(page, name):
    follow(page.get_by_role("link", name=name).first)


def sound(page):
    assert_accessible(page)
    assert_fits(page)


def export_of(name, count, tmp_path):
    """The first records of one of the example's own search exports, and one that cannot be read."""
    records = (ROOT / "examples/entering-care/searches" / name).read_text("utf-8").split("ER  - ")
    path = tmp_path / name
    path.write_text("ER  - ".join(records[:count]) + "ER  - \n\nTY  - JOUR\nPY  - 2001\nER  - \n", "utf-8")
    return path


def test_from_a_question_to_a_proposal(desk, site, tmp_path):
    rosa, tomas, ines, editor = (desk[who] for who in (ROSA, TOMAS, INES, "editor"))
    _start(rosa)
    _team(rosa)
    _search(rosa, export_of("central.ris", 4, tmp_path))
    _screen(rosa, tomas)
    _settle(ines)
    _full_texts(rosa, tomas, tmp_path)
    _words_and_study(rosa)
    _extract(rosa, tomas)
    _reconcile(ines)
    _appraise(rosa, tomas)
    _analyse_and_propose(rosa, editor)
    _hand_over(rosa, tmp_path)


def _start(rosa):
    rosa.goto("/desk/")
    rosa.goto("/desk/start-review")
    rosa.get_by_label("The question, as a person would ask it").fill(f"{TITLE}?")
    rosa.get_by_label("Title", exact=True).fill(TITLE)
    rosa.get_by_label("Field", exact=True).fill("children’s social care")
    rosa.get_by_label("Your name in this review").fill("Reader A")
    for part in ("Screener", "Extractor"):
        rosa.get_by_label(part, exact=True).check()
    sound(rosa)
    press(rosa, "Start the review")
    assert REVIEW in rosa.url
    rosa.goto(f"{REVIEW}/question")
    for words, name, stage in (
        ("Not about children or their families", "who", "Both stages"),
        ("No comparison", "design", "Both stages"),
        ("No result for care or harm", "result", "Full text"),
    ):
        rosa.get_by_label("The reason, in words").fill(words)
        rosa.get_by_label("Short name").fill(name)
        rosa.get_by_label(stage, exact=True).check()
        press(rosa, "Add this reason")
    sound(rosa)
    rosa.goto(f"{REVIEW}/protocol")
    press(rosa, "Start from what is set")
    assert "Not about children" in rosa.get_by_label("The plan").input_value()
    rosa.get_by_label("What changed, and why?").fill("The first plan")
    press(rosa, "Save as version 1")
    sound(rosa)


def _team(rosa):
    for name, email, parts in (
        ("Reader B", TOMAS, ("Screener", "Extractor")),
        ("Third", INES, ("Arbiter",)),
    ):
        rosa.goto(f"{REVIEW}/team")
        rosa.get_by_label("Name in this review").fill(name)
        rosa.get_by_label("E-mail").fill(email)
        for part in parts:
            rosa.get_by_label(part, exact=True).check()
        press(rosa, "Add to the team")
    expect(rosa.locator("main")).to_contain_text("Tomas Fairweather")
    sound(rosa)


def _search(rosa, path):
    rosa.goto(f"{REVIEW}/searches/add")
    rosa.get_by_label("The file").set_input_files(path)
    rosa.get_by_label("Source", exact=True).fill("Cochrane Central")
    for part, value in (("Day", "3"), ("Month", "11"), ("Year", "2026")):
        rosa.get_by_label(part, exact=True).fill(value)
    rosa.get_by_label("The exact search").fill("home AND care")
    rosa.get_by_label("A register of trials or studies").check()
    sound(rosa)
    press(rosa, "Read it in")
    for _ in range(300):
        told = rosa.locator("main").inner_text()
        if "could not be read" in told and "4" in told and "Read in" in told:
            break
        rosa.wait_for_timeout(300)
        rosa.reload()
    sound(rosa)
    rosa.goto(f"{REVIEW}/flow")
    assert "Records screened" in rosa.locator("main").inner_text()


def _title(page):
    return page.locator("#record-title").inner_text()


def _screen(rosa, tomas):
    """Rosa by keys, Tomas by thumb; they differ on one record, and neither sees the other's verdict."""
    said = {}
    rosa.goto(f"{REVIEW}/screen/titles")
    sound(rosa)
    for number in range(4):
        said[_title(rosa)] = "exclude" if number == 3 else "include"
        with turning(rosa):
            rosa.keyboard.press("1" if number == 3 else "i")
    assert "read" in rosa.locator("main").inner_text().lower()
    tomas.goto(f"{REVIEW}/screen/titles")
    sound(tomas)
    differ = next(t for t, verdict in said.items() if verdict == "include")
    for _ in range(4):
        title = _title(tomas)
        assert "Reader A" not in tomas.locator("main").inner_text()
        out = title == differ or said[title] == "exclude"
        press(tomas, re.compile("^Exclude" if out else "^Include"))
    return differ


def _settle(ines):
    ines.goto("/desk/")
    assert TITLE in ines.locator("main").inner_text()
    ines.goto(f"{REVIEW}/conflicts/titles")
    follow(ines.locator("main a[href*='/conflicts/titles/']").first)
    told = ines.locator("main").inner_text()
    assert "Reader A" in told
    assert "Reader B" in told
    sound(ines)
    fill(ines, {"verdict": "include", "note": "A trial with a comparison"})
    press(ines, "Settle, and on to the next")


def _full_texts(rosa, tomas, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(small_pdf("A made-up page"))
    rosa.goto(f"{REVIEW}/full-texts")
    sound(rosa)
    found = rosa.locator("main a[href*='/full-texts/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    works = sorted({a for a in found if re.fullmatch(rf"{REVIEW}/full-texts/\d+", a)})
    assert len(works) == 3
    for address in works:
        rosa.goto(address)
        rosa.locator("input[type=file]").set_input_files(paper)
        press(rosa, "Attach it")
    sound(rosa)
    for page in (rosa, tomas):
        page.goto(f"{REVIEW}/screen/full-texts")
        sound(page)
        for number in range(3):
            if number:
                press(page, re.compile("No comparison|^Exclude for"))
            else:
                press(page, re.compile("^Include"))


def fill(page, values):
    """Fill a form's fields by name: words, one of a list, or one of several rounds."""
    for name, value in values.items():
        field = page.locator(f"[name='{name}']")
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(str(value))


def _words_and_study(rosa):
    rosa.goto(f"{REVIEW}/vocabulary/intervention")
    fill(rosa, {"name": "Help at home", "description": "A worker visits the family each week."})
    press(rosa, "Save", exact=True)
    rosa.goto(f"{REVIEW}/vocabulary/outcome")
    fill(rosa, {"name": "Entry to care", "domain": "Care", "good": "lower", "people": "children"})
    press(rosa, "Save", exact=True)
    sound(rosa)
    rosa.goto(f"{REVIEW}/studies")
    sound(rosa)
    choose(rosa, re.compile("^Make a study of it"))
    fill(rosa, {"name": "A made-up trial", "design": "RCT", "seen": "report page"})
    rosa.locator("[name=intervention]").select_option(index=1)
    press(rosa, "Make the study")
    sound(rosa)


def _extract(rosa, tomas):
    for page, events in ((rosa, 36), (tomas, 35)):
        page.goto(f"{REVIEW}/studies")
        follow(page.locator("main").get_by_role("link", name=re.compile("A made-up trial")).first)
        press(page, "Extract this study")
        page.goto(page.url.partition("?")[0].rstrip("/") + "/results/new")
        fill(page, {
            "measure": "Children in care, records", "months": "12", "events_t": events, "total_t": 100,
            "events_c": 45, "total_c": 100, "page": "Table 2", "quote": f"{events} of 100 against 45 of 100",
        })  # fmt: skip
        page.locator("[name=outcome]").select_option(index=1)
        sound(page)
        press(page, "Save and go back")
        expect(page.locator("main")).to_contain_text("Table 2")
        sound(page)
        press(page, "Hand in")


def _reconcile(ines):
    ines.goto(f"{REVIEW}/studies")
    follow(ines.locator("main").get_by_role("link", name=re.compile("A made-up trial")).first)
    choose(ines, "Reconcile")
    told = ines.locator("main").inner_text()
    assert "36" in told
    assert "35" in told
    sound(ines)
    ines.locator("[name=rest]").select_option(index=1)
    press(ines, "Save and keep as the record")
    expect(ines.locator("main")).to_contain_text("it is the record now")


def _appraise(rosa, tomas):
    from site_judged import ANSWERS

    for page in (rosa, tomas):
        page.goto(f"{REVIEW}/appraisals?all=1")
        follow(page.locator("main").get_by_role("link", name=re.compile("A made-up trial")).first)
        page.locator("[name=effect][value=assignment]").check()
        press(page, "Begin")
        at = page.url.partition("?")[0]
        for domain, answers in ANSWERS.items():
            page.goto(f"{at}?domain={domain}")
            for question, said in answers.items():
                asked = page.locator(f"[name='{question}-answer'][value='{said}']")
                if not asked.count():
                    press(page, re.compile("^Save"))
                    page.goto(f"{at}?domain={domain}")
                page.locator(f"[name='{question}-answer'][value='{said}']").check()
            press(page, re.compile("^Save"))
        page.goto(at)
        sound(page)
        press(page, "Hand it in")
    assert "/settle/" in tomas.url, "who hands in last sees both"
    sound(tomas)
    press(tomas, "Settle and keep")
    expect(tomas.locator("main")).to_contain_text("ettled")


def _analyse_and_propose(rosa, editor):
    rosa.goto(f"{REVIEW}/analyses")
    sound(rosa)
    follow(rosa.locator("main a[href*='/analyses/new']").first)
    expect(rosa.locator("main")).to_contain_text("0.80")
    sound(rosa)
    fill(rosa, {"why": "The one trial found"})
    press(rosa, re.compile("^Keep"))
    sound(rosa)
    rosa.goto(f"{REVIEW}/ratings")
    sound(rosa)
    rosa.goto(f"{REVIEW}/propose-page")
    press(rosa, "Compute the ratings")
    for _ in range(300):
        rosa.goto(f"{REVIEW}/propose-page")
        if rosa.get_by_role("button", name="Propose it").count():
            break
        rosa.wait_for_timeout(300)
    sound(rosa)
    rosa.locator("[name=intervention]").first.check()
    fill(rosa, {"reason": "One trial, both extractions agreed"})
    press(rosa, "Propose it")
    editor.goto("/desk/")
    told = editor.locator("main").inner_text()
    assert "Help at home" in told
    assert "Rosa Kettlewell" in told
    sound(editor)


def _hand_over(rosa, tmp_path):
    rosa.goto(f"{REVIEW}/handover")
    sound(rosa)
    with rosa.expect_download() as download:
        rosa.get_by_role("button", name="Download the folder").click()
    with zipfile.ZipFile(download.value.path()) as found:
        found.extractall(tmp_path / "taken")
    folder = next((tmp_path / "taken").rglob("review.yaml")).parent
    for words in (("check",), ("build", "--out", str(tmp_path / "out"))):
        command = [str(WHATWORKS), "review", words[0], str(folder), *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    decisions = (folder / "tables" / "decisions.csv").read_text("utf-8")
    assert decisions.count("Reader A") == decisions.count("Reader B") == 7
    assert decisions.count("Third") == 1
