"""Searches and duplicates: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import duplicates, searches

_SEARCHES = "reviews/<str:review>/searches"
_COPIES = "reviews/<str:review>/duplicates"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_SEARCHES, searches.index, name="review-searches"),
    path(f"{_SEARCHES}/add", searches.add, name="review-search-add"),
    path(f"{_SEARCHES}/<int:number>", searches.one, name="review-import"),
    path(f"{_SEARCHES}/<int:number>/rejected.csv", searches.rejected, name="review-import-rejects"),
    path(f"{_SEARCHES}/<int:number>/undo", searches.undo, name="review-import-undo"),
    path(f"{_SEARCHES}/<int:number>/again", searches.again, name="review-import-again"),
    path(f"{_SEARCHES}/<int:number>/forget", searches.forget, name="review-import-forget"),
    path(_COPIES, duplicates.index, name="review-duplicates"),
    path(f"{_COPIES}/doubtful", duplicates.doubtful, name="review-doubtful"),
    path(f"{_COPIES}/undo", duplicates.undo, name="review-duplicates-undo"),
    path(f"{_COPIES}/<int:work>", duplicates.one, name="review-duplicate"),
    path(f"{_COPIES}/<int:work>/split", duplicates.split, name="review-duplicate-split"),
    path(f"{_COPIES}/<int:work>/merge/<int:other>", duplicates.merge, name="review-duplicate-merge"),
]
