"""YAML files of a review folder, read as plain maps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .problems import Unreadable, file_text


def yaml_map(path: Path) -> Mapping[str, Any]:
    """The map in a YAML file. Raises Unreadable with the row."""
    try:
        data = yaml.load(file_text(path), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader, see below
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise Unreadable(f"not valid YAML: {what}", mark.line + 1 if mark else None) from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("not YAML that can be read: nested too deeply, or a value out of range") from None
    if not isinstance(data, Mapping):
        raise Unreadable("must be a map of field names to values")
    return data


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML in which dates stay text, as records want them, and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"{key.value!r} stands twice; keep one"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def yaml_text(data: Mapping[str, Any]) -> str:
    """A map as YAML, in the order given. Reading it gives back every character."""
    return str(yaml.dump(dict(data), Dumper=_ExactDumper, sort_keys=False, allow_unicode=True, width=110))


class _ExactDumper(yaml.SafeDumper):
    """Writes line ends of other alphabets as escapes; YAML would read them as plain ones."""


_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _LINE_ENDS & set(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_ExactDumper.add_representer(str, _text_node)
