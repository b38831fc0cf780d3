"""Where one record ends and the next begins in RIS and in PubMed's format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .raw import RawRecord

_KNOWN = """
    TY TI T1 T2 T3 CT BT ST TT AU A1 A2 A3 A4 A5 ED TA PY Y1 Y2 DA JF JO JA J1 J2 JI J9 VL IS SP EP PG AB N1
    N2 KW DE DO DI M1 M2 M3 M4 SN UR L1 L2 L3 L4 LK ID AN C1 C2 C3 C4 C5 C6 C7 C8 U1 U2 U3 U4 U5 AD CY PB PP
    ET LA DB DP ER RN RP SE NV OP RI CN CA LB
"""
KNOWN = frozenset(_KNOWN.split())
IDENTIFYING = frozenset({"TI", "T1", "CT", "BT", "TT", "AU", "A1", "DO", "DI"})
_STRICT = re.compile(r"\s{0,3}([A-Z][A-Z0-9])(?:  +| ?\t\s*)-(?:\s|$)(.*)", re.S)
_LOOSE = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])(\s*)-(?:\s|$)(.*)", re.S)
_NBIB = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}-(?:\s|$)(.*)", re.S)


def ris_tag(text: str) -> tuple[str, str] | None:
    """The tag, in capitals, and value of a RIS line; None for any other line.

    Two capitals or a capital and a digit, two spaces or a tab, a hyphen: any tag. With one space, without a
    space or in lower case: only tags that RIS knows, since prose looks like that too.
    """
    found = _STRICT.match(text)
    if found:
        return found.group(1), found.group(2)
    found = _LOOSE.match(text)
    if not found or found.group(1).upper() not in KNOWN:
        return None
    if not found.group(2) and not found.group(1).isupper():
        return None
    return found.group(1).upper(), found.group(3)


def nbib_tag(text: str) -> tuple[str, str] | None:
    """The tag and value of a line in PubMed's format; None for any other line."""
    found = _NBIB.match(text)
    return (found.group(1), found.group(2)) if found else None


def split_ris(numbered: Iterable[tuple[int, str]], limit: int) -> Iterator[RawRecord]:
    """The records of a RIS file. `count_records` says what a record is."""
    records = _RisRecords(limit)
    for number, text in numbered:
        tag = ris_tag(text)
        if tag is None:
            records.prose(text)
        else:
            yield from records.tagged(number, *tag, text)
    yield from records.end()


class _RisRecords:
    """The state between lines: the record being read, and the one before, which may yet take stray lines."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.current: RawRecord | None = None
        self.before: RawRecord | None = None
        self.blank = False

    def prose(self, text: str) -> None:
        if not text.strip():
            self.blank = True
        elif self.current:
            self.current.extend(text, as_new=self.current.last == "KW")

    def tagged(self, number: int, tag: str, value: str, text: str) -> Iterator[RawRecord]:
        blank, self.blank = self.blank, False
        if tag == "ER":
            yield from self._finish()
            return
        again = self.current and not self.current.typed and blank and tag == self.current.first
        if tag == "TY" or again:
            yield from self._finish()
        if self.current is None:
            self.current = RawRecord(number, self.limit, typed=tag == "TY")
        self.current.add(tag, value, text)

    def end(self) -> Iterator[RawRecord]:
        yield from self._finish()
        if self.before:
            yield self.before

    def _finish(self) -> Iterator[RawRecord]:
        done, self.current = self.current, None
        if done is None:
            return
        if done.typed or IDENTIFYING & done.tags:
            if self.before:
                yield self.before
            self.before = done
        elif self.before:
            self.before.absorb(done)


def split_nbib(numbered: Iterable[tuple[int, str]], limit: int) -> Iterator[RawRecord]:
    """The records of a file in PubMed's format. `count_records` says what a record is."""
    current: RawRecord | None = None
    blank = False
    for number, text in numbered:
        tag = nbib_tag(text)
        if tag is None:
            if not text.strip():
                blank = True
            elif current and (not blank or text[0].isspace()):
                current.extend(text, as_new=False)
            continue
        if current and (blank or (tag[0] == "PMID" and "PMID" in current.tags)):
            yield current
            current = None
        blank = False
        current = current or RawRecord(number, limit, typed=True)
        current.add(tag[0], tag[1], text)
    if current:
        yield current
