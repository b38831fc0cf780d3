"""Every record of an export ends as one reference or one reject, whatever the file is."""

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whatworks import terms
from whatworks.collate import CollateError, count_records, read
from whatworks.collate.clean import names

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def search(file: str, **more) -> terms.Search:
    return terms.Search(id="s1", kind=terms.SearchKind.DATABASE, source="ERIC", file=file, **more)


def read_bytes(folder: Path, content: bytes, name: str, **more):
    (folder / name).write_bytes(content)
    limits = {k: more.pop(k) for k in ("max_record_chars", "max_file_bytes", "progress") if k in more}
    outcomes = list(read(search(name, **more), folder, **limits))
    references = [o for o in outcomes if isinstance(o, terms.Reference)]
    rejects = [o for o in outcomes if isinstance(o, terms.RejectedRecord)]
    return references, rejects


def read_text(folder: Path, content: str, name: str, **more):
    return read_bytes(folder, content.encode(), name, **more)


WORDS = rb"""TY  - JOUR|ER  - |TI  - Family group conferences|T1 - Title|au  - Smith, J|PY  - 2019|ID  - 7
|KW  - care|UK  - odd|PMID- 123|TI  - A|      more|OWN - NLM|FAU - Smith, Jo|title,year,doi|"|""|,|;
|a title,2019,|"a, ""b"" c",2019,10.1000/x|sep=;|<html>| |TY|DO  - 10.1000/x"""
CONTROLS = (b"\n", b"\n", b"\r", b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\t", b"\xe9t\xe9")
PIECES = st.sampled_from([*WORDS.replace(b"\n", b"").split(b"|"), *CONTROLS])


@QUICK
@given(content=st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join)))
@pytest.mark.parametrize("name", ["x.ris", "x.nbib", "x.csv", "x.tsv", "x.txt"])
@pytest.mark.parametrize("limit", [30, 1_000_000])
def test_records_in_are_references_and_rejects_out_for_any_bytes(tmp_path, content, name, limit):
    references, rejects = read_bytes(tmp_path, content, name, max_record_chars=limit)
    assert len(references) + len(rejects) == count_records(tmp_path / name, max_record_chars=limit)
    assert len({r.id for r in references}) == len(references)
    assert all(r.reason and r.file == name and r.line >= 1 and len(r.value or "") <= 200 for r in rejects)
    for record in [*references, *rejects]:
        assert type(record).from_json(record.to_json()) == record


LINE_ENDS = st.sampled_from(["\n", "\r", "\r\n"])
TITLES = st.lists(
    st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20).filter(
        lambda t: t.strip() and t.lower() not in ("nan", "none", "null")
    ),
    min_size=1,
    max_size=6,
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@QUICK
@given(titles=TITLES, end=LINE_ENDS, encoding=ENCODINGS)
@pytest.mark.parametrize("name", ["x.ris", "x.nbib", "x.csv"])
def test_titles_survive_every_encoding_and_line_end(tmp_path, titles, end, encoding, name):
    if name == "x.ris":
        lines = [line for t in titles for line in ("TY  - JOUR", f"TI  - {t}", "ER  - ", "")]
    elif name == "x.nbib":
        lines = [line for t in titles for line in ("PMID- 1", f"TI  - {t}", "")]
    else:
        lines = ["Title,Year", *(f'"{t}",2019' for t in titles)]
    references, rejects = read_bytes(tmp_path, end.join(lines).encode(encoding), name)
    assert [r.title for r in references] == [unicodedata.normalize("NFC", t) for t in titles]
    assert not rejects


def test_ris_dialects_mean_the_same(tmp_path):
    scopus = (
        "TY  - JOUR\nTI  - Kinship care\nAU  - Winokur, M.\nPY  - 2014\nT2  - Cochrane\nSP  - 1\nEP  - 9\n"
        "DO  - 10.1002/X.1\nER  - \n"
    )
    older = (
        "ty - JOUR\nT1 - Kinship care\nA1 - Winokur, M.\nY1 - 2014/01/31/\nJF - Cochrane\nSP - 1-9\n"
        "M3 - https://doi.org/10.1002/x.1\nER -\n"
    )
    for text in (scopus, older):
        (reference,), rejects = read_text(tmp_path, text, "x.ris")
        assert not rejects
        assert (reference.title, reference.authors, reference.year) == (
            "Kinship care",
            ("Winokur, M.",),
            2014,
        )
        assert (reference.container, reference.pages, reference.doi) == ("Cochrane", "1-9", "10.1002/x.1")


def test_ris_without_er_ends_at_the_next_ty(tmp_path):
    references, _ = read_text(tmp_path, "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n", "x.ris")
    assert [r.title for r in references] == ["One", "Two"]


