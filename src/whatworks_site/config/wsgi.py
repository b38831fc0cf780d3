"""What the web server calls."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whatworks_site.config.settings")
application = get_wsgi_application()
if settings.FROZEN:
    from .frozen import FrozenPages

    application = FrozenPages(application)
