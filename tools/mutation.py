"""Break one formula at a time and see whether a test notices.

    python tools/mutation.py src/whatworks/stats --sample 200 --tests tests/unit/stats tests/reference
    python tools/mutation.py src/whatworks/stats/agreement.py              # all of one file
    python tools/mutation.py src/whatworks/stats --list                    # what would be broken, and where

Each mutant changes one operator, number or comparison of one function. The tests are loaded once; a run of
them, kept with --calls, tells which test calls which function. Then each mutant has a forked process, where
the changed code takes the place of the loaded one and the tests that call it run, the quickest first, until
one fails. Prints the survivors: a mutant that no test notices is either equal in all it does, or a formula
that nobody holds. Nothing on disk is changed.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import types
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mutants import ROOT, Loader, Mutant, changed, changed_code, module_of, mutants

SOURCES = str(ROOT / "src" / "whatworks")
TESTS = ("tests/reference", "tests/unit/stats", "tests/unit/synthesise")
NOTICED, SURVIVED, STUCK = 1, 0, -signal.SIGALRM


@dataclass
class Calls:
    """What each test calls (file:name) and how long it takes, kept under a digest of its file."""

    kept: Path | None
    tests: dict[str, dict[str, tuple[list[str], float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kept and self.kept.exists():
            self.tests = json.loads(self.kept.read_text("utf-8"))

    def of(self, item: object) -> tuple[list[str], float] | None:
        """The note of a test, where there is one."""
        return self.tests.get(digest(item.path), {}).get(item.nodeid)  # type: ignore[attr-defined]

    def take(self, notes: Path) -> None:
        """Take in the notes that a child wrote, one a line."""
        for line in notes.read_text("utf-8").splitlines():
            file, node, names, seconds = json.loads(line)
            self.tests.setdefault(file, {})[node] = (names, seconds)
        notes.unlink()
        if self.kept:
            self.kept.write_text(json.dumps(self.tests), "utf-8")


def digest(path: Path) -> str:
    """A file's name and the digest of its text."""
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"


class Watch:
    """Notes which of our functions are called while it is on."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self, frame: types.FrameType, event: str, _: object) -> None:
        """Note a call; nothing inside it is traced."""
        code = frame.f_code
        if code.co_filename.startswith(SOURCES):
            self.names.add(f"{code.co_filename}:{code.co_qualname}")

    def __enter__(self) -> Watch:
        sys.settrace(self)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)


def forked(work: Callable[[], int]) -> int:
    """Start work in a silent child; the child's id."""
    child = os.fork()
    if child:
        return child
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        os._exit(work())
    except BaseException:
        os._exit(NOTICED)


