"""Pooling many small data sets in one call, against R's metafor and PyMARE one at a time.

    python benchmarks/synthesise.py [--fits 10000] [--k 20] [--beside 200] [--pymare PYTHON] [--json]

All fit the same data by REML, in turns, round by round. R is found as `Rscript`, with its package metafor;
PyMARE by the python of an environment that has it (`--pymare`, or PYMARE_PYTHON), as it is none of ours:

    python -m venv somewhere && somewhere/bin/pip install pymare
    python benchmarks/synthesise.py --pymare somewhere/bin/python

What is not found is printed as "not installed". Beside the rates stands the largest difference in tau2.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / "src"), str(HERE / "benchmarks")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402 - one thread, as its rivals have
import synthesise_multilevel  # noqa: E402

from whatworks.stats import fit_many, random_effects  # noqa: E402

BARS = {"metafor": 500, "PyMARE": 300}
IN_R = """
suppressMessages(library(metafor))
args <- commandArgs(TRUE); d <- read.csv(args[1])
sets <- split(d, d$set)
tau2 <- numeric(length(sets))
took <- system.time(for (i in seq_along(sets)) {
  s <- sets[[i]]
  tau2[i] <- tryCatch(rma(s$yi, s$vi, method = "REML", test = "knha")$tau2, error = function(e) NA)
})[["elapsed"]]
cat(format(c(took, tau2), digits = 17), "\\n")
cat(as.character(packageVersion("metafor")), "\\n")
"""
IN_PYMARE = """
import csv, sys, time, itertools
import numpy as np, pymare
from pymare import meta_regression
rows = [(int(r["set"]), float(r["yi"]), float(r["vi"])) for r in csv.DictReader(open(sys.argv[1]))]
sets = [np.array(list(g))[:, 1:] for _, g in itertools.groupby(rows, key=lambda r: r[0])]
one = np.ones((len(sets[0]), 1))
start, tau2 = time.perf_counter(), []
for s in sets:
    fit = meta_regression(s[:, :1], s[:, 1:], one, X_names=["mean"], add_intercept=False, method="REML")
    fit.get_fe_stats()
    tau2.append(float(np.ravel(fit.tau2)[0]))
