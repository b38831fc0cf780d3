"""Studies and results: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import extracting, reconciling, studies, vocabulary

_STUDY = "reviews/<str:review>/studies/<str:study>"
_MINE = f"{_STUDY}/extract"
_WORDS = "reviews/<str:review>/vocabulary"

urlpatterns: list[URLPattern | URLResolver] = [
    path("reviews/<str:review>/studies", studies.index, name="review-studies"),
    path("reviews/<str:review>/gather", studies.gather, name="review-gather"),
    path("reviews/<str:review>/gather/undo", studies.undo, name="review-gather-undo"),
    path(_STUDY, studies.one, name="review-study"),
    path(f"{_STUDY}/reports/add", studies.add_report, name="review-study-add"),
    path(f"{_STUDY}/reports/out", studies.change_report, {"what": "out"}, name="review-study-out"),
    path(f"{_STUDY}/reports/main", studies.change_report, {"what": "main"}, name="review-study-main"),
    path(f"{_STUDY}/answer", studies.answer, name="review-answer"),
    path(f"{_STUDY}/begin", extracting.begin, name="review-extract-begin"),
    path(_MINE, extracting.draft, name="review-extract"),
    path(f"{_MINE}/facts", extracting.facts, name="review-extract-facts"),
    path(f"{_MINE}/arms/new", extracting.arm, name="review-extract-arm-new"),
    path(f"{_MINE}/arms/of/<str:key>", extracting.arm, name="review-extract-arm"),
    path(f"{_MINE}/results/new", extracting.result, name="review-extract-result-new"),
    path(f"{_MINE}/results/of/<str:key>", extracting.result, name="review-extract-result"),
    path(f"{_MINE}/act/<str:what>", extracting.act, name="review-extract-act"),
    path(f"{_STUDY}/reconcile", reconciling.settle, name="review-reconcile"),
    path(f"{_STUDY}/reconcile/act/<str:what>", reconciling.act, name="review-reconcile-act"),
    path(_WORDS, vocabulary.index, name="review-vocabulary"),
    *(
        path(f"{_WORDS}/{kind}{rest}", view, {"kind": kind}, name=f"review-{kind}{name}")
        for kind in ("intervention", "outcome")
        for rest, view, name in (
            ("", vocabulary.edit, "-new"),
            ("/<str:key>", vocabulary.edit, ""),
            ("/<str:key>/remove", vocabulary.remove, "-remove"),
        )
    ),
]
