"""The protocol: its versions, one of them, what changed between two, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from ..actions.protocol import add_version
from ..forms.protocol import ProtocolForm
from ..queries import protocol as queries
from .common import at_review, found, head, page, rights, tried

HERE = "review-protocol"


@require_safe
@at_review("reviews.see")
def index(request: HttpRequest, review: str) -> HttpResponse:
    """Every version, the newest first; two of them beside each other where the address says which."""
    held = head(review)
    versions = queries.versions(held.row)
    by_id = {v.id: v for v in versions}
    a, b = request.GET.get("a", ""), request.GET.get("b", "")
    before, after = by_id.get(a), by_id.get(b)
    shown = {
        "versions": versions,
        "asked": bool(a or b),
        "before": before,
        "after": after,
        "a": a or (versions[1].id if len(versions) > 1 else ""),
        "b": b or (versions[0].id if versions else ""),
        "lines": queries.compare(before.text, after.text) if before and after else [],
        **rights(request.user, "reviews.lead", review=review),
    }
    return page(request, "protocol", HERE, held, shown)


@require_safe
@at_review("reviews.see")
def one(request: HttpRequest, review: str, number: str) -> HttpResponse:
    """One version, as it was saved."""
    held = head(review)
    version = found(queries.version(held.row, number), "version")
    return page(request, "protocol_version", HERE, held, {"version": version})


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.lead")
def write(request: HttpRequest, review: str) -> HttpResponse:
    """Write a version: from the last, from what is set already, or from nothing."""
    held = head(review)
    versions = queries.versions(held.row)
    from_set = "outline" in request.GET
    last = versions[0] if versions else None
    form = ProtocolForm(
        request.POST if request.method == "POST" else None,
        initial={
            "text": queries.outline(held.row) if from_set else last.text if last else "",
            "why": "" if versions else "The first version.",
            "registration": last.registration if last else "",
            "registered": last.registered if last else None,
            "seen": len(versions),
        },
    )
    if form.is_valid():
        given = form.cleaned_data
        made = tried(form, lambda: add_version(by=request.user, review=review, **given))
        if made is not None:
            messages.success(request, f"Version {made.id} of the protocol is saved. It stays as it is.")
            return redirect("review-protocol", review)
        # Having read that somebody was quicker, the writer may save again.
        form.data = form.data.copy()
        form.data["seen"] = str(len(queries.versions(held.row)))
    shown = {"form": form, "versions": versions, "from_set": from_set}
    return page(request, "protocol_write", HERE, held, shown, form)
