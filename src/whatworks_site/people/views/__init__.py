"""Pages about one's own account, other people's, and the record of who did what."""
