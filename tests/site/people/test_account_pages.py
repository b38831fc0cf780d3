"""The pages about accounts and the record, as people see them."""

import csv
import io
import re

import pytest
from django.contrib.messages import get_messages

from whatworks_site.audit.actions import record
from whatworks_site.people import actions, queries
from whatworks_site.people.models import User
from whatworks_site.people.roles import Role

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
OWN_PAGES = [
    "/accounts/",
    "/accounts/my-data.json",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/confirm/",
]
ADMINISTRATORS_PAGES = [
    "/accounts/people/",
    "/accounts/people/add/",
    "/desk/audit/",
    "/desk/audit/events.csv",
]
OF_ONE_PERSON = ["", "erase/"]
BUTTONS = ["give-role/", "take-role/", "close/", "open/", "reset/", "erase/"]
ANYBODYS = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
]
ANYBODYS += ["/accounts/password/reset/key/done/", "/accounts/password/reset/key/1-nonsense/"]


def sound(response):
    """A page with nothing missing in it and nothing that the content policy forbids."""
    assert response.status_code == 200
    text = response.content.decode()
    visible = re.sub(r"<[^>]*>", " ", text)
    assert text.count("<h1") == 1
    assert not re.search(r"\bNone\b|Undefined|\{\{|\{%|&lt;[a-z]", visible), visible
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", text)
    assert "no-store" in response["Cache-Control"]
    return text


@pytest.mark.parametrize("page", ANYBODYS)
def test_pages_before_signing_in_are_sound(client, page):
    sound(client.get(page))


def test_the_forms_of_signing_in_show_no_hint_inside_a_field(client):
    assert "placeholder" not in sound(client.get("/accounts/login/"))


def test_pages_of_ones_own_account_are_sound(client, make, sign_in, code_of):
    person = make("editor")
    sign_in(person)
    for page in OWN_PAGES[:1] + OWN_PAGES[2:]:
        sound(client.get(page))
    client.post("/accounts/confirm/", {"password": PASSWORD})
    for page in ("recovery/", "recovery/renew/", "take-away/", "confirm/"):
        sound(client.get(f"/accounts/codes/{page}"))
    client.post("/accounts/codes/take-away/")
    assert not queries.has_code(person)
    assert "data:image/svg+xml" in sound(client.get("/accounts/codes/set-up/"))
    client.post("/accounts/logout/")


def test_the_page_for_the_code_is_sound(client, make):
    client.post("/accounts/login/", {"login": make("editor").email, "password": PASSWORD})
    sound(client.get("/accounts/codes/sign-in/"))


def test_what_matters_is_confirmed_by_a_password_unless_one_signed_in_just_now(client, make, sign_in):
    sign_in(make("editor"))
    for page in ("codes/recovery/", "codes/recovery/renew/", "codes/take-away/"):
        assert client.get(f"/accounts/{page}").url.startswith("/accounts/confirm/")


def test_administrators_pages_are_sound(client, make, sign_in):
    ada = make("administrator")
    bo = make("editor", review="vip", code=False)
    make()
    new, _ = actions.add_person(by=ada, email="new@example.org", name="New")
    actions.close_account(by=ada, person=make("practitioner"))
    sign_in(ada)
    pages = [*ADMINISTRATORS_PAGES[:3], "/accounts/people/?q=zzz", "/desk/audit/?person=99"]
    pages += [f"/accounts/people/{one.pk}/{page}" for one in (ada, bo, new) for page in OF_ONE_PERSON]
    for page in pages:
        sound(client.get(page))


@pytest.mark.parametrize("role", [*Role, None])
def test_only_administrators_open_the_pages_about_others(client, make, sign_in, role):
    other = make("practitioner")
    sign_in(make(role) if role else make())
    allowed = role == Role.ADMINISTRATOR
    pages = ADMINISTRATORS_PAGES + [f"/accounts/people/{other.pk}/{page}" for page in OF_ONE_PERSON]
    for page in pages:
        assert client.get(page).status_code == (200 if allowed else 403), page
    if not allowed:
        for button in BUTTONS:
            answer = client.post(f"/accounts/people/{other.pk}/{button}", {"role": "editor", "reason": "x"})
            assert answer.status_code == 403, button
        assert User.objects.get(pk=other.pk).is_active


def test_strangers_are_asked_to_sign_in(client, make):
    other = make("practitioner")
    for page in [*OWN_PAGES[:2], *OWN_PAGES[3:], *ADMINISTRATORS_PAGES, f"/accounts/people/{other.pk}/"]:
        assert client.get(page).url.startswith("/accounts/login/?next="), page


def test_buttons_are_not_links(client, make, sign_in):
    other = make("practitioner")
    sign_in(make("administrator"))
    for button in BUTTONS[:-1]:
        assert client.get(f"/accounts/people/{other.pk}/{button}").status_code == 405


