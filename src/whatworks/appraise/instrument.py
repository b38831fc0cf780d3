"""An instrument: what its file says, ready to be asked. Files are found by name or by path."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .conditions import Condition
from .errors import AppraisalError, listed
from .sheet import Sheet
from .yamltext import read_yaml

FOLDER = Path(__file__).parent / "instruments"


@dataclass(frozen=True)
class Domain:
    """One domain of an instrument, with its questions and rule."""

    id: str
    name: str
    sheet: Sheet
    effect: str | None = None
    verified: str = "no"


@dataclass(frozen=True)
class Prompt:
    """What the overall rule leaves to a person, and when. `{n}` counts the domains judged `counting`."""

    when: Condition
    say: str
    counting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overall:
    """The overall rule over the domains of one variant; its sheet's questions are the domains."""

    sheet: Sheet
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A published instrument as data. `effects` is empty for one that has no variants."""

    id: str
    version: str
    name: str
    judgements: tuple[str, ...]
    domains: tuple[Domain, ...]
    overalls: Mapping[str | None, Overall]
    covers: str = ""
    url: str = ""
    licence: str = ""
    verified: str = "no"
    verified_note: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    effects: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def effect(self, effect: str | None) -> str | None:
        """The variant's name checked; None for an instrument without variants. Raises AppraisalError."""
        if not self.effects:
            return None
        if effect not in self.effects:
            allowed = tuple(self.effects)
            wrong = f"effect {effect!r} is not one of {self.name}" if effect else "'effect' is missing"
            raise AppraisalError(
                f"{wrong}; say {listed(allowed)}",
                place=("effect",),
                value=effect,
                allowed=allowed,
            )
        return effect

    def asked_for(self, effect: str | None) -> tuple[Domain, ...]:
        """The domains that are judged for one effect of interest, in order."""
        return tuple(domain for domain in self.domains if domain.effect in (None, effect))


def load_instrument(name_or_path: str | Path) -> Instrument:
    """An instrument by the name of a file that comes with Whatworks, or from a file of your own.

    Raises AppraisalError where there is no such file or where it is not sound; see `check_instrument`.
    """
    name = str(name_or_path)
    shipped = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
    if name in shipped:
        return _load(FOLDER / f"{name}.yaml")
    path = Path(name_or_path)
    if not path.is_file():
        raise AppraisalError(
            f"there is no instrument {name!r}; use {listed(shipped)}, or the path of a file of your own",
            place=("instrument",),
            value=name,
            allowed=shipped,
        )
    return _load(path.resolve())


def _load(path: Path) -> Instrument:
    return _load_again(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _load_again(path: Path, changed: int) -> Instrument:
    from .checking import checked  # noqa: PLC0415 - checking builds instruments, so it stands above

    content, _ = read_yaml(path)
    instrument, problems = checked(content, file=str(path))
    if instrument is None or problems:
        told = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")
        raise AppraisalError(f"is not a sound instrument: {told}", file=str(path))
    return instrument
