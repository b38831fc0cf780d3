"""The shapes of the API's answers, put together from the records' schemas."""

from __future__ import annotations

from whatworks import terms

from .schemas import made_of, many, ref

ROW = made_of(
    "An intervention as lists show it",
    {
        "id": (str, "The intervention's name"),
        "name": (str, "What it is called"),
        "description": (str, "What is done"),
        "need": (many({"type": "string"}), "Where the family is"),
        "level": (str, "What it changes"),
        "outcome": (str, "The outcome that leads its page"),
        "effect": (str, "Effect in words, by the first scheme"),
        "strength": (str, "Strength in words, by the first scheme"),
        "finding": (str, "What was found, in a sentence"),
        "cost": (str, "What is known of cost"),
        "studies": (int, "Studies on record"),
        "randomised": (int, "Of those, randomised"),
        "countries": (many({"type": "string"}), "Where it was studied"),
        "address": (str, "Its page on this site"),
    },
)
EDITION = made_of(
    "Which version of a page this is",
    {
        "title": (str, "The page's title"),
        "version": (int | None, "Its version"),
        "published": (str | None, "The day it was published"),
        "digest": (str, "A digest of its content"),
        "address": (str, "Its page on this site"),
        "licence": (str | None, "The licence of its data"),
    },
)
FULL = made_of(
    "Everything that an intervention's page rests on",
    {
        "edition": (EDITION, "Which version this is"),
        "review": (str, "The review it belongs to"),
        "version": (str, "The review's version"),
        "constructed": (str | None, "What was made up for an example"),
        "intervention": (ref(terms.Intervention), "The intervention"),
        "page": ({"anyOf": [ref(terms.Page), {"type": "null"}]}, "The page in an editor's words"),
        "evidence_sets": (many(ref(terms.EvidenceSet)), "What is rated"),
        "ratings": (many(ref(terms.Rating)), "Every rating with its reasons"),
        "pools": (many(ref(terms.Pool)), "Pooled estimates"),
        "members": (many(ref(terms.Member)), "Which result speaks for which study"),
        "effects": (many(ref(terms.Effect)), "Effects on a common scale"),
        "studies": (many(ref(terms.Study)), "Studies"),
        "results": (many(ref(terms.Result)), "Results as printed"),
        "review_findings": (many(ref(terms.ReviewFinding)), "Published reviews' pooled results"),
        "published_ratings": (many(ref(terms.PublishedRating)), "Ratings by other bodies"),
        "outcomes": (many(ref(terms.Outcome)), "Outcomes"),
        "reports": (many(ref(terms.Report)), "Sources"),
    },
)
STUDY = made_of(
    "A study with its results and sources",
    {
        "edition": (EDITION, "The version of the page that tells of it"),
        "review": (str, "The review it belongs to"),
        "study": (ref(terms.Study), "The study"),
        "results": (many(ref(terms.Result)), "Its results as printed"),
        "effects": (many(ref(terms.Effect)), "The same on a common scale"),
        "sets": (many(ref(terms.Member)), "The evidence sets in which it counts"),
        "appraisals": (many(ref(terms.Appraisal)), "How it was appraised"),
        "reports": (many(ref(terms.Report)), "Its sources"),
    },
)
OUTCOME = made_of(
    "An outcome, and how much is published on it",
    {
        "outcome": (ref(terms.Outcome), "The outcome"),
        "interventions": (int, "Interventions with a rating or a result on it"),
        "studies": (int, "Studies with a result on it"),
        "address": (str, "Its page on this site"),
    },
)
REVIEW = made_of(
    "A review and how its studies were found",
    {
        "edition": (EDITION, "Which version this is"),
        "review": (ref(terms.Review), "The review"),
        "flow": (ref(terms.Prisma), "Its flow of records, box by box"),
    },
)
HIT = made_of(
    "Something found",
    {
        "kind": ({"enum": ["intervention", "study", "outcome", "review"]}, "What it is"),
        "id": (str, "Its name"),
        "title": (str, "Its title"),
        "address": (str, "Its page on this site"),
    },
)
FOUND = made_of(
    "What a question found",
    {
        "partly": (bool, "Whether nothing has all of it, and these have most"),
        "corrected": (
            many(made_of("A word put right", {"typed": (str, "As typed"), "meant": (str, "Looked for")})),
            "Words that were looked for instead of those typed",
        ),
        "items": (many(HIT), "What was found, the best first, at most 100"),
    },
)
CHANGE = made_of(
    "Something that changed in public",
    {
        "kind": ({"enum": ["intervention", "review"]}, "What changed"),
        "id": (str, "Its name"),
        "title": (str, "Its title"),
        "version": (int, "The version"),
        "what": ({"enum": ["published", "withdrawn"]}, "What happened"),
        "when": ({"type": "string", "format": "date-time"}, "When"),
        "reason": (str, "Why, as its author said"),
        "address": (str, "Where to read on"),
    },
)
