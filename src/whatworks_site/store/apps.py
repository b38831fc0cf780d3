"""The app's name, and what it listens to."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """What Django is told of this app."""

    name = "whatworks_site.store"
    label = "store"

    def ready(self) -> None:
        """Follow what is published."""
        from whatworks_site.evidence.signals import content_changed  # noqa: PLC0415 - apps are loaded by now

        from . import freezing, generations, index  # noqa: PLC0415

        content_changed.connect(index.on_content_changed, dispatch_uid="store.index")
        content_changed.connect(freezing.on_content_changed, dispatch_uid="store.freezing")
        generations.build()  # of the software as it was loaded, whatever is installed over it later
