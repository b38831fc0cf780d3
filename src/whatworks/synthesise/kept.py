"""A pool kept with all that went into it, so that it can be run again to the same digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from whatworks.terms import Effect, Pool, digest

from .pooling import PoolResult, pool


@dataclass(frozen=True)
class Run:
    """What was pooled, what came out, and the version of the software that did it."""

    effects: tuple[Effect, ...]
    method: str
    test: str
    """As asked for: one study alone is tested otherwise."""
    pool: Pool
    software: str

    @property
    def inputs(self) -> str:
        """A digest of the numbers pooled: equal for the same effects with the same numbers."""
        return digest(sorted([e.id, e.study, e.yi, e.vi] for e in self.effects))

    def to_json(self) -> dict[str, Any]:
        """The run as plain JSON values."""
        return {
            "effects": [e.to_json() for e in self.effects],
            "method": self.method,
            "test": self.test,
            "pool": self.pool.to_json(),
            "software": self.software,
            "inputs": self.inputs,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Run:
        """The run that `to_json` told."""
        effects = tuple(Effect.from_json(e) for e in told["effects"])
        pooled = Pool.from_json(told["pool"])
        return cls(effects, str(told["method"]), str(told["test"]), pooled, str(told["software"]))


@dataclass(frozen=True)
class Digit:
    """A number that came out otherwise: then, and now."""

    name: str
    then: Any
    now: Any


def run_of(
    effects: Sequence[Effect],
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    evidence_set: str | None = None,
) -> Run:
    """Pool effects as `pool` does, and keep what is needed to do it again."""
    result = pool(list(effects), method=method, test=test, level=level, evidence_set=evidence_set)
    used = tuple(row.effect for row in result.rows if row.effect is not None)
    return Run(used, method, test, result.pool, software())


def again(run: Run) -> PoolResult:
    """Pool what was pooled then, by the same model, today."""
    kept = run.pool
    return pool(
        list(run.effects), method=run.method, test=run.test, level=kept.level, evidence_set=kept.evidence_set
    )


def differences(run: Run) -> tuple[Digit, ...]:
    """Every number of the pool that comes out otherwise today, to the last digit."""
    now = again(run).pool
    names = [f.name for f in fields(Pool) if f.name != "diagnostics"]
    told = ((name, getattr(run.pool, name), getattr(now, name)) for name in names)
    return tuple(Digit(*each) for each in told if each[1] != each[2])


def software() -> str:
    """This software's name and version."""
    try:
        return f"whatworks {version('whatworks')}"
    except PackageNotFoundError:
        return "whatworks"
