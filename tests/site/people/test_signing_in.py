"""Signing in: what it takes, what it gives away, and when it ends."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.urls import reverse

from whatworks_site.audit import queries as audit
from whatworks_site.people import actions
from whatworks_site.people.models import User

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/accounts/login/", "/accounts/codes/sign-in/"


def try_password(client, person, password=PASSWORD, to=LOGIN):
    return client.post(to, {"login": person.email, "password": password})


def done_by(person):
    return [event.action for event in audit.events(actor=person.pk)]


def test_staff_sign_in_with_password_and_code_and_reach_the_desk(client, make, code_of):
    editor = make("editor")
    first = try_password(client, editor)
    assert first.url == CODE
    assert client.get("/accounts/").status_code == 302, "a password alone signs nobody in"
    second = client.post(CODE, {"code": code_of(editor)})
    assert second.url == "/desk/"
    assert client.get("/accounts/").status_code == 200
    assert done_by(editor) == ["people.sign-in"]


def test_a_practitioner_signs_in_without_a_code(client, make):
    assert try_password(client, make("practitioner")).url == "/"


def test_a_code_works_once(client, make, code_of):
    editor = make("editor")
    code = code_of(editor)
    try_password(client, editor)
    client.post(CODE, {"code": code})
    client.post("/accounts/logout/")
    try_password(client, editor)
    again = client.post(CODE, {"code": code})
    assert again.status_code == 200
    assert "was used already" in again.content.decode()


def test_a_code_of_the_next_half_minute_works_but_a_later_one_does_not(client, make, code_of):
    editor = make("editor")
    try_password(client, editor)
    assert client.post(CODE, {"code": code_of(editor, ahead=3)}).status_code == 200
    assert client.post(CODE, {"code": code_of(editor, ahead=1)}).url == "/desk/"


def test_a_recovery_code_signs_in_once(client, make):
    editor = make("editor")
    code = editor.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    try_password(client, editor)
    assert client.post(CODE, {"code": code}).url == "/desk/"
    client.post("/accounts/logout/")
    try_password(client, editor)
    assert client.post(CODE, {"code": code}).status_code == 200


@pytest.mark.parametrize("page", ["/desk/", "/desk/audit/", "/desk/anything", "/accounts/people/"])
def test_staff_without_a_code_are_sent_to_set_one_up(make, sign_in, page):
    response = sign_in(make("editor", "administrator", code=False)).get(page)
    assert response.url == reverse("mfa_activate_totp")


@pytest.mark.django_db(transaction=True)
def test_a_session_opened_before_codes_were_set_up_is_closed_by_it(client, make):
    editor = make("editor", code=False)
    elsewhere = Client()
    for browser in (client, elsewhere):
        try_password(browser, editor)
    page = client.get("/accounts/codes/set-up/").content.decode()
    secret = "".join(re.search(r'<code class="ww-secret">([A-Z2-7 ]+)</code>', page)[1].split())
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    client.post("/accounts/codes/set-up/", {"code": code})
    assert client.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").url.startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_staff_set_a_code_up_and_see_their_recovery_codes_once(client, make):
    editor = make("editor", code=False)
    assert try_password(client, editor).url == "/desk/"
    page = client.get("/accounts/codes/set-up/").content.decode()
    secret = "".join(re.search(r'<code class="ww-secret">([A-Z2-7 ]+)</code>', page)[1].split())
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + 1))
    done = client.post("/accounts/codes/set-up/", {"code": code})
    assert done.url == "/accounts/codes/recovery/"
    codes = re.findall(r"\b\d{8}\b", client.get(done.url).content.decode())
    assert len(set(codes)) == 10
    assert not re.search(r"\b\d{8}\b", client.get(done.url).content.decode())
    assert "people.add-codes" in done_by(editor)


def test_a_temporary_password_must_be_changed_first_and_to_another(client, make):
    person, temporary = actions.add_person(by=None, email="new@example.org", name="New Person")
    try_password(client, person, temporary)
    assert client.get("/accounts/").url == reverse("account_change_password")
    change = {"oldpassword": temporary, "password1": temporary, "password2": temporary}
    assert "Choose another" in client.post("/accounts/password/change/", change).content.decode()
    change |= {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/password/change/", change).url == "/accounts/"
    assert client.get("/accounts/").status_code == 200


def test_a_short_or_common_password_is_refused(client, make, sign_in):
    sign_in(make("practitioner"))
    for weak in ("short", "password12345678"[:8], "111111111111"):
        change = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert client.post("/accounts/password/change/", change).status_code == 200


def test_wrong_password_and_unknown_address_say_the_same(client, make):
    make("editor")
    wrong = client.post(LOGIN, {"login": "person1@example.org", "password": "not the password"})
    unknown = client.post(LOGIN, {"login": "nobody1@example.org", "password": "not the password"})

    def without_names(response):
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        return text.replace("person1@", "").replace("nobody1@", "")

    assert without_names(wrong) == without_names(unknown)
    assert "do not belong together" in without_names(wrong)


def test_an_unknown_address_costs_a_password_check_too(client, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    client.post(LOGIN, {"login": "nobody@example.org", "password": "something"})
    assert hashed == ["something"]


def test_after_five_wrong_passwords_the_right_one_must_wait(client, make):
    person = make("practitioner")
    for _ in range(5):
        try_password(client, person, "wrong again")
    refused = try_password(client, person)
    assert refused.status_code in (200, 429)
    assert "Wait" in refused.content.decode()
    assert client.get("/accounts/").status_code == 302


def test_one_address_cannot_try_many_accounts(client):
    answers = [
        client.post(LOGIN, {"login": f"somebody{n}@example.org", "password": "x" * 12}) for n in range(32)
    ]
    assert answers[-1].status_code == 429
    assert "<h1" in answers[-1].content.decode()


def test_wrong_codes_run_into_a_limit(client, make, code_of):
    editor = make("editor")
    try_password(client, editor)
    for _ in range(6):
        client.post(CODE, {"code": "000000"})
    assert client.post(CODE, {"code": code_of(editor)}).status_code != 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http://localhost/",
        "javascript:alert(1)",
    ],
)
def test_signing_in_leads_nowhere_outside_the_site(client, make, elsewhere):
    person = make("practitioner")
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": elsewhere})
    assert response.url == "/"
    client.post("/accounts/logout/")
    assert client.post(f"{LOGIN}?next={elsewhere}", {"login": person.email, "password": PASSWORD}).url == "/"


def test_signing_in_leads_back_to_the_page_that_asked(client, make):
    asked = client.get("/desk/reviews?q=a")
    assert asked.url == "/accounts/login/?next=%2Fdesk%2Freviews%3Fq%3Da"
    assert try_password(client, make("practitioner"), to=asked.url).url == "/desk/reviews?q=a"


def test_a_session_from_before_signing_in_is_not_kept(client, make):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    try_password(client, make("practitioner"))
    assert client.session.session_key != before


def test_a_closed_account_is_out_at_once_and_stays_out_when_opened_again(client, make, sign_in):
    person = make("practitioner")
    sign_in(person)
    assert client.get("/accounts/").status_code == 200
    actions.close_account(by=None, person=person)
    assert client.get("/accounts/").status_code == 302
    assert "do not belong together" in try_password(client, person).content.decode()
    actions.open_account(by=None, person=person)
    assert client.get("/accounts/").status_code == 302


def test_a_changed_password_ends_sessions_elsewhere(make, sign_in, client):
    person = make("practitioner")
    sign_in(person)
    elsewhere = Client()
    elsewhere.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "nine loud geese overhead"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302


def test_signing_out_takes_a_button(client, make, sign_in):
    sign_in(make("practitioner"))
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/accounts/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302


def test_a_forgotten_password_is_replaced_by_way_of_a_letter(client, make):
    person = make("practitioner")
    assert client.post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    assert "&amp;" not in mail.outbox[0].body
    form = client.get(link, follow=True)
    new = "nine loud geese overhead"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.url == "/accounts/password/reset/key/done/"
    assert try_password(client, person, new).url == "/"
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_asking_for_a_letter_does_not_say_who_has_an_account(client, make):
    person = make("practitioner")
    known = client.post("/accounts/password/reset/", {"email": person.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/",
        "2fa/",
        "2fa/webauthn/",
        "3rdparty/",
    ],
)
def test_what_is_not_used_is_not_there(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_signing_in_from_another_site_is_refused():
    response = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
