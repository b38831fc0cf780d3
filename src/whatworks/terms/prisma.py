"""The PRISMA 2020 flow, box by box. Every number is derived; what is undecided has its own count."""

from __future__ import annotations

from dataclasses import dataclass

from .record import Record, term


@dataclass(frozen=True, kw_only=True)
class Prisma(Record):
    """The boxes of the flow diagram. Keys follow the PRISMA2020 data; ours beyond it count what awaits."""

    rejected: int = term("Records that could not be read, before the first box", unit="records", default=0)
    other_rejected: int = term("Of those, found by other methods", unit="records", default=0)
    previous_studies: int = term("Studies in the previous version of the review", unit="studies", default=0)
    previous_reports: int = term("Their reports", unit="reports", default=0)
    database_results: int = term("Records from databases", unit="records", default=0)
    database_specific_results: dict[str, int] = term("The same, for each database", default={})
    register_results: int = term("Records from registers", unit="records", default=0)
    register_specific_results: dict[str, int] = term("The same, for each register", default={})
    website_results: int = term("Records from websites", unit="records", default=0)
    organisation_results: int = term("Records from organisations and experts", unit="records", default=0)
    citations_results: int = term(
        "Records from citation chasing and hand searching", unit="records", default=0
    )
    duplicates: int = term("Copies removed, databases and registers", unit="records", default=0)
    other_duplicates: int = term("Copies removed, other methods", unit="records", default=0)
    excluded_automatic: int = term("Removed by automation", unit="records", default=0)
    excluded_other: int = term("Removed for other reasons", unit="records", default=0)
    records_screened: int = term("Records screened, or to be screened", unit="records", default=0)
    records_excluded: int = term("Records excluded on title and abstract", unit="records", default=0)
    records_awaiting: int = term("Records not yet decided on title and abstract", unit="records", default=0)
    dbr_sought_reports: int = term("Reports sought", unit="reports", default=0)
    dbr_notretrieved_reports: int = term("Reports not found", unit="reports", default=0)
    dbr_awaiting_retrieval: int = term(
        "Reports sought and not yet found or given up", unit="reports", default=0
    )
    dbr_assessed: int = term("Reports assessed at full text, or to be assessed", unit="reports", default=0)
    dbr_excluded: dict[str, int] = term("Reports excluded, by reason", default={})
    dbr_awaiting: int = term("Reports not yet decided at full text", unit="reports", default=0)
    dbr_included: int = term("Reports included by this arm", unit="reports", default=0)
    other_screened: int = term("Records found by other methods, screened or to be", unit="records", default=0)
    other_records_excluded: int = term("Of those, excluded on title and abstract", unit="records", default=0)
    other_records_awaiting: int = term("Of those, not yet decided", unit="records", default=0)
    other_sought_reports: int = term("Reports sought, other methods", unit="reports", default=0)
    other_notretrieved_reports: int = term("Reports not found, other methods", unit="reports", default=0)
    other_awaiting_retrieval: int = term("Reports sought and open, other methods", unit="reports", default=0)
    other_assessed: int = term("Reports assessed, other methods", unit="reports", default=0)
    other_excluded: dict[str, int] = term("Reports excluded by reason, other methods", default={})
    other_awaiting: int = term("Reports not yet decided, other methods", unit="reports", default=0)
    other_included: int = term("Reports included by this arm", unit="reports", default=0)
    new_studies: int = term("Studies included, as far as they are described", unit="studies", default=0)
    new_reports: int = term("Reports included", unit="reports", default=0)
    reports_without_study: int = term(
        "Reports included whose study is not yet described", unit="reports", default=0
    )
    total_studies: int = term("Studies, previous and new", unit="studies", default=0)
    total_reports: int = term("Reports, previous and new", unit="reports", default=0)
    constructed: bool = term(
        "Whether the searches and decisions behind it were made up for an example", default=False
    )
