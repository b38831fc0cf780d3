"""What changed, for people and for their readers; and what search engines are told."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed

from ..changes import changes
from ..sitemap import sitemap_text
from .common import public, site_address

_PAGE = 20
_IN_FEED = 50


@public
def changes_page(request: HttpRequest) -> HttpResponse:
    """What changed, the newest first, with the reason that was given."""
    page = Paginator(changes(), _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "store/changes.html",
        {
            "page": page,
            "changes": list(page.object_list),
            "url_for": lambda n: "/changes" if n == 1 else f"/changes?page={n}",
        },
    )


@public
def feed(request: HttpRequest) -> HttpResponse:
    """What changed, as an Atom feed."""
    site = site_address("/", request)
    made = Atom1Feed(
        title=f"What changed: {settings.CENTRE_NAME}",
        link=site_address("/changes", request),
        feed_url=site_address("/changes.atom", request),
        description=None,
        subtitle="Every page published, changed or withdrawn, and why",
        language="en-GB",
        author_name=settings.CENTRE_NAME,
    )
    for change in changes(_IN_FEED):
        made.add_item(
            title=_plain(change.heading),
            link=site_address(change.path, request),
            description=_plain(change.reason) or "No reason was given.",
            unique_id=change.tag(site),
            updateddate=change.when,
            pubdate=change.when,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _plain(text: str) -> str:
    """Text without the characters that XML forbids."""
    return "".join(c if c.isprintable() or c in "\n " else " " for c in text)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that search engines may show."""
    text = sitemap_text(lambda path: site_address(path, request))
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may fetch."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/accounts/", "/desk/", "/search", "/api/"))
    text = f"User-agent: *\n{closed}\nSitemap: {site_address('/sitemap.xml', request)}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
