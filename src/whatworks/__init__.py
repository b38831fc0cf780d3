"""Whatworks: the software a What Works Centre runs on. The library computes and keeps nothing."""

__version__ = "0.1.0"
