"""The app's name."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Put the app's rows into the permission matrix, its long work on the list, and listen to changes."""
        from . import jobs, living_jobs, permissions, signals  # noqa: F401, PLC0415

        signals.rated_changed.connect(living_jobs.on_rated_changed, dispatch_uid="evidence.living")
