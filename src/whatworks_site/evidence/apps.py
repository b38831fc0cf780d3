"""The app's name."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.evidence"
    label = "evidence"
