"""Reading a scheme file: what is in it, checked as it is read, so that a fault is told with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from whatworks.rules import ExpressionError, FactType, Rulebook, RulebookError, parse

from .catalogue import CATALOGUE
from .scheme import COMBINERS, Kind, Level, Rule, Scale, Scheme


class SchemeError(ValueError):
    """A scheme file that cannot be used: which file, where in it, and what to do."""


def shipped() -> tuple[str, ...]:
    """Ids of the schemes that come with the package."""
    return tuple(sorted(name for name in _files() if AT not in name))


def shipped_versions(id_: str) -> tuple[str, ...]:
    """The versions of a scheme that come with the package, the newest first and then the older by name."""
    older = (name.partition(AT)[2] for name in _files() if name.startswith(f"{id_}{AT}"))
    return (load_scheme(id_).version, *sorted(older, reverse=True)) if id_ in shipped() else ()


AT = "@"
"""Between a scheme's id and its version: in what is asked for, and in the file name of an older version."""


def _files() -> frozenset[str]:
    folder = resources.files(__package__) / "schemes"
    return frozenset(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))


def load_scheme(name: str | Path) -> Scheme:
    """Read a scheme by id, by id and version (`title-iv-e@1.0`), or from a file of one's own.

    Raises SchemeError naming file, place and remedy.
    """
    if isinstance(name, str) and name in _files():
        text = (resources.files(__package__) / "schemes" / f"{name}.yaml").read_text("utf-8")
        return read_scheme(text, f"{name}.yaml")
    id_, at, version = str(name).partition(AT)
    if at and id_ in shipped():
        versions = shipped_versions(id_)
        if version == versions[0]:
            return load_scheme(id_)
        raise SchemeError(
            f"{name}: no such version. Use one of {', '.join(f'{id_}{AT}{v}' for v in versions)}"
        )
    path = Path(name)
    if not path.is_file():
        known = ", ".join(shipped())
        raise SchemeError(f"{name}: no such scheme. Use one of {known}, or the path of a scheme file.")
    try:
        return read_scheme(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise SchemeError(f"{path.name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise SchemeError(f"{path.name}: cannot be read: {error.strerror or error}") from None


def read_scheme(text: str, file: str) -> Scheme:
    """Read a scheme from the text of its file."""
    try:
        data = yaml.load(text, Loader=_OnceLoader)  # noqa: S506 - a SafeLoader that refuses a key given twice
        return _scheme(_mapping(data, "the file"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise SchemeError(
            f"{file}{place}: not valid YAML: {getattr(error, 'problem', None) or error}"
        ) from None
    except RecursionError:
        raise SchemeError(f"{file}: nested too deeply to be read") from None
    except (RulebookError, ExpressionError, SchemeError) as error:
        raise SchemeError(f"{file}: {error}") from None


class _OnceLoader(yaml.SafeLoader):
    """Plain YAML, in which a key may be given once only."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        said: set[str] = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and key.value in said:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} is given twice; keep one", key.start_mark
                )
            said.add(str(key.value))
        return super().construct_mapping(node, deep)


def _map(loader: _OnceLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


_OnceLoader.add_constructor("tag:yaml.org,2002:map", _map)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping) and value:
        return value
    found = "empty" if not value else f"a {type(value).__name__}"
    raise SchemeError(f"{where} must be a map of keys to values; it is {found}")


def _sequence(value: Any, where: str) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    raise SchemeError(f"{where} must be a list, each item after a dash; it is {value!r}")


def _entry(data: Mapping[str, Any], key: str, where: str) -> Any:
    if data.get(key) is None:
        raise SchemeError(f"{where}{key!r} is missing")
    return data[key]


def _text(data: Mapping[str, Any], key: str, where: str = "") -> str:
    value = _entry(data, key, where)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip()
    raise SchemeError(f"{where}{key!r} is {value!r}; write it as text, in quotes")


def _flag(data: Mapping[str, Any], key: str, where: str = "", *, default: bool | None = None) -> bool:
    value = data.get(key, default)
    if isinstance(value, bool):
        return value
    raise SchemeError(f"{where}{key!r} must be true or false; it is {value!r}")


def _only(data: Mapping[str, Any], keys: str, where: str) -> None:
    unknown = sorted(str(k) for k in data if k not in keys.split())
    if unknown:
        raise SchemeError(f"{where}has {', '.join(unknown)}; the keys are {', '.join(keys.split())}")


_SCHEME_KEYS = "id version name by about sources licence verified unverified scales criteria"
_SCALE_KEYS = "name about combiner eligible otherwise levels rules columns studies_to_add"


def _scheme(data: Mapping[str, Any]) -> Scheme:
    _only(data, _SCHEME_KEYS, "")
    book = Rulebook.read(data.get("criteria") or {}, CATALOGUE)
    scales = _mapping(_entry(data, "scales", ""), "'scales'")
    return Scheme(
        id=_text(data, "id"),
        version=str(_entry(data, "version", "")),
        name=_text(data, "name"),
        by=_text(data, "by"),
        about=_text(data, "about"),
        sources=tuple(str(s) for s in _sequence(_entry(data, "sources", ""), "'sources'")),
        licence=_text(data, "licence"),
        verified=_flag(data, "verified"),
        unverified=tuple(str(u) for u in _sequence(data.get("unverified", []), "'unverified'")),
        scales=tuple(_scale(str(id_), _mapping(e, f"scale {id_}"), book) for id_, e in scales.items()),
        book=book,
    )


def _scale(id_: str, data: Mapping[str, Any], book: Rulebook) -> Scale:
    where = f"scale {id_}: "
    _only(data, _SCALE_KEYS, where)
    combiner = data.get("combiner", "first")
    if combiner not in COMBINERS:
        raise SchemeError(f"{where}combiner {combiner!r} is not one of {', '.join(COMBINERS)}")
    entries = _sequence(_entry(data, "levels", where), f"{where}levels")
    levels = tuple(_level(e, f"{where}level {n}: ", book) for n, e in enumerate(entries, start=1))
    _check_levels(levels, where)
    known = {level.id: level.rank for level in levels}
    rules = _rules(data.get("rules", []), f"{where}rules", known, book)
    columns = _sequence(data.get("columns", []), f"{where}columns")
    scale = Scale(
        id=id_,
        name=_text(data, "name", where),
        combiner=combiner,
        levels=levels,
        rules=rules,
        otherwise=_text(data, "otherwise", where),
        eligible=data.get("eligible"),
        kinds=tuple(
            _kind(where, k) for k in _sequence(data.get("studies_to_add", []), f"{where}studies_to_add")
        ),
        columns=tuple(_rules(c, f"{where}column {n}", known, book) for n, c in enumerate(columns, start=1)),
        about=data.get("about"),
    )
    _check_scale(scale, where, known, book)
    return scale


def _kinds(entries: Any, where: str) -> tuple[Kind, ...]:
    return tuple(_kind(where, entry) for entry in _sequence(entries, f"{where}studies_to_add"))


def _check_levels(levels: tuple[Level, ...], where: str) -> None:
    ids = [level.id for level in levels]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise SchemeError(f"{where}level {twice[0]!r} is given twice; give each level its own id")
    if not ids:
        raise SchemeError(f"{where}levels is empty; a scale needs at least one level")


def _check_scale(scale: Scale, where: str, known: Mapping[str, float], book: Rulebook) -> None:
    if scale.otherwise not in known:
        raise SchemeError(
            f"{where}otherwise {scale.otherwise!r} is not one of its levels ({', '.join(known)})"
        )
    if scale.eligible is not None and (scale.eligible not in book or book[scale.eligible].of != "study"):
        raise SchemeError(f"{where}eligible {scale.eligible!r} is not a criterion of a study")
    wanted, other = ("columns", "rules") if scale.combiner == "lowest" else ("rules", "columns")
    if not getattr(scale, wanted):
        raise SchemeError(f"{where}combiner {scale.combiner!r} needs {wanted!r}: {COMBINERS[scale.combiner]}")
    if getattr(scale, other):
        raise SchemeError(f"{where}combiner {scale.combiner!r} uses {wanted!r}, not {other!r}; leave one out")
    ranks = [known[scale.otherwise], *(known[r.level] for r in scale.rules)]
    if scale.combiner == "ladder" and any(a >= b for a, b in pairwise(ranks)):
        raise SchemeError(f"{where}the rules of a ladder stand lowest first, all above `otherwise`")


def _level(data: Any, where: str, book: Rulebook) -> Level:
    data = _mapping(data, where.rstrip(": "))
    _only(data, "id rank words meaning verified variants", where)
    rank = _entry(data, "rank", where)
    if isinstance(rank, bool) or not isinstance(rank, int | float):
        raise SchemeError(f"{where}'rank' is {rank!r}; write a number, higher for a better level")
    return Level(
        id=_text(data, "id", where),
        rank=float(rank),
        words=_text(data, "words", where),
        meaning=_text(data, "meaning", where),
        verified=_flag(data, "verified", where, default=True),
        variants=tuple(
            _variant(v, where, book) for v in _sequence(data.get("variants", []), f"{where}variants")
        ),
    )


def _variant(data: Any, where: str, book: Rulebook) -> tuple[str, str]:
    data = _mapping(data, f"{where}a variant")
    name = _text(data, "when", where)
    if name not in book or book[name].of != "set":
        raise SchemeError(f"{where}variant {name!r} is not a criterion of the set in this scheme")
    return name, _text(data, "words", where)


def _rules(entries: Any, where: str, known: Mapping[str, float], book: Rulebook) -> tuple[Rule, ...]:
    rules = []
    for number, entry in enumerate(_sequence(entries, where), start=1):
        place = f"{where}, number {number}: "
        data = _mapping(entry, place.rstrip(": "))
        _only(data, "level when say", place)
        text = str(_entry(data, "when", place)).strip()
        try:
            rule = Rule(level=_text(data, "level", place), when=parse(text), text=text, say=data.get("say"))
            book.check(rule.when)
        except (ExpressionError, RulebookError) as error:
            raise SchemeError(f"{place}{error}") from None
        if rule.level not in known:
            raise SchemeError(
                f"{place}gives {rule.level!r}, which is not one of its levels ({', '.join(known)})"
            )
        rules.append(rule)
    return tuple(rules)


def _kind(where: str, entry: Any) -> Kind:
    where = f"{where}a study to add: "
    data = _mapping(entry, where.rstrip(": "))
    facts = _mapping(_entry(data, "facts", where), f"{where}facts")
    for name, value in facts.items():
        if name not in CATALOGUE or CATALOGUE[name].of != "study":
            raise SchemeError(f"{where}{name!r} is not a fact of a study")
        _check_value(name, value, where)
    better = _entry(data, "better", where)
    if better not in (1, -1):
        raise SchemeError(f"{where}'better' is {better!r}; write 1 (it favours) or -1 (it goes against)")
    return Kind(
        id=_text(data, "id", where), words=_text(data, "words", where), plural=_text(data, "plural", where),
        facts=dict(facts), better=int(better),
    )  # fmt: skip


def _check_value(name: str, value: Any, where: str) -> None:
    definition = CATALOGUE[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if definition.type is FactType.NUMBER and not number:
        raise SchemeError(f"{where}{name} is {value!r}; write a number")
    if definition.choices and (value not in definition.choices or number):
        listed = ", ".join(str(c) for c in definition.choices)
        raise SchemeError(f"{where}{name} is {value!r}; use one of {listed}")
