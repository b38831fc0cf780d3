"""The app's addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import preview

_PREVIEWS: list[URLPattern | URLResolver] = [
    path("desk/preview/version/<int:number>", preview.version, name="preview-version"),
    path("desk/preview/<str:review>", preview.draft, name="preview-review"),
    path("desk/preview/<str:review>/<str:key>", preview.draft, name="preview"),
]

urlpatterns: list[URLPattern | URLResolver] = [*_PREVIEWS]
