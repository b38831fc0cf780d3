"""How far a review is, its flow, map and handing over: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import flow, gapmap, handover, overview

_REVIEW = "reviews/<str:review>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_REVIEW}/work", overview.work, name="review-work"),
    path(f"{_REVIEW}/flow", flow.flow, name="review-flow"),
    path(f"{_REVIEW}/flow.<str:form>", flow.flow_file, name="review-flow-file"),
    path(f"{_REVIEW}/map", gapmap.gaps, name="review-map"),
    path(f"{_REVIEW}/map.csv", gapmap.as_csv, name="review-map-csv"),
    path(f"{_REVIEW}/map/studies", gapmap.studies, name="review-map-studies"),
    path(f"{_REVIEW}/handover", handover.handover, name="review-handover"),
]