def test_ris_without_ty_is_read_by_its_repeating_first_tag(tmp_path):
    text = "AU  - A\nTI  - One\n\nAB  - still one\n\nAU  - B\nTI  - Two\n"
    references, _ = read_text(tmp_path, text, "x.ris")
    assert [(r.title, r.abstract) for r in references] == [("One", "still one"), ("Two", None)]


def test_stray_text_around_records_is_no_record_and_joins_none(tmp_path):
    text = (
        "Provider: Ovid\n1.\nTY  - JOUR\nTI  - One\nER  - \nNL  - Some journal\n\nLink to full\n"
        "TY  - JOUR\nTI  - Two\n"
    )
    references, rejects = read_text(tmp_path, text, "x.ris")
    assert [r.title for r in references] == ["One", "Two"]
    assert not rejects


def test_lines_without_a_tag_continue_the_one_before(tmp_path):
    text = "TY  - JOUR\nTI  - One\n  and a half\nKW  - care\nkinship\nXX  - unknown\nER  - \n"
    (reference,), _ = read_text(tmp_path, text, "x.ris")
    assert reference.title == "One and a half"
    assert reference.keywords == ("care", "kinship")
    assert reference.raw["XX"] == ("unknown",)


def test_prose_that_looks_like_a_tag_stays_prose(tmp_path):
    (reference,), _ = read_text(tmp_path, "TY  - JOUR\nTI  - One\nUK - wide study\nER  - \n", "x.ris")
    assert reference.title == "One UK - wide study"


def test_a_year_that_is_no_year_costs_nothing_but_the_year(tmp_path):
    (reference,), rejects = read_text(tmp_path, "TY  - JOUR\nTI  - One\nPY  - 10 15\nER  - \n", "x.ris")
    assert reference.year is None
    assert reference.raw["PY"] == ("10 15",)
    assert not rejects


def test_a_record_with_nothing_to_identify_it_is_rejected_with_its_place(tmp_path):
    text = "TY  - JOUR\nTI  - One\nER  - \n\nTY  - JOUR\nAU  - Smith, J\nER  - \n"
    _, (reject,) = read_text(tmp_path, text, "x.ris")
    assert (reject.file, reject.line, reject.field) == ("x.ris", 5, "title")
    assert "Smith, J" in reject.value
    assert "title" in reject.reason


def test_a_doi_alone_identifies_a_record(tmp_path):
    (reference,), _ = read_text(tmp_path, "TY  - JOUR\nDO  - 10.1000/ABC\nER  - \n", "x.ris")
    assert (reference.title, reference.doi) == (None, "10.1000/abc")


def test_pubmed_records_need_no_pmid(tmp_path):
    text = (
        "PMID- 31\nTI  - A trial of family\n      group conferences\nFAU - Smith, Jo\nAU  - Smith J\n"
        "DP  - 2019 Mar\nJT  - Child abuse & neglect\nLID - 10.1016/j.x.2019 [doi]\nLID - S0145 [pii]\n"
        "MH  - Child\n\nOWN - NLM\nTI  - Without number\nDP  - 2020\n"
    )
    (first, second), rejects = read_text(tmp_path, text, "x.nbib")
    assert (first.pmid, first.title) == ("31", "A trial of family group conferences")
    assert (first.authors, first.doi) == (("Smith, Jo",), "10.1016/j.x.2019")
    assert (second.pmid, second.title, second.year, second.line) == (None, "Without number", 2020, 12)
    assert not rejects


def test_pubmed_text_is_known_in_a_txt_file(tmp_path):
    (reference,), _ = read_text(tmp_path, "PMID- 31\nOWN - NLM\nTI  - One\n", "x.txt")
    assert reference.pmid == "31"


@pytest.mark.parametrize(
    "header",
    [
        "Authors,Title,Year,Source title,DOI,PubMed ID",
        "AUTHOR;TITLE;PUBLICATION YEAR;PUBLICATION TITLE;DOI;PMID",
        "AU\tTI\tPY\tSO\tDI\tPM",
        "Author Full Names|Article Title|Publication Year|Source Title|DOI|Pubmed Id",
    ],
)
def test_usual_headers_are_known_without_a_mapping(tmp_path, header):
    delimiter = next(d for d in ",;\t|" if d in header)
    row = delimiter.join(
        ['"Smith, J.; Lee, K."', '"Kinship, and care"', "2014", "Cochrane", "10.1000/a", "77"]
    )
    (reference,), rejects = read_text(tmp_path, f"{header}\n{row}\n", "x.csv")
    assert not rejects
    assert reference.authors == ("Smith, J.", "Lee, K.")
    assert (reference.title, reference.year, reference.container) == ("Kinship, and care", 2014, "Cochrane")
    assert (reference.doi, reference.pmid) == ("10.1000/a", "77")


def test_a_mapping_says_which_column_is_which(tmp_path):
    text = "Name of study,Yr\nKinship care,2014\n"
    (reference,), _ = read_text(tmp_path, text, "x.csv", columns={"title": "name of study", "year": "Yr"})
    assert (reference.title, reference.year) == ("Kinship care", 2014)


