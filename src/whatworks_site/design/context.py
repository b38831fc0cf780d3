"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The centre's name, whether this is an example, and who reads."""
    return {"centre": settings.CENTRE_NAME, "is_example": settings.EXAMPLE}