def test_an_administrator_adds_somebody_who_then_signs_in(client, make, sign_in):
    sign_in(make("administrator"))
    said = {
        "name": "Bo Example",
        "email": "bo@example.org",
        "role": "practitioner",
        "organisation": "A council",
    }
    page = sound(client.post("/accounts/people/add/", said))
    temporary = re.search(r'<code class="ww-secret">([a-z-]+)</code>', page)[1]
    again = client.post("/accounts/people/add/", said)
    assert "has an account already" in again.content.decode()
    client.post("/accounts/logout/")
    done = client.post("/accounts/login/", {"login": "bo@example.org", "password": temporary})
    assert done.status_code == 302
    assert client.get("/accounts/").url == "/accounts/password/change/"


def test_an_administrator_gives_and_takes_roles_and_closes_and_opens(client, make, sign_in):
    other = make("practitioner")
    sign_in(make("administrator"))
    at = f"/accounts/people/{other.pk}/"
    client.post(at + "give-role/", {"role": "editor", "review": "vip"})
    assert {str(held) for held in queries.roles_of(other)} == {"Practitioner", "Editor of vip"}
    refused = client.post(at + "give-role/", {"role": "administrator", "review": "vip"})
    assert refused.status_code == 400
    assert "whole site" in refused.content.decode()
    client.post(at + "take-role/", {"role": "editor", "review": "vip"})
    assert {str(held) for held in queries.roles_of(other)} == {"Practitioner"}
    client.post(at + "close/")
    assert not User.objects.get(pk=other.pk).is_active
    sound(client.post(at + "open/"))
    sound(client.post(at + "reset/"))
    client.post(at + "erase/", {"reason": "They asked"})
    assert client.get(at).status_code == 404


def test_a_refusal_is_said_on_the_page(client, make, sign_in):
    ada = make("administrator")
    sign_in(ada)
    response = client.post(f"/accounts/people/{ada.pk}/close/")
    assert "yourself" in str(next(iter(get_messages(response.wsgi_request))))


def test_people_change_their_own_name(client, make, sign_in):
    person = make("practitioner")
    sign_in(person)
    client.post("/accounts/", {"name": "  Zoë   Quill "})
    assert User.objects.get(pk=person.pk).name == "Zoë Quill"
    assert "Fill in" in client.post("/accounts/", {"name": ""}).content.decode()


def test_a_name_is_text_and_not_markup(client, make, sign_in):
    ada = make("administrator", name="<b>Ada</b> <script>x</script>")
    sign_in(ada)
    for page in ("/accounts/", "/accounts/people/", f"/accounts/people/{ada.pk}/", "/desk/audit/"):
        assert "<script" not in client.get(page).content.decode()


def test_everything_about_a_person_can_be_taken_away(client, make, sign_in):
    person = make("practitioner")
    sign_in(person)
    response = client.get("/accounts/my-data.json")
    assert "attachment" in response["Content-Disposition"]
    assert response.json()["account"]["email"] == person.email


def test_the_record_is_shown_newest_first_and_by_person_and_thing(client, make, sign_in):
    ada = make("administrator")
    record(by=ada, action="propose", object_kind="page", object_id="fgc", reason="A first version")
    record(by=None, action="import", object_kind="review", object_id="vip")
    sign_in(ada)

    def rows(query=""):
        return re.findall(r'scope="row">.*</span>(\d+)<', client.get("/desk/audit/" + query).content.decode())

    everything = [int(row) for row in rows()]
    assert everything == sorted(everything, reverse=True)
    assert len(rows("?kind=page&key=fgc")) == 1
    assert len(rows(f"?person={ada.pk}")) == 1
    assert rows("?kind=nothing") == []


def test_a_long_record_has_pages_that_keep_the_question(client, make, sign_in):
    ada = make("administrator")
    for number in range(55):
        record(by=ada, action="edit", object_kind="page", object_id=str(number))
    sign_in(ada)
    first = sound(client.get("/desk/audit/?kind=page"))
    assert "?kind=page&amp;page=2" in first
    assert len(re.findall(r'scope="row">', sound(client.get("/desk/audit/?kind=page&page=2")))) == 5


def test_the_record_as_a_table_runs_no_formula(client, make, sign_in):
    ada = make("administrator")
    record(by=ada, action="edit", object_kind="page", object_id="=cmd|' /C calc'!A0", reason="@SUM(1,2)\r\nx")
    sign_in(ada)
    response = client.get("/desk/audit/events.csv?kind=page")
    row = next(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
    assert row["object_id"].startswith("'=")
    assert row["reason"].startswith("'@")
    assert row["who"] == ada.name


def test_an_erased_value_is_shown_as_erased(client, make, sign_in):
    ada, other = make("administrator"), make("editor", name="Zebedee Quill")
    sign_in(ada)
    assert "Zebedee" in client.get("/desk/audit/").content.decode()
    actions.erase(by=ada, person=other, reason="They asked")
    text = client.get("/desk/audit/").content.decode()
    assert "Zebedee" not in text
    assert "name: erased" in text
