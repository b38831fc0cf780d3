"""Starting a review, its protocol and team: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
