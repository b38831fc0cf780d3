"""Nobody sees a colleague's verdict early: every page, file and export is the same whatever it was."""

import io
import re
import zipfile

import pytest
from django.db import transaction

from site_people import person, signed_in
from site_reviews import make_team, seated
from site_routes import patterns
from whatworks.terms import Stage, Verdict

pytestmark = pytest.mark.once
VERDICTS = (("include", None, None), ("exclude", "who", "Not kin"))
OTHERS = ("two", "lead", "arbiter", "extractor", "reviewer", "editor", "administrator")
PASSING = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"|\d\d:\d\d(:\d\d)?(\.\d+)?')


@pytest.fixture
def desk(db, settings):
    """A team, and somebody of every other role."""
    settings.ACCOUNT_RATE_LIMITS = False
    team = make_team()
    team.extractor = seated("Etta", team.key, "extractor")
    for role in ("reviewer", "editor", "administrator"):
        setattr(team, role, person(f"Any {role}".replace(" ", "-"), role))
    return team


def _first_work(team):
    from whatworks_site.reviews.models import WorkRow

    return WorkRow.objects.filter(review=team.review).order_by("key").first()


def _decide(who, team, work, stage, *said):
    from whatworks_site.reviews.actions.deciding import Said, decide

    verdict, criterion, note = said or ("include", None, None)
    said = Said(verdict=Verdict(verdict), criterion=criterion, note=note)
    return decide(by=who, review=team.key, stage=stage, work=work.pk, said=said)


def _at_full_text(team, work):
    from whatworks.terms import RetrievalState
    from whatworks_site.reviews.actions.fulltexts import say

    for who in (team.one, team.two):
        _decide(who, team, work, Stage.TITLE)
    say(by=team.lead, review=team.key, work=work.pk, state=RetrievalState.FOUND, where="Here")


def _say_instead(team, row, verdict, criterion, note):
    """The same decision with another verdict, so that nothing else differs."""
    from whatworks_site.evidence.models import DecisionRow
    from whatworks_site.reviews.models import ReferenceRow
    from whatworks_site.reviews.restating import restate

    changed = {"verdict": verdict, "criterion": criterion, "note": note}
    DecisionRow.objects.filter(pk=row.pk).update(**changed)
    restate(team.review, [ReferenceRow.objects.get(key=row.reference).work_id])


def _teach(team):
    """The order that each person reads in, taught anew."""
    from whatworks_site.reviews.actions.ranking import teach

    teach(review=team.key)


def _addresses(team, work):
    from whatworks_site.jobs.models import Job
    from whatworks_site.reviews.models import SearchImport, Seat

    seat = Seat.objects.get(review=team.review, name="Sam").pk
    job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 1
    known = {
        "review": team.key, "work": work.pk, "other": work.pk + 1, "seat": seat, "asked": 1,
        "criterion": "who",
        "number": SearchImport.objects.first().pk, "pk": 1, "object": "none", "key": "none", "job_id": job,
        "kind": "intervention", "study": "none", "name": "none",
    }  # fmt: skip
    for route in sorted(patterns()):
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
        if "rest" in plain or "digest" in plain or "uidb36" in plain:
            continue
        for stage in ("titles", "full-texts") if "stage" in plain else ("",):
            for form in ("svg", "csv", "json") if "<str:form>" in plain else ("",):
                values = known | {"stage": stage, "form": form}
                names = re.findall(r"<(?:\w+:)?(\w+)>", plain)
                if not set(names) <= set(values):
                    continue
                address = re.sub(r"<(?:\w+:)?(\w+)>", lambda p, v=values: str(v[p[1]]), plain)
                yield address
                if "/screen/" in address:
                    yield f"{address}?work={work.pk}"


def _plain(body):
    return PASSING.sub("", body.decode("utf-8", "replace"))


def _seen(client, address):
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, _plain(body)


def _taken_out(client, team):
    response = client.post(f"/desk/reviews/{team.key}/export")
    if response.status_code != 200:
        return response.status_code
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as found:
        return {name: found.read(name) for name in found.namelist()}


def _all_seen(team, clients, work):
    """Everything that these people are shown; that they looked, and took the folder out, is forgotten."""
    seen = {}
    with transaction.atomic():
        for role, client in clients.items():
            for address in _addresses(team, work):
                if role == "two" or address.startswith("/desk"):
                    seen[role, address] = _seen(client, address)
        for role, client in clients.items():
            seen[role, "export"] = _taken_out(client, team)
        transaction.set_rollback(True)
    return seen


@pytest.mark.parametrize("stage", list(Stage))
def test_no_page_or_export_tells_anyone_what_one_screener_said(desk, stage):
    work = _first_work(desk)
    if stage is Stage.FULL_TEXT:
        _at_full_text(desk, work)
    row = _decide(desk.one, desk, work, stage)
    roles = OTHERS if stage is Stage.TITLE else OTHERS[:3]
    clients = {role: signed_in(getattr(desk, role)) for role in roles}
    before = None
    for verdict, criterion, note in VERDICTS:
        _say_instead(desk, row, verdict, criterion, note)
        _teach(desk)
        seen = _all_seen(desk, clients, work)
        assert any(status == 200 for status, _ in (s for k, s in seen.items() if k[1] != "export"))
        for place, found in (before or {}).items():
            assert seen[place] == found, f"{place} tells whether it was {verdict}"
        before = seen


def test_the_test_would_notice(desk):
    work = _first_work(desk)
    row = _decide(desk.one, desk, work, Stage.TITLE)
    own, page = signed_in(desk.one), f"/desk/reviews/{desk.key}/decisions/titles"
    seen = []
    for verdict in VERDICTS:
        _say_instead(desk, row, *verdict)
        seen.append(_seen(own, page))
    assert seen[0] != seen[1], "who said it sees it"


def test_once_both_are_in_both_may_look(desk):
    work = _first_work(desk)
    _decide(desk.one, desk, work, Stage.TITLE, "exclude", "who", "Quite another family")
    _decide(desk.two, desk, work, Stage.TITLE)
    page = signed_in(desk.arbiter).get(f"/desk/reviews/{desk.key}/conflicts/titles/{work.pk}")
    assert "Quite another family" in page.content.decode()
