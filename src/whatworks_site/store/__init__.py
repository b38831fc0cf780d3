"""The public store: what is published, as people meet it."""
