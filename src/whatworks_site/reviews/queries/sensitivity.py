"""What an analysis hangs on: each study left out in turn, and other models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whatworks.synthesise import pool
from whatworks.terms import Effect, Methods, Pool

from .analyses_words import methods_words, pooled_words

METHODS = (
    *(Methods(method=m, test=t) for m in ("REML", "PM", "DL") for t in ("knha", "z")),
    Methods(method="EE", test="z"),
)


@dataclass(frozen=True)
class Omitted:
    """The pooled figure without one study."""

    study: str
    estimate: str
    interval: str
    share: str


@dataclass(frozen=True)
class ModelLine:
    """The pooled figure under one model."""

    words: str
    estimate: str
    interval: str
    chosen: bool


def omitted_of(effects: Sequence[Effect], methods: Methods, names: Mapping[str, str]) -> tuple[Omitted, ...]:
    """Each study left out in turn; nothing where fewer than three are pooled."""
    if len({e.study for e in effects}) < 3:
        return ()
    found = []
    for study in sorted({e.study for e in effects}, key=lambda s: names[s].casefold()):
        without = _pool([e for e in effects if e.study != study], methods)
        estimate, interval = pooled_words(without)
        found.append(Omitted(names[study], estimate, interval, f"{without.I2 or 0:.0f}%"))
    return tuple(found)


def models_of(effects: Sequence[Effect], methods: Methods) -> tuple[ModelLine, ...]:
    """The same studies under the models most used, and under the one chosen."""
    if not effects:
        return ()
    return tuple(
        ModelLine(methods_words(each), *pooled_words(_pool(effects, each)), each == methods)
        for each in (*METHODS, *([] if methods in METHODS else [methods]))
    )


def _pool(effects: Sequence[Effect], methods: Methods) -> Pool:
    return pool(effects, method=methods.method, test=methods.test).pool
