"""The pages, thin: they ask queries and actions."""
