"""The app's name."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.people"
    label = "people"
