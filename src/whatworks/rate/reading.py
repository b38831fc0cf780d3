"""Reading a scheme file: what is in it, checked as it is read, so that a fault is told with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from whatworks.rules import ExpressionError, Node, Rulebook, RulebookError, TableError, parse, read_tables

from .catalogue import CATALOGUE
from .examples import read_example
from .fields import SchemeError, check_value, entry, flag, mapping, number, one_of, only, sequence, text
from .scheme import BANDS, COMBINERS, Adjustment, Group, Kind, Level, Rule, Scale, Scheme


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


@cache
def _shipped(name: str) -> Scheme:
    text = (resources.files(__package__) / "schemes" / f"{name}.yaml").read_text("utf-8")
    return read_scheme(text, f"{name}.yaml")


def load_scheme(name: str | Path) -> Scheme:
    """Read a scheme by id, by id and version (`title-iv-e@1.0`), or from a file of one's own.

    Raises SchemeError naming file, place and remedy.
    """
    if isinstance(name, str) and name in _files():
        return _shipped(name)
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
        return _scheme(mapping(data, "the file"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise SchemeError(
            f"{file}{place}: not valid YAML: {getattr(error, 'problem', None) or error}"
        ) from None
    except RecursionError:
        raise SchemeError(f"{file}: nested too deeply to be read") from None
    except (RulebookError, ExpressionError, TableError, SchemeError) as error:
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


_SCHEME_KEYS = "id version name by about sources licence verified unverified scales criteria tables example"
_SCALE_KEYS = "name about of bar combiner eligible otherwise levels rules columns adjust studies_to_add"


def _scheme(data: Mapping[str, Any]) -> Scheme:
    only(data, _SCHEME_KEYS, "")
    book = Rulebook.read(data.get("criteria") or {}, CATALOGUE, read_tables(data.get("tables")))
    entries = mapping(entry(data, "scales", ""), "'scales'")
    scales = tuple(_scale(str(id_), mapping(e, f"scale {id_}"), book) for id_, e in entries.items())
    if sum(scale.bar for scale in scales) > 1:
        raise SchemeError("two scales say 'bar'; one scale is the headline")
    return Scheme(
        id=text(data, "id"),
        version=str(entry(data, "version", "")),
        name=text(data, "name"),
        by=text(data, "by"),
        about=text(data, "about"),
        sources=tuple(str(s) for s in sequence(entry(data, "sources", ""), "'sources'")),
        licence=text(data, "licence"),
        verified=flag(data, "verified"),
        unverified=tuple(str(u) for u in sequence(data.get("unverified", []), "'unverified'")),
        scales=scales,
        book=book,
        example=read_example(data.get("example"), scales),
    )


def _scale(id_: str, data: Mapping[str, Any], book: Rulebook) -> Scale:
    where = f"scale {id_}: "
    only(data, _SCALE_KEYS, where)
    combiner = data.get("combiner", "first")
    if combiner not in COMBINERS:
        raise SchemeError(f"{where}combiner {combiner!r} is not one of {', '.join(COMBINERS)}")
    entries = sequence(entry(data, "levels", where), f"{where}levels")
    levels = tuple(_level(e, f"{where}level {n}: ", book) for n, e in enumerate(entries, start=1))
    _check_levels(levels, where)
    known = {level.id: level.rank for level in levels}
    rules = _rules(data.get("rules", []), f"{where}rules", known, book)
    columns = sequence(data.get("columns", []), f"{where}columns")
    scale = Scale(
        id=id_,
        name=text(data, "name", where),
        combiner=combiner,
        levels=levels,
        rules=rules,
        otherwise=text(data, "otherwise", where),
        eligible=data.get("eligible"),
        kinds=tuple(
            _kind(where, k) for k in sequence(data.get("studies_to_add", []), f"{where}studies_to_add")
        ),
        columns=tuple(_rules(c, f"{where}column {n}", known, book) for n, c in enumerate(columns, start=1)),
        about=data.get("about"),
        of=one_of(data, "of", where, ("set", "study")) or "set",
        adjust=_adjust(data.get("adjust", []), f"{where}adjust", book),
        bar=flag(data, "bar", where, default=False),
    )
    _check_scale(scale, where, known, book)
    return scale


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
    _check_parts(scale, where)
    ranks = [known[scale.otherwise], *(known[r.level] for r in scale.rules)]
    if scale.combiner == "ladder" and any(a >= b for a, b in pairwise(ranks)):
        raise SchemeError(f"{where}the rules of a ladder stand lowest first, all above `otherwise`")


_PARTS = {"first": ("rules",), "ladder": ("rules",), "lowest": ("columns",), "points": ("columns", "adjust")}


def _check_parts(scale: Scale, where: str) -> None:
    combiner, wanted = scale.combiner, _PARTS[scale.combiner]
    for part in wanted:
        if not getattr(scale, part):
            raise SchemeError(f"{where}combiner {combiner!r} needs {part!r}: {COMBINERS[combiner]}")
    for part in ("rules", "columns", "adjust"):
        if getattr(scale, part) and part not in wanted and (combiner, part) != ("points", "rules"):
            used = " and ".join(repr(p) for p in wanted)
            raise SchemeError(f"{where}combiner {combiner!r} uses {used}, not {part!r}; leave one out")
    if scale.of == "study" and scale.kinds:
        raise SchemeError(f"{where}it is of each study alone, so leave 'studies_to_add' out")
    if combiner == "points":
        _check_points(scale, where)


def _check_points(scale: Scale, where: str) -> None:
    """Refuse points that can come to a number which no level has."""
    ranks = list(scale.by_points)
    twice = [v for v in scale.levels if v.id not in scale.off_ladder and scale.by_points[v.rank] is not v]
    if twice:
        raise SchemeError(f"{where}two levels have rank {twice[0].rank:g}; points must tell them apart")
    starts = {scale.otherwise, *(rule.level for column in scale.columns for rule in column)}
    totals = {scale.level(level).rank for level in starts}
    for group in scale.adjust:
        totals = {round(t + p, 9) for t in totals for p in (0.0, *(r.add for r in group.rules))}
    for total in sorted(totals):
        if min(ranks) < total < max(ranks) and total not in ranks:
            raise SchemeError(f"{where}the points can come to {total:g}, and no level has that rank; add one")


def _level(data: Any, where: str, book: Rulebook) -> Level:
    data = mapping(data, where.rstrip(": "))
    only(data, "id rank words meaning verified variants band", where)
    return Level(
        id=text(data, "id", where),
        rank=number(data, "rank", where, hint="higher for a better level"),
        words=text(data, "words", where),
        meaning=text(data, "meaning", where),
        verified=flag(data, "verified", where, default=True),
        band=one_of(data, "band", where, BANDS),
        variants=tuple(
            _variant(v, where, book) for v in sequence(data.get("variants", []), f"{where}variants")
        ),
    )


def _variant(data: Any, where: str, book: Rulebook) -> tuple[str, str]:
    data = mapping(data, f"{where}a variant")
    name = text(data, "when", where)
    if name not in book or book[name].of != "set":
        raise SchemeError(f"{where}variant {name!r} is not a criterion of the set in this scheme")
    return name, text(data, "words", where)


def _rules(entries: Any, where: str, known: Mapping[str, float], book: Rulebook) -> tuple[Rule, ...]:
    rules = []
    for place, data in _items(entries, where):
        only(data, "level when say", place)
        when, said = _condition(data, place, book)
        rule = Rule(level=text(data, "level", place), when=when, text=said, say=data.get("say"))
        if rule.level not in known:
            raise SchemeError(
                f"{place}gives {rule.level!r}, which is not one of its levels ({', '.join(known)})"
            )
        rules.append(rule)
    return tuple(rules)


def _items(entries: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item, data in enumerate(sequence(entries, where), start=1):
        place = f"{where}, number {item}: "
        yield place, mapping(data, place.rstrip(": "))


def _condition(data: Mapping[str, Any], place: str, book: Rulebook) -> tuple[Node, str]:
    said = str(entry(data, "when", place)).strip()
    try:
        when = parse(said)
        book.check(when)
    except (ExpressionError, RulebookError) as error:
        raise SchemeError(f"{place}{error}") from None
    return when, said


def _adjust(entries: Any, where: str, book: Rulebook) -> tuple[Group, ...]:
    groups = []
    for place, data in _items(entries, where):
        only(data, "name rules", place)
        rules = []
        for at, rule in _items(entry(data, "rules", place), f"{place}rules"):
            only(rule, "add when say", at)
            when, said = _condition(rule, at, book)
            add = number(rule, "add", at, hint="below 0 to take points off")
            rules.append(Adjustment(add=add, when=when, text=said, say=rule.get("say")))
        if not rules:
            raise SchemeError(f"{place}'rules' is empty; write what adds or takes off points")
        groups.append(Group(name=text(data, "name", place), rules=tuple(rules)))
    return tuple(groups)


def _kind(where: str, item: Any) -> Kind:
    where = f"{where}a study to add: "
    data = mapping(item, where.rstrip(": "))
    facts = mapping(entry(data, "facts", where), f"{where}facts")
    for name, value in facts.items():
        if name not in CATALOGUE or CATALOGUE[name].of != "study":
            raise SchemeError(f"{where}{name!r} is not a fact of a study")
        check_value(name, value, where)
    better = entry(data, "better", where)
    if better not in (1, -1):
        raise SchemeError(f"{where}'better' is {better!r}; write 1 (it favours) or -1 (it goes against)")
    return Kind(
        id=text(data, "id", where), words=text(data, "words", where), plural=text(data, "plural", where),
        facts=dict(facts), better=int(better),
    )  # fmt: skip
