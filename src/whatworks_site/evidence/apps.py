"""The app's name."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Put the app's rows into the permission matrix, and its long work on the list of kinds."""
        from . import jobs, permissions  # noqa: F401, PLC0415
