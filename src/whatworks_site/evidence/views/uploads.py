"""A review folder that comes in as a zip, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from whatworks.terms import csv_text, guard
from whatworks_site.design.errors import NothingHere
from whatworks_site.people.permissions import may

from .. import desk, jobs
from ..forms import UploadForm
from ..uploads import MAX_SHOWN, Bounded, RefusedUpload, too_large, unpack
from .common import address, page
from .common import desk as on_desk

COLUMNS = ("file", "row", "column", "value", "rule")


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Bound what is taken in, before anything of it is read; the form's own check comes right after."""
    request.upload_handlers.insert(0, Bounded(request))
    return _upload(request)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@on_desk("import_review")
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, "import", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.errors.clear()
        form.add_error("folder", too_large())
    elif form.is_valid():
        try:
            name = unpack(form.cleaned_data["folder"])
        except RefusedUpload as why:
            form.add_error("folder", str(why))
        else:
            job = jobs.ask_import(by=request.user, upload=name)
            messages.success(request, "The folder is being read. You may leave this page: the work goes on.")
            return redirect("desk-import-outcome", job.pk)
    return page(request, "import", {"form": form}, form)


def _outcome(job_id: int) -> Any:
    job = desk.import_job(job_id)
    if job is None:
        raise NothingHere("There is no such folder.")
    return job


@require_safe
@on_desk("import_review")
def outcome(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far the reading of a folder is, or what came of it."""
    job = _outcome(job_id)
    problems = job.result.get("problems", [])
    shown = {
        "job": job,
        "problems": problems,
        "count": job.result.get("count", len(problems)),
        "most": MAX_SHOWN,
        "read": job.result.get("review", ""),
        "kept": job.result.get("kept", []),
        "job_href": address("job", job_id) if may(request.user, "jobs.see") else "",
    }
    follows = "follow" in request.GET
    response = page(request, "import_outcome", shown | {"follows": follows})
    if job.moves and follows:
        response.headers["Refresh"] = "5"
    return response


@require_safe
@on_desk("import_review")
def problems(request: HttpRequest, job_id: int) -> HttpResponse:
    """Every problem of a folder, as a table to work through."""
    rows = [
        {name: _cell(row[name]) for name in COLUMNS} for row in _outcome(job_id).result.get("problems", [])
    ]
    response = HttpResponse("\ufeff" + csv_text(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{job_id}.csv"'
    return response


def _cell(value: Any) -> str:
    return "" if value is None else guard(str(value))
