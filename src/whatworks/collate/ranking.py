"""The order worth reading: what looks most like what was included so far, first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from whatworks.terms import Assignment, Decision, Ranked, Reference, Stage, Verdict, Work

from .errors import CollateError
from .lines import Progress
from .screening import StageOutcome, State, screen

SEED = 20_240_101


def rank(
    works: Sequence[Work],
    references: Sequence[Reference],
    decisions: Sequence[Decision],
    *,
    question: str | None = None,
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
    progress: Progress | None = None,
) -> tuple[Ranked, ...]:
    """Every work with its place: first those to be decided on title and abstract, then the decided ones.

    The order of `Ranker`, learned from the decisions so far as `lessons_of` has them, or from the review's
    `question`. For one screener's order, hand in what that person may see (`visible_to`). Nothing depends on
    the order of what is handed in. Progress counts steps (done, total).
    """
    ranker = Ranker(works, references)
    found = screen(works, decisions, screeners_needed=screeners_needed, assignments=assignments)
    outcomes = {work: stages[Stage.TITLE] for work, stages in found.items()}
    if progress:
        progress(0, 2)
    ranked = ranker.order(
        _lessons(outcomes),
        question,
        decided={w: words for w, outcome in outcomes.items() if (words := _decided(outcome))},
        last=[w for w, outcome in outcomes.items() if outcome.settled],
    )
    if progress:
        progress(2, 2)
    return ranked


def lessons_of(
    works: Sequence[Work],
    decisions: Sequence[Decision],
    *,
    screeners_needed: int = 2,
    assignments: Sequence[Assignment] = (),
) -> dict[str, int]:
    """What the decisions on title and abstract teach of each work: 1 to be included, 0 not.

    A work that is settled teaches its outcome; one that is not, what its screeners agree on so far, `maybe`
    as included; a conflict teaches nothing.
    """
    found = screen(works, decisions, screeners_needed=screeners_needed, assignments=assignments)
    return _lessons({work: stages[Stage.TITLE] for work, stages in found.items()})


class Ranker:
    """Works made comparable once, to be put in order for as many teachers as there are.

    Words of the title (twice), abstract and keywords, weighed by TF-IDF; that is the slow part, and is done
    when an order first needs it. Raises CollateError where a work's own reference is not handed in.
    """

    def __init__(self, works: Sequence[Work], references: Sequence[Reference]) -> None:
        known = {r.id: r for r in references}
        self._works = sorted(w.id for w in works)
        for work in self._works:
            if work not in known:
                raise CollateError(
                    f"Work {work} stands under a reference that was not handed in; hand in all."
                )
        self._references = [known[w] for w in self._works]

    def order(
        self,
        lessons: Mapping[str, int],
        question: str | None = None,
        *,
        decided: Mapping[str, str] | None = None,
        last: Collection[str] = (),
    ) -> tuple[Ranked, ...]:
        """Every work with its place, as these lessons (a work's id, 1 or 0) teach.

        A logistic regression balanced between included and excluded. With no work of one kind yet, the order
        is likeness to the `question`, and without one, the newest first; the score is then that likeness, or
        0. Equal scores stand by year, newest first, then by id. Works in `last` come after all others;
        `decided` is what is said of a work that is decided. Lessons of unknown works are left out.
        """
        scores = self._scores([lessons.get(w) for w in self._works], question)
        words, behind = decided or {}, set(last)
        placed = sorted(
            zip(self._references, scores, strict=True),
            key=lambda x: (x[0].id in behind, -x[1], -(x[0].year or 0), x[0].id),
        )
        return tuple(
            Ranked(work=reference.id, place=place, score=score, decided=words.get(reference.id))
            for place, (reference, score) in enumerate(placed, start=1)
        )

    def _scores(self, lessons: Sequence[int | None], question: str | None) -> list[float]:
        taught = [i for i, lesson in enumerate(lessons) if lesson is not None]
        learns = {lessons[i] for i in taught} == {0, 1}
        if not (learns or question) or self._vectors is None:
            return [0.0] * len(self._works)
        words, matrix = self._vectors
        if learns:
            return _learned(matrix, taught, [lessons[i] for i in taught])
        likeness = (matrix @ words.transform([question or ""]).T).toarray().ravel()
        return [round(float(x), 6) for x in likeness]

    @cached_property
    def _vectors(self) -> tuple[Any, Any] | None:
        """The words weighed, and each work in them; None where there is not one word."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        words = TfidfVectorizer(
            sublinear_tf=True,
            ngram_range=(1, 2),
            stop_words="english",
            strip_accents="unicode",
            max_features=50_000,
        )
        try:
            return words, words.fit_transform([_text(r) for r in self._references])
        except ValueError:  # not one word in all of them
            return None


def _decided(outcome: StageOutcome) -> str | None:
    if outcome.verdict:
        return str(outcome.verdict)
    return str(State.CONFLICT) if outcome.state is State.CONFLICT else None


def _lessons(outcomes: Mapping[str, StageOutcome]) -> dict[str, int]:
    taught = {work: _lesson(outcome) for work, outcome in outcomes.items()}
    return {work: lesson for work, lesson in taught.items() if lesson is not None}


def _lesson(outcome: StageOutcome) -> int | None:
    said = {outcome.verdict} if outcome.verdict else set(outcome.verdicts.values())
    if said == {Verdict.EXCLUDE}:
        return 0
    return 1 if said and Verdict.EXCLUDE not in said else None


def _text(reference: Reference) -> str:
    title = reference.title or ""
    return " ".join([title, title, reference.abstract or "", *reference.keywords])


def _learned(matrix: Any, taught: list[int], lessons: list[int | None]) -> list[float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    model = LogisticRegression(
        solver="liblinear", class_weight="balanced", C=10.0, random_state=SEED, max_iter=1000
    )
    model.fit(matrix[taught], lessons)
    return [round(float(p), 6) for p in model.predict_proba(matrix)[:, 1]]
