"""The tutorial's commands run as they stand there, and print what it shows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "tutorial.md",
    "how-to/start-a-review.md",
    "how-to/add-a-rating-scheme.md",
    "how-to/add-an-instrument.md",
    "how-to/rate-what-you-know.md",
    "how-to/pool-effects.md",
)
BLOCK = re.compile(r"^```(console|yaml|csv)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(text):
    """What a page does, in order: ('write', file, text) or ('run', command, output shown)."""
    for kind, file, body in BLOCK.findall(text):
        if kind != "console":
            if file:
                yield "write", file, body
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield "run", command, shown


def shown_as(shown):
    """The output shown as a pattern in which `...` stands for anything."""
    parts = [re.escape(p.strip("\n")) for p in shown.strip("\n").split("...")]
    return re.compile(r"\s*" + r"[\s\S]*?".join(r"\n?" + p + r"\n?" for p in parts) + r"\s*")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A place with the examples in it and `whatworks` on the path."""
    place = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "examples", place / "examples")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return place, {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "src")}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page, desk):
    place, environment = desk
    here = place
    done = list(steps((ROOT / "docs" / page).read_text("utf-8")))
    assert sum(kind == "run" for kind, _, _ in done) >= 2
    for kind, what, text in done:
        if kind == "write":
            path = place / what
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            continue
        said = subprocess.run(
            ["bash", "-c", f"{what} && pwd > {place}/.here"], cwd=here, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.returncode == 0, f"{what}\n{said.stdout}{said.stderr}"
        here = (place / ".here").read_text().strip()
        plain = "\n".join(line.rstrip() for line in said.stdout.splitlines())
        if text.strip():
            assert shown_as(text).fullmatch(plain), f"{what}\nshown:\n{text}\nprinted:\n{plain}"


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if not target.startswith(("http", "mailto:")):
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"
