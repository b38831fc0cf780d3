"""Every route for every role. A route that the table does not know fails; so does a GET that writes."""

import os
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.generic import RedirectView

from site_people import person
from site_reviews import seated
from site_routes import PARTS, ROLES, TABLE, patterns, table, text
from unit.review.tiny import make_review
from whatworks_site.evidence import actions, queries
from whatworks_site.jobs.actions import enqueue
from whatworks_site.people.models import User
from whatworks_site.reviews.actions.laying_out import lay_out

TOKEN = "a" * 32
MEASURE = bool(os.environ.get("WRITE_ROUTES"))
"""Write the table from what is measured, to be read through before it is committed."""
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|ALTER|DROP|CREATE)\b", re.IGNORECASE)
PASSING = re.compile(r"django_session|\bcache\b|\"cache\"")
"""Tables that hold no record: who is signed in, and how often someone tried."""
REFUSED = (301, 302, 403, 404, 405, 410)


@pytest.fixture(scope="module")
def whole_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site with a published review, a proposal that waits, a job, and somebody of each role signed in."""
    with django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("routes") / "mentoring"
        folder.mkdir()
        make_review(folder)
        actions.import_review(folder=folder, by=None)
        actions.assess_review(review="mentoring", by=None)
        author, second = person("Anna", "editor"), person("Ben", "editor")
        for made in (
            actions.propose(by=author, review="mentoring", intervention="mentoring", reason="First"),
            actions.propose_review(by=author, review="mentoring", reason="First"),
        ):
            actions.approve(by=second, publication=made.pk, reason="Agreed")
        lay_out(review="mentoring")
        clients = {role: _client(role) for role in ROLES}
        extractor = User.objects.get(name="Extractor")
        yield {"places": _places(author) | _desk_places(extractor), "clients": clients}
        transaction.set_rollback(True)


@pytest.fixture
def world(whole_world, db, settings):
    """That site for one test, in which nobody tries too often."""
    settings.ACCOUNT_RATE_LIMITS = False
    return whole_world


def _places(author):
    """What stands for each variable part of an address."""
    found = queries.published_one("intervention", "mentoring")
    snapshot = queries.snapshot(found)
    rating = snapshot.findings.ratings[0]
    job = enqueue(kind="import-review", args={"upload": "none"}, by=author)
    return {
        "change": _change(rating), "number": author.pk, "job_id": job.pk, "pk": found.pk,
        "review": "mentoring", "kind": "intervention",
        "key": "mentoring", "evidence_set": rating.object.evidence_set,
        "scheme": rating.scheme, "scale": rating.scale,
        "form": "ris", "table": "studies", "digest": "0", "rest": "nothing", "name": "studies",
        "study": snapshot.records.studies[0].id, "outcome": snapshot.records.outcomes[0].id,
        "uidb36": "1", "id": "mentoring",
    }  # fmt: skip


def _change(rating):
    """A change of a rating that waits for an editor."""
    from django.utils import timezone

    from whatworks_site.evidence.living_models import RatingChange
    from whatworks_site.evidence.models import Review

    kept = rating.to_json()
    return RatingChange.objects.create(
        review=Review.objects.get(key="mentoring"), intervention="mentoring", place="a place", kind="facts",
        sentence="A study was added", before=kept, after=kept, says="0", made_at=timezone.now(),
    ).pk  # fmt: skip


def _desk_places(extractor):
    """What stands for the parts of the addresses of a review's team, whose extractor has begun."""
    from whatworks.terms import FactEntry, Stage
    from whatworks_site.evidence.models import ResultRow, StudyRow
    from whatworks_site.reviews.actions.appraising import begin_appraisal
    from whatworks_site.reviews.actions.extracting import begin_extraction
    from whatworks_site.reviews.actions.facts import enter_fact
    from whatworks_site.reviews.models import SearchImport, Seat, Standing

    standing = Standing.objects.filter(review__key="mentoring", stage=Stage.FULL_TEXT).first()
    study = StudyRow.objects.filter(review__key="mentoring").first().key
    result = ResultRow.objects.filter(review__key="mentoring", study=study).first().key
    begin_extraction(by=extractor, review="mentoring", study=study)
    begin_appraisal(by=extractor, review="mentoring", object=result, effect="assignment")
    entry = FactEntry(id="", of="mentoring", name="cost_per_class", value="900", why="As its provider says")
    fact = enter_fact(by=extractor, review="mentoring", entry=entry)
    return {
        "version": _kept_version(extractor),
        "of": "mentoring", "fact": "dissemination_ready", "entry": fact.id,
        "work": standing.work_id, "other": standing.work_id + 1, "asked": 1, "stage": "titles",
        "seat": Seat.objects.filter(review__key="mentoring").first().pk, "criterion": "people",
        "import": SearchImport.objects.filter(review__key="mentoring").first().pk, "object": result,
        "drawing": "svg", "result": result, "what": "hand-in", "study": study, "instrument": "rob2",
    }  # fmt: skip