class Session:
    """A pytest plugin: instead of running the tests once, runs them for each mutant."""

    def __init__(self, chosen: Sequence[Mutant], calls: Calls, workers: int, minutes: float) -> None:
        self.chosen, self.calls, self.workers = chosen, calls, workers
        self.until = time.monotonic() + 60 * minutes
        self.failed, self.running = False, False
        self.results: dict[int, int | None] = {}
        self.early = Watch()

    def pytest_collection(self) -> None:
        """Note what is called while the tests are loaded."""
        sys.settrace(self.early)

    def pytest_runtest_logreport(self, report: object) -> None:
        """Remember a failure."""
        self.failed |= report.failed  # type: ignore[attr-defined]

    def pytest_runtestloop(self, session: object) -> bool:
        """Try each mutant in a child of its own."""
        sys.settrace(None)
        items = session.items  # type: ignore[attr-defined]
        gc.collect()
        gc.freeze()
        self._note_calls([i for i in items if self.calls.of(i) is None])
        self.able = self._by_function(items)
        self.loaded = _loaded_functions()
        waiting, now = list(enumerate(self.chosen)), {}
        while waiting or now:
            if time.monotonic() > self.until:
                waiting.clear()
            while waiting and len(now) < self.workers:
                number, mutant = waiting.pop(0)
                able = self.able.get(f"{mutant.file}:{mutant.function}")
                if not able:
                    self._done(number, None)
                    continue
                now[forked(lambda m=mutant, a=able: self._try(m, a))] = number
            if now:
                child, status = os.waitpid(-1, 0)
                self._done(now.pop(child), os.waitstatus_to_exitcode(status))
        return True

    def _done(self, number: int, code: int | None) -> None:
        self.results[number] = code
        words = {None: "no test calls", SURVIVED: "survives"}.get(code)
        if words:
            print(f"{words}: {said(self.chosen[number])}", flush=True)
        if len(self.results) % 50 == 0:
            print(f"{len(self.results)} of {len(self.chosen)}", file=sys.stderr, flush=True)

    def _note_calls(self, items: Sequence[object]) -> None:
        notes = Path(tempfile.gettempdir()) / f"mutation-{os.getpid()}.jsonl"
        by_file = defaultdict(list)
        for item in items:
            by_file[item.path].append(item)  # type: ignore[attr-defined]
        for path, own in by_file.items():
            os.waitpid(forked(lambda own=own: self._run_and_note(own, notes)), 0)
            if notes.exists():
                self.calls.take(notes)
            print(f"{path.name}: {len(own)} tests noted", file=sys.stderr, flush=True)

    def _run_and_note(self, items: Sequence[object], notes: Path) -> int:
        for item, after in zip(items, [*items[1:], None], strict=True):
            start = time.monotonic()
            with Watch() as watch:
                passed = self._passes(item, after)
            if not passed:
                watch.names = set()
            line = [digest(item.path), item.nodeid, sorted(watch.names), time.monotonic() - start]  # type: ignore[attr-defined]
            with notes.open("a", encoding="utf-8") as out:
                out.write(json.dumps(line) + "\n")
        return 0

    def _passes(self, item: object, after: object) -> bool:
        self.failed = False
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)  # type: ignore[attr-defined]
        return not self.failed

    def _by_function(self, items: Sequence[object]) -> dict[str, list[tuple[object, float]]]:
        """The tests that call each function: one case of every test first, then the quickest."""
        able = defaultdict(list)
        for item in items:
            names, seconds = self.calls.of(item) or ([], 0.0)
            for name in names:
                able[name].append((item, seconds))
        for name, own in able.items():
            own.sort(key=lambda x: x[1])
            seen: dict[str, int] = defaultdict(int)
            ranked = []
            for item, seconds in own:
                test = item.nodeid.partition("[")[0]
                ranked.append(((seen[test] > 0, seconds), item, seconds))
                seen[test] += 1
            able[name] = [(i, s) for _, i, s in sorted(ranked, key=lambda x: x[0])]
        return able

    def _try(self, mutant: Mutant, able: Sequence[tuple[object, float]]) -> int:
        functions = self.loaded.get((str(mutant.file), mutant.function), [])
        code = changed_code(mutant)
        for function in functions:
            function.__code__ = code
        if not functions:
            sys.meta_path.insert(0, Loader(module_of(mutant.file), mutant.file, changed(mutant)))
        tests = [t for t, _ in able]
        for (item, seconds), after in zip(able, [*tests[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_REAL, 15 + 5 * seconds)
            if not self._passes(item, after):
                return NOTICED
        return SURVIVED


def _loaded_functions() -> dict[tuple[str, str], list[types.FunctionType]]:
    found = defaultdict(list)
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) is types.FunctionType and thing.__code__.co_filename.startswith(SOURCES):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    gc.freeze()
    return found


def said(mutant: Mutant) -> str:
    """Where a mutant is and what it does."""
    return f"{mutant.file.relative_to(ROOT)}:{mutant.line} {mutant.function}: {mutant.words}"


def run(
    chosen: Sequence[Mutant], tests: Sequence[str], kept: Path | None, workers: int, minutes: float
) -> Session:
    """Load the tests and try each mutant."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.chdir(ROOT)
    import hypothesis  # noqa: PLC0415 - after the threads are set
    import pytest  # noqa: PLC0415

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutation", database=None, phases=phases, derandomize=True, deadline=None
    )
    hypothesis.settings.load_profile("mutation")
    session = Session(chosen, Calls(kept), workers, minutes)
    quiet = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:django"]
    pytest.main([*quiet, *tests], plugins=[session])
    return session


def main() -> None:
    """Make the mutants, run them, say which survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="mutants whose description holds these words")
    parser.add_argument("--kind", choices=("arithmetic", "number", "comparison"), help="one kind alone")
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="folders or files of tests")
    parser.add_argument("--calls", type=Path, help="a file that keeps which test calls what")
    parser.add_argument("--workers", type=int, choices=(1, 2), default=1)
    parser.add_argument("--minutes", type=float, default=600, help="start no mutant after so long")
    parser.add_argument("--list", action="store_true", help="say what would be changed, and stop")
    words = parser.parse_args()
    files = [f.resolve() for p in words.paths for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    every = [m for f in files for m in mutants(f) if words.only is None or words.only in said(m)]
    every = [m for m in every if words.kind in (None, m.kind)]
    if words.list:
        print("\n".join(said(m) for m in every))
        return
    draw = random.Random(words.seed)  # noqa: S311 - a sample, no secret
    chosen = draw.sample(every, min(words.sample or len(every), len(every)))
    found = run(chosen, words.tests, words.calls, words.workers, words.minutes)
    codes = list(found.results.values())
    for number, code in found.results.items():
        name = f"{chosen[number].file}:{chosen[number].function}"
        if code in (None, SURVIVED) and name in found.early.names:
            print(f"called while the tests are loaded, so perhaps noticed there: {said(chosen[number])}")
    alive, nobody = codes.count(SURVIVED), codes.count(None)
    print(
        f"{len(every)} changes can be made; {len(codes)} were tried: {len(codes) - alive - nobody} noticed, "
        f"{alive} not, {nobody} in functions that these tests do not call."
    )


if __name__ == "__main__":
    main()
