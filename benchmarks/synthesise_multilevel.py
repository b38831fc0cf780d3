"""Models of dependent effects: seconds for thousands of effects, and metafor on the same data beside.

    python benchmarks/synthesise_multilevel.py [--effects 5000] [--beside 1000] [--json]

R is found as `Rscript` with its packages metafor (`rma.mv`, sparse where groups cross) and clubSandwich (for
errors that go together); what is not found is printed as "not installed". Beside the seconds stands the
largest difference of the variances, relative.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / "src")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402 - one thread, as its rival has

from whatworks import stats  # noqa: E402

MODELS = {
    "three levels": ("study", "effect"),
    "four levels": ("country", "study", "effect"),
    "crossed": ("study", "lab", "effect"),
    "three levels, errors correlated by 0.6": ("study", "effect"),
}
IN_R = """
suppressMessages(library(metafor))
args <- commandArgs(TRUE); d <- read.csv(args[1]); factors <- strsplit(args[2], ",")[[1]]
random <- lapply(factors, function(f) as.formula(paste("~ 1 |", f)))
V <- if (args[3] == "1") clubSandwich::impute_covariance_matrix(d$vi, d$study, r = 0.6) else d$vi
took <- system.time(m <- rma.mv(yi, V, random = random, data = d, sparse = args[3] == "0"))[["elapsed"]]
cat(format(c(took, m$sigma2), digits = 17), "\\n")
"""


def made(k: int, seed: int) -> dict[str, Any]:
    """Effects of k / 8 studies in six countries, measured in 40 labs."""
    rng = np.random.default_rng(seed)
    study = np.sort(rng.integers(0, k // 8, k))
    country = rng.integers(0, 6, k // 8)[study]
    lab = rng.integers(0, 40, k)
    vi = rng.uniform(0.01, 0.1, k)
    yi = 0.3 + rng.normal(size=k) * np.sqrt(vi + 0.03)
    for codes, sd in ((study, 0.2), (country, 0.15), (lab, 0.1)):
        yi = yi + rng.normal(0, sd, codes.max() + 1)[codes]
    return {"study": study, "country": country, "lab": lab, "effect": np.arange(k), "yi": yi, "vi": vi}


def ours(data: dict[str, Any], name: str) -> tuple[float, tuple[float, ...]]:
    start = time.perf_counter()
    v = stats.imputed_blocks(data["vi"], data["study"], 0.6) if "correlated" in name else data["vi"]
    fit = stats.multilevel(data["yi"], v, groups=[data[f] for f in MODELS[name]])
    return time.perf_counter() - start, fit.sigma2


def metafor(data: dict[str, Any], name: str) -> tuple[float, tuple[float, ...]] | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "effects.csv"
        rows = np.column_stack(list(data.values()))
        np.savetxt(path, rows, delimiter=",", header=",".join(data), comments="", fmt="%.17g")
        command = ["Rscript", "-e", IN_R, str(path), ",".join(MODELS[name]), str(int("correlated" in name))]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        return None
    numbers = [float(word) for word in done.stdout.split()]
    return numbers[0], tuple(numbers[1:])


def measured(effects: int, beside: int) -> list[dict[str, Any]]:
    rows = []
    for name in MODELS:
        seconds, _ = ours(made(effects, 1), name)
        small = made(beside, 2)
        mine, sigma2 = ours(small, name)
        theirs = metafor(small, name)
        rows.append({
            "model": name, "effects": effects, "seconds": seconds, "beside": beside, "seconds_beside": mine,
            "metafor_seconds": theirs[0] if theirs else None,
            "largest_difference": max(
                abs(a - b) / max(abs(b), 1e-3) for a, b in zip(sigma2, theirs[1], strict=True)
            ) if theirs else None,
        })  # fmt: skip
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        theirs = row["metafor_seconds"]
        told = (
            f"metafor {theirs:.1f} s ({theirs / row['seconds_beside']:.0f} times as long), variances differ "
            f"by at most {row['largest_difference']:.1g}"
            if theirs is not None
            else "metafor not installed, or it gave no answer"
        )
        lines.append(
            f"{row['model']}: {row['effects']:,} effects in {row['seconds']:.2f} s; "
            f"{row['beside']} in {row['seconds_beside']:.2f} s, {told}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--effects", type=int, default=5000)
    parser.add_argument("--beside", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = measured(chosen.effects, chosen.beside)
    print(json.dumps(rows, indent=1) if chosen.json else table(rows))


if __name__ == "__main__":
    main()
