"""The store's views: each finds what is published and hands it to a template."""
