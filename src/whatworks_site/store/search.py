"""Finding what a question asks for, whichever database is in use, and forgiving how it was spelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from markupsafe import Markup, escape
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .engines import END, START, engine
from .models import SearchDocument, Word
from .queries import content_token
from .question import Group, Phrase, Question, understand
from .wording import fold, key_of, tokens

_MOST_OF = 0.5
"""The share of a question, by what its words tell apart, that counts as most of it."""
_NEAREST = 3


@dataclass(frozen=True)
class Hit:
    """A document that was found."""

    kind: str
    key: str
    title: str
    document: int
    score: float


@dataclass(frozen=True)
class Found:
    """What a question found: `hits` with all of it or, where `partly`, most; else the `nearest` there is."""

    question: Question
    hits: tuple[Hit, ...] = ()
    partly: bool = False
    nearest: tuple[Hit, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    """Words as typed, and the words looked for instead."""

    def of(self, kind: str) -> tuple[Hit, ...]:
        """What was found of one kind, the best first."""
        return tuple(hit for hit in self.hits if hit.kind == kind)


def search(text: str, *, correct: bool = True) -> Found:
    """Find what a question asks for. Any text will do. `correct` puts words right that stand nowhere."""
    question = understand(text)
    if question.is_empty:
        return Found(question)
    scores = [engine().scores(group.phrases) for group in question.groups]
    if correct and (changes := _corrections(question.groups, scores)):
        question = understand(_respelt(question.text, changes))
        scores = [engine().scores(group.phrases) for group in question.groups]
        return _ranked(question, scores, tuple(changes.items()))
    return _ranked(question, scores, ())


def _ranked(
    question: Question, scores: Sequence[Mapping[int, float]], corrected: tuple[tuple[str, str], ...]
) -> Found:
    """Documents by how much of the question they have, rare words weighing more, and by how well it fits."""
    total = SearchDocument.objects.count()
    weights = [log(1 + total / max(len(score), 0.5)) for score in scores]
    points: dict[int, float] = defaultdict(float)
    shares: dict[int, float] = defaultdict(float)
    for group, weight, score in zip(question.groups, weights, scores, strict=True):
        literal = engine().scores(group.phrases[:1]) if len(group.phrases) > 1 else score
        for id_ in score:
            shares[id_] += weight
            points[id_] += weight * (1 + _fit(score, id_) + _fit(literal, id_))
    held = SearchDocument.objects.in_bulk(list(points)) if points else {}
    named = {key_of(phrase) for phrase in question.phrases}
    ordered = sorted(
        (Hit(d.kind, d.key, d.title, d.pk, points[d.pk] + _named(d.title, named)) for d in held.values()),
        key=lambda hit: (-hit.score, hit.title, hit.kind, hit.key),
    )
    whole = sum(weights) - 1e-9
    full = tuple(hit for hit in ordered if shares[hit.document] >= whole)
    if any(hit.kind == "intervention" for hit in full):
        return Found(question, full, corrected=corrected)
    most = tuple(hit for hit in ordered if shares[hit.document] >= whole * _MOST_OF and len(scores) > 1)
    some = tuple(hit for hit in most if hit.kind == "intervention")
    if some:
        others = tuple(hit for hit in full if hit.kind != "intervention")
        return Found(question, some + others, partly=True, corrected=corrected)
    near = tuple(hit for hit in ordered if hit.kind == "intervention")[:_NEAREST]
    return Found(question, full, nearest=near, corrected=corrected)


def _fit(score: Mapping[int, float], id_: int) -> float:
    """How well a document fits a group, from 0 to 1 for the best."""
    top = max(score.values(), default=0.0)
    return max(score.get(id_, 0.0), 0.0) / top if top > 0 else 0.0


def _named(title: str, phrases: set[Phrase]) -> float:
    """What a document gains whose whole name was asked for."""
    return 10.0 if key_of(tokens(title)) in phrases else 0.0


def snippets(found: Found, hits: Sequence[Hit]) -> dict[str, Markup]:
    """For each of the hits by key: a few words around what was found, marked up."""
    keys = {hit.document: hit.key for hit in hits}
    texts = engine().snippets(list(keys), found.question.phrases)
    return {keys[id_]: marked(text) for id_, text in texts.items()}


def marked(text: str) -> Markup:
    """Text with what was found between <mark> tags, and everything else escaped."""
    safe = str(escape(text)).replace(START, "<mark>").replace(END, "</mark>")
    return Markup(safe)  # noqa: S704 - escaped above; the tags are ours


def _corrections(groups: Sequence[Group], scores: Sequence[Mapping[int, float]]) -> dict[str, str]:
    """For each word that stands nowhere: the nearest that does."""
    lost = [g.typed for g, found in zip(groups, scores, strict=True) if g.typed and not found]
    nearest = {word: nearest_word(word) for word in lost}
    return {word: near for word, near in nearest.items() if near}


def nearest_word(word: str) -> str | None:
    """The word of the store that a mistyped one most likely meant; None where none is near."""
    far = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    if not far or word.isdigit():
        return None
    counts = _vocabulary(content_token())
    near = process.extract(word, counts.keys(), scorer=OSA.distance, score_cutoff=far, limit=20)
    if not near:
        return None
    best: tuple[int, bool, int, str] = min(
        (int(distance), found[0] != word[0], -counts[found], found) for found, distance, _ in near
    )
    return best[3]


@lru_cache(maxsize=2)
def _vocabulary(token: str) -> dict[str, int]:
    return dict(Word.objects.values_list("word", "documents"))


def _respelt(text: str, changes: Mapping[str, str]) -> str:
    """A question with some of its words put right."""
    return re.sub(r"[^\W_]+(?:['\u2019]s\b)?", lambda m: changes.get(fold(m.group()), m.group()), text)
