"""How many took part in studies, always with what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from whatworks.publish.prose import lower_first
from whatworks.terms import Study


def people_of(studies: Iterable[Study]) -> dict[str, int]:
    """How many took part, by what is counted. A study that does not say is not counted."""
    total: Counter[str] = Counter()
    for study in studies:
        number = study.n_randomised or study.n_analysed
        if number and study.unit:
            total[study.unit] += number
    return dict(total)


def people_words(study: Study) -> str:
    """'1,511 families'; empty where no number is known."""
    number = study.n_randomised or study.n_analysed
    if not number:
        return ""
    return f"{number:,} {lower_first(study.unit)}" if study.unit else f"{number:,}"
