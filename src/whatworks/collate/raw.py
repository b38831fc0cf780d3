"""A record as its file has it: tags and values, before anyone says what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class RawRecord:
    """One record of an export, with the line it starts on."""

    line: int
    limit: int
    typed: bool = False
    problem: str | None = None
    size: int = 0
    fields: dict[str, list[str]] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    first_text: str = ""
    last: str | None = None
    first: str | None = None

    @property
    def too_long(self) -> bool:
        """Whether the record passed its limit, in characters; what came after is not kept."""
        return self.size > self.limit

    def add(self, tag: str, value: str, text: str) -> None:
        """Add one tagged line."""
        self._grow(text)
        self.last = tag
        self.tags.add(tag)
        self.first = self.first or tag
        if not self.too_long:
            self.fields.setdefault(tag, []).append(value.strip())

    def extend(self, text: str, *, as_new: bool) -> None:
        """Add a line that continues the last tag: as a value of its own, or joined to the last one."""
        self._grow(text)
        if self.too_long or self.last is None:
            return
        values = self.fields[self.last]
        if as_new and values[-1]:
            values.append(text.strip())
        else:
            values[-1] = f"{values[-1]} {text.strip()}".strip()

    def absorb(self, other: RawRecord) -> None:
        """Take in stray tagged lines that follow the record, while there is room."""
        if self.size + other.size > self.limit:
            return
        self.size += other.size
        for tag, values in other.fields.items():
            self.fields.setdefault(tag, []).extend(values)

    def get(self, *tags: str) -> list[str]:
        """The values of the first of these tags that has any."""
        for tag in tags:
            values = [v for v in self.fields.get(tag, ()) if v]
            if values:
                return values
        return []

    def all(self, *tags: str) -> list[str]:
        """The values of all these tags."""
        return [v for tag in tags for v in self.fields.get(tag, ()) if v]

    def one(self, *tags: str) -> str | None:
        """The first value of the first of these tags that has any."""
        values = self.get(*tags)
        return values[0] if values else None

    def _grow(self, text: str) -> None:
        self.size += len(text) + 1
        if len(self.first_text) < 200:
            self.first_text = f"{self.first_text} {text.strip()}".strip()[:200]
