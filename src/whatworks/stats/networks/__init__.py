"""Models that compare many treatments at once."""
