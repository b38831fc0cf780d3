"""A rating scheme as read from its file: levels, criteria, order, words, source and what is not verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from whatworks.rules import ExpressionError, Node, Rulebook, RulebookError, parse

from .catalogue import CATALOGUE


class SchemeError(ValueError):
    """A scheme file that cannot be used: which file, where in it, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a scale. Levels of equal rank are neither above nor below one another."""

    id: str
    rank: float
    words: str
    meaning: str
    verified: bool = True
    variants: tuple[tuple[str, str], ...] = ()
    """Criterion and words: the first that is true gives the level its words."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a level is given, and the sentence that says why."""

    level: str
    when: Node
    text: str
    say: str | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of study that could be added, for the search for what would change a level."""

    id: str
    words: str
    plural: str
    facts: Mapping[str, Any]
    better: int
    """+1 for one that favours the intervention, -1 for one that goes against it."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One of a scheme's scales."""

    id: str
    name: str
    combiner: str
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    otherwise: str
    eligible: str | None
    kinds: tuple[Kind, ...]
    columns: tuple[tuple[Rule, ...], ...] = ()
    about: str | None = None

    @property
    def expressions(self) -> tuple[Node, ...]:
        """Every rule's condition, of all columns."""
        return tuple(rule.when for rules in (self.rules, *self.columns) for rule in rules)

    def level(self, id_: str) -> Level:
        """A level by its id."""
        return next(level for level in self.levels if level.id == id_)

    def in_order(self, ids: frozenset[str] | Sequence[str]) -> tuple[str, ...]:
        """Level ids from the lowest rank to the highest, in the order of the file within a rank."""
        place = {level.id: (level.rank, i) for i, level in enumerate(self.levels)}
        return tuple(sorted(ids, key=lambda i: place[i]))


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A rating scheme, one version of it."""

    id: str
    version: str
    name: str
    by: str
    about: str
    sources: tuple[str, ...]
    licence: str
    verified: bool
    unverified: tuple[str, ...]
    scales: tuple[Scale, ...]
    book: Rulebook


COMBINERS = {
    "first": "the first rule that holds gives the level",
    "ladder": "the highest level whose rule and all rules below it hold",
    "lowest": "the lowest of several columns, each decided by its first rule that holds",
}


def shipped() -> tuple[str, ...]:
    """Ids of the schemes that come with the package."""
    folder = resources.files(__package__) / "schemes"
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def load_scheme(name: str | Path) -> Scheme:
    """Read a scheme by id, or from a file of one's own. Raises SchemeError naming file, place and remedy."""
    if isinstance(name, str) and name in shipped():
        text = (resources.files(__package__) / "schemes" / f"{name}.yaml").read_text("utf-8")
        return read_scheme(text, f"{name}.yaml")
    path = Path(name)
    if not path.is_file():
        known = ", ".join(shipped())
        raise SchemeError(f"{name}: no such scheme. Use one of {known}, or the path of a scheme file.")
    try:
        return read_scheme(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise SchemeError(f"{path.name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def read_scheme(text: str, file: str) -> Scheme:
    """Read a scheme from the text of its file."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SchemeError(f"{file}: not valid YAML: {error}") from None
    if not isinstance(data, Mapping):
        raise SchemeError(f"{file}: must be a map with id, version, name, scales and criteria")
    try:
        return _scheme(data)
    except (RulebookError, ExpressionError, SchemeError) as error:
        raise SchemeError(f"{file}: {error}") from None
    except KeyError as error:
        raise SchemeError(f"{file}: {error.args[0]!r} is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise SchemeError(f"{file}: {error}") from None


def _scheme(data: Mapping[str, Any]) -> Scheme:
    book = Rulebook.read(data.get("criteria", {}), CATALOGUE)
    return Scheme(
        id=str(data["id"]),
        version=str(data["version"]),
        name=str(data["name"]),
        by=str(data["by"]),
        about=str(data["about"]).strip(),
        sources=tuple(data["sources"]),
        licence=str(data["licence"]),
        verified=bool(data["verified"]),
        unverified=tuple(data.get("unverified", ())),
        scales=tuple(_scale(id_, entry, book) for id_, entry in data["scales"].items()),
        book=book,
    )


def _scale(id_: str, data: Mapping[str, Any], book: Rulebook) -> Scale:
    combiner = data.get("combiner", "first")
    if combiner not in COMBINERS:
        raise SchemeError(f"scale {id_}: combiner {combiner!r} is not one of {', '.join(COMBINERS)}")
    levels = tuple(_level(entry) for entry in data["levels"])
    known = {level.id for level in levels}
    scale = Scale(
        id=id_,
        name=str(data["name"]),
        combiner=combiner,
        levels=levels,
        rules=_rules(id_, data.get("rules", ()), known, book),
        otherwise=str(data["otherwise"]),
        eligible=data.get("eligible"),
        kinds=tuple(_kind(id_, k) for k in data.get("studies_to_add", ())),
        columns=tuple(_rules(id_, column, known, book) for column in data.get("columns", ())),
        about=data.get("about"),
    )
    for level in levels:
        for name, _ in level.variants:
            if name not in book:
                raise SchemeError(
                    f"scale {id_}, level {level.id}: {name!r} is not a criterion of this scheme"
                )
    if scale.otherwise not in known:
        raise SchemeError(f"scale {id_}: otherwise {scale.otherwise!r} is not one of its levels")
    if scale.eligible is not None and (scale.eligible not in book or book[scale.eligible].of != "study"):
        raise SchemeError(f"scale {id_}: eligible {scale.eligible!r} is not a criterion of a study")
    return scale


def _level(entry: Mapping[str, Any]) -> Level:
    return Level(
        id=str(entry["id"]),
        rank=float(entry["rank"]),
        words=str(entry["words"]),
        meaning=str(entry["meaning"]),
        verified=bool(entry.get("verified", True)),
        variants=tuple((v["when"], v["words"]) for v in entry.get("variants", ())),
    )


def _rules(
    scale: str, entries: Sequence[Mapping[str, Any]], known: set[str], book: Rulebook
) -> tuple[Rule, ...]:
    rules = []
    for entry in entries:
        text = str(entry["when"])
        rule = Rule(level=str(entry["level"]), when=parse(text), text=text, say=entry.get("say"))
        if rule.level not in known:
            raise SchemeError(f"scale {scale}: a rule gives {rule.level!r}, which is not one of its levels")
        for name in book.facts_of(rule.when):
            if name not in book.catalogue:
                raise SchemeError(f"scale {scale}: {name!r} is neither a criterion nor a known fact")
        rules.append(rule)
    return tuple(rules)


def _kind(scale: str, entry: Mapping[str, Any]) -> Kind:
    for name in entry["facts"]:
        if name not in CATALOGUE or CATALOGUE[name].of != "study":
            raise SchemeError(f"scale {scale}: a study to add has {name!r}, which is not a fact of a study")
    return Kind(
        id=str(entry["id"]), words=str(entry["words"]), plural=str(entry["plural"]), facts=dict(entry["facts"]),
        better=int(entry["better"]),
    )  # fmt: skip
