"""Whatever is sent to the desk, in whatever field, it answers: nothing that a form can carry is a fault."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest

from site_judged import OF, answer_as, make_studied
from site_people import signed_in
from site_routes import patterns

NASTY = ("=a\0b\ud800<script>x</script>\"'", "9" * 40)
KEPT = ("hidden", "radio", "checkbox", "submit", "button", "select")
QUERY = (
    "q", "search", "all", "pair", "after", "page", "a", "b", "source", "intervention", "outcome",
    "like", "effect", "domain", "heading", "row", "column", "state", "verdict", "work", "beside", "go",
    "said", "next", "question", "until", "names", "stage",
)  # fmt: skip


class Forms(HTMLParser):
    """The forms of a page: where they send what, and the values that they hold."""

    def __init__(self, page):
        super().__init__()
        self.found, self._at = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag == "form":
            self._at = (held.get("action", ""), held.get("method", "get").lower(), {})
            self.found.append(self._at)
        elif tag in ("input", "textarea", "select", "button") and self._at and held.get("name"):
            kind = held.get("type", tag)
            if kind not in ("radio", "checkbox") or held["name"] not in self._at[2]:
                self._at[2][held["name"]] = (kind, held.get("value") or "")


@pytest.fixture
def desk(db, folder):
    from whatworks_site.people.models import Membership
    from whatworks_site.reviews.actions.extracting import begin_extraction
    from whatworks_site.reviews.actions.laying_out import lay_out

    made = make_studied(folder)
    lay_out(review=made.key)
    for role in ("lead", "arbiter"):
        Membership.objects.create(user=made.one, role=role, review=made.key)
    answer_as(made.one)
    begin_extraction(by=made.one, review=made.key, study="study-1")
    return made


def addresses(desk, **instead):
    from whatworks_site.reviews.models import SearchImport, Seat, WorkRow

    work = WorkRow.objects.filter(review=desk.review).order_by("pk").first()
    number = SearchImport.objects.filter(review=desk.review).first()
    known = {
        "review": desk.key, "work": work.pk if work else 1, "other": (work.pk if work else 1) + 1,
        "seat": Seat.objects.filter(review=desk.review).first().pk, "asked": 1, "criterion": "a",
        "number": number.pk if number else 1, "pk": 1, "object": OF, "key": "none", "study": "study-1",
        "kind": "intervention", "name": "none", "stage": "titles", "form": "csv", "what": "hand-in",
    }  # fmt: skip
    known |= instead
    for route in sorted(patterns()):
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
        names = re.findall(r"<(?:(\w+):)?(\w+)>", plain)
        if "<str:review>" not in plain or not {n for _, n in names} <= set(known):
            continue
        if instead and not any(n in instead for _, n in names):
            continue
        yield re.sub(r"<(?:\w+:)?(\w+)>", lambda p: quote(str(known[p[1]]), safe="/"), plain)


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


def test_no_query_is_a_fault(desk):
    browser = signed_in(desk.one)
    for address in addresses(desk):
        for nasty in NASTY[:1]:
            asked = "&".join(f"{name}={quote(encoded(nasty))}" for name in QUERY)
            found = browser.get(f"{address}?{asked}")
            assert found.status_code < 500, (address, nasty)
            if "html" in found.headers["Content-Type"]:
                assert b"<script>x" not in found.content, address


@pytest.mark.parametrize("name", ["study", "object", "work", "pk"])
def test_no_address_is_a_fault(desk, name):
    browser, is_number = signed_in(desk.one), name in ("work", "pk")
    for nasty in ("9" * 30,) if is_number else ("a\0b", "<x>" + "9" * 400):
        for address in addresses(desk, **{name: nasty}):
            for method in (browser.get, browser.post):
                assert method(address).status_code < 500, address


def test_no_field_that_a_page_does_not_check_is_a_fault(desk):
    browser = signed_in(desk.one)
    names = (
        "report",
        "question",
        "answer",
        "around",
        "out",
        "one",
        "other",
        "key",
        "mark",
        "said",
        "then",
        "to",
    )
    for address in addresses(desk):
        sent = dict.fromkeys(names, "a\0b") | {"work": "9" * 14, "pair": "9" * 18}
        assert browser.post(address, sent).status_code < 500, address


def test_no_field_of_any_form_is_a_fault(desk):
    from django.db import transaction

    browser, sent, seen = signed_in(desk.one), 0, set()
    for address in addresses(desk):
        page = browser.get(address)
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            continue
        for action, method, fields in Forms(page.content.decode()).found:
            if method != "post" or "sign-out" in action or "/account" in action:
                continue
            target = urlsplit(action).path or address
            if (target, *fields) in seen:
                continue
            seen.add((target, *fields))
            for nasty in NASTY:
                text = {n: v if k in KEPT else nasty for n, (k, v) in fields.items()}
                for data in (text, dict.fromkeys(fields, nasty)):
                    with transaction.atomic():
                        answer = browser.post(target, {n: encoded(v) for n, v in data.items()})
                        after = browser.get(address) if data is text else answer
                        assert max(answer.status_code, after.status_code) < 500, (target, nasty)
                        seen_after = b"".join(getattr(a, "content", b"") for a in (answer, after))
                        assert b"<script>x" not in seen_after, address
                        transaction.set_rollback(True)
                    sent += 1
    assert sent > 80
