"""Where each value of a YAML text stands, so that what is wrong with it is told with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Places:
    """Line numbers, from 1, by the keys and places that lead to a value."""

    lines: Mapping[Place, int]

    def line(self, place: Place) -> int | None:
        """The line of a value, or of the nearest thing around it; None where lines are not known."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def read_places(text: str) -> tuple[Any, Places]:
    """The data of a YAML text and each value's line. Raises yaml.YAMLError, also for a key given twice."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        if node is not None:
            _walk(node, (), lines, 0)
        return (None if node is None else loader.construct_document(node)), Places(lines)
    finally:
        loader.dispose()


NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
MOST_NESTED = 40
MOST_VALUES = 2_000_000
ODD_NUMBER = re.compile(r"[-+]?(0[0-9_xb]|.*[:_])")
"""How a number starts that YAML reads to another base than ten, or in sixtieths: no table prints one so."""


def _walk(node: yaml.Node, at: Place, lines: dict[Place, int], depth: int) -> None:
    if depth > MOST_NESTED or len(lines) > MOST_VALUES:
        raise yaml.constructor.ConstructorError(None, None, "nested too deeply or too large", node.start_mark)
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        said: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                rule = "has a list or a map for a key; write a name"
                raise yaml.constructor.ConstructorError(None, None, rule, key.start_mark)
            if key.tag != "tag:yaml.org,2002:merge" and key.value in said:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} is given twice; keep one", key.start_mark
                )
            said.add(str(key.value))
            _walk(value, (*at, str(key.value)), lines, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*at, number), lines, depth + 1)
    elif node.tag in NUMBERS and ODD_NUMBER.match(node.value):
        node.tag = "tag:yaml.org,2002:str"
