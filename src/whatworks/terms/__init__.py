"""The shared vocabulary. Rooms hand each other these records and nothing else."""

from .appraisals import Answer, Appraisal, DomainJudgement
from .codes import (
    Code,
    ComparatorKind,
    Design,
    Direction,
    Good,
    Judgement,
    LinkBand,
    PoolSource,
    RetrievalState,
    Scale,
    SearchKind,
    Seen,
    Signal,
    Stage,
    Tri,
    UnknownKind,
    Verdict,
)
from .identity import digest, normalise_doi, plain_words, slug
from .prisma import Prisma
from .ratings import (
    Change,
    CriterionResult,
    Fact,
    FactSource,
    PublishedRating,
    Rating,
    RatingObject,
    UnknownFact,
)
from .record import Record, RecordError, csv_text, guard, term, unguard
from .references import (
    Correction,
    Decision,
    DuplicateLink,
    Reference,
    RejectedRecord,
    Report,
    Retrieval,
    Search,
    Work,
)
from .review import Criterion, Findings, Member, Methods, Page, Ranked, Review, ReviewRecords
from .studies import EvidenceSet, Intervention, Outcome, Result, ReviewFinding, Study
from .synthesis import Coefficient, Effect, Pool, Regression

__all__ = [
    "Answer", "Appraisal", "Change", "Code", "Coefficient", "ComparatorKind", "Correction", "Criterion",
    "CriterionResult", "Decision", "Design", "Direction", "DomainJudgement", "DuplicateLink", "Effect",
    "EvidenceSet", "Fact", "FactSource", "Findings", "Good", "Intervention", "Judgement", "LinkBand",
    "Member", "Methods", "Outcome", "Page", "Pool", "PoolSource", "Prisma", "PublishedRating", "Ranked",
    "Rating", "RatingObject", "Record", "RecordError", "Reference", "Regression", "RejectedRecord",
    "Report", "Result", "Retrieval", "RetrievalState", "Review", "ReviewFinding", "ReviewRecords", "Scale",
    "Search", "SearchKind", "Seen", "Signal", "Stage", "Study", "Tri", "UnknownFact",
    "UnknownKind", "Verdict", "Work", "csv_text", "digest", "guard", "normalise_doi", "plain_words", "slug",
    "term", "unguard",
]  # fmt: skip
