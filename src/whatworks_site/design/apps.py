"""The app's name."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.design"
    label = "design"
