"""The models that effects are pooled under, in words: what each is called and when it is of use."""

from __future__ import annotations

from typing import NamedTuple


class Named(NamedTuple):
    """A name inside a sentence, what a person who chooses should know, and a name in brackets.

    `short` is empty for models without a variance between studies: there it is the model that is named.
    """

    name: str
    use: str
    short: str = ""


ESTIMATORS: dict[str, Named] = {
    "REML": Named(
        "restricted maximum likelihood (REML)",
        "How much the studies truly differ is estimated from all of them at once. The usual choice.",
        "REML",
    ),
    "PM": Named(
        "Paule and Mandel’s method (PM)",
        "Sets how much they differ so that their spread is just what it leads one to expect. Also a usual "
        "choice.",
        "Paule-Mandel",
    ),
    "DL": Named(
        "DerSimonian and Laird’s method (DL)",
        "An older formula, used in many printed reviews. Often a little too sure with few studies.",
        "DerSimonian-Laird",
    ),
    "ML": Named(
        "maximum likelihood (ML)",
        "Like REML, but it tends to find too little difference with few studies.",
        "maximum likelihood",
    ),
    "EB": Named(
        "the empirical Bayes method (EB)", "Comes to the same as Paule and Mandel’s.", "empirical Bayes"
    ),
    "SJ": Named(
        "Sidik and Jonkman’s method (SJ)",
        "Never finds that studies do not differ: tends to find too much.",
        "Sidik-Jonkman",
    ),
    "HS": Named(
        "Hunter and Schmidt’s method (HS)",
        "Simple, and tends to find too little difference.",
        "Hunter-Schmidt",
    ),
    "HSk": Named(
        "Hunter and Schmidt’s method, corrected for few studies (HSk)",
        "As theirs, without its leaning with few studies.",
        "Hunter-Schmidt, corrected for few studies",
    ),
    "HE": Named("Hedges’ method (HE)", "Leaves how exact studies are out of account; varies much.", "Hedges"),
    "PMM": Named(
        "Paule and Mandel’s method, median unbiased (PMM)",
        "As theirs, but as likely to find too much as too little.",
        "Paule-Mandel at the median",
    ),
    "EE": Named(
        "equal effects (EE)",
        "Takes all studies to have one true effect. Right only where they are copies of one another.",
    ),
    "FE": Named("fixed effects (FE)", "The mean of just these studies: it says nothing of others."),
    "CE": Named("common effect (CE)", "The same as equal effects, under another name."),
}
INTERVALS: dict[str, Named] = {
    "knha": Named(
        "Hartung and Knapp’s adjustment",
        "The interval is widened where studies are few. The usual choice.",
        "Hartung-Knapp interval",
    ),
    "adhoc": Named(
        "Hartung and Knapp’s adjustment, never narrower than without it",
        "The same, but it never narrows the interval where studies happen to agree closely.",
        "Hartung-Knapp interval, never narrower than without it",
    ),
    "t": Named("the t distribution", "A little wider than normal with few studies.", "t interval"),
    "z": Named(
        "the normal distribution (z)",
        "Takes the estimate of how much studies differ as certain: too narrow with few studies.",
        "normal interval",
    ),
}
ON_OFFER = ("REML", "PM", "DL", "ML", "SJ", "EE")
"""Estimators that are offered to a person who chooses; the rest are for those who ask for them by name."""


def estimator_name(method: str | None) -> str:
    """An estimator's name inside a sentence, or what was given where it has none."""
    return ESTIMATORS[method].name if method in ESTIMATORS else str(method)


def interval_name(test: str | None) -> str:
    """What the interval rests on, inside a sentence."""
    return INTERVALS[test].name if test in INTERVALS else str(test)
