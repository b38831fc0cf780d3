"""The addresses by which the store is found and taken away: lists, map, comparison, feeds, data, API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from .api import endpoints  # noqa: F401 - fills the API
from .api.app import addresses
from .views import compare, data, feeds, home, partings
from .views import map as gap_map

FINDING: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search", home.home, name="search"),
    path("search.json", home.as_json, name="search-json"),
    path("search.csv", home.as_csv, name="search-csv"),
    path("interventions", RedirectView.as_view(url="/", permanent=False), name="interventions"),
    path("map", gap_map.gaps, name="gap-map"),
    path("map.csv", gap_map.as_csv, name="gap-map-csv"),
    path("map/studies", gap_map.studies, name="gap-map-studies"),
    path("compare", compare.compare, name="compare"),
    path("compare.csv", compare.as_csv, name="compare-csv"),
    path("compare/agreement", partings.agreement, name="agreement"),
    path("compare/<str:key>/<str:evidence_set>", partings.parting, name="parting"),
    path("changes", feeds.changes_page, name="changes"),
    path("changes.atom", feeds.feed, name="feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("data", data.data, name="data"),
    path("data/all.json", data.as_json, name="data-json"),
    path("data/<str:name>.csv", data.as_csv, name="data-csv"),
    path("api", data.api, name="api"),
    path("api/v1/", include((addresses(), "api"))),
]
