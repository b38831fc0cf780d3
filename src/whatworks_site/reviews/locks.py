"""Who waits for whom: the review first, then a record of it. Taken the other way round, two wait for ever."""

from __future__ import annotations

from django.db import connection

from whatworks_site.evidence.models import Review


def shared(review: str) -> Review | None:
    """The review, held with others who decide in it, while nobody changes its ways or what is a copy of what.

    Until the transaction ends. SQLite lets one write at a time and needs no lock.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Review._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE key = %s FOR SHARE", [review])  # noqa: S608 - our name
    return Review.objects.filter(key=review).first()


def alone(review: str) -> Review | None:
    """The review, held alone until the transaction ends."""
    return Review.objects.select_for_update().filter(key=review).first()
