"""Writes docs/reference from the code: commands, records, facts, schemes, the site's routes, the JSON.

    .venv/bin/python tools/write_reference.py

Nothing here is typed by hand, so a test can hold the pages to the code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from reference_commands import commands_page
from reference_records import records_page
from reference_routes import routes_page

from whatworks.cli.outputs import OUTPUTS
from whatworks.rate import CATALOGUE, COMBINERS, Scale, Scheme, load_scheme, shipped

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Written by tools/write_reference.py; change the code, then run `make reference`. -->\n"


SCHEMES = """\
Each scheme is a file in `src/whatworks/rate/schemes`; no Python belongs to it. The wording is ours,
the sources are named, and what was not checked against them is marked *unverified*, here and wherever
a rating is shown. How a rating is reasoned: [explanation](../explanation/how-a-rating-is-reasoned.md)."""


def pages() -> dict[str, str]:
    """Every page of the reference: its place under docs/reference and its text."""
    found = {
        "command-line.md": NOTE + commands_page(),
        "records.md": NOTE + records_page(),
        "facts.md": NOTE + "\n".join(_facts()) + "\n",
        "schemes.md": NOTE + "\n".join(_schemes()) + "\n",
        "routes.md": NOTE + routes_page(),
    }
    for command, schema in OUTPUTS.items():
        name = f"json/{command.replace(' ', '-')}.schema.json"
        found[name] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return found


def _facts() -> Iterator[str]:
    yield "\n# Facts that a scheme may rest on\n"
    yield "A criterion may use these and no others. Each is worked out from the records, or unknown."
    for of, heading in (("study", "Of each study"), ("set", "Of the evidence set")):
        yield f"\n## {heading}\n\n| fact | type | unit | meaning |\n|---|---|---|---|"
        for d in CATALOGUE.values():
            if d.of == of:
                options = f": {', '.join(map(str, d.options))}" if d.options else ""
                yield f"| `{d.name}` | {d.type.value}{options} | {d.unit or ''} | {d.doc} |"


def _schemes() -> Iterator[str]:
    yield "\n# Rating schemes\n"
    yield SCHEMES
    for name in shipped():
        yield from _scheme(load_scheme(name))


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"\n## {scheme.name} (`{scheme.id}`, version {scheme.version})\n"
    yield f"By {scheme.by}.\n\n{scheme.about}\n"
    yield "Sources: " + ", ".join(f"<{s}>" for s in scheme.sources) + f". {scheme.licence}\n"
    if scheme.unverified:
        yield "Not verified:\n"
        yield from (f"- {part}" for part in scheme.unverified)
    for scale in scheme.scales:
        yield from _scale(scale)
        yield from _rules(scale, scheme)
    yield (
        "\n### Criteria\n\n| criterion | asks | of | holds when | sought and not reported |"
        "\n|---|---|---|---|---|"
    )
    written = _written(scheme.id)
    for c in scheme.book.values():
        mark = "" if c.verified else " *(unverified)*"
        of = "each study" if c.of == "study" else "the set"
        yield f"| `{c.id}` | {c.ask}{mark} | {of} | {_holds(written[c.id])} | {c.not_reported.value} |"


def _written(scheme: str) -> dict[str, dict[str, Any]]:
    text = resources.files("whatworks.rate").joinpath("schemes", f"{scheme}.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text)["criteria"])


def _holds(criterion: Mapping[str, Any]) -> str:
    """The criterion's condition as its file has it."""
    for key, word in (("all", "and"), ("any", "or"), ("none", "nor")):
        if key in criterion:
            return f" {word} ".join(f"`{part}`" for part in criterion[key])
    return f"`{criterion['when']}`".replace("|", "\\|")


def _scale(scale: Scale) -> Iterator[str]:
    yield f"\n### {scale.name}\n"
    if scale.about:
        yield f"{scale.about}\n"
    yield "| level | in words | meaning | rank |\n|---|---|---|---|"
    for v in reversed(scale.levels):
        words = " / ".join([v.words, *(w for _, w in v.variants)])
        mark = "" if v.verified else " *(unverified)*"
        yield f"| `{v.id}` | {words} | {v.meaning}{mark} | {v.rank:g} |"


def _rules(scale: Scale, scheme: Scheme) -> Iterator[str]:
    yield f"\nRules, where {COMBINERS[scale.combiner]}:\n"
    for number, column in enumerate((scale.rules, *scale.columns)):
        if number and scale.columns:
            yield f"\nColumn {number}:\n"
        for rule in column:
            ask = scheme.book[rule.text].ask if rule.text in scheme.book else f"`{rule.text}`"
            yield f"- `{rule.level}`: {ask}"
    yield f"- otherwise `{scale.otherwise}`"
    if scale.eligible:
        yield f"\nA study counts if this holds: {scheme.book[scale.eligible].ask}"


def main(folder: Path = FOLDER) -> int:
    """Write every page, remove what no longer belongs, and say how many changed."""
    wanted = pages()
    changed = 0
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="")
            changed += 1
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
            changed += 1
    sys.stdout.write(f"{len(wanted)} pages in {folder}, {changed} changed.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
