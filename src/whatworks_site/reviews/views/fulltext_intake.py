"""Requests that bring documents: taken in within bounds, once it is known who sends them."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from .. import fulltext_store as store
from ..fulltext_intake import Bounded
from .common import at_review
from .fulltext_frames import View


def brings_texts(view: View) -> View:
    """A view that takes documents, for people who may attach them.

    Who asks is looked at before anything of the request is read; whether its form is ours, right after.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @at_review("reviews.retrieve")
    @wraps(view)
    def dressed(request: HttpRequest, **place: Any) -> HttpResponse:
        if request.method == "POST":
            request.upload_handlers.insert(0, Bounded(request))
            try:
                _ = request.POST
            except UnreadablePostError:
                raise
            except OSError as error:
                messages.error(request, store.in_words(error))
                return redirect(request.path)
        return checked(request, **place)

    return dressed
