"""The app’s addresses, part by part."""
