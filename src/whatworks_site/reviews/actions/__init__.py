"""Every write of the desk: atomic, permitted, and on the record."""
