"""The app's addresses, below /desk/jobs/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="jobs"),
    path("<int:job_id>", views.one, name="job"),
    path("<int:job_id>/stop", views.stop, name="job-stop"),
    path("<int:job_id>/restart", views.restart, name="job-restart"),
]
