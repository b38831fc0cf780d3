"""The privacy notice and the accessibility statement: true under the settings the site runs with."""

import pytest

from browser import page_of
from whatworks_site.design import statements

pytestmark = pytest.mark.usefixtures("pages")


def notice(client):
    return client.get("/privacy").content.decode()


def test_every_cookie_is_named_as_it_is(client, settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "renamed-session", "renamed-form"
    page = notice(client)
    assert "<code>renamed-session</code>" in page
    assert "<code>renamed-form</code>" in page


def test_every_cookie_lasts_as_long_as_it_is_said_to(client, settings):
    settings.SESSION_COOKIE_AGE, settings.CSRF_COOKIE_AGE = 3 * 3600, 2 * 86400
    page = notice(client)
    assert "3 hours" in page
    assert "2 days" in page


def test_a_session_that_ends_with_the_browser_is_said_to(client, settings):
    settings.ACCOUNT_SESSION_REMEMBER = None
    assert "close the browser" not in notice(client)
    settings.ACCOUNT_SESSION_REMEMBER = False
    assert "Until you sign out or close the browser, and 12 hours at most" in notice(client)


def test_a_cookie_that_is_not_set_is_not_named(settings):
    settings.CSRF_USE_SESSIONS = True
    assert [cookie.name for cookie in statements.cookies()] == [settings.SESSION_COOKIE_NAME]


def test_a_cookie_for_notices_or_trusted_devices_is_named_once_it_is_set(settings):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
    settings.MFA_TRUST_ENABLED = True
    assert {"messages", "mfa_trusted"} <= {cookie.name for cookie in statements.cookies()}


@pytest.mark.django_db
def test_signing_in_sets_no_cookie_that_the_notice_does_not_name(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada@example.org", name="Ada"))
    client.get("/say")
    client.get("/plain")
    assert set(client.cookies) <= {cookie.name for cookie in statements.cookies()}


def test_letters_are_said_to_be_sent_only_where_they_are(client, settings):
    assert "This site sends no e-mail" in notice(client)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "We write to your e-mail address" in notice(client)


@pytest.mark.parametrize("address", ["/privacy", "/accessibility"])
def test_both_say_where_to_write_or_that_there_is_no_address(client, settings, address):
    assert "has not set an address to write to" in client.get(address).content.decode()
    settings.CENTRE_CONTACT = "help@example.org"
    page = client.get(address).content.decode()
    assert "has not set an address" not in page
    assert 'href="mailto:help@example.org"' in page


def test_the_one_responsible_is_the_centre(client, settings):
    settings.CENTRE_NAME = "What works in Mytown"
    assert "<strong>What works in Mytown</strong>" in notice(client)


def test_the_accessibility_statement_owns_up_to_what_was_not_tried(client):
    page = client.get("/accessibility").content.decode()
    assert "No test with people who use assistive technology has been made yet" in page


@pytest.mark.parametrize("address", ["/privacy", "/accessibility"])
def test_both_are_read_without_scripts(client, address):
    with page_of(client, 375, java_script_enabled=False) as page:
        page.goto(address)
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.locator("script").count() == 0


def test_paper_gives_the_address_of_a_link_that_leads_elsewhere(client):
    with page_of(client, 800) as page:
        page.goto("/privacy")
        page.emulate_media(media="print")
        printed = "(link) => getComputedStyle(link, '::after').content"
        shown = page.get_by_role("link", name="Information Commissioner").evaluate(printed)
        assert "https://ico.org.uk/" in shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3600, "1 hour"),
        (12 * 3600, "12 hours"),
        (86400, "1 day"),
        (31449600, "52 weeks"),
        (300, "5 minutes"),
        (45, "45 seconds"),
    ],
)
def test_a_length_of_time_is_put_in_words(seconds, words):
    assert statements.span(seconds) == words
