"""Whatever stands in the records is shown as text: it opens no tag and names no other file."""

from dataclasses import fields, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unit.publish import made_up_review as made_up
from unit.publish.page_reader import Site, read_page
from whatworks.publish import write_report
from whatworks.publish.names import file_stem, web_address
from whatworks.terms import Record

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}",
    "]]></svg><script>",
    "&lt;b&gt;",
    "\x00\x0b\x1b",
    "a\ud800b",
    "--><!--",
    "</title></head>",
    "\u202eevil",
    "{% raw %}",
)
KEPT = {
    "id",
    "study",
    "intervention",
    "outcome",
    "evidence_set",
    "report",
    "result",
    "effect",
    "finding",
    "source_url",
    "url",
    "file",
    "date",
    "reports",
    "scheme",
    "scale",
    "level",
    "possible",
    "subject",
    "record",
    "members",
    "evidence_sets",
    "name_of_set",
    "sample",
    "search",
    "by",
}


def _poisoned(record: Record, text: str) -> Record:
    """The record with `text` in every field that holds free text; ids and links stay."""
    changed = {}
    for f in fields(record):
        value = getattr(record, f.name)
        if f.name in KEPT:
            continue
        if type(value) is str:
            changed[f.name] = f"{value} {text}"
        elif isinstance(value, Record):
            changed[f.name] = _poisoned(value, text)
        elif isinstance(value, tuple) and value and all(isinstance(v, Record) for v in value):
            changed[f.name] = tuple(_poisoned(v, text) for v in value)
    return replace(record, **changed)


def _everything(text: str):
    records = _poisoned(made_up.records(pages=(made_up.page(),)), text)
    return records, _poisoned(made_up.findings(questions=(f"(alder-1) {text}",)), text)


def _tags(folder):
    return {
        page: [e.tag for e in root.all() if e.tag not in ("g", "tspan", "text", "path")]
        for page, root in Site(folder).pages.items()
    }


def test_no_text_adds_a_tag_an_attribute_or_a_script(tmp_path):
    harmless = tmp_path / "harmless"
    write_report(*_everything("word"), harmless, schemes=made_up.SCHEMES)
    wanted = _tags(harmless)
    for number, text in enumerate(HOSTILE):
        folder = tmp_path / str(number)
        write_report(*_everything(text), folder, schemes=made_up.SCHEMES)
        assert _tags(folder) == wanted, text
        for root in Site(folder).pages.values():
            assert not [n for e in root.all() for n in e.attributes if n.startswith("on")], text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=12))
def test_any_text_at_all_gives_pages_that_nest(tmp_path, text):
    write_report(*_everything(text), tmp_path, schemes=made_up.SCHEMES)
    for path in tmp_path.rglob("*.html"):
        read_page(path.read_text("utf-8"))


@given(st.text(max_size=30))
def test_an_id_makes_one_plain_file_name(id_):
    stem = file_stem(id_)
    assert stem
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_ids_never_share_a_file_even_where_case_is_ignored(a, b):
    assert (file_stem(a).lower() == file_stem(b).lower()) == (a == b)


@given(st.text(max_size=30))
def test_only_web_addresses_are_links(text):
    found = web_address(text)
    assert found is None or found.lower().startswith(("http://", "https://"))


def test_addresses_that_are_no_web_pages_are_refused():
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "http://",
        "ftp://a.b",
        "http://[",
        " java\nscript:x",
        "",
        None,
    ):
        assert web_address(url) is None
    assert web_address(" https://example.org/a?b=c ") == "https://example.org/a?b=c"