def _kept_version(extractor):
    """The number of a version of the review's first analysis, kept with its run."""
    from dataclasses import replace

    from whatworks.terms import Methods
    from whatworks_site.evidence.models import EvidenceSetRow
    from whatworks_site.reviews.actions.analysing import keep_analysis

    held = EvidenceSetRow.objects.filter(review__key="mentoring").first().to_record()
    chosen = replace(held, note="Looked at again.")
    said = {"review": "mentoring", "methods": Methods(), "why": "To see.", "key": held.id}
    return keep_analysis(by=extractor, chosen=chosen, **said).version


_OWN_KEY = {"/studies/": "study", "/outcomes/": "outcome", "/ratings/": "scheme", "/api/v1/studies/": "study"}


_OTHERWISE = (
    ("preview/version", "number", "pk"), ("/searches/", "number", "import"), ("/protocol/", "number", "pk"),
    ("/rating-changes/", "pk", "change"), ("/rating-changes/", "number", "change"),
    ("/analyses/", "key", "evidence_set"), ("/ratings/of/", "key", "evidence_set"),
    ("/vocabulary/outcome/", "key", "outcome"), ("/results/of/", "key", "result"),
    ("/facts/enter/", "name", "fact"), ("/facts/", "key", "entry"), ("/flow.", "form", "drawing"),
    ("/pictures/", "form", "drawing"),
)  # fmt: skip
"""Where a variable part of an address stands for something else than usual."""
_ASKED = {
    "/api/v1/search": "?q=mentoring",
    "/desk/reviews/<str:review>/analyses/new": "?intervention=mentoring&outcome=stability",
    "/desk/reviews/<str:review>/map/studies": "?row=mentoring&column=stability",
}


def _address(route, places):
    own = next((places[n] for start, n in _OWN_KEY.items() if route.startswith(start)), None)
    known = places | ({"key": own, "id": own} if own else {})
    for part, name, place in _OTHERWISE:
        if part in route:
            known = known | {name: places[place]}
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(known[part[1]]), plain) + _ASKED.get(route, "")


def _client(role):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if role == "anonymous":
        return client
    user = seated(role.title(), "mentoring", role) if role in PARTS else person(role.title(), role)
    if role != "practitioner":
        totp.TOTP.activate(user, totp.generate_totp_secret())
        RecoveryCodes.activate(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _ask(client, method, address, *, token=False):
    """Ask inside a savepoint that is rolled back. The status, and what was written."""
    cookies = dict(client.cookies)
    headers = {"X-CSRFToken": TOKEN} if token else {}
    if token:
        client.cookies["whatworks-form"] = TOKEN
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        response = getattr(client, method.lower())(address, headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    wrote = [q["sql"] for q in asked if WRITES.match(q["sql"]) and not PASSING.search(q["sql"])]
    return response.status_code, wrote


def _only_sends_on(view):
    return getattr(view, "view_class", None) is RedirectView


def _measured(world, method, route):
    address = _address(route, world["places"])
    return tuple(_ask(world["clients"][role], method, address, token=method == "POST")[0] for role in ROLES)


@pytest.mark.skipif(not MEASURE, reason="writes the table anew")
def test_the_table_is_written(world):
    rows = {}
    for route in sorted(patterns()):
        rows["GET", route] = _measured(world, "GET", route)
        posted = _measured(world, "POST", route)
        if 405 not in posted and set(posted) != {404} and not _only_sends_on(patterns()[route]):
            rows["POST", route] = posted
    TABLE.write_text(text(rows), "utf-8")


def test_every_route_stands_in_the_table_and_no_other():
    assert {route for _, route in table()} == set(patterns())


@pytest.mark.parametrize("route", sorted(patterns()))
def test_a_route_answers_each_role_as_the_table_says_and_writes_only_what_is_asked(world, route):
    rows, address = table(), _address(route, world["places"])
    got, posted = [], []
    for role in ROLES:
        client = world["clients"][role]
        status, wrote = _ask(client, "GET", address)
        assert not wrote, f"GET by {role} wrote: {wrote[0]}"
        got.append(status)
        posted.append(_ask(client, "POST", address, token=True))
    assert tuple(got) == rows.get(("GET", route)), f"GET {address}"
    if ("POST", route) in rows:
        assert tuple(status for status, _ in posted) == rows["POST", route], f"POST {address}"
    for role, (status, wrote) in zip(ROLES, posted, strict=True):
        if status in (403, 405) or ("POST", route) not in rows:
            assert status in REFUSED, f"POST by {role}: {status}; add a line to the table"
            assert not wrote, f"POST by {role} was refused and wrote: {wrote[0]}"


NO_TOKEN = {
    "/api/v1/openapi.json": "a description, which is the same however it is asked for",
    "/interventions/<str:key>/cpd": "gives the reader's own words back as a file, and keeps nothing",
}
"""Routes that take a form without our token, and why: they write nothing."""


@pytest.mark.once
@pytest.mark.parametrize("route", sorted({route for method, route in table() if method == "POST"}))
def test_a_form_without_our_token_is_refused_and_changes_nothing(world, route):
    for role in ROLES:
        status, wrote = _ask(world["clients"][role], "POST", _address(route, world["places"]))
        refused = status == 403 or (role == "anonymous" and status == 302)
        assert refused is not (route in NO_TOKEN), role
        assert not wrote
