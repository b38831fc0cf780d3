"""Long work: its progress, how it is stopped, and how it starts again."""
