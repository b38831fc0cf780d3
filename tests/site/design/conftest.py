"""Pages to try the furniture on: addresses of our own beside the app's, with the site's pages for faults."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from whatworks_site.design import faults, urls
from whatworks_site.design.errors import NothingHere

PAGE = """{% extends "design/base.html" %}{% block title %}A page{% endblock %}
{% block content %}<h1 class="govuk-heading-xl">A page</h1>{{ inner }}{% endblock %}"""


def shown(request, source=PAGE, **told):
    """A page made from a template's text, in the site's frame."""
    return HttpResponse(engines["jinja2"].from_string(source).render({"inner": "", **told}, request))


def _raise(error):
    raise error


def _say(request):
    messages.success(request, "Saved.")
    messages.error(request, "It was not sent.")
    return HttpResponse("said")


@pytest.fixture
def pages(settings):
    """The addresses; a test adds a page of its own before its first request: `pages.add("mine", source)`."""
    module = ModuleType("pages_for_tests_of_design")
    module.urlpatterns = [
        *urls.urlpatterns,
        path("plain", shown),
        path("say", _say),
        path("studies/one", shown),
        path("accounts/logout/", lambda request: HttpResponse("out"), name="account_logout"),
        path("refused", lambda request: _raise(PermissionDenied("Only an editor may publish this."))),
        path("shut", lambda request: _raise(PermissionDenied)),
        path("garbled", lambda request: _raise(SuspiciousOperation("secret words"))),
        path("missing", lambda request: _raise(NothingHere("There is no study called “x” on our records."))),
        path("broken", lambda request: _raise(RuntimeError("secret words"))),
        path("often", faults.too_many),
        path("form", lambda request: HttpResponse("sent")),
    ]
    module.handler400, module.handler403 = faults.bad_request, faults.forbidden
    module.handler404, module.handler429 = faults.not_found, faults.too_many
    module.handler500 = faults.went_wrong
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__

    def add(address, source, **told):
        module.urlpatterns.append(path(address, lambda request: shown(request, source, **told)))

    yield SimpleNamespace(add=add)
    del sys.modules[module.__name__]
