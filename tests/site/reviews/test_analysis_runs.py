"""Every version of an analysis is kept with its inputs, and runs again to the same digits."""

import csv
import io
import json

import pytest

from site_judged import make_studied, place
from site_people import signed_in

KEY = "mentoring-stability"


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def keep(browser, **given):
    said = {"method": "REML", "test": "knha", "scale": "SMD", "why": "To see.", **given}
    return browser.post(place("review-analysis-change", KEY), said, follow=True)


def kept(version):
    from whatworks_site.reviews.models import KeptAnalysis

    return KeptAnalysis.objects.get(evidence_set=KEY, version=version)


def run_page(browser, version):
    return browser.get(place("review-analysis-run", version, KEY)).content.decode()


def test_what_was_kept_runs_again_to_the_same_digits_and_says_so(studied):
    browser = signed_in(studied.one)
    keep(browser, method="DL")
    shown = run_page(browser, 2)
    assert "the same to the last digit" in shown
    assert "still give these inputs" in shown
    assert repr(kept(2).run["pool"]["b"]) in shown


def test_the_version_that_the_folder_had_is_kept_with_its_run_too(studied):
    browser = signed_in(studied.one)
    keep(browser, months_from="1")
    assert kept(1).run["pool"]["method"] == "REML"
    assert "the same to the last digit" in run_page(browser, 1)


def test_a_digit_changed_in_what_is_kept_is_named(studied):
    browser = signed_in(studied.one)
    keep(browser, method="DL")
    row = kept(2)
    was = row.run["pool"]["tau2"]
    row.run["pool"]["tau2"] = was + 1e-12
    row.save()
    shown = run_page(browser, 2)
    assert "gives other numbers" in shown
    assert f"tau2: {was + 1e-12} then, {was} now" in shown


def test_a_result_corrected_since_is_said_to_have_moved_and_the_run_stands(studied):
    from whatworks_site.evidence.models import ResultRow
    from whatworks_site.evidence.rows import drop

    browser = signed_in(studied.one)
    keep(browser, method="DL")
    drop(studied.review, ResultRow, "study-2-1")
    shown = run_page(browser, 2)
    assert "the same to the last digit" in shown
    assert "would not be in it now (study-2-1)" in shown


def test_the_inputs_as_a_file_pool_to_the_same_figure_on_the_command_line(studied, tmp_path):
    from typer.testing import CliRunner

    from whatworks.cli.app import app

    browser = signed_in(studied.one)
    keep(browser, method="DL", test="z")
    answer = browser.get(place("review-analysis-inputs", 2, KEY))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [float(r["yi"]) for r in rows] == [e["yi"] for e in kept(2).run["effects"]]
    file = tmp_path / "inputs.csv"
    file.write_bytes(answer.content)
    asked = ["synthesise", "pool", str(file), "--method", "DL", "--test", "z", "--json"]
    told = json.loads(CliRunner().invoke(app, asked).stdout)
    assert told["b"] == pytest.approx(kept(2).run["pool"]["b"], rel=1e-12)


def test_a_version_that_pooled_nothing_has_no_run(studied):
    from whatworks_site.evidence.models import ResultRow
    from whatworks_site.evidence.rows import drop

    for number in (2, 3):
        drop(studied.review, ResultRow, f"study-{number}-1")
    browser = signed_in(studied.one)
    keep(browser, months_from="1")
    assert kept(2).run is None
    assert browser.get(place("review-analysis-run", 2, KEY)).status_code == 404


def test_who_may_not_see_the_review_gets_no_run(studied):
    keep(signed_in(studied.one), method="DL")
    for name in ("review-analysis-run", "review-analysis-inputs"):
        assert signed_in(studied.outsider).get(place(name, 2, KEY)).status_code in (403, 404)
