"""Numbers of a study that cannot all be true: its counts, its arms and its results, each against the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whatworks.stats import printed_unit
from whatworks.terms import Arm, Result, Study

from .asking import Question

EARLIEST, LATEST = 1900, 2100


def question_study(study: Study, arms: Sequence[Arm], results: Sequence[Result]) -> tuple[Question, ...]:
    """What in this study cannot all be true, one sentence each. Counts of unlike units are never compared."""
    own = [arm for arm in arms if arm.study == study.id]
    printed = [result for result in results if result.study == study.id]
    checks: tuple[Iterable[Question], ...] = (
        _counts(study), _split(study, own), _arms(study, own), _attrition(study), _times(study, printed),
        _totals(study, printed),
    )  # fmt: skip
    return tuple(question for asked in checks for question in asked)


def _counts(study: Study) -> Iterator[Question]:
    for name in ("n_randomised", "n_analysed", "n_intervention", "n_comparison", "clusters"):
        count = getattr(study, name)
        if count is not None and count < 0:
            yield Question(f"a number of {count:g}: a count cannot be negative", "count", name)
    if _more(study.n_analysed, study.n_randomised):
        words = f"{study.n_analysed} were analysed, but only {study.n_randomised} were allocated"
        yield Question(words, "analysed", "n_analysed", "n_randomised")
    if study.year is not None and not EARLIEST <= study.year <= LATEST:
        yield Question(f"{study.year} is not a year of a report", "year", "year")


def _split(study: Study, arms: Sequence[Arm]) -> Iterator[Question]:
    t, c, both = study.n_intervention, study.n_comparison, study.n_analysed
    if t is None or c is None or both is None or t + c == both or (t + c < both and len(arms) > 2):
        return
    words = f"{t} and {c} in the two arms are {t + c}, but {both} were analysed"
    yield Question(words, "split", "n_intervention", "n_comparison", "n_analysed")


def _arms(study: Study, arms: Sequence[Arm]) -> Iterator[Question]:
    for arm in arms:
        if _more(arm.n_analysed, arm.n_randomised):
            words = (
                f"{arm.n_analysed} were analysed in “{arm.name}”, but only {arm.n_randomised} were allocated"
            )
            yield Question(words, "analysed", "arms")
    for name, words in (("n_randomised", "allocated"), ("n_analysed", "analysed"), ("clusters", "clusters")):
        whole, parts = getattr(study, name), [getattr(arm, name) for arm in arms]
        same = name == "clusters" or all(arm.unit in (None, study.unit) for arm in arms)
        if whole is None or len(parts) < 2 or None in parts or not same or sum(parts) == whole:
            continue
        told = " and ".join(f"{part}" for part in parts)
        yield Question(f"the arms’ {told} are {sum(parts)}, but {whole} {words} in all", "sum", name, "arms")


def _attrition(study: Study) -> Iterator[Question]:
    lost, began, ended = study.attrition_overall, study.n_randomised, study.n_analysed
    for name in ("attrition_overall", "attrition_difference"):
        share = getattr(study, name)
        if share is not None and not -100 <= share <= 100:
            yield Question(f"{share:g} lost of every 100: not a percentage", "attrition", name)
    if lost is None or not 0 <= lost <= 100 or not began or ended is None or ended > began:
        return
    got = 100 * (began - ended) / began
    if abs(got - lost) > printed_unit(lost) + 1e-9:
        words = f"{ended} of {began} analysed is {got:.1f}% lost, but {lost:g}% is printed"
        yield Question(words, "attrition", "attrition_overall", "n_randomised", "n_analysed")


def _times(study: Study, results: Sequence[Result]) -> Iterator[Question]:
    last = study.months_after_end
    given = [r.months_after_end for r in results if r.months_after_end is not None]
    later = [months for months in given if _more(months, last)]
    if later:
        words = (
            f"the last follow-up is given as {last:g} months after the end, but a result is of {max(later):g}"
        )
        yield Question(words, "last", "months_after_end")


def _totals(study: Study, results: Sequence[Result]) -> Iterator[Question]:
    most = study.n_randomised if study.n_randomised is not None else study.n_analysed
    for result in results:
        if result.unit != study.unit or most is None:
            continue
        for t, c, names in (
            (result.total_t, result.total_c, "totals"), (result.n_t, result.n_c, "numbers"),
        ):  # fmt: skip
            if t is not None and c is not None and t + c > most:
                words = (
                    f"{result.measure}: {names} of {t:g} and {c:g} are {t + c:g}, but the study has {most}"
                )
                yield Question(words, "totals", "n_randomised", "n_analysed", "results")


def _more(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other
