"""A team's instruments: which it uses, its own and their versions, what it holds critical."""

import pytest

from site_judged import OF, answer_as, make_studied, place
from site_people import signed_in
from whatworks_site.evidence.states import NotPossible

OWN = """\
instrument: our-tool
version: "1"
name: Our tool
kind: judgement
object: study
source: {url: "https://example.org/our-tool"}
licence: ours
verified: "no"
verified_note: Made up for a test.
answers: {Y: "yes", N: "no"}
usual_answers: [Y, N]
judgements: [Good, Poor]
domains:
  - id: "1"
    name: Sense
    verified: "no"
    questions:
      "1.1": {ask: "Does it make sense?"}
    rule:
      - {when: {"1.1": [Y]}, then: Good}
      - {otherwise: Poor}
overall:
  verified: "no"
  rule: {worst: ["1"]}
"""
OTHER_WAY = (
    OWN.replace('version: "1"', 'version: "2"')
    .replace("then: Good", "then: Poor")
    .replace("otherwise: Poor", "otherwise: Good")
)
WITH_AMSTAR = "?with=amstar2"


@pytest.fixture
def studied(db, folder):
    return make_studied(folder)


def add(studied, text, why="We need it."):
    from whatworks_site.reviews.actions.appraising_instruments import add_instrument

    return add_instrument(by=studied.lead, review="mentoring", text=text, why=why)


def own_answers(who, answer="Y"):
    from whatworks_site.reviews.actions.appraising import begin_appraisal, save_domain
    from whatworks_site.reviews.queries.appraising_sheet import Told

    at = {"by": who, "review": "mentoring", "object": "study-1", "instrument": "our-tool"}
    begin_appraisal(**at)
    return save_domain(domain="1", told={"1.1": Told(answer, "So it is.")}, decided=None, **at)


def settle_own(studied, answer="Y"):
    from whatworks_site.reviews.actions.appraising import hand_in
    from whatworks_site.reviews.actions.appraising_settling import settle_appraisal
    from whatworks_site.reviews.queries.appraising_sheet import Told

    for who in (studied.one, studied.two):
        own_answers(who, answer)
        hand_in(by=who, review="mentoring", object="study-1", instrument="our-tool")
    return settle_appraisal(
        by=studied.one, review="mentoring", object="study-1", instrument="our-tool", effect="",
        told={"1.1": Told(answer, "So it is.")}, decided={},
    )  # fmt: skip


def test_every_instrument_has_a_page_with_its_source_and_what_is_unverified(studied):
    from whatworks.appraise import load_instrument, shipped

    browser = signed_in(studied.one)
    listed = browser.get(place("review-instruments")).content.decode()
    for name in shipped():
        known = load_instrument(name)
        assert f'href="{place("review-instrument", name)}"' in listed
        shown = browser.get(place("review-instrument", name))
        assert shown.status_code == 200, name
        page = shown.content.decode()
        assert known.verified == "yes" or "What is unverified" in page
        assert "Licence" in page


def test_defaults_go_by_design(studied):
    from whatworks_site.reviews.queries.appraising_instruments import tools

    used = {tool.id: tool.designs for tool in tools(studied.review) if tool.is_used}
    assert set(used) == {"rob2", "rob2-cluster", "robins-i", "amstar2", "grade"}
    assert (used["rob2"], used["rob2-cluster"]) == (("randomised",), ("cluster",))


def test_only_the_lead_chooses_adds_and_says_what_is_critical(studied):
    for who in (studied.one, studied.arbiter, studied.screener):
        browser = signed_in(who)
        assert browser.get(place("review-instrument-add")).status_code == 403
        sent = browser.post(place("review-instrument", "tidier"), {"do": "use", "used": "yes"})
        assert sent.status_code == 403


def test_an_instrument_is_used_once_the_lead_says_so(studied):
    browser = signed_in(studied.lead)
    browser.post(place("review-instrument", "tidier"), {"do": "use", "used": "yes"})
    assert "TIDieR" in browser.get(place("review-appraisals")).content.decode()
    bare = browser.post(place("review-instrument", "rob2"), {"do": "use", "used": "yes"})
    assert "at least one kind of design" in bare.content.decode()


