"""A document on its way in: bounded while it comes, so that nothing larger is ever held."""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from .fulltext_store import MOST_BYTES


class Bounded(FileUploadHandler):
    """Stops taking a file in once it is larger than allowed; the rest of what was sent is let go."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or stop."""
        if start + len(raw_data) > MOST_BYTES:
            self.request.fulltext_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was larger than allowed."""
    return bool(getattr(request, "fulltext_too_large", False))
