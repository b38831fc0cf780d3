"""Our ratings beside those that other bodies published: how many agree, and which criterion parts the rest.

    .venv/bin/python benchmarks/ratings.py                         # the example
    .venv/bin/python benchmarks/ratings.py another/folder          # a review folder, or one of plain tables
    WHATWORKS_EVIDENCE=another/folder .venv/bin/python benchmarks/ratings.py --json

A review folder is read as it stands. A folder of plain tables (studies.csv, results.csv, reviews.csv and
published_ratings.csv) is read too; see evidence_rows.py. A body that rates a programme as a whole is
compared with the best of the outcomes in hand, since no body here rates a programme below its best outcome.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence_rows import given_sets, rows, words_of

from whatworks.rate import Scale, facts_of, judge_world, load_scheme
from whatworks.rules import SET
from whatworks.terms import CriterionResult, Rating, Tri

EXAMPLE = Path(__file__).parent.parent / "examples/entering-care"
BODIES = (
    (r"evidence store", "centre"), (r"eif|foundations guidebook", "eif"), (r"cebc|california", "cebc"),
    (r"title iv-e", "title-iv-e"), (r"blueprints", "blueprints"),
    (r"^(us )?what works clearinghouse", "us-wwc"),
    (r"essa", "essa"), (r"youth endowment", "yef"), (r"3ie", "3ie"), (r"nesta", "nesta"), (r"emmie", "emmie"),
    (r"eef|education endowment", "eef-toolkit"),
)  # fmt: skip
"""Which of our schemes is whose, by the body's name. The rest have none."""
OFF = ("silent", "ask")
"""Levels that leave the answer to a person."""


@dataclass(frozen=True)
class Published:
    """One published rating, as the tables give it."""

    id: str
    body: str
    intervention: str
    name: str
    of: str
    outcome: str
    rating: str
    also: str


@dataclass(frozen=True)
class Verdict:
    """How ours stands to one that was published: the same, among those possible, or ruled out."""

    id: str
    body: str
    scheme: str
    scale: str
    name: str
    published: str
    ours: tuple[str, ...]
    verdict: str
    criterion: str
    studies: int
    """Studies in hand, in the sets compared. The body may have seen more."""


@dataclass(frozen=True)
class InHand:
    """The ratings of one set under every scheme, and what it is of."""

    intervention: str
    outcome: str
    words: frozenset[str]
    ratings: tuple[Rating, ...]


