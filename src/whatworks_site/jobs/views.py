"""The list of long work, one piece of it, and the buttons that stop it or run it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from whatworks_site.people.permissions import may, require

from . import actions, queries
from .permissions import SEE, STEER
from .states import State


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer: for whatever watches over them."""
    well = queries.database_answers()
    return JsonResponse({"database": "answers" if well else "does not answer"}, status=200 if well else 503)


@require_safe
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The newest jobs, all or those of one state."""
    require(request.user, SEE)
    state = request.GET.get("state", "")
    if state not in State.values:
        state = ""
    jobs = queries.recent(state=state)
    here = reverse("jobs")
    places = [("All", here, not state)]
    places += [(words, f"{here}?state={value}", state == value) for value, words in State.choices]
    moves = any(job.moves for job in jobs)
    shown = {"jobs": jobs, "state": state, "places": places, "moves": moves}
    return _followed(request, "jobs/index.html", shown, moves=moves)


@require_safe
@never_cache
@login_required
def one(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is and what may be done about it."""
    require(request.user, SEE)
    job = queries.one(job_id)
    if job is None:
        raise Http404("There is no such piece of work.")
    shown = {"job": job, "may_steer": may(request.user, STEER)}
    return _followed(request, "jobs/one.html", shown, moves=job.moves)


def _followed(request: HttpRequest, template: str, shown: dict[str, Any], *, moves: bool) -> HttpResponse:
    """A page that loads itself again while something moves, if its reader asked for that."""
    here, other = request.GET.copy(), request.GET.copy()
    on = other.pop("follow", None) is not None
    if not on:
        other["follow"] = "yes"
    ways = {"on": on, "here": f"?{here.urlencode()}", "other": f"?{other.urlencode()}"}
    response = render(request, template, shown | {"follow": ways})
    if on and moves:
        response.headers["Refresh"] = "5"
    return response


@require_POST
@login_required
def stop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop."""
    return _steer(request, job_id, actions.ask_to_stop, "It stops between two of its steps.")


@require_POST
@login_required
def restart(request: HttpRequest, job_id: int) -> HttpResponse:
    """Run a job again."""
    return _steer(request, job_id, actions.restart, "It is run again from its start.")


def _steer(request: HttpRequest, job_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    if queries.one(job_id) is None:
        raise Http404("There is no such piece of work.")
    try:
        act(job_id=job_id, by=request.user)
    except actions.CannotNow as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said)
    return redirect("job", job_id)