print(time.perf_counter() - start, *map(repr, tau2))
print(pymare.__version__)
"""


def main() -> None:
    words = _words()
    found: dict[str, Any] = {"many": many_small(words)}
    if words.dependent:
        found["dependent"] = synthesise_multilevel.measured(words.dependent, words.dependent_beside)
    tables = [_many_table(found["many"]), synthesise_multilevel.table(found.get("dependent", []))]
    print(json.dumps(found, indent=1) if words.json else "\n\n".join(t for t in tables if t))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fits", type=int, default=10_000, help="data sets in one call")
    parser.add_argument("--k", type=int, default=20, help="studies in each")
    parser.add_argument("--beside", type=int, default=200, help="of them that the others fit too")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed; the median counts")
    parser.add_argument("--pymare", default=os.environ.get("PYMARE_PYTHON"), help="a python with PyMARE")
    parser.add_argument("--dependent", type=int, default=5000, help="effects at several levels; 0: none")
    parser.add_argument("--dependent-beside", type=int, default=600, help="of such that metafor fits too")
    parser.add_argument("--json", action="store_true", help="every measurement, instead of the table")
    return parser.parse_args()


def many_small(words: argparse.Namespace) -> dict[str, Any]:
    """Fits a second of each, and how far their tau2 lie from ours."""
    yi, vi = made(words.fits, words.k)
    fit_many(yi[:100], vi[:100])
    ours, alone = [], []
    theirs: dict[str, dict[str, Any] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        table = _written(Path(folder), yi[: words.beside], vi[: words.beside])
        for _ in range(words.rounds):
            start = time.perf_counter()
            fits = fit_many(yi, vi)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            for y, v in zip(yi[: words.beside], vi[: words.beside], strict=True):
                random_effects(y, v)
            alone.append(time.perf_counter() - start)
            for name, command in _rivals(Path(folder), words.pymare).items():
                print(f"{name} fits {words.beside}", file=sys.stderr)
                one = _asked(command, table) if command else None
                kept = theirs.setdefault(name, one and {**one, "seconds": []})
                if kept and one:
                    kept["seconds"].append(one["seconds"])
    rate = words.fits / statistics.median(ours)
    return {
        "fits": words.fits, "k": words.k, "seconds": ours, "rate": rate,
        "alone_rate": words.beside / statistics.median(alone),
        "peaks": int((fits.peaks > 1).sum()), "fitted_alone": int(fits.alone.sum()),
        "beside": {name: one and _compared(one, rate, fits.tau2) for name, one in theirs.items()},
    }  # fmt: skip


def made(m: int, k: int) -> tuple[Any, Any]:
    """Made-up studies: variances over a range of fifty, true effects that differ by none to much."""
    rng = np.random.default_rng(20)
    vi = rng.uniform(0.01, 0.5, size=(m, k))
    tau2 = rng.choice([0.0, 0.02, 0.1, 0.5], size=(m, 1))
    return 0.3 + rng.normal(size=(m, k)) * np.sqrt(vi + tau2), vi


def _written(folder: Path, yi: Any, vi: Any) -> Path:
    path = folder / "sets.csv"
    lines = [f"{i},{y!r},{v!r}" for i, rows in enumerate(zip(yi.tolist(), vi.tolist(), strict=True), 1)
             for y, v in zip(*rows, strict=True)]  # fmt: skip
    path.write_text("\n".join(["set,yi,vi", *lines]) + "\n", encoding="utf-8")
    return path


def _rivals(folder: Path, pymare: str | None) -> dict[str, list[str] | None]:
    rscript = shutil.which("Rscript")
    (folder / "fits.R").write_text(IN_R, encoding="utf-8")
    (folder / "fits.py").write_text(IN_PYMARE, encoding="utf-8")
    return {
        "metafor": [rscript, str(folder / "fits.R")] if rscript else None,
        "PyMARE": [pymare, str(folder / "fits.py")] if pymare else None,
    }


def _asked(command: list[str], table: Path) -> dict[str, Any] | None:
    done = subprocess.run([*command, str(table)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    numbers, version = done.stdout.strip().splitlines()[-2:]
    seconds, *tau2 = (float(n) for n in numbers.replace("NA", "nan").split())
    return {"seconds": seconds, "tau2": tau2, "version": version.strip()}


def _compared(one: dict[str, Any], rate: float, tau2: Any) -> dict[str, Any]:
    theirs = np.array(one["tau2"])
    its_rate = len(theirs) / statistics.median(one["seconds"])
    return {
        "version": one["version"], "rate": its_rate, "ratio": rate / its_rate,
        "failed": int(np.isnan(theirs).sum()),
        "largest_difference": float(np.nanmax(np.abs(theirs - tau2[: len(theirs)]))),
    }  # fmt: skip


def _many_table(found: dict[str, Any]) -> str:
    lines = [
        f"{found['fits']:,} REML fits of {found['k']} studies in one call: "
        f"{1000 * statistics.median(found['seconds']):,.0f} ms "
        f"(rounds {', '.join(f'{1000 * s:,.0f}' for s in found['seconds'])})",
        f"{found['peaks']} likelihoods have more than one peak; {found['fitted_alone']} were fitted alone",
        f"ours in one call   {found['rate']:>10,.0f} fits a second",
        f"ours one at a time {found['alone_rate']:>10,.0f} fits a second",
    ]
    for name, one in found["beside"].items():
        if one is None:
            lines.append(f"{name:18} not installed")
            continue
        lines.append(
            f"{name + ' ' + one['version']:18} {one['rate']:>10,.0f} fits a second; ours in one call "
            f"{one['ratio']:,.0f} times that (the bar: {BARS[name]}); tau2 differs by "
            f"{one['largest_difference']:.1g} at most; {one['failed']} did not converge"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
