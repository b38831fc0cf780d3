"""Help answers at once, and says of every command what it takes and an example that runs."""

import shlex
import subprocess
import sys
import time

import pytest

from tools_on_path import reference_commands
from whatworks.cli.outputs import OUTPUTS

COMMANDS = reference_commands.commands()
SITE = reference_commands.site_commands()
HEAVY = ("numpy", "scipy", "sklearn", "pandas", "jinja2", "yaml", "rapidfuzz")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from whatworks.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('heavy:', [m for m in {HEAVY} if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert "From search exports to a rating that explains itself." in said.stdout
    assert "heavy: []" in said.stdout


def test_help_answers_at_once():
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "whatworks.cli", "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < 1, times


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself(words, run):
    said = run(*words.split(), "--help")
    assert said.code == 0
    assert "Example: whatworks " in said.out.replace("\n", " ").replace("  ", " ")


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_an_example_of_itself(words):
    example = reference_commands.example_of(COMMANDS[words])
    assert example is not None, f"whatworks {words} has no example"
    assert example.startswith(f"whatworks {words}")


@pytest.mark.parametrize("words", COMMANDS)
def test_an_example_names_only_options_that_exist(words):
    example = shlex.split(reference_commands.example_of(COMMANDS[words]))
    known = {option for p in COMMANDS[words].params for option in p.opts}
    assert {a for a in example if a.startswith("--")} <= known


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_is_documented(words):
    silent = [p.name for p in COMMANDS[words].params if not (p.help or "").strip()]
    assert not silent


@pytest.mark.parametrize("words", [w for w in COMMANDS if w != "version"])
def test_every_command_can_print_json_with_a_schema(words):
    assert "--json" in {option for p in COMMANDS[words].params for option in p.opts}
    assert OUTPUTS[words]["type"] in ("object", "array")


def test_without_arguments_the_commands_are_shown_and_the_code_is_2(run):
    said = run()
    assert said.code == 2
    assert "synthesise" in said.out + said.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["synthesise", "pool"], "FILE"),
        (["synthesise", "pool", "x.csv", "--method", "XX"], "REML"),
        (["synthesise", "pool", "x.csv", "--level", "much"], "--level"),
        (["synthesise", "pool", "x.csv", "--wrong"], "--wrong"),
        (["synthesise", "effects", "x.csv"], "--measure"),
        (["collate", "read"], "FILE"),
        (["review", "new", "somewhere"], "--question"),
        (["review", "mend"], "mend"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_wrong_command_ends_with_2_and_names_what_is_wrong(arguments, hint, run):
    said = run(*arguments)
    assert said.code == 2
    assert hint in said.err
    assert "Traceback" not in said.err


def test_the_version_is_printed(run):
    import whatworks

    assert run("version").out.strip() == whatworks.__version__


@pytest.mark.parametrize("words", SITE)
def test_every_command_of_the_site_has_an_example_of_itself(words):
    example = reference_commands.example_of(SITE[words])
    assert example is not None, f"whatworks {words} has no example"
    assert example.startswith(f"whatworks {words}")
    known = {option for p in SITE[words].params for option in p.opts}
    assert {a for a in shlex.split(example) if a.startswith("--")} <= known
