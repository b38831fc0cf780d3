"""Whatworks: the software a What Works Centre runs on. The library is verbs; it computes and keeps nothing."""

__version__ = "0.1.0"
