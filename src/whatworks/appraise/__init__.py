"""Appraisal: instruments as data, answers in, judgements with their reasons out."""

from .answering import Override
from .checking import check_instrument
from .errors import AppraisalError
from .instrument import Instrument, load_instrument
from .judging import judge, possible_judgements
from .reading import appraisal_fields, appraisal_of, read_appraisal

__all__ = [
    "AppraisalError", "Instrument", "Override", "appraisal_fields", "appraisal_of", "check_instrument",
    "judge", "load_instrument", "possible_judgements", "read_appraisal",
]  # fmt: skip
