"""The app's name."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Say who may do what."""
        import_module("whatworks_site.jobs.permissions")
