"""Where static files are found."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedOrPlain(CompressedManifestStaticFilesStorage):
    """Names with a digest once the files are collected; plain names before, as in tests."""

    def stored_name(self, name: str) -> str:
        """The file's name in an address."""
        return str(super().stored_name(name)) if self.hashed_files else name
