"""The pages of studies, extraction and reconciliation: who sees what, and that everyone can use them."""

import pytest

from browser import WIDTHS, assert_accessible, page_at
from site_people import signed_in
from site_reviews import make_team

AT = "/desk/reviews/kin"
ONLY_SAMS = "a quotation only Sam wrote down"
VOORZORG = {"percent_t": 11.0, "percent_c": 19.0, "estimate": 0.91}


@pytest.fixture
def desk(team):
    return _desk(team)


def _desk(team):
    """A study gathered, which Sam has extracted and handed in."""
    from types import SimpleNamespace

    from whatworks.terms import Arm, Design, Good, Intervention, Outcome, Result, Scale, Stage
    from whatworks_site.reviews.actions import extracting as acts
    from whatworks_site.reviews.actions.studies import make_study
    from whatworks_site.reviews.actions.vocabulary import keep_intervention, keep_outcome
    from whatworks_site.reviews.models import Standing, WorkRow

    keep_intervention(by=team.one, review="kin", intervention=Intervention(id="", name="Kinship support"))
    good = Outcome(id="", name="Enters care", domain="Safety", good=Good.LOWER)
    keep_outcome(by=team.one, review="kin", outcome=good)
    works = list(WorkRow.objects.filter(review=team.review).order_by("pk")[:2])
    for work in works:
        values = {"review": team.review, "state": "agreed", "verdict": "include", "is_open": True}
        Standing.objects.update_or_create(work=work, stage=Stage.FULL_TEXT, defaults=values)
    given = {"name": "Kinship trial", "intervention": "kinship-support", "design": Design.RCT}
    study = make_study(by=team.one, review="kin", work=works[0].pk, **given).id

    def extract(who, **numbers):
        told = {"by": who, "review": "kin", "study": study}
        acts.begin_extraction(**told)
        acts.save_arm(**told, arm=Arm(id="", study="", name="Support"))
        acts.save_result(
            **told,
            result=Result(
                id="", study="", outcome="enters-care", measure="Entered care", months=12.0, scale=Scale.RR,
                **{**VOORZORG, **numbers},
            ),
        )  # fmt: skip

    extract(team.one, quote=ONLY_SAMS, page="Sam’s page")
    return SimpleNamespace(study=study, extract=extract, **vars(team))


def _addresses(desk):
    result = f"{desk.study}-1"
    at = f"{AT}/studies/{desk.study}"
    return {
        "studies": f"{AT}/studies",
        "gather": f"{AT}/gather",
        "study": at,
        "draft": f"{at}/extract",
        "facts": f"{at}/extract/facts",
        "new-arm": f"{at}/extract/arms/new",
        "new-result": f"{at}/extract/results/new",
        "result": f"{at}/extract/results/of/{result}",
        "like": f"{at}/extract/results/new?like={result}",
        "reconcile": f"{at}/reconcile",
        "vocabulary": f"{AT}/vocabulary",
        "outcome": f"{AT}/vocabulary/outcome/enters-care",
        "new-intervention": f"{AT}/vocabulary/intervention",
        "today": "/desk/",
        "review": "/desk/reviews/kin",
    }


def _hand_in(desk, who):
    from whatworks_site.reviews.actions.extracting import hand_in

    hand_in(by=who, review="kin", study=desk.study)


def _said(response):
    return response.content.decode() if response.status_code == 200 else ""


@pytest.mark.parametrize("handed_in", [False, True])
@pytest.mark.parametrize("who", ["two", "lead", "arbiter", "outsider"])
@pytest.mark.parametrize("their_own", [False, True])
def test_no_route_shows_a_draft_to_anyone_else(desk, handed_in, who, their_own):
    if their_own and who == "two":
        desk.extract(desk.two, percent_t=12.0)
    if handed_in:
        _hand_in(desk, desk.one)
    client = signed_in(getattr(desk, who))
    for name, address in _addresses(desk).items():
        said = _said(client.get(address))
        assert ONLY_SAMS not in said and "Sam’s page" not in said, name
        answered = client.post(address, {"then": "keep", "rest": "0"}, follow=True)
        assert ONLY_SAMS not in answered.content.decode(), name


def test_no_event_and_no_export_tells_what_a_draft_says(desk):
    from whatworks_site.audit.models import Event
    from whatworks_site.evidence.rows import records_of

    _hand_in(desk, desk.one)
    assert ONLY_SAMS not in str([event.changed for event in Event.objects.all()])
    assert ONLY_SAMS not in str(records_of(desk.review).to_json())


def test_an_answer_in_a_draft_is_as_blind_as_the_draft(desk):
    at = f"{AT}/studies/{desk.study}"
    one, two = signed_in(desk.one), signed_in(desk.two)
    desk.extract(desk.two)
    question = one.get(f"{at}/extract").content.decode().partition('name="question" value="')[2][:16]
    one.post(f"{at}/answer", {"question": question, "answer": "Sam has checked page 7", "draft": "1"})
    assert "Sam has checked page 7" in _said(one.get(f"{at}/extract"))
    _hand_in(desk, desk.one)
    assert "Sam has checked page 7" not in _said(two.get(f"{at}/extract"))
    _hand_in(desk, desk.two)
    two.post(f"{at}/reconcile", {"rest": "0", "then": "keep"})
    shown = _said(two.get(at))
    assert "Sam has checked page 7" in shown and "Sam, " in shown


