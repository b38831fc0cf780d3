"""How far appraisers agree with one instrument, item by item: from what each handed in while blind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from whatworks.appraise.agreeing import ItemAgreement, agreement_by_item
from whatworks.stats.agreement import Coefficient
from whatworks.terms import Appraisal
from whatworks_site.evidence.models import Review

from ..models import AppraisalDraft
from .appraisals_one import handed_in
from .appraising_instruments import instrument_of
from .appraising_sheet import OVERALL, is_number

FEW = 20
"""With fewer in common a coefficient says little, and the page says so."""


@dataclass(frozen=True)
class Shown:
    """A measure of agreement in words."""

    value: str
    between: str
    why: str


@dataclass(frozen=True)
class Line:
    """One question, domain or the whole."""

    of: str
    words: str
    n: int
    one_only: int
    share: float
    """The share of pairs of raters that agree."""
    kappa: Shown
    gwet: Shown
    gwet_name: str
    said: str

    @property
    def same(self) -> str:
        """'8 of 10'; a share, where more than two answered."""
        agreed = self.share * self.n
        if abs(agreed - round(agreed)) < 1e-9:
            return f"{round(agreed):,} of {self.n:,}"
        return f"{round(100 * self.share)}% of pairs, over {self.n:,}"


@dataclass(frozen=True)
class AgreementShown:
    """Agreement by item over one version and effect, among everyone or two of them."""

    lines: tuple[Line, ...]
    things: int
    raters: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    pair: int
    """Which of the pairs; 0 for everyone."""
    versions: tuple[tuple[str, str], ...]
    chosen: tuple[str, str]
    is_few: bool

    @property
    def lowest(self) -> tuple[Line, ...]:
        """The questions on which they differ most often, for talking about."""
        asked = [line for line in self.lines if line.of == "question" and line.share < 1]
        return tuple(sorted(asked, key=lambda line: line.share)[:3])


def agreement_of(
    review: Review, name: str, *, version: str = "", effect: str = "", pair: int = 0
) -> AgreementShown | None:
    """Agreement with one instrument; None where nothing is handed in by two."""
    objects = AppraisalDraft.objects.filter(
        review=review, instrument=name, handed_in_at__isnull=False, aside_at=None
    )
    groups: dict[tuple[str, str], list[Appraisal]] = defaultdict(list)
    for object_ in sorted(set(objects.values_list("object", flat=True))):
        alike: dict[tuple[str, str], list[Appraisal]] = defaultdict(list)
        for _, made in handed_in(review, object_, name):
            alike[made.version, made.effect or ""].append(made)
        for key, found in alike.items():
            if len(found) > 1:
                groups[key] += found
    if not groups:
        return None
    versions = tuple(sorted(groups, key=lambda k: -len(groups[k])))
    chosen = (version, effect) if (version, effect) in groups else versions[0]
    instrument = instrument_of(review, name, chosen[0])
    if instrument is None:
        return None
    made = groups[chosen]
    people = sorted({a.rater for a in made})
    shared = _shared(made)
    pairs = tuple(p for p in combinations(people, 2) if shared.get(p)) if len(people) > 2 else ()
    number = pair if 1 <= pair <= len(pairs) else 0
    told = agreement_by_item(
        instrument, made, effect=chosen[1] or None, raters=pairs[number - 1] if number else None
    )
    things = shared[pairs[number - 1]] if number else len({a.object for a in made})
    return AgreementShown(
        tuple(_line(each) for each in told if each.n),
        things,
        pairs[number - 1] if number else tuple(people),
        pairs,
        number,
        versions,
        chosen,
        is_few=things < FEW,
    )


def _shared(made: list[Appraisal]) -> dict[tuple[str, str], int]:
    """How many things each two have appraised."""
    by_object: dict[str, list[str]] = defaultdict(list)
    for each in made:
        by_object[each.object].append(each.rater)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for names in by_object.values():
        for one, other in combinations(sorted(names), 2):
            counts[one, other] += 1
    return dict(counts)


def _line(each: ItemAgreement) -> Line:
    item = each.item
    number = is_number(item.id)
    words = {
        "question": f"{item.id} {item.name}" if number else item.name,
        "domain": f"Domain {item.id}: {item.name}" if number else item.name,
    }
    return Line(
        item.kind,
        words.get(item.kind, item.name if item.id != OVERALL else "Overall"),
        each.n,
        each.one_only,
        each.raw.value or 0.0,
        _shown(each.kappa),
        _shown(each.gwet),
        "AC2" if each.ordered else "AC1",
        _said(each),
    )


def _shown(held: Coefficient) -> Shown:
    if held.value is None:
        return Shown("–", "", f"{held.why[:1].upper()}{held.why[1:]}." if held.why else "")
    between = f"{held.low:.2f} to {held.high:.2f}" if held.low is not None and held.high is not None else ""
    why = f"{held.why[:1].upper()}{held.why[1:]}." if held.why and not between else ""
    return Shown(f"{held.value:.2f}", between, why)


def _said(each: ItemAgreement) -> str:
    """It in words. How much beyond chance is enough is the team's to say: no bands are used."""
    if each.raw.value is None:
        return ""
    if each.raw.value == 1:
        return "Always the same answer"
    value = each.gwet.value
    if value is None:
        return f"The same answer on {round(100 * each.raw.value)} of every 100"
    if value <= 0:
        return "No more often than chance would give"
    return f"{round(100 * value)}% of the way from chance to full agreement"
