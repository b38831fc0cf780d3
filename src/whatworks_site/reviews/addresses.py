"""Addresses of the desk's pages by their names; empty while a page of that name is not there."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *args: Any) -> str:
    """Where a page is; empty where there is none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def first_of(*names: str, review: str) -> str:
    """Where the first of these pages of a review is that is there: from the exact to the near."""
    return next((href for name in names if (href := address_of(name, review))), "")