def test_numbers_that_clash_are_asked_about_beside_their_field_and_stop_nothing(desk):
    at = f"{AT}/studies/{desk.study}"
    client = signed_in(desk.one)
    shown = _said(client.get(f"{at}/extract/results/of/{desk.study}-1"))
    assert "11% against 19% is a ratio of 0.58, but RR 0.91 is printed" in shown
    assert "Which is right?" in shown
    _hand_in(desk, desk.one)


def test_what_is_typed_is_never_lost(desk):
    client = signed_in(desk.one)
    address = f"{AT}/studies/{desk.study}/extract/results/new"
    typed = {
        "outcome": "enters-care", "measure": "Reported to services", "ci_level": "95", "estimate": "a lot",
        "quote": "Typed with care",
    }  # fmt: skip
    shown = _said(client.post(address, typed))
    assert "Typed with care" in shown and "You wrote “a lot”" in shown and "<title>Error: " in shown
    done = client.post(address, {**typed, "estimate": "0·5", "scale": "RR", "then": "again"})
    assert done.status_code == 302 and "?like=" in done["Location"]
    started = _said(client.get(done["Location"]))
    assert "Reported to services" in started and "Typed with care" not in started


def test_the_whole_way_from_a_work_to_the_record_by_pages(desk):
    from whatworks_site.evidence.models import ResultRow

    at = f"{AT}/studies/{desk.study}"
    two = signed_in(desk.two)
    assert two.post(f"{at}/begin").status_code == 302
    given = {
        "outcome": "enters-care", "measure": "Entered care", "months": "12", "ci_level": "95", "scale": "RR",
        "estimate": "0.58", "percent_t": "11", "percent_c": "19", "then": "back",
    }  # fmt: skip
    assert two.post(f"{at}/extract/results/new", given).status_code == 302
    two.post(f"{at}/extract/act/hand-in")
    assert "1 handed in" in _said(two.get(f"{AT}/studies"))
    signed_in(desk.one).post(f"{at}/extract/act/hand-in")
    lead = signed_in(desk.lead)
    shown = _said(lead.get(f"{at}/reconcile"))
    assert ONLY_SAMS in shown and "0.58" in shown and "fields differ between Tess and Sam" in shown
    assert lead.post(f"{at}/reconcile", {"then": "keep"}, follow=True).status_code == 200
    assert not ResultRow.objects.filter(review=desk.review).exists()
    presence = [part.partition('"')[0] for part in shown.split('name="arm-')[1:]]
    keep = {f"arm-{name}": "keep" for name in presence if name.endswith("present")}
    lead.post(f"{at}/reconcile", {"rest": "0", "then": "keep", **keep})
    (kept,) = ResultRow.objects.filter(review=desk.review)
    assert (kept.estimate, kept.quote) == (0.58, None)


@pytest.mark.parametrize(
    ("who", "sees", "changes"), [("lead", 200, 403), ("arbiter", 200, 403), ("outsider", 403, 403)]
)
def test_only_extractors_gather_and_extract(desk, who, sees, changes):
    client = signed_in(getattr(desk, who))
    at = f"{AT}/studies/{desk.study}"
    for address in (f"{AT}/studies", at, f"{AT}/vocabulary"):
        assert client.get(address).status_code == sees
    for address in (f"{AT}/gather", f"{at}/extract", f"{at}/extract/facts", f"{AT}/vocabulary/outcome"):
        assert client.get(address).status_code == changes
    for address in (
        f"{AT}/gather", f"{AT}/gather/undo", f"{at}/begin", f"{at}/answer", f"{at}/extract/act/hand-in",
        f"{at}/reports/add", f"{at}/reports/out", f"{AT}/vocabulary/outcome/enters-care/remove",
    ):  # fmt: skip
        assert client.post(address).status_code == changes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_for_everyone(live_server, width):
    desk = _desk(make_team())
    with page_at(live_server, width, cookies=signed_in(desk.one).cookies) as page:
        for name, address in _addresses(desk).items():
            if name not in ("reconcile", "today", "review"):
                page.goto(address)
                assert_accessible(page)
    desk.extract(desk.two, percent_t=12.0, page="8")
    for who in (desk.one, desk.two):
        _hand_in(desk, who)
    with page_at(live_server, width, cookies=signed_in(desk.lead).cookies) as page:
        page.goto(f"{AT}/studies/{desk.study}/reconcile")
        assert_accessible(page)


def test_the_document_of_a_report_is_one_click_from_where_it_is_extracted_and_settled(desk):
    from django.utils import timezone

    from whatworks_site.reviews.models import FullText, WorkRow

    work = WorkRow.objects.filter(review=desk.review).order_by("pk").first()
    FullText.objects.create(
        review=desk.review, work=work, reference=work.key, name="trial.pdf", digest="0" * 64, size=9,
        at=timezone.now(),
    )  # fmt: skip
    browser = signed_in(desk.one)
    at = f"{AT}/studies/{desk.study}"
    for page in (at, f"{at}/extract", f"{at}/extract/results/new", f"{at}/extract/facts"):
        assert "trial.pdf" in browser.get(page).content.decode(), page
