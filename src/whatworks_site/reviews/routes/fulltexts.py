"""Full texts: addresses, below /desk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ..views import fulltext, fulltext_file, fulltext_several, fulltexts

_LIST = "reviews/<str:review>/full-texts"
_ONE = f"{_LIST}/<int:work>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_LIST, fulltexts.fulltexts, name="review-fulltexts"),
    path(f"{_LIST}/to-find.csv", fulltexts.as_table, name="review-fulltexts-csv"),
    path(f"{_LIST}/to-find.ris", fulltexts.as_references, name="review-fulltexts-ris"),
    path(f"{_LIST}/several", fulltext_several.several, name="review-fulltexts-several"),
    path(f"{_LIST}/several/attach", fulltext_several.confirm, name="review-fulltexts-confirm"),
    path(_ONE, fulltext.fulltext, name="review-fulltext"),
    path(f"{_ONE}/state", fulltext.say, name="review-fulltext-state"),
    path(f"{_ONE}/attach", fulltext.attach, name="review-fulltext-attach"),
    path(f"{_ONE}/undo", fulltext.undo, name="review-fulltext-undo"),
    path(f"{_ONE}/file/<int:pk>", fulltext_file.file, name="review-fulltext-file"),
    path(f"{_ONE}/file/<int:pk>/remove", fulltext.remove, name="review-fulltext-remove"),
]