@pytest.mark.parametrize("columns", [{"title": "Nowhere"}, {"titel": "Name"}])
def test_a_mapping_that_does_not_fit_is_an_error_that_lists_what_there_is(tmp_path, columns):
    with pytest.raises(CollateError, match=r"Name|title"):
        read_text(tmp_path, "Name\nKinship care\n", "x.csv", columns=columns)


def test_without_a_column_for_titles_each_row_is_rejected_with_the_columns_named(tmp_path):
    _, rejects = read_text(tmp_path, "colour,shape\nred,round\nblue,square\n", "x.csv")
    assert [r.line for r in rejects] == [2, 3]
    assert "colour, shape" in rejects[0].reason


def test_rows_may_span_lines_and_keep_their_first_line_number(tmp_path):
    text = 'title,abstract\n"One","a\nb ""quoted"""\nTwo,x\n'
    first, second = read_text(tmp_path, text, "x.csv")[0]
    assert (first.abstract, first.line, second.line) == ('a b "quoted"', 2, 4)


def test_a_quotation_mark_never_closed_costs_its_own_row_only(tmp_path):
    references, (reject,) = read_text(tmp_path, 'title,year\n"Broken,2019\nTwo,2020\nThree,2021\n', "x.csv")
    assert [r.title for r in references] == ["Two", "Three"]
    assert reject.line == 2
    assert "never closed" in reject.reason


def test_a_row_with_too_many_cells_is_rejected_not_misread(tmp_path):
    _, (reject,) = read_text(tmp_path, "title,year\nCare, and kin,2019\n", "x.csv")
    assert "3 cells" in reject.reason


@pytest.mark.parametrize("name", ["x.ris", "x.nbib", "x.csv"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html>\n<html>Sign in</html>", "web page"),
        (b"PK\x03\x04abc", "spreadsheet"),
    ],
)
def test_a_file_that_is_something_else_is_one_reject_that_says_so(tmp_path, name, content, says):
    references, (reject,) = read_bytes(tmp_path, content, name)
    assert not references
    assert says in reject.reason


def test_old_western_bytes_and_byte_order_marks_are_read(tmp_path):
    record = "TY  - JOUR\nTI  - Études – été\nER  - \n"
    for content in (record.encode("cp1252"), codecs.BOM_UTF8 + record.encode(), record.encode("utf-16")):
        (reference,), _ = read_bytes(tmp_path, content, "x.ris")
        assert reference.title == "Études – été"


def test_a_record_without_end_is_rejected_and_the_next_one_read(tmp_path):
    text = "TY  - JOUR\nTI  - " + "long " * 1000 + "\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n"
    (reference,), (reject,) = read_text(tmp_path, text, "x.ris", max_record_chars=500)
    assert reference.title == "Two"
    assert "longer than 500" in reject.reason


def test_ids_come_from_content_not_from_the_line(tmp_path):
    one, two = "TY  - JOUR\nTI  - One\nER  - \n", "TY  - JOUR\nTI  - Two\nER  - \n"
    before, _ = read_text(tmp_path, one + two + one, "x.ris")
    after, _ = read_text(tmp_path, "\n\n" + two + one + one, "x.ris")
    assert {r.id for r in before} == {r.id for r in after}
    assert len({r.id for r in before}) == 3


@pytest.mark.parametrize(
    ("file", "more", "says"),
    [
        ("missing.ris", {}, "is not in"),
        ("../x.ris", {}, "outside"),
        ("x.docx", {}, "which format"),
        ("x.ris", {"format": "marc"}, "not known"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_in_words(tmp_path, file, more, says):
    (tmp_path / "x.docx").write_bytes(b"")
    (tmp_path / "x.ris").write_bytes(b"")
    with pytest.raises(CollateError, match=says):
        read(search(file, **more), tmp_path)


def test_a_file_over_the_limit_is_an_error_with_both_sizes(tmp_path):
    with pytest.raises(CollateError, match=r"12 bytes.*10"):
        read_bytes(tmp_path, b"TY  - JOUR\n\n", "x.ris", max_file_bytes=10)


def test_progress_ends_at_the_whole_file(tmp_path):
    seen = []
    read_text(tmp_path, "TY  - JOUR\nTI  - One\nER  - \n", "x.ris", progress=lambda *at: seen.append(at))
    assert seen[-1][0] == seen[-1][1] > 0


def test_an_organisation_with_and_in_its_name_is_one_author():
    assert names(["National Institute for Health and Care Excellence"]) == (
        "National Institute for Health and Care Excellence",
    )
    assert names(["Smith, J. and Jones, K."]) == ("Smith, J.", "Jones, K.")
    assert names(["Ann Lee and Bo Jensen"]) == ("Ann Lee", "Bo Jensen")
