"""Formulas of moderators, as R writes them: read by a parser of their own, never run as code.

    formula := ["~"] part {("+" | "-") part}        part := cross {"*" cross}
    cross   := atom {":" atom}                      atom := number | variable | "(" formula ")"
    variable := name | function "(" argument {"," argument} ")"

`a * b` means `a + b + a:b`; `- 1` or `+ 0` leaves the intercept out; `- a` takes a term away.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from .expressions import (
    FACTORS,
    MANY,
    NUMERIC,
    Apply,
    Name,
    Node,
    Number,
    Term,
    Text,
    is_factor,
    names_in,
    tokens_of,
)

LONGEST, DEEPEST = 400, 20
"""More tokens, or brackets within brackets, than any model needs."""


@dataclass(frozen=True)
class Formula:
    """The terms of a model, mains first, then interactions; `text` is what was written."""

    terms: tuple[Term, ...]
    intercept: bool
    text: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the data that the formula needs, in order of appearance."""
        return tuple(dict.fromkeys(name for term in self.terms for node in term for name in names_in(node)))


def parse_formula(text: str) -> Formula:
    """Read a formula such as "~ ablat * C(alloc) - 1". Raises ValueError, saying where, for anything else."""
    return _Parser(text).formula()


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens_of(text))
        self.at = 0
        self.seen: dict[Node, int] = {}

    def formula(self) -> Formula:
        self._take("~")
        if len(self.tokens) > LONGEST or _depth(self.tokens) > DEEPEST:
            raise ValueError(f"the formula has more than {LONGEST} parts or {DEEPEST} brackets in brackets")
        terms, intercept = self._sum(top=True)
        if self.at < len(self.tokens):
            raise self._wrong("nothing more was expected")
        mains_first = sorted(terms, key=len)
        return Formula(tuple(mains_first), intercept, self.text.strip())

    def _sum(self, *, top: bool) -> tuple[list[Term], bool]:
        terms: list[Term] = []
        intercept = True
        minus = self._take("-") is not None
        while True:
            constant = self._constant() if top else None
            if constant is not None:
                intercept = (constant == 1) != minus
            else:
                found = self._part()
                terms = [t for t in terms if t not in found] if minus else _union(terms, found)
            sign = self._take("+", "-")
            if sign is None:
                return terms, intercept
            minus = sign == "-"

    def _constant(self) -> float | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in (("number", "0"), ("number", "1")):
            self.at += 1
            return float(self.tokens[self.at - 1][1])
        return None

    def _part(self) -> list[Term]:
        terms = self._cross()
        while self._take("*"):
            others = self._cross()
            terms = _union(_union(terms, others), self._products(terms, others))
        return terms

    def _cross(self) -> list[Term]:
        terms = self._atom()
        while self._take(":"):
            terms = self._products(terms, self._atom())
        return terms

    def _products(self, terms: list[Term], others: list[Term]) -> list[Term]:
        joined = [tuple(sorted({*a, *b}, key=self.seen.__getitem__)) for a in terms for b in others]
        return _union([], joined)

    def _atom(self) -> list[Term]:
        if self._take("("):
            terms, _ = self._sum(top=False)
            self._need(")")
            return terms
        node = self._value()
        if not isinstance(node, Name) and not (isinstance(node, Apply) and node.what.isidentifier()):
            raise self._wrong(f"{node} is no variable; write arithmetic as I({node})", back=1)
        self._check_reads(node)
        self.seen.setdefault(node, len(self.seen))
        return [(node,)]

    def _check_reads(self, node: Node) -> None:
        if not list(names_in(node)):
            raise self._wrong(f"{node} reads no column of the data", back=1)

    def _value(self) -> Node:
        kind, word = self._next()
        if kind == "number":
            return Number(float(word))
        if kind == "text":
            return Text(word[1:-1])
        if kind == "name":
            return self._call(word) if self._take("(") else Name(word.strip("`"))
        if word == "(":
            inner = self._arithmetic()
            self._need(")")
            return Apply("()", (inner,))
        raise self._wrong("a variable was expected", back=1)

    def _call(self, function: str) -> Node:
        if function not in (*FACTORS, *NUMERIC):
            allowed = ", ".join((*FACTORS, *NUMERIC))
            raise self._wrong(f"{function}() is not known; use one of {allowed}", back=2)
        factor = function in FACTORS
        arguments = [self._value() if factor else self._arithmetic()]
        while self._take(","):
            arguments.append(self._value() if factor else self._arithmetic())
        self._need(")")
        self._check_arguments(function, arguments)
        return Apply(function, tuple(arguments))

    def _check_arguments(self, function: str, arguments: list[Node]) -> None:
        if function in FACTORS:
            words = f"{function}() takes a column, and the level to compare with in quotation marks"
            fits = isinstance(arguments[0], Name) and all(isinstance(a, Text) for a in arguments[1:])
            wrong = not fits or len(arguments) > 2
        else:
            words = f"{function}() takes {'at least two numbers' if function in MANY else 'one number'}"
            wrong = (len(arguments) < 2) if function in MANY else (len(arguments) != 1)
        if wrong:
            raise self._wrong(words, back=1)

    def _arithmetic(self) -> Node:
        left = self._product()
        while sign := self._take("+", "-"):
            left = Apply(sign, (left, self._product()))
        return left

    def _product(self) -> Node:
        left = self._signed()
        while sign := self._take("*", "/"):
            left = Apply(sign, (left, self._signed()))
        return left

    def _signed(self) -> Node:
        return Apply("-", (self._signed(),)) if self._take("-") else self._power()

    def _power(self) -> Node:
        base = self._number()
        return Apply("^", (base, self._signed())) if self._take("^", "**") else base

    def _number(self) -> Node:
        node = self._value()
        if isinstance(node, Text) or is_factor(node):
            raise self._wrong(f"{node} is no number", back=1)
        return node

    def _next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise self._wrong("a variable was expected")
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens):
            kind, word = self.tokens[self.at]
            if kind == "op" and word in wanted:
                self.at += 1
                return word
        return None

    def _need(self, word: str) -> None:
        if self._take(word) is None:
            raise self._wrong(f"{word!r} was expected")

    def _wrong(self, rule: str, back: int = 0) -> ValueError:
        place = self.at - back
        where = f"at {self.tokens[place][1]!r}" if place < len(self.tokens) else "at its end"
        return ValueError(f"formula {self.text.strip()!r}, {where}: {rule}; write it as ~ year + C(design)")


def _union(terms: list[Term], others: list[Term]) -> list[Term]:
    held = {frozenset(t) for t in terms}
    result = list(terms)
    for term in others:
        if frozenset(term) not in held:
            held.add(frozenset(term))
            result.append(term)
    return result


def _depth(tokens: list[tuple[str, str]]) -> int:
    steps = [{"(": 1, ")": -1}.get(word, 0) for _, word in tokens]
    return max(accumulate(steps), default=0)
