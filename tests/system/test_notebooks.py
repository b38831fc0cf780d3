"""The notebooks run from top to bottom and print what stands in them."""

import contextlib
import io
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_prints_what_stands_in_it(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    names = {}
    for cell in (c for c in cells if c["cell_type"] == "code"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]), path.name, "exec"), names)  # noqa: S102 - what is on trial
        stands = "".join(line for output in cell["outputs"] for line in output["text"])
        assert said.getvalue() == stands
