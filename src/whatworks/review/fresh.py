"""A new review folder to fill in: every table with its header, and a page that says what goes where."""

from __future__ import annotations

from pathlib import Path

from whatworks.terms import Criterion, Review, ReviewRecords, Stage, slug

from .folder import folder_files, table_text
from .package import package_text
from .problems import FolderError, Problem
from .tables import ENTERED

_READ_ME = """# {title}

A review folder. Fill in the files below, then:

    whatworks review check {folder}
    whatworks review build {folder} --out build

| where | what |
|---|---|
| `review.yaml` | the question, the criteria, the people who screen, the methods |
| `searches/` | the exports of your searches (RIS, NBIB, CSV), as the databases gave them |
| `tables/searches.csv` | one row a search: where, when, which words, which file |
| `tables/decisions.csv` | one row a verdict; never change a row, add one |
| `tables/studies.csv`, `results.csv` | what was tried, and the numbers exactly as printed |
| `tables/evidence_sets.csv` | what is rated: an intervention and an outcome |
| `pages/` | one YAML file an intervention: its short answer, in your words |
| `appraisals/` | one YAML file an appraisal (RoB 2) |

An empty cell means not known. Each column is explained in `datapackage.json`.
"""


def new_review(folder: Path, question: str, *, field: str, date: str) -> tuple[str, ...]:
    """Write an empty review into a new or empty folder and return the names of its files.

    Raises FolderError if something stands there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        rule = "is not empty, so nothing was written; choose a new folder"
        raise FolderError((Problem(str(folder), None, None, None, rule),))
    review = Review(
        id=slug(folder.resolve().name),
        title=question.rstrip("?"),
        question=question,
        field=field,
        date=date,
        version="0.1",
        screeners=("Screener A", "Screener B"),
        criteria=(
            Criterion(id="population", text="Who it must be about"),
            Criterion(id="intervention", text="What must have been done"),
            Criterion(id="outcome", text="What must have been measured"),
            Criterion(id="design", stage=Stage.FULL_TEXT, text="Which designs count"),
        ),
    )
    files = folder_files(ReviewRecords(review=review))
    files["datapackage.json"] = package_text(review, ENTERED)
    files["README.md"] = _READ_ME.format(title=review.title, folder=folder.name)
    files |= {f"tables/{t.name}.csv": table_text(t, ()) for t in ENTERED}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    for part in ("searches", "pages", "appraisals"):
        (folder / part).mkdir(exist_ok=True)
    return tuple(sorted(files))
