"""What changed, why, and what machines are told of it."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from whatworks_site.evidence.models import Publication
from whatworks_site.store.changes import changes

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client):
    answer = client.get("/changes.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own feed


def test_the_feed_has_what_atom_asks_for(store, client):
    told = feed(client)
    assert [told.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated")] == [True] * 3
    entries = told.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        for name in ("id", "title", "updated", "summary", "link"):
            assert entry.find(f"{ATOM}{name}") is not None, name
        when = dt.datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
        assert when.tzinfo is not None


def test_names_in_the_feed_are_unique_tags_that_stay(store, client, settings):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    first = [e.findtext(f"{ATOM}id") for e in feed(client).findall(f"{ATOM}entry")]
    assert len(set(first)) == len(first)
    assert all(name.startswith("tag:evidence.example.org,") for name in first)
    Publication.objects.filter(key="fgc").update(reason="Said otherwise", title="Renamed")
    assert [e.findtext(f"{ATOM}id") for e in feed(client).findall(f"{ATOM}entry")] == first


def test_a_withdrawal_is_told_with_its_reason(store, client):
    Publication.objects.filter(key="fgc").update(
        state="withdrawn",
        withdrawn_at=timezone.now() + dt.timedelta(hours=1),
        withdrawal_reason="A figure was wrong",
    )
    told = changes()
    assert (told[0].heading, told[0].reason) == ("Family group conferencing: withdrawn", "A figure was wrong")
    assert sum(c.key == "fgc" for c in told) == 2
    assert "A figure was wrong" in client.get("/changes").content.decode()


def test_what_was_never_public_is_never_told(store):
    Publication.objects.filter(key="fgc").update(state="proposed", version=None)
    assert "fgc" not in {c.key for c in changes()}


def test_a_reason_with_anything_in_it_keeps_the_feed_whole(store, client):
    Publication.objects.filter(key="fgc").update(reason="<b>&\x00\x1b]]> “ok”".replace("\x00", "\x01"))
    summaries = [e.findtext(f"{ATOM}summary") for e in feed(client).findall(f"{ATOM}entry")]
    assert any("<b>&" in s for s in summaries)


def test_the_page_of_changes_comes_in_pages(store, client):
    first, second = (client.get(a).content.decode() for a in ("/changes", "/changes?page=2"))
    assert first.count("ww-log__when") == 20
    assert second.count("ww-log__when") == 12


def test_every_address_in_the_sitemap_is_one_of_ours(store, client, settings):
    settings.SITE_ADDRESS = "https://evidence.example.org"
    told = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    places = [loc.text for loc in told.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(set(places)) == len(places) > 31
    for place in places:
        assert place.startswith("https://evidence.example.org/")
        try:
            resolve(place.removeprefix("https://evidence.example.org"))
        except Resolver404:
            pytest.fail(place)


@pytest.mark.parametrize("kind", ["interventions", "studies", "outcomes", "reviews", "ratings"])
def test_a_page_of_each_kind_in_the_sitemap_opens(store, client, kind):
    told = client.get("/sitemap.xml").content.decode()
    place = next(p.split("</loc>")[0] for p in told.split("<loc>")[1:] if f"/{kind}/" in p)
    assert client.get(place.split("testserver", 1)[1]).status_code == 200


def test_robots_are_kept_from_desks_and_led_to_the_sitemap(db, client):
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in told
    assert "Sitemap: http://testserver/sitemap.xml" in told
