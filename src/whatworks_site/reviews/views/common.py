"""What the pages of a review's desk share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whatworks_site.evidence.views.common import desk, found, rights, tried

from ..places import places
from ..queries.heads import Head, head_of

__all__ = ["Head", "at_review", "found", "head", "page", "rights", "tried"]

at_review = desk
"""A page of a review, for people who may do this in the review that the address names."""


def head(review: str) -> Head:
    """The review that the address names; a page that says that there is none."""
    return found(head_of(review), "review")


def page(
    request: HttpRequest, name: str, here: str, review: Head, shown: dict[str, Any], *forms_: forms.Form
) -> HttpResponse:
    """A page of a review. `here`: the address's name of the place in the navigation that it belongs to."""
    wrong = any(form.is_bound and form.errors for form in forms_)
    frame = {
        "page_has_errors": wrong,
        "review": review,
        "here": here,
        "places": list(places(request.user, review.key)),
    }
    return render(request, f"reviews/{name}.html", {**frame, **shown})
