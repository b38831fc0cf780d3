"""The app's name, and what it listens to."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.store"
    label = "store"

    def ready(self) -> None:
        """Follow what is published."""
        from whatworks_site.evidence.signals import content_changed  # noqa: PLC0415 - apps are loaded by now

        from .index import on_content_changed  # noqa: PLC0415

        content_changed.connect(on_content_changed, dispatch_uid="store.index")
