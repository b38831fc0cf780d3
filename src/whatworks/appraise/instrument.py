"""An instrument: what its file says, ready to be asked. Files are found by name or by path."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .conditions import Condition
from .errors import AppraisalError, listed
from .sheet import Question, Sheet
from .yamltext import read_yaml

FOLDER = Path(__file__).parent / "instruments"
KINDS = ("judgement", "checklist", "score")
OBJECTS = ("result", "study", "review", "body", "intervention", "report")


@dataclass(frozen=True)
class Domain:
    """One domain of an instrument, with its questions and rule; `asked_if` looks at earlier domains.

    `neutral`: none of its judgements is better than another, so that a drawing colours none.
    """

    id: str
    name: str
    sheet: Sheet
    effect: str | None = None
    verified: str = "no"
    verified_note: str = ""
    asked_if: Condition | None = None
    neutral: bool = False

    @property
    def critical(self) -> bool:
        """Whether one of its questions is critical."""
        return any(question.critical for question in self.sheet.questions.values())


@dataclass(frozen=True)
class Prompt:
    """What the overall rule leaves to a person, and when. `{n}` counts the domains judged `counting`."""

    when: Condition
    say: str
    counting: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overall:
    """The overall rule over the domains of one variant; its sheet's questions are the domains."""

    sheet: Sheet
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A published instrument as data. `effects` is empty for one that has no variants.

    `kind` is judgement (rules lead from answers to judgements), checklist (answers are only counted) or
    score (points are added up). `object` is what is appraised: a result, a study, a review, a body of
    evidence, an intervention or a report. `off_scale` lists judgements that stand on no ladder.
    """

    id: str
    version: str
    name: str
    judgements: tuple[str, ...]
    domains: tuple[Domain, ...]
    overalls: Mapping[str | None, Overall]
    kind: str = "judgement"
    object: str = "result"
    covers: str = ""
    url: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    verified: str = "no"
    verified_note: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    effects: Mapping[str, str] = field(default_factory=dict)
    off_scale: tuple[str, ...] = ()
    file: str = ""
    raw: Any = field(default=None, repr=False, compare=False)

    def effect(self, effect: str | None) -> str | None:
        """The variant's name checked; None for an instrument without variants. Raises AppraisalError."""
        if not self.effects:
            return None
        if not effect and len(self.effects) == 1:
            return next(iter(self.effects))
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

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its id, of all variants; of one that variants share, the last."""
        return {name: q for domain in self.domains for name, q in domain.sheet.questions.items()}

    @property
    def critical(self) -> tuple[str, ...]:
        """The questions that are critical."""
        return tuple(name for name, question in self.questions.items() if question.critical)

    @property
    def unverified(self) -> tuple[str, ...]:
        """What was not checked against the published instrument, in sentences."""
        notes = [self.verified_note] if self.verified != "yes" and self.verified_note else []
        notes += [
            f"{domain.name}: {domain.verified_note or 'not checked against the published instrument.'}"
            for domain in self.domains
            if domain.verified == "no" or domain.verified_note
        ]
        return tuple(dict.fromkeys(notes))


def shipped() -> tuple[str, ...]:
    """The names of the instruments that come with Whatworks."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def instrument_path(name_or_path: str | Path) -> Path:
    """The file of an instrument, by name or path. Raises AppraisalError where there is none."""
    name, known = str(name_or_path), shipped()
    if name in known:
        return FOLDER / f"{name}.yaml"
    path = Path(name_or_path)
    if not path.is_file():
        raise AppraisalError(
            f"there is no instrument {name!r}; use {listed(known)}, or the path of a file of your own",
            place=("instrument",),
            value=name,
            allowed=known,
        )
    return path.resolve()


def load_instrument(name_or_path: str | Path) -> Instrument:
    """An instrument by the name of a file that comes with Whatworks, or from a file of your own.

    Raises AppraisalError where there is no such file or where it is not sound; see `check_instrument`.
    """
    path = instrument_path(name_or_path)
    return _load_again(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _load_again(path: Path, changed: int) -> Instrument:
    from .checking import checked  # noqa: PLC0415 - checking builds instruments, so it stands above

    content, lines = read_yaml(path)
    instrument, problems = checked(content, file=str(path))
    if instrument is None or problems:
        told = [(problem, problem.seen_in(str(path), lines).line) for problem in problems[:5]]
        said = "; ".join(f"{problem} (line {line})" if line else str(problem) for problem, line in told)
        more = f"; and {len(problems) - 5} more" if len(problems) > len(told) else ""
        raise AppraisalError(f"is not a sound instrument: {said}{more}", file=str(path))
    return instrument
