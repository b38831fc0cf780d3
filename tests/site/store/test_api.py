"""The API: what is published, as its own description says, to anyone, within bounds."""

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from site_store_example import example
from whatworks_site.config.wsgi import application
from whatworks_site.store import queries
from whatworks_site.store.api.limits import limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.API_REQUESTS_A_MINUTE = 0
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    limit.forget()


@pytest.fixture
def one_connection():
    """Requests that reach the application as a server sends them use the test's own connection."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def get(client, path, status=200):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def test_lists_come_in_pages_that_lead_on(store, client):
    seen, place = [], "/interventions?per_page=7&order=name"
    while place:
        told = get(client, place)
        seen += [i["id"] for i in told["items"]]
        place = told["next"] and told["next"].removeprefix("/api/v1")
    assert len(seen) == len(set(seen)) == told["total"] == 31


def test_filters_mean_what_they_mean_on_the_page(store, client):
    asked = "need=in-care&country=England&country=USA&evidence=randomised"
    page = client.get(f"/search.json?{asked}").json()
    assert {i["id"] for i in get(client, f"/interventions?{asked}&per_page=100")["items"]} == {
        i["id"] for i in page["interventions"]
    }


def test_a_value_that_nothing_has_finds_nothing(store, client):
    assert get(client, "/interventions?country=Atlantis")["total"] == 0


def test_an_intervention_is_told_in_full(store, client):
    told = get(client, "/interventions/fgc")
    assert told["intervention"]["name"] == "Family group conferencing"
    assert {s["id"] for s in told["studies"]} >= {"taylor-2024-england"}
    assert told["ratings"][0]["criteria"]


def test_ratings_and_studies_can_be_narrowed(store, client):
    told = get(client, "/ratings?intervention=fgc&outcome=entry-to-care&scheme=centre")
    assert {(r["scheme"], r["object"]["outcome"]) for r in told["items"]} == {("centre", "entry-to-care")}
    studies = get(client, "/studies?intervention=fgc&country=England")
    assert [s["id"] for s in studies["items"]] == ["taylor-2024-england"]
    assert get(client, "/studies/taylor-2024-england")["results"]


def test_search_changes_outcomes_reviews_and_schemes_answer(store, client):
    assert get(client, "/search?q=famly+meeting")["corrected"] == [{"typed": "famly", "meant": "family"}]
    assert get(client, "/changes")["total"] == 32
    assert get(client, "/outcomes")["total"] == len(queries.outcomes())
    assert get(client, "/reviews")["items"][0]["review"]["id"] == "entering-care"
    assert {s["id"] for s in get(client, "/schemes")["items"]} == set(example()[0].review.schemes)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/interventions/nope", 404), ("/nowhere", 404), ("/interventions?page=0", 422), ("/search", 422),
     ("/interventions?order=size", 422), (f"/search?q={'a' * 201}", 422)],
)  # fmt: skip
def test_what_goes_wrong_is_told_as_problem_details(store, client, path, status):
    answer = client.get(f"/api/v1{path}")
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, told["status"]) == (status, status)
    assert told["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(store, client, method):
    answer = getattr(client, method)("/api/v1/interventions")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["status"] == 405


def test_an_answer_that_did_not_change_is_not_sent_twice(store, client):
    first = client.get("/api/v1/studies")
    again = client.get("/api/v1/studies", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in first["Cache-Control"]


def test_any_site_may_read_it(store, client):
    for path in ("/studies", "/interventions/nope", "/openapi.json"):
        assert client.get(f"/api/v1{path}")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_who_asks_too_often_is_told_when_to_ask_again(store, client, settings):
    settings.API_REQUESTS_A_MINUTE = 3
    told = [client.get("/api/v1/schemes").status_code for _ in range(5)]
    assert told == [200, 200, 200, 429, 429]
    answer = client.get("/api/v1/schemes")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/schemes").status_code == 200


def test_a_forged_address_is_not_believed_without_a_proxy_of_ours(store, client, settings):
    settings.API_REQUESTS_A_MINUTE = 1
    told = [client.get("/api/v1/schemes", headers={"x-forwarded-for": f"192.0.2.{n}"}) for n in range(2)]
    assert [a.status_code for a in told] == [200, 429]


def test_the_description_is_openapi_with_the_records_own_schemas(store, client):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["schemas"]["Study"]["properties"]["n_randomised"]["description"] == (
        "Number allocated (of `unit`)"
    )
    assert "$defs" not in str(told)


def test_the_page_in_plain_words_names_every_address(store, client):
    html = client.get("/api").content.decode()
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert path.removeprefix("/api/v1") in html


def test_full_answers_fit_their_schemas(store, client):
    told = client.get("/api/v1/openapi.json").json()
    for path, place in (
        ("/interventions/{id}", "/interventions/fgc"),
        ("/studies/{id}", "/studies/taylor-2024-england"),
        ("/ratings", "/ratings?per_page=50"),
        ("/schemes", "/schemes"),
        ("/reviews", "/reviews"),
        ("/outcomes", "/outcomes?per_page=100"),
    ):
        answer = told["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]
        jsonschema.validate(get(client, place), {**schema, "components": told["components"]})


def test_it_does_what_its_description_says_whatever_is_asked(store, one_connection):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    quick = settings(
        max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @quick
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate()

        ask()
        tried.append(operation.path)
    assert len(tried) == 10
