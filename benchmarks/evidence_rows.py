"""A folder of plain evidence tables as sets of facts, where there is no review folder.

Tables: studies.csv, results.csv, reviews.csv and published_ratings.csv. Nothing is filled in: a cell that is
empty, or that holds words where a number is asked for, is not known.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

Row = dict[str, str]
DESIGNS = {
    "rct": "RCT", "cluster rct": "cluster RCT", "stepped wedge": "stepped wedge", "rdd": "RDD", "did": "DiD",
    "its": "ITS", "qed matched": "matched", "matched": "matched", "pre-post": "pre-post",
    "crossover": "crossover", "qualitative": "qualitative", "economic": "economic",
    "instrumental variable": "instrumental variable",
}  # fmt: skip
DIRECTIONS = {"intervention": "favours", "control": "against", "null": "exactly null"}
LOWER_IS_BETTER = re.compile(
    r"placement|abuse|maltreat|neglect|re-?entry|re-?report|referral|entry to care|offend"
)
RATIOS = ("RR", "OR", "HR", "IRR")
DULL = frozenset(
    (
        "a",
        "after",
        "and",
        "children",
        "family",
        "families",
        "for",
        "from",
        "in",
        "of",
        "or",
        "out",
        "the",
        "to",
    )
)


@dataclass(frozen=True)
class Given:
    """One intervention and group of outcomes: facts as a file of facts has them, and the words for them."""

    intervention: str
    words: frozenset[str]
    facts: dict[str, Any]


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of a table; none where there is no such table."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that tell outcomes apart, without their endings."""
    found = re.findall(r"[a-z]+", text.casefold())
    return frozenset(w.rstrip("s")[:7] for w in found if w not in DULL)


def given_sets(folder: Path) -> Iterator[Given]:
    """For each intervention, a set for each group of outcomes that its studies or reviews speak of."""
    studies = {row["id"]: row for row in rows(folder, "studies")}
    groups: dict[tuple[str, str], list[Row]] = {}
    for result in rows(folder, "results"):
        study = studies.get(result["study_id"])
        if study is not None:
            for intervention in re.split(r"[;,]\s*", study["intervention_id"]):
                groups.setdefault((intervention, result["domain"]), []).append(result)
    reviews = [r for r in rows(folder, "reviews") if r.get("intervention_id")]
    for review in reviews:
        nearest = _nearest(review, groups)
        groups.setdefault((review["intervention_id"], nearest), [])
    for (intervention, domain), results in groups.items():
        own = [r for r in reviews if r["intervention_id"] == intervention and _nearest(r, groups) == domain]
        said = " ".join([domain, *(r["outcome"] for r in [*results, *own])])
        chosen = _one_each(results)
        facts = {
            "object": f"{intervention}-{domain}"[:60],
            "intervention": intervention, "outcome": domain or "any",
            "set": _set_facts(own), "studies": [_study_facts(studies[r["study_id"]], r) for r in chosen],
        }  # fmt: skip
        yield Given(intervention, words_of(said), facts)


def _nearest(review: Row, groups: dict[tuple[str, str], list[Row]]) -> str:
    """The group of outcomes whose words are nearest to a review's outcome."""
    words = words_of(review["outcome"])
    domains = sorted({d for _, d in groups})

    def shared(domain: str) -> int:
        own = (r for (_, d), found in groups.items() if d == domain for r in found)
        said = " ".join(r["outcome"] for r in own)
        return len(words & words_of(f"{domain} {said}"))

    return max(domains, key=shared, default="")


def _one_each(results: list[Row]) -> list[Row]:
    """One result a study: the primary outcome, then one with a direction, then the first."""
    best: dict[str, Row] = {}
    order = sorted(results, key=lambda r: (r["primary"] != "y", r["direction"] not in DIRECTIONS, r["id"]))
    for row in order:
        best.setdefault(row["study_id"], row)
    return [best[k] for k in sorted(best)]


def _number(text: str) -> float | None:
    return float(text.replace(",", "")) if re.fullmatch(r"-?[\d,]*\.?\d+", text) else None


def _range(text: str) -> Any:
    ends = re.fullmatch(r"(\d+\.?\d*) to (\d+\.?\d*)", text)
    return {"low": float(ends[1]), "high": float(ends[2])} if ends else _number(text)


def _yes(text: str) -> bool | None:
    return {"y": True, "yes": True, "n": False, "no": False}.get(text.casefold())


def _study_facts(study: Row, result: Row) -> dict[str, Any]:
    counts = {
        "n_randomised": _number(study["n_randomised"]), "n_analysed": _number(study["n_analysed"]),
        "n_intervention": _number(study["n_intervention"]), "n_comparison": _number(study["n_control"]),
    }  # fmt: skip
    year = re.search(r"\b(?:19|20)\d\d\b", study["short_name"])
    known: dict[str, Any] = {
        **_design(study["design"]), **counts,
        "months_after_end": _range(study["followup_months_after_end"]),
        "attrition_overall": _number(study["overall_attrition_pct"]),
        "attrition_difference": _number(study["differential_attrition_pct"]),
        "independent": _yes(study["independent_evaluator"]), "peer_reviewed": _yes(study["peer_reviewed"]),
        "comparator": "usual care" if "usual" in study["comparator"].casefold() else None,
        "registered_before": {"prospective": True, "retrospective": False}.get(study["registration_timing"]),
        "direction": DIRECTIONS.get(result["direction"]), "signal": _signal(result),
        "year": int(year[0]) if year else None,
    }  # fmt: skip
    arms = (counts["n_intervention"] or 0) + (counts["n_comparison"] or 0)
    if arms > (counts["n_analysed"] or 0):  # the arms as allocated, not as analysed
        known |= {"n_intervention": None, "n_comparison": None}
    unit = {"unit": study["n_unit"]} if study["n_unit"] else {}
    told = {k: v for k, v in known.items() if v is not None}
    return {"id": study["id"], "name": study["short_name"], **unit, **told}


def _design(text: str) -> dict[str, Any]:
    if text.casefold() in DESIGNS:
        return {"design": DESIGNS[text.casefold()]}
    return {"compared": True, "randomised": False} if "QED" in text else {}


def _signal(result: Row) -> str | None:
    said = result["signal"].casefold()
    if said.startswith("not significant") or "includes" in said:
        return "includes no difference"
    if said.startswith("significant") or "excludes" in said:
        return "excludes no difference"
    low, high = _number(result["ci_low"]), _number(result["ci_high"])
    if low is None or high is None:
        return None
    null = 1.0 if result["measure"].split(" ")[0] in RATIOS else 0.0
    return "includes no difference" if low <= null <= high else "excludes no difference"


def _set_facts(reviews: list[Row]) -> dict[str, Any]:
    """The pooled figure of the review that pools most, turned so that above 0 is better."""
    found: dict[str, Any] = {"review.count": len({r["reference_id"] for r in reviews})}
    whole = [r for r in reviews if _number(r["ci_low"]) is not None and _number(r["ci_high"]) is not None]
    if not whole:
        return found
    best = max(whole, key=lambda r: (_number(r["k_studies"]) or 0, r["id"]))
    ratio = best["measure"] in RATIOS
    sign = -1 if LOWER_IS_BETTER.search(best["outcome"].casefold()) else 1
    ends = [_number(best[k]) or 0.0 for k in ("ci_low", "ci_high")]
    low, high = sorted(sign * (log(e) if ratio and e > 0 else e) for e in ends)
    found |= {"pool.source": "published review", "pool.low": low, "pool.high": high}
    if k := _number(best["k_studies"]):
        found["pool.k"] = int(k)
    return found
