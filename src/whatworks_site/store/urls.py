"""The app's addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .finding_urls import FINDING
from .views import interventions, outcomes, preview, reviews, schemes, studies

_PREVIEWS: list[URLPattern | URLResolver] = [
    path("desk/preview/version/<int:number>", preview.version, name="preview-version"),
    path("desk/preview/<str:review>", preview.draft, name="preview-review"),
    path("desk/preview/<str:review>/<str:key>", preview.draft, name="preview"),
    path("desk/rating-changes/<int:number>/reasons", preview.reasons, name="rating-change-reasons"),
]

_PAGES: list[URLPattern | URLResolver] = [
    path("interventions/<str:key>", interventions.intervention, name="intervention"),
    path(
        "interventions/<str:key>/why/<str:evidence_set>/<str:scheme>/<str:scale>",
        interventions.why,
        name="why",
    ),
    path("interventions/<str:key>/history", interventions.history, name="history"),
    path("interventions/<str:key>/data.json", interventions.data, name="intervention-json"),
    path("interventions/<str:key>/cite", interventions.cite_page, name="cite-page"),
    path("interventions/<str:key>/cite.<str:form>", interventions.cite, name="cite"),
    path("interventions/<str:key>/cpd", interventions.cpd_note, name="cpd"),
    path("interventions/<str:key>/<str:table>.csv", interventions.table, name="intervention-csv"),
    path("studies", studies.studies, name="studies"),
    path("studies/<str:key>", studies.study, name="study"),
    path("studies/<str:key>/data.json", studies.data, name="study-json"),
    path("outcomes", outcomes.outcomes, name="outcomes"),
    path("outcomes/<str:key>", outcomes.outcome, name="outcome"),
    path("reviews", reviews.reviews, name="reviews"),
    path("reviews/<str:key>", reviews.review, name="review"),
    path("reviews/<str:key>/data.json", reviews.data, name="review-json"),
    path("reviews/<str:key>/searches.csv", reviews.searches, name="review-searches-csv"),
    path("ratings", schemes.schemes, name="ratings"),
    path("ratings/<str:key>", schemes.scheme, name="scheme"),
]

urlpatterns: list[URLPattern | URLResolver] = [*FINDING, *_PREVIEWS, *_PAGES]
