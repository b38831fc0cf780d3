"""The record's addresses. Its page stands here, and not in `audit`, because it shows people by name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import record

urlpatterns: list[URLPattern | URLResolver] = [
    path("", record.audit, name="audit"),
    path("events.csv", record.audit_csv, name="audit-csv"),
]
