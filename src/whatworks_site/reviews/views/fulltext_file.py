"""A full text as it is sent: to people who may see the review, in whole or the part asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from whatworks_site.design.errors import NothingHere

from ..fulltext_store import path_of
from ..queries.fulltexts import file_of
from .common import at_review, head
from .fulltext_frames import is_text

PDF = "application/pdf"
_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
@at_review("reviews.see")
@is_text
def file(request: HttpRequest, review: str, work: int, pk: int) -> HttpResponseBase:
    """A document of a work."""
    text = file_of(head(review).row, work, pk)
    if text is None:
        raise NothingHere("There is no such document. It may have been removed from this record.")
    try:
        stream = path_of(text.digest).open("rb")
    except FileNotFoundError:
        raise NothingHere(
            "The file of this document is not on the site’s disk. Attach it again, and tell whoever looks "
            "after the site: a backup may not have held it."
        ) from None
    response = _part(request, stream) or FileResponse(stream, content_type=PDF)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = content_disposition_header(False, text.name) or "inline"
    return response


def _part(request: HttpRequest, stream: BinaryIO) -> HttpResponseBase | None:
    """The one part that was asked for; None where all of it is to be sent."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", "") or "If-Range" in request.headers:
        return None
    size = Path(stream.name).stat().st_size
    first, last = asked.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        stream.close()
        return HttpResponse(status=416, content_type=PDF, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_pieces(stream, start, end + 1 - start), status=206, content_type=PDF)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end + 1 - start)
    return response


def _pieces(stream: BinaryIO, start: int, left: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        while left > 0 and (piece := stream.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
