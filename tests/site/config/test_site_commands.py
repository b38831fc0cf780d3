"""The site's commands say plainly what is wrong, and cost the library's commands nothing."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from whatworks_site.cli import register


def test_help_does_not_import_django():
    code = (
        "import sys; sys.argv = ['whatworks', '--help']\n"
        "from whatworks.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "found = [m for m in sys.modules if m.split('.')[0] in ('django', 'numpy', 'whatworks_site')]\n"
        "print(sorted(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.splitlines()[-1] == "['whatworks_site', 'whatworks_site.cli']"
    assert "Run the site: one web process and one worker" in done.stdout


@pytest.fixture
def command():
    """Run a command in this process."""
    app = typer.Typer(rich_markup_mode=None)
    register(app)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.mark.parametrize("name", ["serve", "demo", "import", "export", "backup", "restore"])
def test_every_command_explains_itself_with_an_example(command, name):
    done = command(name, "--help")
    assert done.exit_code == 0
    assert f"Example: whatworks {name}" in done.stdout


@pytest.mark.parametrize(("words", "found"), [(("user",), "add"), (("user", "add", "--help"), "--role")])
def test_a_group_that_stands_elsewhere_takes_its_words(command, words, found):
    done = command(*words)
    assert (done.exit_code, found in done.stdout) == (0, True)


def test_restoring_what_is_not_there_is_one_sentence(site):
    done = site.run("restore", "no-such.tar.gz")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "There is no file no-such.tar.gz." in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence(site):
    site.surroundings["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    done = site.run("serve")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
