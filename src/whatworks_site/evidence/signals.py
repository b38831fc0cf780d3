"""What the apps above are told."""

from __future__ import annotations

from django.dispatch import Signal

content_changed = Signal()
"""Sent inside the transaction in which what the public sees changes, with `kind` and `key`."""

review_changed = Signal()
"""Sent inside the transaction in which a review's folder is read in, with `review` (the row) and `by`."""
