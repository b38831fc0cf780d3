"""What each command prints under --json: the one source for its documentation and its test."""

from __future__ import annotations

from typing import Any

from whatworks.terms import (
    Appraisal,
    Comparison,
    DuplicateLink,
    Pool,
    Prisma,
    Ranked,
    Rating,
    Record,
    Reference,
    Regression,
    RejectedRecord,
    Work,
)
from whatworks.terms.schema import json_schema, object_schema

_POOLED = {
    "b": "The pooled effect; ratios as logarithms",
    "se": "Its standard error",
    "stat": "Its test",
    "p": "Its p value",
    "zval": "Its test, by metafor's name",
    "pval": "Its p value, by metafor's name",
    "ci_lb": "Lower end of its interval",
    "ci_ub": "Upper end",
    "pi_lb": "Lower end of where a new study is expected, as metafor's default",
    "pi_ub": "Upper end",
    "pi_hts_lb": "The same with t on k-2 degrees of freedom",
    "pi_hts_ub": "Upper end",
    "tau2": "Variance between studies",
    "se_tau2": "Its standard error",
    "I2": "Share of variability between studies, in per cent, as metafor's",
    "H2": "Total over sampling variability, as metafor's",
    "QE": "Test that the studies agree",
    "QEp": "Its p value",
    "logLik": "Log-likelihood, restricted for REML",
    "AIC": "Akaike's criterion",
    "BIC": "Schwarz's criterion",
    "AICc": "Akaike's criterion, corrected for few studies",
}
_PROBLEM = {
    "type": "object",
    "properties": {
        "file": {"type": "string"},
        "row": {"type": ["integer", "null"]},
        "column": {"type": ["string", "null"]},
        "value": {"type": ["string", "null"]},
        "rule": {"type": "string"},
    },
    "required": ["file", "row", "column", "value", "rule"],
}
_FILE_PROBLEM = {
    "type": "object",
    "properties": {
        "file": {"type": ["string", "null"]},
        "line": {"type": ["integer", "null"]},
        "field": {"type": ["string", "null"]},
        "value": {"type": ["string", "null"]},
        "rule": {"type": "string"},
    },
    "required": ["file", "line", "field", "value", "rule"],
}
_COUNTS = {
    "type": "object",
    "properties": {
        "in": {"type": "integer", "description": "Records in the exports"},
        "references": {"type": "integer", "description": "Records read"},
        "rejected": {"type": "integer", "description": "Records that could not be read"},
        "works": {"type": "integer", "description": "Works, after copies were joined"},
        "copies": {"type": "integer", "description": "Copies"},
        "doubtful_pairs": {"type": "integer", "description": "Pairs for a person to decide"},
        "decisions": {"type": "integer"},
        "studies": {"type": "integer"},
        "results": {"type": "integer"},
        "constructed": {"type": ["string", "null"], "description": "What was made up for an example"},
    },
    "required": ["in", "references", "rejected", "works", "copies", "doubtful_pairs", "constructed"],
}
_EFFECT = {
    "type": "object",
    "properties": {
        "row": {"type": "integer"},
        "label": {"type": "string"},
        "yi": {"type": "number"},
        "vi": {"type": "number"},
        "from": {"type": "string", "description": "From which numbers it was taken"},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["row", "yi", "vi", "from"],
}
_OBJECT = {"type": "object"}
_OBJECT_OR_NULL = {"type": ["object", "null"]}
_NUMBER = {"type": "number"}
_MAYBE = {"type": ["number", "null"]}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _list_of(record: type[Record], words: str) -> dict[str, Any]:
    """The schema of a list of records."""
    whole = object_schema(words, {"items": (tuple[record, ...], words)})  # type: ignore[valid-type]
    return {
        "$schema": whole["$schema"],
        "type": "array",
        "description": words,
        "items": whole["properties"]["items"]["items"],
        "$defs": whole["$defs"],
    }


OUTPUTS: dict[str, dict[str, Any]] = {
    "collate read": object_schema("Records read and rejected", {
        "in": (int, "Records in the files"),
        "references": (tuple[Reference, ...], "Records read"),
        "rejected": (tuple[RejectedRecord, ...], "Records that could not be read"),
    }),
    "collate deduplicate": object_schema("Works and the links between their copies", {
        "works": (tuple[Work, ...], "Works"),
        "links": (tuple[DuplicateLink, ...], "Pairs compared, with the evidence"),
    }),
    "collate rank": object_schema("The order worth reading", {
        "ranking": (tuple[Ranked, ...], "Works, the one to read first on top"),
    }),
    "collate prisma": object_schema("The PRISMA 2020 flow", {
        "prisma": (Prisma, "All boxes"),
        "broken": (tuple[str, ...], "Sums that do not hold; empty"),
    }),
    "appraise judge": json_schema(Appraisal),
    "appraise check": object_schema("What is wrong with an instrument's or an appraisal's file", {
        "file": (str, "The file"),
        "kind": (str, "What it holds: instrument or appraisal"),
        "problems": (_list(_FILE_PROBLEM), "File, line, field, value, and what is wrong with it"),
    }),
    "appraise instruments": object_schema("The instruments", {
        "instruments": (_list(_OBJECT), "Questions, source, licence, what is not verified"),
    }),
    "synthesise effects": object_schema("Effect sizes", {
        "measure": (str, "The measure, by metafor's name"),
        "words": (str, "The measure in words"),
        "formula": (str, "Its formula"),
        "paper": (str, "Where the formula comes from"),
        "assumptions": (str, "What it takes for granted"),
        "scale": (str, "The scale of the estimates"),
        "back": (str, "How to take them to the reader's scale"),
        "settings": (_OBJECT, "Rules for counts of 0, variance, correction"),
        "rows": (int, "Rows in the file"),
        "k": (int, "Rows that have an effect"),
        "effects": (_list(_EFFECT), "Estimate and variance, by line of the file; ratios as logarithms"),
        "left_out": (tuple[str, ...], "Rows left out, and why"),
        "diagnostics": (tuple[str, ...], "What was left out, and what was done to single rows"),
    }),
    "synthesise pool": object_schema("A pooled effect, from estimates or from counts", {
        **{n: (float | None, m) for n, m in _POOLED.items()},
        "k": (int, "Studies"),
        "method": (str, "Estimator of tau2, or how counts were pooled"),
        "level": (float, "Level of the intervals, in per cent"),
        "diagnostics": (tuple[str, ...], "What was left out and what a reader should know"),
    }),
    "synthesise bias": object_schema("Asymmetry, selection, sway of single studies; null: not of use here", {
        "k": (int, "Estimates that were used"),
        "method": (str, "Estimator of the variance between studies"),
        "model": (_OBJECT, "The pooled estimate that the checks are of"),
        "egger": (_OBJECT_OR_NULL, "Egger's regression: zval, pval, dfs, est and its interval"),
        "begg": (_OBJECT_OR_NULL, "The rank test: tau, pval"),
        "trimfill": (_OBJECT_OR_NULL, "k0, side, the refitted estimate, filled_yi and filled_vi"),
        "pet": (_OBJECT_OR_NULL, "Regression on the standard error; its intercept is b"),
        "peese": (_OBJECT_OR_NULL, "Regression on the variance; its intercept is b"),
        "uwls": (_OBJECT_OR_NULL, "Unrestricted weighted least squares"),
        "selection_3psm": (_OBJECT_OR_NULL, "Selection model with one step: b, tau2, delta, LRT"),
        "selection_beta": (_OBJECT_OR_NULL, "Beta selection model: b, tau2, delta, LRT"),
        "pcurve": (_OBJECT_OR_NULL, "Tests of the curve's shape, and power"),
        "failsafe": (_OBJECT_OR_NULL, "Fail-safe numbers, which are not recommended"),
        "leave1out": (_OBJECT_OR_NULL, "The model without each study in turn"),
        "influence": (_OBJECT_OR_NULL, "Influence of each study, and who is beyond a cut-off"),
        "sentence": (str, "A paragraph to paste into a report"),
        "diagnostics": (tuple[str, ...], "What was left out, what does not apply, and why"),
    }),
    "synthesise network": object_schema("Many treatments compared", {
        "names": (tuple[str, ...], "Treatments but the reference, the order of b, se and their like"),
        "b": (tuple[float, ...], "Effect of each less the reference's; ratios as logarithms"),
        "league": (_list(_OBJECT), "Every pair: by the network, with prediction, and directly"),
        "p_scores": (_OBJECT, "P-score of each treatment; nearest 1 is best"),
        "inconsistency": (_OBJECT, "Q within and between designs, and the interaction test"),
        "node_split": (_list(_OBJECT), "Direct against indirect evidence of each comparison"),
        "diagnostics": (tuple[str, ...], "Rows left out, and what to know of the fit"),
    }),
    "synthesise multilevel": object_schema("Effects that come in groups, one entry a coefficient", {
        "names": (tuple[str, ...], "The coefficients as R names them"),
        "b": (_list(_NUMBER), "Coefficients"),
        "se": (_list(_NUMBER), "Their standard errors"),
        "ci_lb": (_list(_NUMBER), "Lower ends of their intervals"),
        "ci_ub": (_list(_NUMBER), "Upper ends of their intervals"),
        "k": (int, "Number of effects"),
        "I2": (float | None, "Share of the variance that is not sampling error, in per cent"),
        "diagnostics": (tuple[str, ...], "What was left out, and what to know of the fit"),
    }),
    "synthesise economics": object_schema("Costs against effects", {
        "icer": (float | None, "Cost per outcome; null where one side dominates"),
        "quadrant": (str, "dominant, dominated, trade-off, less for less or no effect"),
        "currency": (str, "Of all amounts"),
        "price_year": (int, "Of all amounts"),
        "thresholds": (_list(_OBJECT), "Net benefit, interval and probability at each threshold"),
        "curve": (_list(_OBJECT), "The acceptability curve"),
        "diagnostics": (tuple[str, ...], "What was left out, and taken as given"),
    }),
    "synthesise plot": object_schema("A figure, and the same in words", {
        "out": (str, "The file that was written"),
        "alt": (str, "The figure in words"),
        "caption": (str | None, "How to read it"),
        "header": (tuple[str, ...], "The columns of its table"),
        "rows": (_list({"type": "array", "items": {"type": "string"}}), "Every number in the figure"),
        "diagnostics": (tuple[str, ...], "What was left out, and what to know of the fit"),
    }),
    "synthesise regress": object_schema("A meta-regression, one entry a coefficient in each list", {
        "b": (_list(_NUMBER), "Coefficients"),
        "se": (_list(_NUMBER), "Their standard errors"),
        "ci_lb": (_list(_NUMBER), "Lower ends of their intervals"),
        "ci_ub": (_list(_NUMBER), "Upper ends of their intervals"),
        "tau2": (float, "Variance between studies that is left"),
        "I2": (float, "Share of variability left that is between studies, in per cent"),
        "H2": (float, "Total over sampling variability"),
        "QE": (float, "Test of what is left"),
        "QEp": (float, "Its p value"),
        "k": (int, "Number of estimates"),
        "names": (tuple[str, ...], "The coefficients as R names them"),
        "terms": (tuple[str, ...], "The same in plain words"),
        "stat": (_list(_MAYBE), "Test statistics"),
        "zval": (_list(_MAYBE), "The same, by metafor's name"),
        "pval": (_list(_MAYBE), "p values"),
        "ddf": (int | None, "Degrees of freedom of the tests; empty for z"),
        "R2": (float | None, "Share of the variance between studies explained, in per cent"),
        "QM": (float | None, "Test of the moderators together"),
        "QMp": (float | None, "Its p value"),
        "QMdf": (_list(_MAYBE), "Its degrees of freedom"),
        "vb": (_list(_list(_NUMBER)), "Covariance of the coefficients"),
        "diagnostics": (tuple[str, ...], "Lines left out, and what to know of the fit"),
    }),
    "synthesise absolute": object_schema("What an effect comes to among people", {
        "scale": (str, "RR, OR, HR or RD"),
        "per": (int, "Of how many people counts are"),
        "baselines": (_list(_OBJECT), "Risks, differences, counts, number needed and words, one a baseline"),
        "diagnostics": (tuple[str, ...], "Lines left out, and what to know of the fit"),
    }),
    "rate judge": _list_of(Rating, "A rating for each thing, scheme and scale"),
    "rate compare": json_schema(Comparison),
    "rate schemes": object_schema("Rating schemes", {
        "schemes": (_list(_OBJECT), "Levels, sources, what is unverified"),
    }),
    "rate facts": object_schema("The facts a scheme may rest on", {
        "facts": (_list(_OBJECT), "Name, type, unit, meaning"),
    }),
    "review new": object_schema("A review started", {
        "folder": (str, "The folder"),
        "files": (tuple[str, ...], "The files written"),
    }),
    "review check": object_schema("What is wrong with a review folder", {
        "folder": (str, "The folder"),
        "problems": (_list(_PROBLEM), "File, row, column, value and rule"),
    }),
    "review build": object_schema("A review built", {
        "review": (str, "The review"),
        "version": (str, "Its version"),
        "records": (_COUNTS, "Counts of what went in"),
        "prisma": (Prisma, "The PRISMA 2020 flow, all boxes"),
        "pooled": (tuple[Pool, ...], "Pooled estimates, ours and published reviews'"),
        "moderators": (tuple[Regression, ...], "Meta-regressions that the evidence sets declare"),
        "ratings": (tuple[Rating, ...], "One a scale of each scheme and evidence set"),
        "questions": (tuple[str, ...], "Things in print that do not agree"),
    }),
}  # fmt: skip
"""Command = JSON Schema of what it prints."""
