"""The records, what the road makes of them, and their published snapshots."""
