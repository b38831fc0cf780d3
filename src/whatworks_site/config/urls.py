"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from whatworks_site.jobs.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("whatworks_site.people.urls")),
    path("desk", RedirectView.as_view(pattern_name="desk")),
    path("desk/", include("whatworks_site.reviews.urls")),
    path("desk/", include("whatworks_site.evidence.urls")),
    path("desk/jobs/", include("whatworks_site.jobs.urls")),
    path("desk/audit/", include("whatworks_site.people.urls_audit")),
    path("health", health, name="health"),
    path("", include("whatworks_site.design.urls")),
    path("", include("whatworks_site.store.urls")),
]
handler400 = "whatworks_site.design.faults.bad_request"
handler403 = "whatworks_site.design.faults.forbidden"
handler404 = "whatworks_site.design.faults.not_found"
handler429 = "whatworks_site.design.faults.too_many"
handler500 = "whatworks_site.design.faults.went_wrong"
