"""A published page sent as a frozen copy against the same page rendered for every reader.

    python benchmarks/site.py [--rounds 3] [--seconds 5] [--readers 50] [--json] [--sqlite-only]
    python benchmarks/site.py --quick

Both servers run the same software on the same data, started as `whatworks serve` starts its web process; one
has WHATWORKS_FROZEN=0. They are measured in turns, round by round, by `wrk` on the same machine, which takes
its share of the same processors: a machine of its own for the load would show higher figures for both.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / "tools"), str(HERE / "src"), str(HERE / "benchmarks")]

import with_postgres  # noqa: E402 - found by the line above
from serving import fetch, server  # noqa: E402

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
KINDS = ("frozen", "frozen, packed", "rendered")


def main() -> None:
    words = _words()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk makes the load and is not installed. On Debian: apt-get install wrk")
    found = []
    with tempfile.TemporaryDirectory(prefix="whatworks-benchmark-") as folder:
        found.append(_engine("SQLite", Path(folder) / "sqlite", {}, words))
        if not words.sqlite_only:
            bin_folder = with_postgres.programs()
            if bin_folder is None:
                raise SystemExit(with_postgres.MISSING)
            cluster = with_postgres.Cluster(bin_folder)
            try:
                cluster.start()
                surroundings = {"DATABASE_URL": cluster.url}
                found.append(_engine("PostgreSQL", Path(folder) / "postgres", surroundings, words))
            finally:
                cluster.stop()
    print(json.dumps(found, indent=1) if words.json else _table(found, words))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--readers", type=int, default=50, help="connections that are open at once")
    parser.add_argument("--page", default="/interventions/fgc")
    parser.add_argument("--json", action="store_true", help="every measurement, instead of the table")
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--quick", action="store_true", help="one round of 2 seconds, on SQLite")
    words = parser.parse_args()
    if words.quick:
        words.rounds, words.seconds, words.sqlite_only = 1, 2, True
    return words


def _engine(name: str, data: Path, more: dict[str, str], words: argparse.Namespace) -> dict[str, object]:
    surroundings = os.environ | {
        "WHATWORKS_DATA": str(data), "WHATWORKS_EXAMPLE": "1", "DEMO_SERVE": "0",
        "DJANGO_SETTINGS_MODULE": "whatworks_site.config.settings",
    } | more  # fmt: skip
    print(f"{name}: loading the examples", file=sys.stderr)
    subprocess.run(
        [sys.executable, "-m", "whatworks.cli", "demo"],
        cwd=HERE, env=surroundings, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with ExitStack() as stack:
        frozen = stack.enter_context(server(surroundings))
        rendered = stack.enter_context(server(surroundings | {"WHATWORKS_FROZEN": "0"}))
        page = words.page
        pages = {kind: fetch(at + page) for kind, at in (("frozen", frozen), ("rendered", rendered))}
        assert pages["frozen"] == pages["rendered"], "both send the same page"
        targets = {
            "frozen": (frozen + page, ()),
            "frozen, packed": (frozen + page, ("-H", "Accept-Encoding: gzip")),
            "rendered": (rendered + page, ()),
        }
        measured: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        for turn in range(words.rounds + 1):
            for kind, (address, more_words) in targets.items():
                seconds = words.seconds if turn else 1  # the first turn warms up and is not counted
                taken = _load(address, more_words, seconds, words.readers)
                if turn:
                    measured[kind].append(taken)
                    print(f"{name}, round {turn}: {kind} {taken['per_second']:,.0f}/s", file=sys.stderr)
        _still_frozen(surroundings)
        sizes = {"plain": len(pages["frozen"]), "packed": len(fetch(frozen + page, packed=True))}
    return {"engine": name, "page": page, "bytes": sizes, "rounds": measured}


def _still_frozen(surroundings: dict[str, str]) -> None:
    """Refuse figures of pages that were rendered after all: an edited file of the software does that."""
    asked = (
        "from whatworks_site.config.start import django_here; django_here(); "
        "from whatworks_site.store import freezing; print(freezing.is_current(freezing.version()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], env=surroundings, capture_output=True, text=True, check=True
    )
    if said.stdout.strip() != "True":
        raise SystemExit("The frozen pages went out of use: a file of the software changed. Measure again.")


def _load(address: str, more: tuple[str, ...], seconds: int, readers: int) -> dict[str, float]:
    command = ["wrk", "-t2", f"-c{readers}", f"-d{seconds}s", "--timeout", "30s", "--latency", *more, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"Not every answer was a page:\n{said}")
    found = {"per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])}
    for part in (50, 99):
        number, unit = re.search(rf"{part}%\s+([\d.]+)(us|ms|s)", said).groups()
        found[f"p{part}"] = float(number) * UNITS[unit]
    return found


def _table(found: list[dict[str, object]], words: argparse.Namespace) -> str:
    lines = [
        f"{words.page}",
        f"{words.readers} readers at once, {words.rounds} rounds of {words.seconds} s, taken in turns.",
        f"One web process of 8 threads; the load generator shares the machine’s {os.cpu_count()} processors.",
        "Medians of the rounds; in brackets the least and the most.",
        "",
        f"{'':11} {'':15} {'bytes':>8} {'requests a second':>26} {'p50 ms':>8} {'p99 ms':>8}",
    ]
    for engine in found:
        rates = {}
        for kind in KINDS:
            taken = engine["rounds"][kind]
            middle = {k: statistics.median(t[k] for t in taken) for k in taken[0]}
            rates[kind] = middle["per_second"]
            least, most = min(t["per_second"] for t in taken), max(t["per_second"] for t in taken)
            rate = f"{middle['per_second']:,.0f} ({least:,.0f} to {most:,.0f})"
            size = engine["bytes"]["packed" if "packed" in kind else "plain"]
            waits = f"{middle['p50']:8,.1f} {middle['p99']:8,.1f}"
            lines.append(f"{engine['engine']:11} {kind:15} {size:8,} {rate:>26} {waits}")
        for kind in KINDS[:2]:
            times = rates[kind] / rates["rendered"]
            lines.append(f"{engine['engine']:11} {kind} / rendered: {times:,.0f} times")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
