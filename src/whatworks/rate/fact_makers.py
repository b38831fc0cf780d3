"""The shapes in which facts are written down: yes or no, a number, one of a list."""

from __future__ import annotations

from typing import Any

from whatworks.rules import FactDef, FactType


def yes_no(name: str, doc: str, ask: str, yes: str, no: str, *, of: str, good: bool | None = True) -> FactDef:
    """A fact that holds or not; `yes` is the clause for its good value and `no` for the other."""
    return FactDef(name=name, of=of, type=FactType.YES_NO, doc=doc, ask=ask, yes=yes, no=no, good=good)


def number(name: str, doc: str, ask: str, amount: str, *, of: str, **more: Any) -> FactDef:
    """A number; `amount` is a clause with {} for the bound in words."""
    return FactDef(name=name, of=of, type=FactType.NUMBER, doc=doc, ask=ask, amount=amount, **more)


def choice(name: str, doc: str, ask: str, options: tuple[str, ...], *, of: str, **more: Any) -> FactDef:
    """One of a list."""
    return FactDef(name=name, of=of, type=FactType.CHOICE, doc=doc, ask=ask, options=options, **more)
