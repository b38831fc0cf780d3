"""The desk's pages."""

from . import interventions, reviews, today, uploads, versions

__all__ = ["interventions", "reviews", "today", "uploads", "versions"]
