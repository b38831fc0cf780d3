"""The reference pages are what the code says, and nothing else stands beside them."""

from tools_on_path import write_reference

PAGES = write_reference.pages()
FOLDER = write_reference.FOLDER


def test_the_pages_are_those_the_tool_writes():
    stale = [name for name, text in PAGES.items() if not _is(name, text)]
    assert not stale, f"run `make reference`: {stale}"


def _is(name, text):
    path = FOLDER / name
    return path.is_file() and path.read_text("utf-8") == text


def test_no_other_page_stands_beside_them():
    found = {p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*") if p.is_file()}
    assert found == set(PAGES)


def test_the_tool_writes_the_same_twice(tmp_path):
    write_reference.main(tmp_path)
    first = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    (tmp_path / "left-over.md").write_text("old")
    write_reference.main(tmp_path)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == first


def test_every_field_of_every_record_is_explained():
    from reference_records import records

    silent = [f"{r.__name__}.{f.name}" for r in records() for f in r.fields() if not f.metadata.get("doc")]
    assert not silent


def test_every_fact_is_explained_and_listed():
    from whatworks.rate import CATALOGUE

    assert all(d.doc and f"`{d.name}`" in PAGES["facts.md"] for d in CATALOGUE.values())


def test_what_a_scheme_leaves_unverified_is_said():
    from whatworks.rate import load_scheme, shipped

    for name in shipped():
        for part in load_scheme(name).unverified:
            assert f"- {part}" in PAGES["schemes.md"]
