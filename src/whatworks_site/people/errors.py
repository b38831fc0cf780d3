"""What cannot be done, said in a sentence."""

from __future__ import annotations


class Refused(ValueError):
    """This cannot be done, and the sentence says why and what to do instead."""
