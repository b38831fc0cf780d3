"""Every fact that a scheme may rest on: name, type, unit, meaning, and how it is spoken of.

`good` is the value that can only help where a scheme asks for it; it guides the search for what would change
a rating and is never used to fill a gap.
"""

from __future__ import annotations

from whatworks.rules import Catalogue

from .set_catalogue import SET_FACTS
from .set_judgement_catalogue import JUDGEMENT_FACTS
from .study_catalogue import STUDY_FACTS
from .study_quality_catalogue import QUALITY_FACTS
from .ties import TIES

CATALOGUE = Catalogue((*STUDY_FACTS, *QUALITY_FACTS, *SET_FACTS, *JUDGEMENT_FACTS), TIES)
