"""The app's addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import interventions, living, reviews, today, uploads, versions

_PAGE = "reviews/<str:review>/interventions/<path:key>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="desk"),
    path("approve", today.approve_several, name="desk-approve"),
    path("import", uploads.upload, name="desk-import"),
    path("imports/<int:job_id>", uploads.outcome, name="desk-import-outcome"),
    path("imports/<int:job_id>/problems.csv", uploads.problems, name="desk-import-problems"),
    path("reviews", reviews.index, name="desk-reviews"),
    path("reviews/<str:review>", reviews.one, name="desk-review"),
    path("reviews/<str:review>/assess", reviews.assess, name="desk-assess"),
    path("reviews/<str:review>/export", reviews.export, name="desk-export"),
    path("reviews/<str:review>/propose", reviews.propose, name="desk-propose-review"),
    path("reviews/<str:review>/propose-several", reviews.propose_several, name="desk-propose-several"),
    path(f"{_PAGE}/edit", interventions.edit, name="desk-edit"),
    path(f"{_PAGE}/propose", interventions.propose, name="desk-propose"),
    path(_PAGE, interventions.one, name="desk-intervention"),
    path("rating-changes", living.queue, name="desk-rating-changes"),
    path("rating-changes/accept", living.accept_several, name="desk-rating-accept"),
    path("rating-changes/<int:pk>", living.one, name="desk-rating-change"),
    path("rating-changes/<int:pk>/decide", living.decide, name="desk-rating-decide"),
    path("rating-changes/<int:pk>/undo", living.undo, name="desk-rating-undo"),
    path("rating-changes/<int:pk>/again", living.again, name="desk-rating-again"),
    path("versions/<int:pk>/again", living.version, name="desk-version-again"),
    path("versions/<int:pk>", versions.one, name="desk-version"),
    path("versions/<int:pk>/decide", versions.decide, name="desk-decide"),
    path("versions/<int:pk>/take-back", versions.take_back, name="desk-take-back"),
    path("versions/<int:pk>/withdraw", versions.withdraw, name="desk-withdraw"),
    path("pages/<str:kind>/<path:key>/versions", versions.history, name="desk-versions"),
]
