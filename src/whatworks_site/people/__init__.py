"""Accounts, organisations and roles, and who may do what."""
