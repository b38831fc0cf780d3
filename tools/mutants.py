"""The changes that can be made to a source file, one operator, number or comparison at a time."""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.util
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


ARITHMETIC = ("Add", "Sub", "Mult", "Div", "Pow", "minus", *NAMES)


@dataclass(frozen=True)
class Mutant:
    """One change: where it is made, in which function, and what it does."""

    file: Path
    function: str
    line: int
    number: int
    words: str

    @property
    def kind(self) -> str:
        """What is changed: arithmetic, a number, or a comparison (with and, or)."""
        first = self.words.partition(" ")[0]
        if first in ARITHMETIC:
            return "arithmetic"
        return (
            "number" if first.replace(".", "").replace("e-", "").replace("e+", "").isdigit() else "comparison"
        )


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


def changed_code(mutant: Mutant) -> types.CodeType:
    """The changed function's code alone, to be put in place of the one that is loaded."""
    stack = [compile(changed(mutant), str(mutant.file), "exec")]
    while stack:
        code = stack.pop()
        if code.co_qualname == mutant.function:
            return code
        stack += [c for c in code.co_consts if isinstance(c, types.CodeType)]
    raise LookupError(f"{mutant.file}: no function {mutant.function}")


def module_of(file: Path) -> str:
    """The dotted name of a source file."""
    parts = file.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from changed code."""

    def __init__(self, module: str, file: Path, tree: ast.Module) -> None:
        self.module, self.file, self.tree = module, file, tree

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        """Say that we load this one module."""
        if name != self.module:
            return None
        package = [str(self.file.parent)] if self.file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.file, loader=self, submodule_search_locations=package
        )

    def exec_module(self, module: object) -> None:
        """Run the changed code."""
        exec(compile(self.tree, str(self.file), "exec"), module.__dict__)  # noqa: S102 - the changed code
