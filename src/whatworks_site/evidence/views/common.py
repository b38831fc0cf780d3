"""What the desk's views share: who may come in, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache

from whatworks_site.design.errors import NothingHere
from whatworks_site.people.permissions import may, may_anywhere, require

from ..states import NotPossible

T = TypeVar("T")
View = Callable[..., HttpResponse]


def desk(action: str = "see_desk") -> Callable[[View], View]:
    """A page of the desk, for people who may do this: in the review that its address names, if it does."""

    def dress(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "review" in kwargs:
                require(request.user, action, review=kwargs["review"])
            elif not may_anywhere(request.user, action):
                require(request.user, action)
            return view(request, *args, **kwargs)

        return guarded

    return dress


def found(held: T | None, what: str) -> T:
    """What was looked for; a page that says that there is none."""
    if held is None:
        raise NothingHere(f"There is no {what} of that name.")
    return held


def tried(form: forms.Form, act: Callable[[], T]) -> T | None:
    """What an action gives; None where it is not possible, which the form then says."""
    try:
        return act()
    except NotPossible as why:
        form.add_error(None, str(why))
        return None


def page(request: HttpRequest, name: str, shown: dict[str, Any], *forms_: forms.Form) -> HttpResponse:
    """A page of the desk, whose title says so where something in one of its forms is wrong."""
    wrong = any(form.is_bound and form.errors for form in forms_)
    return render(request, f"evidence/{name}.html", {"page_has_errors": wrong, **shown})


def address(name: str, *args: Any) -> str:
    """A page of another app by its name; empty where that app has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def rights(user: Any, *actions: str, review: str | None = None) -> dict[str, bool]:
    """Which of these this person may do: for showing only what can be done."""
    return {f"may_{action.replace('.', '_')}": may(user, action, review=review) for action in actions}
