"""Screening: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import agreement, conflicts, decisions, keys, screening

_REVIEW = "reviews/<str:review>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("keys", keys.keys, name="review-keys"),
    path(f"{_REVIEW}/screening", screening.home, name="review-titles"),
    path(f"{_REVIEW}/screen/<str:stage>", screening.screen, name="review-screen"),
    path(f"{_REVIEW}/screen/<str:stage>/undo", screening.take_back, name="review-screen-undo"),
    path(f"{_REVIEW}/decisions/<str:stage>", decisions.own, name="review-decisions"),
    path(f"{_REVIEW}/conflicts/<str:stage>", conflicts.several, name="review-conflicts"),
    path(f"{_REVIEW}/conflicts/<str:stage>/<int:work>", conflicts.one, name="review-conflict"),
    path(f"{_REVIEW}/agreement/<str:stage>", agreement.agreement, name="review-agreement"),
]