def test_a_file_that_is_wrong_is_refused_with_its_lines_and_nothing_is_kept(studied):
    from whatworks_site.reviews.models import InstrumentVersion

    wrong = OWN.replace("[Y]}, then: Good", "[MAYBE]}, then: Good")
    browser = signed_in(studied.lead)
    page = browser.post(place("review-instrument-add"), {"text": wrong, "why": "Try"}).content.decode()
    assert "Line 20" in page
    assert "MAYBE" in page
    assert not InstrumentVersion.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x\n",
        "!!python/object/apply:os.system ['true']",
        "[" * 3000,
        "x: " + "y" * 250_000,
        "",
        "instrument: [",
    ],
)
def test_nothing_strange_is_taken_or_run(studied, text):
    from whatworks_site.reviews.actions.appraising_instruments import NotSound

    with pytest.raises(NotSound):
        add(studied, text)


def test_a_name_that_no_address_can_hold_is_refused(studied):
    from whatworks_site.reviews.actions.appraising_instruments import NotSound

    with pytest.raises(NotSound) as why:
        add(studied, OWN.replace("instrument: our-tool", "instrument: ../our tool"))
    assert "small letters" in why.value.problems[0][1]


def test_a_version_is_never_changed_and_old_appraisals_keep_theirs(studied):
    from whatworks_site.evidence.models import AppraisalRow

    add(studied, OWN)
    with pytest.raises(NotPossible, match="never changed"):
        add(studied, OWN.replace("make sense", "add up"))
    settle_own(studied)
    add(studied, OTHER_WAY)
    kept = AppraisalRow.objects.get(object="study-1").to_record()
    assert (kept.version, kept.proposed) == ("1", "Good")
    page = signed_in(studied.one).get(place("review-appraise", "study-1") + "?with=our-tool")
    assert "Settled: Good" in page.content.decode()


def test_who_begins_after_a_new_version_came_uses_the_one_a_colleague_began_with(studied):
    add(studied, OWN)
    own_answers(studied.one)
    add(studied, OTHER_WAY)
    assert own_answers(studied.two).appraisal.version == "1"


def test_a_teams_instrument_leaves_with_the_folder_and_comes_back(studied, tmp_path):
    from whatworks.review import load_folder
    from whatworks_site.evidence.actions import export_review, import_review
    from whatworks_site.evidence.models import Review
    from whatworks_site.reviews.models import InstrumentVersion
    from whatworks_site.reviews.queries.appraising_instruments import tool_of

    add(studied, OWN)
    made = settle_own(studied)
    add(studied, OTHER_WAY)
    out = tmp_path / "out"
    export_review(review="mentoring", out=out, by=None)
    assert load_folder(out).appraisals == (made,)
    InstrumentVersion.objects.all().delete()
    Review.objects.get(key="mentoring").files.filter(path__startswith="instruments/").delete()
    (out / "review.yaml").write_text((out / "review.yaml").read_text() + "\n# touched\n")
    Review.objects.get(key="mentoring").folder.delete()
    import_review(folder=out, by=None)
    assert tool_of(studied.review, "our-tool").versions == ("1", "2")


def test_other_critical_questions_need_a_reason_and_hold_from_then_on(studied):
    from whatworks_site.reviews.actions.appraising_instruments import choose_critical
    from whatworks_site.reviews.queries.appraising_instruments import tool_of

    own = set(tool_of(studied.review, "amstar2").instrument.critical)
    fewer = sorted(own - {"15"})
    with pytest.raises(NotPossible, match="Say why"):
        choose_critical(by=studied.lead, review="mentoring", instrument="amstar2", questions=fewer, why=" ")
    sent = {"do": "critical", "questions": fewer, "why": "Few studies"}
    signed_in(studied.lead).post(place("review-instrument", "amstar2"), sent)
    assert set(tool_of(studied.review, "amstar2").critical.questions) == own - {"15"}
    page = signed_in(studied.one).get(place("review-instrument", "amstar2")).content.decode()
    assert "Few studies" in page
    with pytest.raises(NotPossible, match="marks no question"):
        choose_critical(by=studied.lead, review="mentoring", instrument="rob2", questions=["1.1"], why="So")


def test_an_appraisal_made_before_versions_were_kept_still_opens(studied):
    from whatworks_site.reviews.models import AppraisalDraft, InstrumentVersion

    answer_as(studied.one)
    InstrumentVersion.objects.all().delete()
    assert AppraisalDraft.objects.get().version == "2019-08-22"
    page = signed_in(studied.one).get(place("review-appraise", OF) + "?domain=1")
    assert 'name="1.1-answer"' in page.content.decode()


def test_an_instruments_file_can_be_downloaded_in_any_version(studied):
    add(studied, OWN)
    add(studied, OTHER_WAY)
    browser, at = signed_in(studied.one), place("review-instrument-file", "our-tool")
    assert browser.get(at + "?version=1").content.decode() == OWN
    assert browser.get(at).content.decode() == OTHER_WAY
    assert browser.get(at + "?version=9").status_code == 404
