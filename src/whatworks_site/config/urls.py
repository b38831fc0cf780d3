"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from whatworks_site.jobs.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("whatworks_site.people.urls")),
    path("desk/", include("whatworks_site.evidence.urls")),
    path("desk/jobs/", include("whatworks_site.jobs.urls")),
    path("desk/audit/", include("whatworks_site.audit.urls")),
    path("health", health, name="health"),
    path("", include("whatworks_site.design.urls")),
    path("", include("whatworks_site.store.urls")),
]
handler400 = "whatworks_site.design.views.bad_request"
handler403 = "whatworks_site.design.views.forbidden"
handler404 = "whatworks_site.design.views.not_found"
handler500 = "whatworks_site.design.views.went_wrong"
