"""The app's name."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Put the app's rows into the permission matrix and its long work on the list, and listen."""
        from . import jobs, listening, permissions  # noqa: F401, PLC0415
