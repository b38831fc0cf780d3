"""The app's name."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.store"
    label = "store"
