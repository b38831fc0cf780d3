"""What the public pages show, each built from published snapshots alone."""
