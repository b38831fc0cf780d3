"""Starting a review, joining one, and saying who leads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..actions.starting import start_review
from ..actions.team_requests import ask_to_join
from ..forms.starting import WHAT, JoinForm, StartForm
from ..queries.starting import joinable
from .common import at_review, head, page, rights, tried


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.start")
def start(request: HttpRequest) -> HttpResponse:
    """Say what a new review asks; or read one in; or join one."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = tried(
            form,
            lambda: start_review(
                by=request.user,
                asked=form.asked(),
                name=form.cleaned_data["name"],
                parts=form.chosen(),
                others=form.names(),
            ),
        )
        if made is not None:
            messages.success(request, "The review is started, and you lead it. Next: its criteria.")
            return redirect("review-question", made.key)
    shown = {
        "form": form,
        "hints": {role.value: words for role, words in WHAT.items()},
        "reviews": joinable(request.user),
        "page_has_errors": form.is_bound and bool(form.errors),
        **rights(request.user, "import_review"),
    }
    return render(request, "reviews/start.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_review("reviews.see")
def join(request: HttpRequest, review: str) -> HttpResponse:
    """Ask a review's lead for a seat."""
    held = head(review)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        asked = tried(
            form,
            lambda: ask_to_join(by=request.user, review=review, name=given["name"], why=given["why"]),
        )
        if asked is not None:
            messages.success(request, "The lead sees your request under Team. Nothing is sent by e-mail.")
            return redirect("review-team", review)
    line = next(one for one in joinable(request.user) if one.key == review)
    return page(request, "start_join", "review-team", held, {"form": form, "line": line}, form)
