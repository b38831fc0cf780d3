"""One review folder built: tables, figures, ratings and the report, replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whatworks import __version__
from whatworks.figures import prisma_flow
from whatworks.publish import write_report
from whatworks.rate import ENGINE
from whatworks.terms import Findings, Record, ReviewRecords

from .atomic import replaced_whole
from .checks import check_reading
from .folder import Reading, read_folder, table_text
from .package import package_text
from .problems import FolderError, Problem
from .road import Progress, travel
from .tables import DERIVED
from .words import scheme_words

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Build:
    """What a build made, and where."""

    out: Path
    report: Path
    summary: Mapping[str, Any]
    """The object that `whatworks review build --json` prints."""
    reused: bool
    """Whether nothing had changed since the last build, so that it was kept."""


def _silent(what: str, done: int, total: int) -> None:
    return None


def build_review(folder: Path, out: Path, *, force: bool = False, progress: Progress = _silent) -> Build:
    """Build a review folder into `out`. What was there before stays until the new one is whole.

    Raises FolderError with every problem if the folder has any.
    """
    reading = read_folder(folder)
    _refuse_inside(folder, out)
    problems = (*reading.problems, *check_reading(reading, folder))
    if problems:
        raise FolderError(problems)
    before = _input_digest(folder, reading)
    if not force and _is_current(out, before):
        summary = json.loads((out / "build.json").read_text("utf-8"))
        return Build(out, out / "report" / "index.html", summary, reused=True)
    findings = travel(reading.records, folder, progress=progress)
    summary = summarise(reading.records, findings)
    with replaced_whole(out) as fresh:
        progress("Writing", 0, 1)
        _write(fresh, reading.records, findings, summary, folder)
        _write_manifest(fresh, before)
        progress("Writing", 1, 1)
    return Build(out, out / "report" / "index.html", summary, reused=False)


def _refuse_inside(folder: Path, out: Path) -> None:
    """A build may stand inside the review folder, but never in its place or in that of its parts."""
    target, source = out.resolve(), folder.resolve()
    kept = {source, *(source / part for part in ("tables", "pages", "searches", "appraisals"))}
    if target in kept or target in source.parents:
        rule = "would overwrite the review itself; choose another folder for the build"
        raise FolderError((Problem(str(out), None, None, None, rule),))
    if target.exists() and (
        not target.is_dir() or (any(target.iterdir()) and not (target / MANIFEST).is_file())
    ):
        rule = "exists and is not an earlier build, so it is left alone; choose a new or empty folder"
        raise FolderError((Problem(str(out), None, None, None, rule),))


def summarise(records: ReviewRecords, findings: Findings) -> dict[str, Any]:
    """The build as one JSON object: records, prisma, pooled, ratings."""
    read = len(findings.references) + len(findings.rejected)
    return {
        "review": records.review.id,
        "version": records.review.version,
        "records": {
            "in": read,
            "references": len(findings.references),
            "rejected": len(findings.rejected),
            "works": len(findings.works),
            "copies": len(findings.references) - len(findings.works),
            "doubtful_pairs": sum(link.band.value == "doubtful" for link in findings.duplicate_links),
            "decisions": len(records.decisions),
            "studies": len(records.studies),
            "results": len(records.results),
            "constructed": records.review.constructed,
        },
        "prisma": findings.prisma.to_json(),
        "pooled": [pool.to_json() for pool in findings.pools],
        "moderators": [regression.to_json() for regression in findings.regressions],
        "ratings": [rating.to_json() for rating in findings.ratings],
        "questions": list(findings.questions),
    }


def _write(
    out: Path, records: ReviewRecords, findings: Findings, summary: Mapping[str, Any], folder: Path
) -> None:
    tables = [t for t in DERIVED if getattr(findings, t.holder)]
    files = {
        "datapackage.json": package_text(records.review, tables, title=f"{records.review.title}: derived")
    }
    for table in tables:
        rows: tuple[Record, ...] = getattr(findings, table.holder)
        files[f"tables/{table.name}.csv"] = table_text(table, rows)
    files["build.json"] = _json(summary)
    files["prisma.json"] = _json(findings.prisma.to_json())
    files["prisma.svg"] = prisma_flow(findings.prisma).standalone()
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    write_report(records, findings, out / "report", schemes=scheme_words(records, folder))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _input_digest(folder: Path, reading: Reading) -> str:
    """A digest of everything a build rests on: the folder's files, the package and the engine."""
    total = hashlib.sha256(f"{__version__} {ENGINE}".encode())
    total.update(_package_digest())
    exports = {folder / s.file for s in reading.records.searches}
    schemes = {folder / s for s in reading.records.review.schemes if s.endswith((".yaml", ".yml"))}
    entered = {folder / "review.yaml", *folder.glob("tables/*.csv"), *folder.glob("pages/*.yaml")}
    judged = {*folder.glob("appraisals/*.yaml"), *folder.glob("instruments/*.yaml")}
    for path in sorted(exports | schemes | entered | judged):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _package_digest() -> bytes:
    """A digest of the package's own files, so that a changed programme builds again."""
    total = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".yaml", ".html", ".css", ".svg")):
        total.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return total.digest()


def _write_manifest(out: Path, before: str) -> None:
    files = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    (out / MANIFEST).write_text(_json({"input": before, "files": files}), encoding="utf-8", newline="")


def _is_current(out: Path, before: str) -> bool:
    """Whether the last build rests on the same input and is whole."""
    try:
        manifest = json.loads((out / MANIFEST).read_text("utf-8"))
        files = {name: (out / name).read_bytes() for name in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    whole = all(hashlib.sha256(data).hexdigest() == manifest["files"][name] for name, data in files.items())
    return whole and manifest.get("input") == before
