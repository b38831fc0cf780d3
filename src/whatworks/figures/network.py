"""The network graph: which treatments were compared with which, by how many studies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .figure import Figure, Table
from .network_draw import Edge, Node, draw_network
from .text import count_words, listing, sentence

_MOST_SAID = 6


@dataclass(frozen=True)
class NetworkNode:
    """A treatment: in how many studies, and of how many people where that is known."""

    name: str
    studies: int
    people: float | None = None


@dataclass(frozen=True)
class NetworkEdge:
    """Two treatments that studies compare directly; `several` of the studies have more than two arms."""

    a: str
    b: str
    studies: int
    several: int = 0


def network_graph(nodes: Sequence[NetworkNode], edges: Sequence[NetworkEdge]) -> Figure:
    """Treatments on a ring, joined where studies compare them: discs by people, lines by studies.

    Discs grow with the number of people, or of studies where people are not known of every treatment; their
    area says how many. Lines are as broad as studies are many, with the number beside them where it fits.
    Raises ValueError for fewer than two treatments, names given twice, and lines to what is not there.
    """
    names = [node.name for node in nodes]
    if len(nodes) < 2:
        raise ValueError("network_graph: a network has two treatments or more")
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise ValueError(f"network_graph: {twice!r} is given twice; give each treatment once")
    for edge in edges:
        unknown = next((n for n in (edge.a, edge.b) if n not in names), None)
        if unknown is not None:
            raise ValueError(f"network_graph: {unknown!r} is not among the treatments")
        if edge.a == edge.b or edge.studies < 1:
            raise ValueError(
                f"network_graph: {edge.a!r} and {edge.b!r} with {edge.studies} studies cannot be"
            )
    by_people = all(node.people is not None for node in nodes)
    sizes = [float(node.people or 0) if by_people else float(node.studies) for node in nodes]
    largest = max(sizes) or 1.0
    drawn = [
        Node(node.name, _node_words(node), math.sqrt(size / largest))
        for node, size in zip(nodes, sizes, strict=True)
    ]
    lines = [Edge(names.index(e.a), names.index(e.b), e.studies) for e in edges]
    alt = _alt(nodes, edges)
    return Figure(
        svg=draw_network(drawn, lines, alt, narrow=False),
        svg_narrow=draw_network(drawn, lines, alt, narrow=True),
        alt=alt,
        caption=_caption(by_people, edges),
        table=_table(nodes, edges),
        title="Which treatments were compared",
    )


def _node_words(node: NetworkNode) -> str:
    studies = count_words(node.studies, "study", "studies")
    return studies if node.people is None else f"{studies}, {node.people:,.0f} people"


def _alt(nodes: Sequence[NetworkNode], edges: Sequence[NetworkEdge]) -> str:
    order = sorted(edges, key=lambda e: (-e.studies, e.a, e.b))
    told = [f"{e.a} with {e.b} in {count_words(e.studies, 'study', 'studies')}" for e in order[:_MOST_SAID]]
    more = len(order) - _MOST_SAID
    rest = [count_words(more, "more pair")] if more > 0 else []
    possible = len(nodes) * (len(nodes) - 1) // 2
    parts = [
        f"Network of {len(nodes)} treatments: {len(edges)} of {possible} pairs were compared directly",
        f"Compared were {listing([*told, *rest])}" if edges else "No pair was compared",
    ]
    alone = [n.name for n in nodes if not any(n.name in (e.a, e.b) for e in edges)]
    if alone and edges:
        parts.append(f"Not joined to any other: {listing(alone)}")
    return " ".join(sentence(part) for part in parts)


def _caption(by_people: bool, edges: Sequence[NetworkEdge]) -> str:
    size = "people" if by_people else "studies"
    several = any(e.several for e in edges)
    arms = " A study of several arms counts once for each pair of them." if several else ""
    return f"The larger a disc, the more {size}; the broader a line, the more studies compare the pair.{arms}"


def _table(nodes: Sequence[NetworkNode], edges: Sequence[NetworkEdge]) -> Table:
    rows = [(e.a, e.b, f"{e.studies:,}", f"{e.several:,}") for e in sorted(edges, key=lambda e: (e.a, e.b))]
    alone = [n.name for n in nodes if not any(n.name in (e.a, e.b) for e in edges)]
    rows += [(name, "none", "0", "0") for name in alone]
    header = ("Treatment", "Compared with", "Studies", "Of these with three arms or more")
    return Table("Studies that compare each pair of treatments", header, tuple(rows))
