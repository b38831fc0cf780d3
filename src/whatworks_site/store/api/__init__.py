"""The public API: what is published, as JSON, for anyone."""
