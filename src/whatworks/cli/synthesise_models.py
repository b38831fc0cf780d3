"""The models that several commands offer: estimators of the variance between studies, tests and intervals."""

from __future__ import annotations

from enum import StrEnum


class Estimator(StrEnum):
    """Estimators of the variance between studies; with EE, FE and CE there is none."""

    REML = "REML"
    ML = "ML"
    DL = "DL"
    HE = "HE"
    HS = "HS"
    HSK = "HSk"
    SJ = "SJ"
    EB = "EB"
    PM = "PM"
    PMM = "PMM"
    EE = "EE"
    FE = "FE"
    CE = "CE"


class IntervalTest(StrEnum):
    """z; t with k-p degrees of freedom; knha for Knapp and Hartung; adhoc for that never below one."""

    Z = "z"
    T = "t"
    KNHA = "knha"
    ADHOC = "adhoc"
