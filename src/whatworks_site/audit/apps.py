"""The app's name."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.audit"
    label = "audit"