def main() -> None:
    """Compare, and print the figures."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("WHATWORKS_EVIDENCE", EXAMPLE)
    ask.add_argument("folder", nargs="?", type=Path, default=Path(default))
    ask.add_argument("--json", action="store_true", help="every comparison as JSON")
    said = ask.parse_args()
    found = list(verdicts(said.folder))
    if said.json:
        print(json.dumps([asdict(v) for v in found], indent=1))
    else:
        tell(found, said.folder)


def verdicts(folder: Path) -> Iterator[Verdict]:
    """Each published rating beside ours, under every scale on which the body printed something."""
    published = list(_published(folder))
    schemes = sorted({s for p in published if (s := scheme_of(p.body))})
    wanted = frozenset(p.intervention for p in published)
    sets = [s for s in _in_hand(folder, schemes) if s.intervention in wanted] if schemes else []
    for one in published:
        scheme = scheme_of(one.body)
        if scheme is None:
            yield _verdict(one, "", "", one.rating, (), "no scheme", "")
            continue
        for scale, level in printed(one, scheme):
            told = (r for s in chosen(one, sets) for r in s.ratings)
            ours = [r for r in told if (r.scheme, r.scale) == (scheme, scale.id)]
            yield judged(one, scheme, scale, level, ours)


def scheme_of(body: str) -> str | None:
    """Our scheme for a body, if we have one."""
    return next((scheme for pattern, scheme in BODIES if re.search(pattern, body.casefold())), None)


def printed(one: Published, scheme: str) -> Iterator[tuple[Scale, str]]:
    """The scales on which a body printed a level, and our id for that level; empty where there is none."""
    scales = load_scheme(scheme).scales
    for scale, text in zip(scales[:2], (one.rating, one.also), strict=False):
        if text and scale.of == "set":
            yield scale, level_of(scale, text)


def level_of(scale: Scale, text: str) -> str:
    """The level that a printed text means: its name, else its number without a plus, else nothing."""
    said = text.casefold()
    named = sorted(scale.levels, key=lambda v: -len(v.words))
    for level in named:
        bare = re.sub(r"^\S+ (?=well|supp|prom|fail|conc)|[^a-z ]", "", level.words.casefold()).strip()
        if re.search(rf"\b{re.escape(level.id.casefold())}\b", said) and level.id.isalpha():
            return level.id
        if len(bare) > 3 and re.sub(r"[^a-z ]", "", said).strip() == bare.replace("-", ""):
            return level.id
    number = re.search(r"[+-]?\d+", said.split("(")[0])
    if number is None:
        return ""
    known = {v.id.lstrip("+"): v.id for v in scale.levels}
    return known.get(number[0].lstrip("+"), "")


def chosen(one: Published, sets: Iterable[InHand]) -> list[InHand]:
    """The sets that a published rating is of: those of its outcome, or all of its programme."""
    own = [s for s in sets if s.intervention == one.intervention]
    if one.outcome:
        return [s for s in own if s.outcome == one.outcome]
    if one.of.casefold().startswith(("programme", "topic")) or not own:
        return own
    near = max(len(s.words & words_of(one.of)) for s in own)
    return [s for s in own if near and len(s.words & words_of(one.of)) == near][:1]


def judged(one: Published, scheme: str, scale: Scale, level: str, ours: list[Rating]) -> Verdict:
    """One comparison."""
    if not level:
        return _verdict(one, scheme, scale.id, one.rating, (), "not readable", "")
    if not ours:
        return _verdict(one, scheme, scale.id, level, (), "no evidence in hand", "")
    possible = best_of(scale, ours)
    open_ = tuple(p for p in possible if p not in OFF)
    if level not in possible:
        return _verdict(
            one, scheme, scale.id, level, possible, "ruled out", parting(scale, level, ours), ours
        )
    if open_ == (level,) and len(possible) == 1:
        return _verdict(one, scheme, scale.id, level, possible, "the same", "", ours)
    return _verdict(one, scheme, scale.id, level, possible, "possible", waiting(level, ours), ours)


def _verdict(  # noqa: PLR0917 - the columns of the answer, in their order
    one: Published,
    scheme: str,
    scale: str,
    level: str,
    possible: tuple[str, ...],
    verdict: str,
    criterion: str,
    ours: Iterable[Rating] = (),
) -> Verdict:
    studies = {f.subject for rating in ours for f in rating.facts} - {SET}
    return Verdict(
        one.id, one.body, scheme, scale, one.name, level, possible, verdict, criterion, len(studies)
    )


def best_of(scale: Scale, ours: list[Rating]) -> tuple[str, ...]:
    """The levels that the best of several ratings can be."""
    ranks = {v.id: (v.rank, i) for i, v in enumerate(scale.levels)}
    floor = max(min(ranks[p] for p in r.possible) for r in ours)
    return scale.in_order(frozenset(p for r in ours for p in r.possible if ranks[p] >= floor))


def parting(scale: Scale, level: str, ours: list[Rating]) -> str:
    """The criterion that rules the published level out, in the set that comes nearest to it."""
    rank = scale.level(level).rank
    nearest = min(ours, key=lambda r: abs(max(scale.level(p).rank for p in r.possible) - rank))
    for rule in nearest.criteria:
        if rule.level == level and rule.value is Tri.FALSE:
            return f"{_leaf(rule).question} No"
    held = next((r for r in nearest.criteria if r.value is Tri.TRUE), None)
    return f"{_leaf(held).question} Yes" if held else "the level is given only where no other is"


def waiting(level: str, ours: list[Rating]) -> str:
    """What is not known and matters most for whether the published level is ours."""
    told = [u.words for r in ours if level in r.possible for u in r.unknowns if u.matters]
    if not told:
        return "sources disagree" if any(r.unknowns for r in ours) else "nothing more is asked"
    return Counter(w.partition(": ")[2] or w for w in told).most_common(1)[0][0]


def _leaf(node: CriterionResult) -> CriterionResult:
    """The criterion furthest down that decided."""
    for child in node.children:
        if child.decided:
            return _leaf(child)
    return node


def _published(folder: Path) -> Iterator[Published]:
    if not (folder / "review.yaml").is_file():
        for row in rows(folder, "published_ratings"):
            yield Published(
                row["id"], row["clearinghouse"], row["intervention_id"], row["intervention"], row["unit"], "",
                row["rating"], row["second_rating"],
            )  # fmt: skip
        return
    from whatworks.review import load_folder

    for p in load_folder(folder).published_ratings:
        yield Published(
            p.id, p.body, p.intervention or "", p.intervention_name, p.of or "", p.outcome or "", p.rating,
            p.also or "",
        )  # fmt: skip


def _in_hand(folder: Path, names: list[str]) -> Iterator[InHand]:
    schemes = [load_scheme(n) for n in names]
    if not (folder / "review.yaml").is_file():
        for given in given_sets(folder):
            read = facts_of(given.facts)
            found = (r for s in schemes for r in judge_world(read.world, read.object, s, names=read.names))
            yield InHand(given.intervention, "", given.words, tuple(found))
        return
    from whatworks.review import assess, load_folder

    records = load_folder(folder)
    outcomes = {o.id: o.name for o in records.outcomes}
    for evidence_set in records.evidence_sets:
        ratings = assess(evidence_set, records, schemes).ratings
        outcome = evidence_set.outcome
        yield InHand(evidence_set.intervention, outcome, words_of(f"{outcome} {outcomes[outcome]}"), ratings)


ORDER = ("the same", "possible", "ruled out", "no evidence in hand", "not readable")


def tell(found: list[Verdict], folder: Path) -> None:
    """Print the figures for each scale, then what parts ours from the published."""
    without = [v for v in found if v.verdict == "no scheme"]
    print(f"{folder.name}: {len({v.id for v in found})} published ratings")
    bodies = ", ".join(sorted({v.body for v in without}))
    print(f"{len(without)} of them are by bodies for which there is no scheme: {bodies}\n")
    heads = ("published", "in hand", "settled", *ORDER[:3])
    print(f"{'scale':24}" + "".join(f"{h:>11}" for h in heads))
    scales = sorted({(v.scheme, v.scale) for v in found if v.scheme})
    for scheme, scale in [*scales, ("all", "")]:
        own = [v for v in found if v.scheme and ((v.scheme, v.scale) == (scheme, scale) or scheme == "all")]
        hand = [v for v in own if v.ours]
        numbers = [len(own), len(hand), sum(len(v.ours) == 1 for v in hand)]
        numbers += [sum(v.verdict == word for v in hand) for word in ORDER[:3]]
        print(f"{f'{scheme} {scale}'.strip():24}" + "".join(f"{n:>11}" for n in numbers))
    for word, heading in (
        ("ruled out", "\nRuled out, and by what"),
        ("possible", "\nPossible, and what is missing"),
    ):
        print(heading)
        for v in (v for v in found if v.verdict == word):
            ours = ", ".join(v.ours)
            print(f"  {v.id} {v.name}, {v.scheme} {v.scale}: published {v.published}; ours {ours}")
            print(f"      studies in hand: {v.studies}. {v.criterion}")


if __name__ == "__main__":
    main()
