"""The order worth reading: what looks most like what was included so far, first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    Words of the title (twice), abstract and keywords, weighed by TF-IDF, and a logistic regression balanced
    between included and excluded, learned from the decisions so far. A work that is settled teaches its
    outcome; one that is not, what its screeners agree on so far, `maybe` as included; a conflict teaches
    nothing. With no included or no excluded work yet, the order is likeness to the review's `question`, and
    without one, the newest first; the score is then that likeness, or 0. Equal scores stand by year, newest
    first, then by id. Nothing depends on the order of what is handed in. Progress counts steps (done,
    total).
    """
    known = {r.id: r for r in references}
    ordered = sorted(works, key=lambda w: w.id)
    for work in ordered:
        if work.id not in known:
            raise CollateError(
                f"Work {work.id} stands under a reference that was not handed in; hand in all."
            )
    found = screen(ordered, decisions, screeners_needed=screeners_needed, assignments=assignments)
    outcomes = {w: s[Stage.TITLE] for w, s in found.items()}
    if progress:
        progress(0, 2)
    scores = _scores([known[w.id] for w in ordered], [_lesson(outcomes[w.id]) for w in ordered], question)
    if progress:
        progress(2, 2)
    placed = sorted(
        zip(ordered, scores, strict=True),
        key=lambda x: (outcomes[x[0].id].settled, -x[1], -(known[x[0].id].year or 0), x[0].id),
    )
    return tuple(
        Ranked(work=work.id, place=place, score=score, decided=_decided(outcomes, work.id))
        for place, (work, score) in enumerate(placed, start=1)
    )


def _decided(outcomes: Mapping[str, StageOutcome], work: str) -> str | None:
    outcome = outcomes[work]
    if outcome.verdict:
        return str(outcome.verdict)
    return str(State.CONFLICT) if outcome.state is State.CONFLICT else None


def _lesson(outcome: StageOutcome) -> int | None:
    said = {outcome.verdict} if outcome.verdict else set(outcome.verdicts.values())
    if said == {Verdict.EXCLUDE}:
        return 0
    return 1 if said and Verdict.EXCLUDE not in said else None


def _text(reference: Reference) -> str:
    title = reference.title or ""
    return " ".join([title, title, reference.abstract or "", *reference.keywords])


def _scores(
    references: Sequence[Reference], lessons: Sequence[int | None], question: str | None
) -> list[float]:
    taught = [i for i, lesson in enumerate(lessons) if lesson is not None]
    learns = {lessons[i] for i in taught} == {0, 1}
    nothing = [0.0] * len(references)
    if not learns and not question:
        return nothing
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    words = TfidfVectorizer(
        sublinear_tf=True,
        ngram_range=(1, 2),
        stop_words="english",
        strip_accents="unicode",
        max_features=50_000,
    )
    try:
        matrix = words.fit_transform([_text(r) for r in references])
    except ValueError:  # not one word in all of them
        return nothing
    if learns:
        return _learned(matrix, taught, [lessons[i] for i in taught])
    likeness = (matrix @ words.transform([question or ""]).T).toarray().ravel()
    return [round(float(x), 6) for x in likeness]


def _learned(matrix: object, taught: list[int], lessons: list[int | None]) -> list[float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    model = LogisticRegression(
        solver="liblinear", class_weight="balanced", C=10.0, random_state=SEED, max_iter=1000
    )
    model.fit(matrix[taught], lessons)  # type: ignore[index]
    return [round(float(p), 6) for p in model.predict_proba(matrix)[:, 1]]
