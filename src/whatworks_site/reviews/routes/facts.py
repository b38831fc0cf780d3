"""Facts that schemes ask for: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import facts

_FACTS = "reviews/<str:review>/facts"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_FACTS, facts.index, name="review-facts"),
    path(f"{_FACTS}/of/<str:kind>/<path:of>", facts.of, name="review-facts-of"),
    path(f"{_FACTS}/enter/<str:name>/<str:kind>/<path:of>", facts.fact, name="review-fact"),
    path(f"{_FACTS}/change/<path:key>", facts.change, name="review-fact-change"),
    path(f"{_FACTS}/withdraw/<path:key>", facts.withdraw, name="review-fact-withdraw"),
    path(f"{_FACTS}/undo/<path:key>", facts.undo, name="review-fact-undo"),
]
