"""Which column of a table is which of our fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whatworks.terms import plain_words

from .errors import CollateError

FIELDS = (
    "doi", "pmid", "isbn", "source_id", "type", "title", "authors", "year", "container", "volume", "issue",
    "pages", "abstract", "keywords", "language", "urls", "first_page", "last_page",
)  # fmt: skip
"""The fields a column may be mapped to."""

_USUAL: dict[str, tuple[str, ...]] = {
    "doi": ("doi", "di", "digital object identifier", "doi link", "doi url", "article doi", "doi number"),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "pm", "medline pmid", "pubmedid", "pubmed"),
    "isbn": ("issn", "isbn", "issn isbn", "sn", "isbn issn", "issn print", "e issn", "bn", "eissn", "ei"),
    "source_id": (
        "eid", "accession number", "ut", "ut unique wos id", "itemid", "item id", "record id", "id", "key",
        "refid", "ref id", "accession id", "covidence", "study id", "lens id", "openalex id", "an",
        "accno",
    ),
    "type": (
        "document type", "item type", "type", "type of reference", "dt", "publication type",
        "reference type", "doc type", "typename", "source type", "entrytype", "pubtype",
    ),
    "title": (
        "title", "ti", "article title", "primary title", "document title", "titles",
        "publication title and subtitle", "translated title", "original title", "item title",
        "paper title", "study title", "record title", "name",
    ),
    "authors": (
        "authors", "author", "au", "author full names", "author names", "first authors", "author s",
        "creators", "authors full", "af", "authors list", "author list", "creator", "inventor", "editors",
        "editor",
    ),
    "year": (
        "year", "publication year", "py", "pub year", "year of publication", "date", "publication date",
        "pubyear", "date published", "cover date", "published", "y1", "publication date year", "issued",
    ),
    "container": (
        "source title", "publication title", "journal", "so", "journal title", "journal name", "container",
        "container title", "secondary title", "source", "parent title", "parenttitle", "publication",
        "book title", "booktitle", "journal book", "alternate title3", "parent_title", "t2", "periodical",
        "publication name",
    ),
    "volume": ("volume", "vl", "vol", "journal volume"),
    "issue": ("issue", "is", "number", "no", "issue number", "journal issue", "issue no"),
    "pages": (
        "pages", "page range", "page", "pg", "art no", "article number", "ar", "pagination",
        "page numbers",
    ),
    "first_page": ("page start", "start page", "bp", "first page", "sp", "beginning page", "spage"),
    "last_page": ("page end", "end page", "ep", "last page", "ending page", "epage"),
    "abstract": (
        "abstract", "ab", "abstract note", "notes abstract", "description", "summary", "abstracts", "n2",
    ),
    "keywords": (
        "author keywords", "keywords", "de", "keyword", "manual tags", "index terms", "subjects",
        "subject terms", "mesh terms", "descriptors", "kw", "tags", "id keywords plus",
    ),
    "language": ("language", "la", "language of original document", "languages", "lang"),
    "urls": (
        "url", "link", "urls", "links", "web address", "external url", "open url link", "ur",
        "article url",
    ),
}  # fmt: skip


def match_columns(header: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, tuple[int, ...]]:
    """Which columns, by position, feed each of our fields.

    A mapping that was given is the whole mapping. With none, the usual headers of Scopus, Web of Science,
    Zotero, EPPI-Reviewer, ASReview, Embase and PubMed are known, in any case; several columns may feed one
    field, and the first that has a value counts. Raises CollateError for a field or column that is not there.
    """
    return _as_chosen(header, chosen, where) if chosen else _as_usual(header)


def _as_chosen(header: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, tuple[int, ...]]:
    exact = {name.strip(): i for i, name in reversed(list(enumerate(header)))}
    loose = {plain_words(name): i for i, name in reversed(list(enumerate(header)))}
    found: dict[str, tuple[int, ...]] = {}
    for field, column in chosen.items():
        if field not in FIELDS:
            raise CollateError(
                f"{where}: the column mapping names a field “{field}”, which is not ours; use one of "
                f"{', '.join(FIELDS)}."
            )
        position = exact.get(column.strip(), loose.get(plain_words(column)))
        if position is None:
            raise CollateError(
                f"{where}: the column mapping says that {field} stands in a column “{column}”, and the file "
                f"has no such column; its columns are: {', '.join(h.strip() for h in header)[:500]}."
            )
        found[field] = (position,)
    return found


def _as_usual(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    positions: dict[str, list[int]] = {}
    for i, name in enumerate(header):
        positions.setdefault(plain_words(name.replace("_", " ")), []).append(i)
    found: dict[str, tuple[int, ...]] = {}
    for field, usual in _USUAL.items():
        columns = [i for name in usual for i in positions.get(plain_words(name.replace("_", " ")), ())]
        if columns:
            found[field] = tuple(dict.fromkeys(columns))
    return found
