"""The app's name."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.jobs"
    label = "jobs"
