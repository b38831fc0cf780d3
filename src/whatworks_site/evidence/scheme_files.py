"""Scheme files as they stand now, and as they stood when ratings were computed by them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from django.utils import timezone

from whatworks.rate import Scheme, SchemeError, read_scheme

from .living_models import KeptScheme
from .models import Assessment, Review


@lru_cache(maxsize=64)
def shipped_text(name: str) -> str | None:
    """The file of a scheme that comes with the software; None where there is none of that name.

    Read once: the software does not change under a process that runs.
    """
    file = resources.files("whatworks.rate") / "schemes" / f"{name}.yaml"
    return file.read_text("utf-8") if file.is_file() else None


def texts_of(review: Review) -> dict[str, str]:
    """The text of each scheme by which a review rates, by the name under which it asks for it."""
    found = {}
    for name in review.document.get("schemes", []):
        if name.endswith((".yaml", ".yml")):
            own = review.files.filter(path=name).first()
            text = bytes(own.content).decode("utf-8", "replace") if own else None
        else:
            text = shipped_text(name)
        if text is not None:
            found[name] = text
    return found


def digests_of(review: Review) -> dict[str, str]:
    """A digest of each scheme's file."""
    return {name: _digest(text) for name, text in texts_of(review).items()}


def digests_by_id(review: Review) -> dict[str, str]:
    """A digest of each scheme's file by the scheme's own id, as an assessment keeps it."""
    found = {}
    for name, text in texts_of(review).items():
        read = _read(_digest(text), text, name)
        found[read.id if read else name] = _digest(text)
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def keep_schemes(texts: Mapping[str, str]) -> dict[str, str]:
    """Keep the files, those that are not kept yet. The digest of each by the scheme's own id."""
    kept = {}
    for name, text in texts.items():
        scheme, stamp = read_scheme(text, name), _digest(text)
        KeptScheme.objects.get_or_create(
            scheme=scheme.id,
            digest=stamp,
            defaults={"version": scheme.version, "text": text, "kept_at": timezone.now()},
        )
        kept[scheme.id] = stamp
    return kept


def schemes_of(assessment: Assessment) -> dict[str, Scheme]:
    """The schemes by which an assessment rated, by id; without those that cannot be read any more."""
    found = {}
    for scheme, stamp in assessment.scheme_files.items():
        if (read := scheme_at(scheme, stamp)) is not None:
            found[scheme] = read
    return found


def scheme_at(scheme: str, stamp: str) -> Scheme | None:
    """A kept scheme by the digest of its file."""
    kept = KeptScheme.objects.filter(scheme=scheme, digest=stamp).first()
    return _read(kept.digest, kept.text, f"{scheme}.yaml") if kept else None


def scheme_of_version(scheme: str, version: str) -> Scheme | None:
    """The newest file kept of a scheme's version."""
    kept = KeptScheme.objects.filter(scheme=scheme, version=version).first()
    return _read(kept.digest, kept.text, f"{scheme}.yaml") if kept else None


@lru_cache(maxsize=32)
def _read(stamp: str, text: str, name: str) -> Scheme | None:
    try:
        return read_scheme(text, name)
    except SchemeError:
        return None
