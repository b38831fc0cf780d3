"""The code lists: the few words a field may hold. Each member's value is what files and pages print."""

from __future__ import annotations

import enum


class Code(enum.StrEnum):
    """A code list. Members print as their value."""


class SearchKind(Code):
    """Where a search looked. PRISMA counts the first two in one arm and the rest in the other."""

    DATABASE = "database"
    REGISTER = "register"
    WEBSITE = "website"
    ORGANISATION = "organisation"
    CITATION = "citation"
    EXPERT = "expert"
    HAND = "hand"

    @property
    def is_database_arm(self) -> bool:
        """Whether PRISMA counts it under databases and registers."""
        return self in (SearchKind.DATABASE, SearchKind.REGISTER)


class Stage(Code):
    """A stage of screening."""

    TITLE = "title and abstract"
    FULL_TEXT = "full text"


class Verdict(Code):
    """What a screener says of a work."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    MAYBE = "maybe"


class LinkBand(Code):
    """How sure de-duplication is that two references are copies."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


class RetrievalState(Code):
    """Whether the full text of a work was found."""

    FOUND = "found"
    NOT_FOUND = "not found"
    ASKED = "asked for"


class Progress(Code):
    """A characteristic by which evidence may serve some people less than others: PROGRESS-Plus."""

    PLACE = "place"
    RACE = "race or ethnicity"
    OCCUPATION = "occupation"
    GENDER = "gender or sex"
    RELIGION = "religion"
    EDUCATION = "education"
    SOCIOECONOMIC = "socioeconomic"
    SOCIAL_CAPITAL = "social capital"
    AGE = "age"
    DISABILITY = "disability"
    OTHER = "other"


class InOrOut(Code):
    """How a group stands to a study. The last is an answer too: somebody looked, and found nothing."""

    INCLUDED = "included"
    LEFT_OUT = "left out"
    APART = "reported separately"
    NOT_REPORTED = "sought, not reported"


class Seen(Code):
    """How a fact was read."""

    REPORT = "report page"
    ABSTRACT = "abstract"
    SECONDARY = "secondary"
    DATASET = "data set"


class Design(Code):
    """The design of a study, by its strongest comparison."""

    RCT = "RCT"
    CLUSTER_RCT = "cluster RCT"
    STEPPED_WEDGE = "stepped wedge"
    CROSSOVER = "crossover"
    RDD = "RDD"
    IV = "instrumental variable"
    ITS = "ITS"
    DID = "DiD"
    MATCHED = "matched"
    ADJUSTED = "regression-adjusted"
    COMPARISON = "comparison group"
    PRE_POST = "pre-post"
    CROSS_SECTIONAL = "cross-sectional"
    QUALITATIVE = "qualitative"
    ECONOMIC = "economic"
    REVIEW = "review"

    @property
    def is_randomised(self) -> bool:
        """Whether chance decided who got what."""
        return self in (Design.RCT, Design.CLUSTER_RCT, Design.STEPPED_WEDGE, Design.CROSSOVER)

    @property
    def has_comparison(self) -> bool:
        """Whether somebody who did not get it was measured too."""
        return self.is_randomised or self in (
            Design.RDD, Design.IV, Design.DID, Design.MATCHED, Design.ADJUSTED, Design.COMPARISON,
        )  # fmt: skip

    @property
    def is_strong_comparison(self) -> bool:
        """Whether chance, matching, a threshold or change over time deals with selection."""
        return self.is_randomised or self in (Design.RDD, Design.IV, Design.DID, Design.MATCHED)


class ComparatorKind(Code):
    """What the comparison group got."""

    USUAL = "usual care"
    NONE = "nothing"
    WAITING = "waiting list"
    ACTIVE = "another intervention"


class Good(Code):
    """Which way is good for an outcome."""

    LOWER = "lower"
    HIGHER = "higher"


class Scale(Code):
    """The scale an estimate is printed on."""

    RR = "RR"
    OR = "OR"
    HR = "HR"
    IRR = "IRR"
    RD = "RD"
    MD = "MD"
    SMD = "SMD"
    COR = "COR"

    @property
    def is_ratio(self) -> bool:
        """Whether no difference is 1 and the scale is analysed as its logarithm."""
        return self in (Scale.RR, Scale.OR, Scale.HR, Scale.IRR)


class Direction(Code):
    """Which way a result's point estimate lies. Never a matter of p."""

    FAVOURS = "favours"
    AGAINST = "against"
    NULL = "exactly null"


class Signal(Code):
    """Whether the interval, as reported, leaves out no difference."""

    EXCLUDES = "excludes no difference"
    INCLUDES = "includes no difference"


class UnknownKind(Code):
    """Why a value is not known. Only the first and the last are open: they may yet be learned."""

    NOT_SOUGHT = "not yet sought"
    NOT_REPORTED = "sought, not reported"
    NOT_APPLICABLE = "not applicable"
    DISAGREE = "sources disagree"


class Judgement(Code):
    """A judgement of risk of bias."""

    LOW = "Low"
    SOME = "Some concerns"
    HIGH = "High"


class Tri(Code):
    """A criterion's value, after Kleene."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class PoolSource(Code):
    """Where a pooled estimate comes from."""

    OURS = "our pool"
    REVIEW = "published review"
