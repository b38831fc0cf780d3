"""The app’s migrations."""
