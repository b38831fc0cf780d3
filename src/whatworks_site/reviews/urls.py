"""The app's addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from .routes import appraising, extracting, facts, fulltexts, overview, screening, searching, starting

urlpatterns: list[URLPattern | URLResolver] = [
    *starting.urlpatterns,
    *overview.urlpatterns,
    *searching.urlpatterns,
    *screening.urlpatterns,
    *fulltexts.urlpatterns,
    *extracting.urlpatterns,
    *appraising.urlpatterns,
    *facts.urlpatterns,
]
