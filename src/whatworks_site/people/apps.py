"""The app's name."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.people"
    label = "people"

    def ready(self) -> None:
        """Add this app’s rows to the matrix, and listen to allauth."""
        from . import permissions, signals  # noqa: F401, PLC0415
