"""How far a review is, its flow, map and handing over: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
