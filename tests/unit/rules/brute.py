"""An independent reader of small rules: two-valued, over worlds in which every open fact has a value.

Rules are nested tuples, written out as text for the engine and answered here by a few lines of their own. All
completions are enumerated, so this is slow, plain and exact; the engine must agree with it.
"""

from __future__ import annotations

import itertools
import operator
from dataclasses import dataclass, field
from typing import Any

from whatworks.rules import Catalogue, FactDef, FactType, Rulebook, StudyFacts, World
from whatworks.terms import Fact, UnknownKind

SMALL = Catalogue(
    (
        FactDef(name="a", of="study", type=FactType.YES_NO, doc=""),
        FactDef(name="b", of="study", type=FactType.YES_NO, doc=""),
        FactDef(name="way", of="study", type=FactType.CHOICE, doc="", options=("up", "down", "flat")),
        FactDef(name="months", of="study", type=FactType.NUMBER, doc="", low=0, high=24),
        FactDef(name="n", of="study", type=FactType.NUMBER, doc="", low=1, integer=True),
        FactDef(name="half", of="study", type=FactType.NUMBER, doc="", low=0, integer=True, part_of="n"),
        FactDef(name="rest", of="study", type=FactType.NUMBER, doc="", low=0, integer=True, part_of="n"),
        FactDef(name="sample", of="study", type=FactType.TEXT, doc=""),
        FactDef(name="x", of="set", type=FactType.YES_NO, doc=""),
        FactDef(name="p", of="set", type=FactType.NUMBER, doc=""),
    )
)
MONTHS = (0.0, 3.0, 6.0, 9.0, 12.0, 18.0, 24.0)
"""On and on either side of every threshold (6 and 12) that the rules below use."""
REAL = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
"""The same for p, compared with -1, 0 and 1."""
OPS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
       ">=": operator.ge}  # fmt: skip
UP = (">", ">=")

Rule = tuple[Any, ...]


def text(rule: Rule) -> str:  # noqa: PLR0911 - one line a kind of rule
    """A rule in the engine's language."""
    match rule:
        case ("crit", name) | ("yes", name):
            return str(name)
        case ("not", inner):
            return f"not ({text(inner)})"
        case ("and" | "or" as word, *parts):
            return f" {word} ".join(f"({text(p)})" for p in parts)
        case ("is", name, value):
            return f'{name} == "{value}"'
        case ("cmp", number, op, value):
            return f"{text(number)} {op} {value}"
        case ("fact", name):
            return str(name)
        case ("smallest", *parts):
            return f"smallest({', '.join(parts)})"
        case ("tally", *parts):
            return f"tally({', '.join(text(p) for p in parts)})"
        case ("count" | "share" as what, predicate):
            return f"{what}({text(predicate)})"
        case ("wshare", predicate):
            return f"share({text(predicate)}, n)"
        case ("total", predicate):
            return f"total(n, {text(predicate)})"
        case ("exists", size, each, some, apart):
            more = f", some={text(some)}" if some else ""
            return f"exists({size}, each={text(each)}{more}{', apart=sample' if apart else ''})"
    raise ValueError(rule)


@dataclass
class Crit:
    """A criterion of the small language."""

    rule: Rule
    of: str = "set"
    not_reported: str = "open"

    def entry(self) -> dict[str, Any]:
        """The criterion as a scheme file has it."""
        return {"of": self.of, "ask": "?", "when": text(self.rule), "not_reported": self.not_reported}


