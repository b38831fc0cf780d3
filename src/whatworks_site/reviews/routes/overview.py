"""How far a review is, its flow, map and handing over: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import flow, overview

_REVIEW = "reviews/<str:review>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_REVIEW}/work", overview.work, name="review-work"),
    path(f"{_REVIEW}/flow", flow.flow, name="review-flow"),
    path(f"{_REVIEW}/flow.<str:form>", flow.flow_file, name="review-flow-file"),
]
