"""Other people's accounts, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import actions, queries
from ..errors import Refused
from ..forms import Person, Reason, RoleChoice
from ..permissions import require
from ..roles import Role

View = Callable[..., HttpResponse]


def permitted(action: str) -> Callable[[View], View]:
    """Only for people signed in who may do this."""

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            require(request.user, action)
            return view(request, **kwargs)

        return login_required(guarded)

    return around


@permitted("people.see")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    words = request.GET.get("q", "")
    page = Paginator(queries.people(words=words), 50).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"page": page, "words": words})


@permitted("people.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account."""
    form = Person(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person, password = actions.add_person(
                by=request.user,
                email=said["email"],
                name=said["name"],
                roles=[(Role(said["role"]), said["review"])],
                organisation=said["organisation"],
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return _password_once(request, person, password)
    return render(request, "people/add.html", {"form": form})


@permitted("people.see")
@require_GET
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account."""
    return _person(request, number, RoleChoice())


@permitted("people.roles")
@require_POST
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role."""
    form = RoleChoice(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.give_role(
                by=request.user,
                person=_found(number),
                role=Role(said["role"]),
                review=said["review"],
                organisation=said["organisation"],
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The role is given.")
            return redirect("person", number=number)
    return _person(request, number, form)


@permitted("people.roles")
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a role away."""
    role, review = request.POST.get("role", ""), request.POST.get("review", "")
    if role not in Role.values:
        raise Http404
    try:
        actions.take_role(by=request.user, person=_found(number), role=Role(role), review=review)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The role is taken away.")
    return redirect("person", number=number)


@permitted("people.deactivate")
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account."""
    try:
        actions.close_account(by=request.user, person=_found(number))
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The account is closed, and the person is signed out everywhere.")
    return redirect("person", number=number)


@permitted("people.deactivate")
@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account again."""
    found = _found(number)
    return _password_once(request, found, actions.open_account(by=request.user, person=found))


@permitted("people.reset")
@require_POST
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """A temporary password, and no codes."""
    found = _found(number)
    try:
        password = actions.reset_sign_in(by=request.user, person=found)
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("person", number=number)
    return _password_once(request, found, password)


@permitted("people.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a person."""
    form = Reason(request.POST or None)
    found = _found(number)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(by=request.user, person=found, reason=form.cleaned_data["reason"])
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The person is erased.")
            return redirect("people")
    return render(request, "people/erase.html", {"form": form, "person": found})


def _found(number: int) -> Any:
    found = queries.person(number)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest, number: int, form: RoleChoice) -> HttpResponse:
    found = _found(number)
    said = {"form": form, "person": found, "roles": queries.roles_of(found)}
    return render(request, "people/person.html", said, status=400 if form.errors else 200)


def _password_once(request: HttpRequest, found: Any, password: str) -> HttpResponse:
    return render(request, "people/password.html", {"person": found, "password": password})
