"""Many interventions under every scheme, with what would change each rating, against judging each alone.

    python benchmarks/rating.py [--number 10000] [--alone 50] [--schemes eif,nesta] [--json]
    python benchmarks/rating.py --quick

The population is made (benchmarks/population.py): its facts are drawn one by one, at the rates at which
published studies tell them. Interventions that are the same but for names are worked out once, so the share
that is distinct says how much that saves; real interventions are more alike, or less, than these. Times are
of one process: of the processor itself, and on the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / "src"), str(HERE / "benchmarks")]

from population import population  # noqa: E402 - found by the line above

from whatworks.rate import Scheme, SetEvidence, judge_many, load_scheme, shipped  # noqa: E402
from whatworks.rate.finding import counts, counts_by_scale, forget  # noqa: E402

STUDIES = (1, 2, 4, 8, 16, 32)
TOLD = (1.5, 1.2, 1.0, 0.8, 0.5, 0.0)
BAR = "10,000 interventions under all schemes in under a minute"


def main() -> None:
    words = _words()
    schemes = [load_scheme(s) for s in (words.schemes.split(",") if words.schemes else shipped())]
    found: dict[str, Any] = {
        "schemes": [s.id for s in schemes],
        "scales": sum(len(s.scales) for s in schemes),
    }
    print("Judging all together", file=sys.stderr)
    found["many"] = _many(words.number, schemes, words.explained)
    print("Judging each alone", file=sys.stderr)
    last = list(population(words.number))[-words.alone :]
    found["alone"] = _alone(last, schemes, words.explained)
    found["alone"]["together"] = sum(found["many"].pop("taken")[-words.alone :])
    print("Measuring how the cost grows", file=sys.stderr)
    found["studies"] = [
        _grown(f"{n}", population(words.each, 2, studies=n), schemes) for n in STUDIES if n <= words.most
    ]
    found["told"] = [_grown(f"{t:g}", population(words.each, 3, studies=2, told=t), schemes) for t in TOLD]
    print(json.dumps(found, indent=1) if words.json else _table(found))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=10_000, help="of interventions")
    parser.add_argument("--alone", type=int, default=50, help="of them that are also judged each alone")
    parser.add_argument("--each", type=int, default=20, help="interventions for each line on how cost grows")
    parser.add_argument("--most", type=int, default=32, help="studies an intervention has, in those lines")
    parser.add_argument("--schemes", help="their ids, with commas between; all where not given")
    parser.add_argument(
        "--explained", action="store_true", help="with every criterion and its value written out"
    )
    parser.add_argument("--json", action="store_true", help="every measurement, instead of the table")
    parser.add_argument("--quick", action="store_true", help="200 interventions, 10 alone, few lines")
    words = parser.parse_args()
    if words.quick:
        words.number, words.alone, words.each, words.most = 200, 10, 4, 8
    return words


def _timed(
    items: Iterable[SetEvidence], schemes: list[Scheme], explained: bool
) -> tuple[list[float], int, int]:
    """Processor seconds for each intervention, the number of ratings, and of those with one level."""
    taken, ratings, settled = [], 0, 0
    answers = judge_many(iter(list(items)), schemes, explained=explained)
    while True:
        start = time.process_time()
        found = next(answers, None)
        if found is None:
            return taken, ratings, settled
        taken.append(time.process_time() - start)
        ratings += len(found)
        settled += sum(r.level is not None for r in found)


def _many(number: int, schemes: list[Scheme], explained: bool) -> dict[str, Any]:
    forget()
    items = list(population(number))
    clock = time.perf_counter()
    taken, ratings, settled = _timed(items, schemes, explained)
    clock = time.perf_counter() - clock
    asked, distinct = counts()
    return {
        "interventions": number, "ratings": ratings, "settled": settled, "clock": clock,
        "seconds": sum(taken),
        "median_ms": 1000 * statistics.median(taken), "most_ms": 1000 * max(taken), "asked": asked,
        "distinct": distinct,
        "by_scale": counts_by_scale(), "taken": taken,
    }  # fmt: skip


def _alone(items: list[SetEvidence], schemes: list[Scheme], explained: bool) -> dict[str, Any]:
    """Each with nothing kept from those before."""
    taken = []
    for item in items:
        forget()
        taken += _timed([item], schemes, explained)[0]
    return {"interventions": len(items), "seconds": sum(taken), "median_ms": 1000 * statistics.median(taken)}


def _grown(name: str, items: Iterable[SetEvidence], schemes: list[Scheme]) -> dict[str, Any]:
    """The cost of each alone, with nothing kept from those before."""
    taken = []
    for item in items:
        forget()
        taken += _timed([item], schemes, False)[0]
    return {"name": name, "median_ms": 1000 * statistics.median(taken), "most_ms": 1000 * max(taken)}


def _table(found: dict[str, Any]) -> str:
    many, alone = found["many"], found["alone"]
    each, by_itself = many["seconds"] / many["interventions"], alone["seconds"] / alone["interventions"]
    beside = alone["together"] / alone["interventions"]
    lines = [
        f"{many['interventions']:,} interventions, {len(found['schemes'])} schemes, {found['scales']} scales",
        f"One process; the machine has {os.cpu_count()} processors.",
        "",
        f"ratings                      {many['ratings']:>12,}   of which {many['settled']:,} are one level",
        f"asked of a scale             {many['asked']:>12,}",
        f"distinct, worked out         {many['distinct']:>12,}   {many['distinct'] / many['asked']:.0%}",
        f"seconds of the processor     {many['seconds']:>12,.1f}   {many['clock']:,.1f} on the clock",
        f"ms an intervention, mean     {1000 * each:>12,.1f}   median {many['median_ms']:,.1f}, "
        f"most {many['most_ms']:,.0f}",
        f"the last {alone['interventions']} alone, mean ms {1000 * by_itself:>17,.1f}",
        f"beside the others, mean ms {1000 * beside:>14,.1f}   alone / beside {by_itself / beside:,.1f}",
        f"10,000 would take            {10_000 * each:>12,.0f}   s of the processor; the bar: {BAR}",
        "",
        f"{'scale':40} {'asked':>9} {'distinct':>9}",
    ]
    lines += [f"{name:40} {asked:>9,} {worked:>9,}" for name, asked, worked in many["by_scale"]]
    for title, key in (("studies", "studies"), ("told, times the usual share (2 studies)", "told")):
        lines += ["", f"{title:40} {'median ms':>9} {'most ms':>9}   each alone"]
        lines += [f"{r['name']:40} {r['median_ms']:>9,.0f} {r['most_ms']:>9,.0f}" for r in found[key]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
