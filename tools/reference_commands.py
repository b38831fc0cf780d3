"""The command line as a page, read off the commands themselves."""

from __future__ import annotations

import enum
import importlib
import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from whatworks.cli.app import app
from whatworks.cli.outputs import OUTPUTS
from whatworks_site.cli import LAZY_GROUPS, register

EXAMPLE = re.compile(r"^Example: (whatworks .+)$", re.MULTILINE)


JSON_WORDS = """\
With `--json` a command prints one JSON object on standard output and nothing else. Where it fails,
the object has `error`, in words, and `problems`, each with `file`, `row`, `column`, `value` and
`rule`. Progress goes to standard error."""


def commands() -> dict[str, Any]:
    """Every command of the library by its words, such as 'synthesise pool'."""
    return _commands_of(app)


def site_commands() -> dict[str, Any]:
    """The commands that the site adds. Their groups are imported only where one of them runs, and here."""
    from whatworks_site.config.start import django_here  # noqa: PLC0415

    django_here()
    added = typer.Typer()
    register(added)
    found = {name: c for name, c in _commands_of(added).items() if name not in LAZY_GROUPS}
    for group, (module, _) in LAZY_GROUPS.items():
        inner = _commands_of(importlib.import_module(module).app)
        found |= {f"{group} {name}".strip(): command for name, command in inner.items()}
    return found


def _commands_of(held: typer.Typer) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def visit(command: Any, words: tuple[str, ...]) -> None:
        for name, inner in getattr(command, "commands", {}).items():
            visit(inner, (*words, name))
        if not hasattr(command, "commands"):
            found[" ".join(words)] = command

    visit(get_command(held), ())
    return found


def example_of(command: Any) -> str | None:
    """The command line that its help gives as an example."""
    found = EXAMPLE.search(command.help or "")
    return found.group(1) if found else None


def is_argument(parameter: Any) -> bool:
    """Whether a parameter stands by its place, not by a name with dashes."""
    return not parameter.opts[0].startswith("-")


def commands_page() -> str:
    """The whole page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "\n# The command line\n"
    yield "Installed as `whatworks`. `whatworks COMMAND --help` says the same as this page.\n"
    yield (
        "| code | when |\n|---|---|\n"
        "| 0 | done |\n"
        "| 1 | something in the data or files is wrong; standard error says what, where and what to do |\n"
        "| 2 | the command is wrong: an argument is missing, or an option does not exist |\n"
    )
    yield JSON_WORDS
    for words, command in (commands() | site_commands()).items():
        yield from _command(words, command)


def _keys(schema: dict[str, Any]) -> dict[str, Any]:
    """The keys that a command prints: its own, or those of each entry of its list."""
    if "properties" in schema:
        return dict(schema["properties"])
    name = schema["items"]["$ref"].rpartition("/")[2]
    return dict(schema["$defs"][name]["properties"])


def _command(words: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if is_argument(p)]
    options = [p for p in command.params if not is_argument(p)]
    usage = " ".join(_usage(a) for a in arguments)
    yield f"\n## whatworks {words}\n"
    yield f"    whatworks {words}{' ' + usage if usage else ''}{' [OPTIONS]' if options else ''}\n"
    yield EXAMPLE.sub("", command.help or "").strip() + "\n"
    for heading, parameters in (("argument", arguments), ("option", options)):
        if parameters:
            yield f"| {heading} | meaning | if not given |\n|---|---|---|"
            yield from (_row(p) for p in parameters)
            yield ""
    yield f"Example:\n\n    {example_of(command)}\n"
    if words in OUTPUTS:
        schema = OUTPUTS[words]
        keys = ", ".join(f"`{k}`" for k in _keys(schema))
        name = f"{words.replace(' ', '-')}.schema.json"
        yield f"`--json` prints {keys}: see [{name}](json/{name})."


def _usage(argument: Any) -> str:
    name = (argument.metavar or argument.name.upper()).strip("[]")
    return name if argument.required else f"[{name}]"


def _row(parameter: Any) -> str:
    kind = getattr(parameter.type_descriptor, "annotation", str)
    flag = getattr(parameter, "is_flag", False)
    name = _usage(parameter) if is_argument(parameter) else parameter.opts[0]
    if not is_argument(parameter) and not flag:
        name += " " + (parameter.metavar or _choices(kind) or parameter.name.upper())
    meaning = parameter.help or ""
    return f"| `{name}` | {meaning} | {_default(parameter, flag=flag)} |".replace("|`", "| `")


def _choices(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "/".join(str(member.value) for member in kind)
    return ""


def _default(parameter: Any, *, flag: bool) -> str:
    if parameter.required:
        return "needed"
    if flag or parameter.default in (None, (), ""):
        return ""
    default = parameter.default
    return f"`{default.value if isinstance(default, enum.Enum) else default}`"
