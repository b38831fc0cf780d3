"""Files to keep."""

from __future__ import annotations

from django.http import HttpResponse


def text_file(text: str, kind: str, name: str) -> HttpResponse:
    """A file to keep, under a name that every system takes."""
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_file(text: str, name: str) -> HttpResponse:
    """A table as a file. The mark at its start tells spreadsheets that it is UTF-8."""
    return text_file("\ufeff" + text, "text/csv; charset=utf-8", name)
