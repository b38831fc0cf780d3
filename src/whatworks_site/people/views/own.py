"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from .. import actions, queries
from ..errors import Refused
from ..forms import Name


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, password, codes, roles, and what is kept."""
    form = Name(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(by=request.user, name=form.cleaned_data["name"])
        except Refused as problem:
            form.add_error("name", str(problem))
        else:
            messages.success(request, "Your name is changed.")
            return redirect("account")
    said = {
        "form": form,
        "person": request.user,
        "roles": queries.roles_of(request.user),
        "has_code": queries.has_code(request.user),
        "is_staff": queries.works_at_desk(request.user),
    }
    return render(request, "people/account.html", said)


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept about the person, to take away."""
    response = JsonResponse(queries.kept_about(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
