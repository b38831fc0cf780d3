"""Appraisal: instruments as data, answers in, judgements with their reasons out."""

from .answering import Override
from .changing import Critical, with_critical
from .checking import check_file, check_instrument
from .errors import AppraisalError
from .inspecting import check_any
from .instrument import Instrument, load_instrument, shipped
from .judging import judge, possible_judgements
from .places import Problem
from .reading import appraisal_fields, appraisal_of, read_answers, read_appraisal

__all__ = [
    "AppraisalError", "Critical", "Instrument", "Override", "Problem", "appraisal_fields", "appraisal_of",
    "check_any", "check_file", "check_instrument", "judge", "load_instrument", "possible_judgements",
    "read_answers", "read_appraisal", "shipped", "with_critical",
]  # fmt: skip
