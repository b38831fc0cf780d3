"""What was backed up comes back, whole or not at all; a full disk leaves the last good backup."""

import gzip
import io
import json
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from small_pdf import small_pdf
from whatworks_site.config import backup as backups
from whatworks_site.config import restore as restores
from whatworks_site.config.backup import backup
from whatworks_site.config.engines import program
from whatworks_site.config.restore import Damaged, restore, unpack
from whatworks_site.people.models import User
from whatworks_site.reviews import fulltext_store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(settings, tmp_path, monkeypatch):
    """A data folder of its own, and work on the tests' database."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secret.key").write_text("the key\n")
    settings.DATA, settings.MEDIA_ROOT, settings.FROZEN_ROOT = folder, folder / "files", folder / "frozen"
    settings.FULLTEXTS_ROOT = folder / "fulltexts"
    monkeypatch.setenv("WHATWORKS_DATA", str(folder))
    return folder


@pytest.fixture
def said():
    return []


@pytest.fixture
def kept(data, said, tmp_path):
    """A backup of a site with one person and one file."""
    User.objects.create_user("ada@example.org", "a long enough password", name="Ada")
    (data / "files" / "scans").mkdir(parents=True)
    (data / "files" / "scans" / "page é.txt").write_text("Kept")
    (data / "frozen").mkdir()
    (data / "frozen" / "old.html").write_text("Old")
    backup(tmp_path / "kept.tar.gz", say=said.append)
    return tmp_path / "kept.tar.gz"


def names(file):
    with tarfile.open(file) as tar:
        return tar.getnames()


def rewritten(file, change):
    """The backup with its members passed through a function: (name, content) to a list of the same."""
    out = file.with_name("changed.tar.gz")
    with tarfile.open(file) as old, tarfile.open(out, "w:gz") as new:
        for member in old:
            for name, content in change(member.name, old.extractfile(member).read()):
                about = tarfile.TarInfo(name)
                about.size = len(content)
                new.addfile(about, io.BytesIO(content))
    return out


def people():
    return sorted(User.objects.values_list("name", flat=True))


def test_what_was_backed_up_comes_back(kept, data, said):
    User.objects.create_user("bea@example.org", "a long enough password", name="Bea")
    (data / "files" / "scans" / "page é.txt").write_text("Changed")
    restore(kept, force=True, say=said.append)
    assert people() == ["Ada"]
    assert (data / "files" / "scans" / "page é.txt").read_text() == "Kept"
    assert not (data / "frozen").exists(), "pages made of other records are gone"


def test_attached_full_texts_come_back(data, said, tmp_path):
    text = fulltext_store.keep([small_pdf()])
    (data / "fulltexts" / ".coming-half").write_text("half of a file")
    backup(tmp_path / "kept.tar.gz", say=said.append)
    assert [name for name in names(tmp_path / "kept.tar.gz") if name.startswith("fulltexts/")] == [
        f"fulltexts/{text.digest[:2]}/{text.digest}"
    ]
    fulltext_store.path_of(text.digest).unlink()
    later = fulltext_store.keep([small_pdf("Later")])
    restore(tmp_path / "kept.tar.gz", force=True, say=said.append)
    assert fulltext_store.path_of(text.digest).read_bytes() == small_pdf()
    assert not fulltext_store.path_of(later.digest).exists()
    (before,) = data.glob("before-restore-*")
    assert (before / "fulltexts" / later.digest[:2] / later.digest).exists()
    assert fulltext_store.keep([small_pdf("After")]).size, "more can be attached afterwards"


def test_a_full_text_that_goes_while_others_are_written_is_left_out(data, said, tmp_path, monkeypatch):
    gone, stays = fulltext_store.keep([small_pdf("Gone")]), fulltext_store.keep([small_pdf()])
    listed = backups._files

    def meanwhile(folder):
        found = list(listed(folder))
        fulltext_store.path_of(gone.digest).unlink(missing_ok=True)
        return found

    monkeypatch.setattr(backups, "_files", meanwhile)
    backup(tmp_path / "kept.tar.gz", say=said.append)
    monkeypatch.undo()
    (tmp_path / "out").mkdir()
    unpack(tmp_path / "kept.tar.gz", tmp_path / "out")
    assert [p.name for p in (tmp_path / "out" / "fulltexts").rglob("*") if p.is_file()] == [stays.digest]


def test_what_was_there_before_is_kept_beside(kept, data, said):
    User.objects.create_user("bea@example.org", "a long enough password", name="Bea")
    restore(kept, force=True, say=said.append)
    (before,) = data.glob("before-restore-*")
    assert (before / "files" / "scans" / "page é.txt").exists()
    if connection.vendor == "sqlite":
        name = Path(
            connection.settings_dict["NAME"]
        ).name  # one of each processor's own, where there are more
        old = sqlite3.connect(before / name)
        assert old.execute("SELECT name FROM people_user ORDER BY name").fetchall() == [("Ada",), ("Bea",)]
    else:
        assert (before / "database.pgdump").stat().st_size > 0


def test_a_site_in_use_is_not_replaced_unless_told_to(kept, said):
    User.objects.create_user("bea@example.org", "a long enough password", name="Bea")
    with pytest.raises(ValueError, match=r"holds a site already.*--force"):
        restore(kept, say=said.append)
    assert people() == ["Ada", "Bea"]


def test_everybody_signs_in_again_after_a_restore(kept, said, client):
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    backup(kept, say=said.append)
    restore(kept, force=True, say=said.append)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_no_open_session_is_in_a_backup(kept, said, client, tmp_path):
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    backup(kept, say=said.append)
    (tmp_path / "out").mkdir()
    unpack(kept, tmp_path / "out")
    (copy,) = (tmp_path / "out").glob("database.*")
    content = copy.read_bytes()
    if connection.vendor == "postgresql":
        content = subprocess.run(
            [program("pg_restore"), "--file=-", copy], capture_output=True, check=True
        ).stdout
    assert b"ada@example.org" in content
    assert client.session.session_key.encode() not in content


def test_the_secret_is_in_the_backup_only_if_asked_for(kept, tmp_path, said):
    assert "secret.key" not in names(kept)
    backup(tmp_path / "all.tar.gz", with_secret=True, say=said.append)
    assert "secret.key" in names(tmp_path / "all.tar.gz")


def test_only_its_owner_may_read_a_backup(kept):
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_says_what_is_in_it(kept):
    with tarfile.open(kept) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["engine"] == connection.vendor
    assert set(manifest["members"]) == set(names(kept)) - {"manifest.json"}
    assert any(name.startswith("people.") for name in manifest["migrations"])


def test_a_full_disk_leaves_the_last_good_backup(kept, tmp_path, said, monkeypatch):
    good = kept.read_bytes()
    part = tmp_path / "part"

    def on_a_full_disk(folder):
        part.symlink_to("/dev/full")
        return part, Path(part).open("wb")

    monkeypatch.setattr(backups, "_open_part", on_a_full_disk)
    with pytest.raises(ValueError, match=r"No space left on device.*Make room"):
        backup(kept, say=said.append)
    assert kept.read_bytes() == good
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "kept.tar.gz"]


def other_byte(file):
    raw = bytearray(gzip.decompress(file.read_bytes()))
    raw[len(raw) // 3] ^= 0xFF
    file.write_bytes(gzip.compress(bytes(raw)))


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-2000])


def empty(file):
    file.write_bytes(b"")


def no_archive(file):
    file.write_text("Dear restore, this is a letter.")


@pytest.mark.parametrize("harm", [other_byte, cut_off, empty, no_archive])
def test_a_damaged_backup_changes_nothing(kept, said, harm, data):
    before = sorted(data.rglob("*"))
    harm(kept)
    with pytest.raises(ValueError, match=r"damaged|no backup|no place"):
        restore(kept, force=True, say=said.append)
    assert people() == ["Ada"]
    assert {p.name for p in data.rglob("*")} - {p.name for p in before} <= {"serve.lock"}


def without_a_file(name, content):
    return [] if name.startswith("files/") else [(name, content)]


def with_one_more(name, content):
    return [(name, content), ("files/more.txt", b"x")] if name == "manifest.json" else [(name, content)]


def outside(name, content):
    return [("files/../../evil.txt", b"x"), (name, content)]


def at_the_root(name, content):
    return [("/etc/evil.txt", b"x"), (name, content)]


def twice(name, content):
    return [(name, content), (name, content)]


def elsewhere(name, content):
    return [("settings.py", b"x"), (name, content)]


@pytest.mark.parametrize("change", [without_a_file, with_one_more, outside, at_the_root, twice, elsewhere])
def test_a_backup_that_is_not_as_it_was_written_is_refused(kept, said, change, tmp_path):
    changed = rewritten(kept, change)
    with pytest.raises(Damaged):
        restore(changed, force=True, say=said.append)
    assert not (tmp_path / "evil.txt").exists()
    assert people() == ["Ada"]


def test_a_link_in_a_backup_is_refused(tmp_path):
    with tarfile.open(tmp_path / "links.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("files/passwords")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    (tmp_path / "out").mkdir()
    with pytest.raises(Damaged, match="has no place in a backup"):
        unpack(tmp_path / "links.tar.gz", tmp_path / "out")


def manifest_with(**changes):
    def change(name, content):
        if name != "manifest.json":
            return [(name, content)]
        return [(name, json.dumps(json.loads(content) | changes).encode())]

    return change


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"engine": "oracle"}, "of a oracle database.*DATABASE_URL"),
        ({"migrations": ["people.9999_later"]}, "newer version.*people.9999_later.*Update"),
        ({"format": 99}, "newer version"),
    ],
)
def test_a_backup_of_another_engine_or_a_later_version_is_refused(kept, said, changes, words):
    with pytest.raises(ValueError, match=words):
        restore(rewritten(kept, manifest_with(**changes)), force=True, say=said.append)
    assert people() == ["Ada"]


def test_more_than_there_is_room_for_is_refused(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(restores, "MOST_BYTES", 100)
    (tmp_path / "out").mkdir()
    with pytest.raises(ValueError, match="no room on the disk"):
        unpack(kept, tmp_path / "out")


def test_nothing_is_backed_up_into_a_folder(tmp_path, said):
    with pytest.raises(ValueError, match=r"is a folder\. Name a file in it"):
        backup(tmp_path, say=said.append)
