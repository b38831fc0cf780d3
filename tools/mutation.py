"""Break one formula at a time and see whether a test notices.

    python tools/mutation.py src/whatworks/stats src/whatworks/synthesise --sample 200 --seed 1
    python tools/mutation.py src/whatworks/stats/heterogeneity.py          # all of one file
    python tools/mutation.py src/whatworks/stats --list                    # what would be broken, and where

Each mutant changes one operator, number or comparison of one function. The tests that call the function,
found by running them once, are run until one fails. Prints the survivors: a mutant that no test notices is
either equal in all it does, or a formula that nobody holds. Nothing on disk is changed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/reference", "tests/unit/stats", "tests/unit/synthesise")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: where it is made, in which function, and what it does."""

    file: Path
    function: str
    line: int
    number: int
    words: str


class _Changer(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one asked for."""

    def __init__(self, wanted: int | None = None) -> None:
        self.wanted, self.count = wanted, 0
        self.found: list[tuple[int, str]] = []

    def _hit(self, node: ast.AST, words: str) -> bool:
        here = self.count
        self.count += 1
        self.found.append((getattr(node, "lineno", 0), words))
        return here == self.wanted

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        swap = SWAPS.get(type(node.op))
        if swap is not None and self._hit(node, f"{type(node.op).__name__} to {swap.__name__}"):
            node.op = swap()  # type: ignore[assignment]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._hit(node, "and/or turned round"):
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        swap = SWAPS.get(type(node.ops[0]))
        if swap is not None and self._hit(node, f"{type(node.ops[0]).__name__} to {swap.__name__}"):
            node.ops[0] = swap()  # type: ignore[call-overload]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.USub) and self._hit(node, "minus taken away"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return node
        if self._hit(node, f"{value} to {value + 1}"):
            node.value = value + 1
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        holder = node.func
        name = holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")
        if name in NAMES and self._hit(node, f"{name} to {NAMES[name]}"):
            if isinstance(holder, ast.Name):
                holder.id = NAMES[name]
            elif isinstance(holder, ast.Attribute):
                holder.attr = NAMES[name]
        return node


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module, by their dotted name."""
    stack: list[tuple[str, ast.AST]] = [("", tree)]
    while stack:
        prefix, node = stack.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                name = f"{prefix}{child.name}"
                if isinstance(child, ast.FunctionDef):
                    yield name, child
                stack.append((f"{name}.", child))


def mutants(file: Path) -> list[Mutant]:
    """Every change that can be made to a file."""
    found = []
    for name, node in functions(ast.parse(file.read_text("utf-8"))):
        if "." in name and name.rpartition(".")[0] in {m.function for m in found}:
            continue  # an inner function is changed with the one around it
        changer = _Changer()
        for statement in copy.deepcopy(node).body:
            changer.visit(statement)
        for number, (line, words) in enumerate(changer.found):
            found.append(Mutant(file, name, line, number, words))
    return found


def changed(mutant: Mutant) -> ast.Module:
    """The file's code with the one change made."""
    tree = ast.parse(mutant.file.read_text("utf-8"))
    node = dict(functions(tree))[mutant.function]
    changer = _Changer(mutant.number)
    node.body = [changer.visit(statement) for statement in node.body]
    return ast.fix_missing_locations(tree)


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from changed code."""

    def __init__(self, module: str, file: Path, tree: ast.Module) -> None:
        self.module, self.file, self.tree = module, file, tree

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        if name != self.module:
            return None
        package = [str(self.file.parent)] if self.file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.file, loader=self, submodule_search_locations=package
        )

    def exec_module(self, module: object) -> None:
        exec(compile(self.tree, str(self.file), "exec"), module.__dict__)  # noqa: S102 - the changed code


def module_of(file: Path) -> str:
    """The dotted name of a source file."""
    parts = file.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _pytest(args: Sequence[str]) -> int:
    import pytest  # noqa: PLC0415 - loaded once, before children are made

    return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:django", *args]))


def _in_child(work: object, seconds: float) -> int:
    """Run work in a forked child, silent; its exit code, or 99 where it takes too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            os._exit(work())  # type: ignore[operator]
        except BaseException:
            os._exit(98)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 99


def calls_of(test: Path, roots: Sequence[str], notes: Path) -> tuple[set[str], float]:
    """The functions that a test file calls, as file:name, and how long it takes."""

    def work() -> int:
        called: set[str] = set()

        def watch(frame: object, event: str, _: object) -> None:
            if event == "call":
                code = frame.f_code  # type: ignore[attr-defined]
                if code.co_filename.startswith(tuple(roots)):
                    called.add(f"{code.co_filename}:{code.co_qualname}")

        sys.setprofile(watch)
        result = _pytest([str(test)])
        sys.setprofile(None)
        notes.write_text(json.dumps(sorted(called)))
        return result

    start = time.monotonic()
    if _in_child(work, 300) != 0:
        print(f"{test.name}: does not pass as it is, and is left out", file=sys.stderr)
        return set(), 0.0
    return set(json.loads(notes.read_text())), time.monotonic() - start


def survives(mutant: Mutant, tests: Sequence[tuple[Path, float]]) -> bool:
    """Whether no test notices the change."""
    tree = changed(mutant)

    def work_on(test: Path) -> int:
        sys.meta_path.insert(0, _Loader(module_of(mutant.file), mutant.file, tree))
        return _pytest([str(test)])

    return all(_in_child(lambda t=test: work_on(t), 20 + 4 * took) == 0 for test, took in tests)


def _said(mutant: Mutant) -> str:
    return f"{mutant.file.relative_to(ROOT)}:{mutant.line} {mutant.function}: {mutant.words}"


def main() -> None:
    """Make the mutants, run them, say which survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="folders or files of tests")
    parser.add_argument("--list", action="store_true", help="say what would be changed, and stop")
    words = parser.parse_args()
    files = [f.resolve() for p in words.paths for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    every = [m for f in files for m in mutants(f)]
    if words.list:
        for m in every:
            print(_said(m))
        return
    draw = random.Random(words.seed)  # noqa: S311 - a sample, no secret
    chosen = draw.sample(every, min(words.sample or len(every), len(every)))
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    import numpy  # noqa: F401, PLC0415 - loaded once, before children are made
    import pytest  # noqa: F401, PLC0415
    import scipy.optimize  # noqa: PLC0415
    import scipy.special  # noqa: PLC0415
    import scipy.stats  # noqa: F401, PLC0415

    folders = [ROOT / t for t in words.tests]
    tests = [t for f in folders for t in (sorted(f.rglob("test_*.py")) if f.is_dir() else [f])]
    with tempfile.TemporaryDirectory() as folder:
        called = {t: calls_of(t, [str(f) for f in files], Path(folder) / "calls.json") for t in tests}
    killed, alive, nobody = 0, [], []
    for number, mutant in enumerate(chosen, 1):
        name = f"{mutant.file}:{mutant.function}"
        able = sorted(((t, s) for t, (names, s) in called.items() if name in names), key=lambda x: x[1])
        if not able:
            nobody.append(mutant)
        elif survives(mutant, able):
            alive.append(mutant)
            print(
                f"survives: {mutant.file.relative_to(ROOT)}:{mutant.line} {mutant.function}: {mutant.words}"
            )
        else:
            killed += 1
        if number % 20 == 0:
            print(f"{number} of {len(chosen)}: {killed} noticed", file=sys.stderr)
    for mutant in nobody:
        print(
            f"no test calls: {mutant.file.relative_to(ROOT)}:{mutant.line} {mutant.function}: {mutant.words}"
        )
    print(
        f"{len(every)} changes can be made; {len(chosen)} were tried: {killed} noticed, {len(alive)} not, "
        f"{len(nobody)} in functions that these tests do not call."
    )


if __name__ == "__main__":
    main()
