"""What the apps above are told."""

from __future__ import annotations

from django.dispatch import Signal

content_changed = Signal()
"""Sent inside the transaction in which what the public sees changes, with `kind` and `key`."""

review_changed = Signal()
"""Sent inside the transaction in which a review's folder is read in, with `review` (the row) and `by`."""

rated_changed = Signal()
"""Sent inside the transaction in which something that ratings rest on changes, with `review` (the row)."""
