"""What a view raises when there is nothing at an address, and can say what is missing."""

from __future__ import annotations

from django.http import Http404


class NothingHere(Http404):
    """Its sentence is shown to the reader: `NothingHere("There is no study called “x” on our records.")`."""