@dataclass
class Brute:
    """A world and criteria, answered the slow way."""

    criteria: dict[str, Crit]
    facts: dict[str, Fact]
    studies: dict[str, dict[str, Fact]]
    eligible: str | None = None
    values: dict[tuple[str, str], Any] = field(default_factory=dict)

    def book(self) -> Rulebook:
        """The same criteria for the engine."""
        return Rulebook.read({k: c.entry() for k, c in self.criteria.items()}, SMALL)

    def world(self) -> World:
        """The same facts for the engine."""
        return World(self.facts, tuple(StudyFacts(s, facts) for s, facts in self.studies.items()))

    def completions(self) -> Any:
        """Each way of giving every open fact a value; the parts of n never exceed n."""
        places, options = [], []
        for subject, facts in [("set", self.facts), *self.studies.items()]:
            for name, definition in SMALL.items():
                if (definition.of == "set") == (subject == "set") and name in facts:
                    places.append((subject, name))
                    options.append(self.domain(facts[name]))
        for chosen in itertools.product(*options):
            values = dict(zip(places, chosen, strict=True))
            if all(self._parts_fit(values, s) for s in self.studies):
                yield values

    @staticmethod
    def _parts_fit(values: dict[tuple[str, str], Any], study: str) -> bool:
        whole = values.get((study, "n"))
        parts = [values[study, p] for p in ("half", "rest") if (study, p) in values]
        return whole is None or sum(parts) <= whole

    def domain(self, fact: Fact) -> list[Any]:
        """The values that a fact may have."""
        if fact.is_known:
            return [fact.value]
        definition = SMALL[fact.name]
        if fact.options:
            return list(fact.options)
        if definition.type is FactType.TEXT:
            known = {f["sample"].value for f in self.studies.values() if f["sample"].is_known}
            return sorted({*known, "new 1", "new 2", "new 3"})
        if definition.choices:
            return list(definition.choices)
        grid = {"months": MONTHS, "p": REAL}.get(fact.name, tuple(float(v) for v in range(9)))
        lows = [v for v in (fact.low, definition.low) if v is not None]
        return [v for v in grid if v >= max(lows, default=v) and (fact.high is None or v <= fact.high)]

    # answering, in one completed world; `pol` is whether holding speaks for or against the criterion

    def truth(  # noqa: PLR0911 - one line a kind of rule
        self, rule: Rule, subject: str, crit: Crit, pol: int = 1
    ) -> bool:
        """Whether a rule holds."""
        match rule:
            case ("crit", name):
                found = self.criteria[name]
                return self.truth(found.rule, subject if found.of == "study" else "set", found)
            case ("not", inner):
                return not self.truth(inner, subject, crit, -pol)
            case ("and", *parts):
                return all(self.truth(p, subject, crit, pol) for p in parts)
            case ("or", *parts):
                return any(self.truth(p, subject, crit, pol) for p in parts)
            case ("yes", name):
                return self.atom([name], lambda v: v[0] is True, subject, crit, pol)
            case ("is", name, value):
                return self.atom([name], lambda v: v[0] == value, subject, crit, pol)
            case ("cmp", ("fact", name), op, value):
                return self.atom([name], lambda v: OPS[op](v[0], value), subject, crit, pol)
            case ("cmp", ("smallest", *names), op, value):
                return self.atom(names, lambda v: OPS[op](min(v), value), subject, crit, pol)
            case ("cmp", ("tally", *_) as tally, op, value):
                return self.tally(tally, op, value, subject, crit, pol)
            case ("cmp", number, op, value):
                return self.compare(number, op, value, crit, pol)
            case ("exists", size, each, some, apart):
                fit = [s for s in self.members() if self.truth(each, s, crit, pol)]
                return any(
                    (some is None or any(self.truth(some, s, crit, pol) for s in group))
                    and (not apart or len({self.values[s, "sample"] for s in group}) == size)
                    for group in itertools.combinations(fit, size)
                )
        raise ValueError(rule)

    def tally(  # noqa: PLR0917 - where it stands
        self, tally: Rule, op: str, value: float, subject: str, crit: Crit, pol: int
    ) -> bool:
        """How many of several conditions hold, against a number."""

        def held(pull: int) -> int:
            return sum(self.truth(p, subject, crit, pol * pull) for p in tally[1:])

        if op == "==":
            return held(1) >= value and held(-1) <= value
        if op == "!=":
            return held(1) > value or held(-1) < value
        return bool(OPS[op](held(1 if op in UP else -1), value))

    def members(self) -> list[str]:
        """The studies that count."""
        if self.eligible is None:
            return list(self.studies)
        crit = self.criteria[self.eligible]
        return [s for s in self.studies if self.truth(crit.rule, s, crit)]

    def ruled(self, name: str, subject: str, crit: Crit) -> bool:
        """Whether a fact was not reported and the criterion says what that means."""
        facts = self.facts if subject == "set" else self.studies[subject]
        return crit.not_reported != "open" and facts[name].unknown is UnknownKind.NOT_REPORTED

    def candidates(self, name: str, subject: str, crit: Crit) -> list[Any]:
        """The values that a criterion must reckon with: all of them where policy decides, else the one."""
        place = "set" if SMALL[name].of == "set" else subject
        if self.ruled(name, place, crit):
            return self.domain((self.facts if place == "set" else self.studies[place])[name])
        return [self.values[place, name]]

    def atom(self, names: list[str], holds: Any, subject: str, crit: Crit, pol: int) -> bool:
        """A comparison in the light that its criterion asks for: the worst, or the best."""
        tried = [holds(v) for v in itertools.product(*(self.candidates(n, subject, crit) for n in names))]
        worst = crit.not_reported != "meets"
        return all(tried) if worst == (pol > 0) else any(tried)

    def compare(self, number: Rule, op: str, value: float, crit: Crit, pol: int) -> bool:
        """A count, share or total against a number."""
        if op in ("==", "!="):
            pair = [
                self.compare(number, o, value, crit, pol)
                for o in ((">=", "<=") if op == "==" else (">", "<"))
            ]
            return all(pair) if op == "==" else any(pair)
        pull = pol if op in UP else -pol
        what, predicate = number
        members = self.members()
        inside = [s for s in members if self.truth(predicate, s, crit, pull)]
        if what == "count":
            return bool(OPS[op](len(inside), value))
        if what == "share":
            return bool(OPS[op](len(inside) / len(members) if members else 0.0, value))
        counted = members if what == "wshare" else inside
        tried = []
        for sizes in itertools.product(*(self.candidates("n", s, crit) for s in counted)):
            size = dict(zip(counted, sizes, strict=True))
            part = sum(size[s] for s in inside)
            whole = sum(sizes) if what == "wshare" else 1
            tried.append(bool(OPS[op](part / whole if whole else 0.0, value)))
        worst = crit.not_reported != "meets"
        return all(tried) if worst == (pol > 0) else any(tried)
