"""YAML as plain text values, with the line on which each stands.

Every scalar is kept as it is written: `1.10` stays a question's number and `No` stays a word. No tag is
obeyed, so a file can build nothing but text, lists and maps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .errors import AppraisalError

Lines = dict[tuple[str, ...], int]
_EMPTY = ("", "~", "null", "Null", "NULL")


def read_yaml(path: Path) -> tuple[Any, Lines]:
    """The content of a YAML file and the line of each key. Raises AppraisalError with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise AppraisalError("is not UTF-8 text; save it again as UTF-8", file=str(path)) from None
    except OSError as error:
        raise AppraisalError(f"cannot be read: {error.strerror or error}", file=str(path)) from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """The content of YAML text and the line of each key. Raises AppraisalError with file and line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: Lines = {}
        content = None if node is None else _plain(node, (), lines, file, set())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        advice = "put text that holds ?, :, # or brackets in quotation marks"
        raise AppraisalError(f"is not valid YAML: {problem}; {advice}", file=file, line=line) from None
    except RecursionError:
        raise AppraisalError("is nested too deeply to be read", file=file) from None
    return content, lines


def _plain(node: yaml.Node, place: tuple[str, ...], lines: Lines, file: str, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if id(node) in seen:
        raise AppraisalError("uses a YAML alias (*name); write the value out", file=file, line=line)
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _EMPTY else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*place, str(i)), lines, file, seen) for i, child in enumerate(node.value)]
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise AppraisalError("has a key that is not a word", file=file, line=key_line)
        if key in content:
            raise AppraisalError(f"{key!r} is given twice; keep one", file=file, line=key_line)
        lines[(*place, key)] = key_line
        content[key] = _plain(value_node, (*place, key), lines, file, seen)
    return content
