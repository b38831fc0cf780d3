"""Many treatments in, all of them compared out: network meta-analysis in words, tables and a figure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from whatworks.figures import Figure
from whatworks.figures.network import NetworkEdge, NetworkNode, network_graph
from whatworks.figures.rankogram import RankRow, rankogram
from whatworks.stats.networks.data import Network
from whatworks.stats.networks.inconsistency import Inconsistency, inconsistency
from whatworks.stats.networks.league import Comparison, compare_all
from whatworks.stats.networks.network import NetworkFit, fit_network
from whatworks.stats.networks.ranks import DRAWS, Ranking, rank
from whatworks.stats.networks.split import Split, split_nodes
from whatworks.stats.pooling.inference import quantile
from whatworks.terms import Scale

from .frames import as_table
from .network_reading import read_network
from .words import ESTIMATORS, count_words, estimate_words, range_words, scale_name


@dataclass(frozen=True)
class NetworkResult:
    """A fitted network: the studies, the fit, and what follows from it (worked out when first asked for)."""

    network: Network
    fit: NetworkFit
    scale: Scale | None
    small_values: str
    diagnostics: tuple[str, ...]
    draws: int
    seed: int

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every pair of treatments."""
        return compare_all(self.network, self.fit)

    @cached_property
    def inconsistency(self) -> Inconsistency:
        """Whether the designs agree."""
        return inconsistency(self.network, self.fit)

    @cached_property
    def splits(self) -> tuple[Split, ...]:
        """Each comparison's direct against its indirect evidence."""
        return split_nodes(self.network, self.fit)

    @cached_property
    def ranking(self) -> Ranking:
        """P-scores and the chance of each place."""
        return rank(self.fit, self.small_values, draws=self.draws, seed=self.seed)

    def tidy(self, *, frame: bool = False) -> Any:
        """One row a treatment, against the reference. On the analysis scale."""
        f = self.fit
        names = (
            "term",
            "reference",
            "estimate",
            "std_error",
            "statistic",
            "p_value",
            "conf_low",
            "conf_high",
        )
        columns = zip(f.names, f.b, f.se, f.stat, f.p, f.ci_lb, f.ci_ub, strict=True)
        return as_table([dict(zip(names, (t, f.reference, *row), strict=True)) for t, *row in columns], frame)

    def league(self, *, frame: bool = False) -> Any:
        """One row a pair of treatments, first less second: network, prediction, and direct estimates."""
        return as_table([asdict(c) for c in self.comparisons], frame)

    def league_table(self) -> tuple[tuple[str, ...], ...]:
        """The league table to print: treatments best first on the diagonal, row less column, with intervals.

        Below the diagonal by the network, above it by direct comparison alone; ratios on the reader's scale.
        """
        scores = dict(zip(self.ranking.treatments, self.ranking.p_scores, strict=True))
        order = sorted(self.fit.treatments, key=lambda t: (-scores[t], t))
        known = {(c.t1, c.t2): c for c in self.comparisons}
        return tuple(
            tuple(t if i == j else self._cell(known, t, other, i > j) for j, other in enumerate(order))
            for i, t in enumerate(order)
        )

    def ranks(self, *, frame: bool = False) -> Any:
        """One row a treatment, best first: P-score, SUCRA, mean rank and the chance of each place."""
        r = self.ranking
        columns = zip(r.treatments, r.p_scores, r.sucra, r.mean_ranks, r.chances, strict=True)
        rows = [
            {"treatment": t, "p_score": p, "sucra": s, "mean_rank": m, "chances": list(c)}
            for t, p, s, m, c in columns
        ]
        return as_table(
            sorted(rows, key=lambda row: (-float(str(row["p_score"])), str(row["treatment"]))), frame
        )

    def glance(self, *, frame: bool = False) -> Any:
        """The model in one row."""
        names = (
            "k", "n_studies", "reference", "model", "method", "test", "level", "tau2", "se_tau2", "QE",
            "QE_df", "QEp", "I2", "H2", "QM", "QM_df", "QMp", "logLik", "AIC", "BIC", "AICc", "df",
        )  # fmt: skip
        row = {name: getattr(self.fit, name) for name in names}
        return as_table([row | {"n_treatments": len(self.fit.treatments)}], frame)

    def sentence(self) -> str:
        """The result in words to paste into a report."""
        f = self.fit
        best = self.ranks()[0]
        studies = count_words(f.n_studies, "study", "studies")
        verb = "compares" if f.n_studies == 1 else "compare"
        opening = f"{studies} {verb} {len(f.treatments)} treatments. Against {f.reference}, the "
        told = "; ".join(
            f"{t} {estimate_words(b, low, high, self.scale)} ({range_words(low, high, self.scale)})"
            for t, b, low, high in zip(f.names, f.b, f.ci_lb, f.ci_ub, strict=True)
        )
        first = f"{best['treatment']} has the highest P-score, {best['p_score']:.2f} (nearest 1 is best)."
        return (
            f"{opening}{scale_name(self.scale)} with its {f.level:g}% interval is: {told}. "
            f"{first} {self._agreement()} {self._spread()}"
        )

    def graph(self) -> Figure:
        """The network graph: discs by people where arms tell, else by studies; lines by studies."""
        people = dict(self.network.people)
        nodes = [
            NetworkNode(t, sum(t in block.arms for block in self.network.blocks), people.get(t))
            for t in self.fit.treatments
        ]
        large = replace(self.network, blocks=tuple(b for b in self.network.blocks if len(b.arms) > 2)).pairs()
        edges = [NetworkEdge(a, b, n, large.get((a, b), 0)) for (a, b), n in self.network.pairs().items()]
        return network_graph(nodes, edges)

    def rankogram(self) -> Figure:
        """How likely each treatment is to have each place."""
        r = self.ranking
        rows = zip(r.treatments, r.p_scores, r.chances, strict=True)
        return rankogram([RankRow(t, p, chances) for t, p, chances in rows])

    def to_json(self) -> dict[str, Any]:
        """Everything as plain JSON values; names as metafor has them where it has any."""
        f, r = self.fit, self.ranking
        return {
            "b": list(f.b), "se": list(f.se), "ci_lb": list(f.ci_lb), "ci_ub": list(f.ci_ub),
            "zval": list(f.stat), "pval": list(f.p), "names": list(f.names), **self.glance()[0],
            "treatments": list(f.treatments), "league": self.league(),
            "p_scores": dict(zip(r.treatments, r.p_scores, strict=True)),
            "small_values": self.small_values, "ranks": self.ranks(), "rank_draws": r.draws, "seed": r.seed,
            "inconsistency": asdict(self.inconsistency), "node_split": [asdict(s) for s in self.splits],
            "vcov": [list(row) for row in f.cov], "diagnostics": list(self.diagnostics),
        }  # fmt: skip

    def _cell(self, known: dict[tuple[str, str], Comparison], a: str, b: str, whole: bool) -> str:
        pair = known.get((a, b)) or known[b, a]
        turn = 1.0 if pair.t1 == a else -1.0
        if whole:
            ends = sorted((turn * pair.ci_lb, turn * pair.ci_ub))
            return _cell_words(turn * pair.estimate, ends[0], ends[1], self.scale)
        if pair.direct is None or pair.direct_se is None:
            return "."
        reach = quantile(self.fit.level, self.fit.df) * pair.direct_se
        value = turn * pair.direct
        return _cell_words(value, value - reach, value + reach, self.scale)

    def _agreement(self) -> str:
        found = self.inconsistency
        if not found.df_between:
            return "No two designs estimate the same comparison, so their agreement cannot be tested."
        p = found.wald_p if found.wald_p is not None else found.p_between
        if p is None:
            return "The agreement of designs cannot be tested."
        clash = "the designs contradict one another more than chance would" if p < 0.05 else (
            "no sign that the designs contradict one another, though such tests see little"
        )  # fmt: skip
        return f"Design-by-treatment interaction: p = {p:.3f}, {clash}."

    def _spread(self) -> str:
        f = self.fit
        if f.model == "common":
            return f"Common-effect model, I² = {f.I2:.0f}%."
        return (
            f"I² = {f.I2:.0f}%, tau² = {f.tau2:.3g} (random effects, {ESTIMATORS.get(f.method, f.method)})."
        )


def pool_network(
    given: Network | Any,
    *,
    columns: dict[str, str] | None = None,
    measure: str | None = None,
    V: Any = None,
    rho: float | None = 0.5,
    reference: str | None = None,
    model: str = "random",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    small_values: str | None = None,
    scale: Scale | str | None = None,
    draws: int = DRAWS,
    seed: int = 2015,
) -> NetworkResult:
    """Compare all treatments of a network.

    `given` is a frame or mapping of columns (or a `Network` made by hand). Contrasts have study, t1, t2, yi
    and vi. For studies with several arms `V` gives the covariances; else all pairs of a study, or
    `shared_vi`, do; else contrasts that share an arm are taken to correlate by `rho`, which is told (None
    refuses that). Arms have study and treatment, and with a `measure` events and n (OR, RR, RD) or mean, sd
    and n (MD, SMD). `columns` maps these names to others. `model` (random, common), `method` (REML, ML, DL),
    `test` (z, t) and `reference` as in `whatworks.stats.networks.network.fit_network`. `small_values` says
    whether small values of the outcome are good or bad; left out, they are taken as good, which is told.
    Nothing given is changed, the order of rows changes no digit, and rows left out are told in
    `diagnostics`. Raises ValueError, saying what and where, for what cannot be used, and for a network in
    parts, naming them.
    """
    network = given if isinstance(given, Network) else read_network(given, columns or {}, measure, V, rho)
    fit = fit_network(network, reference=reference, model=model, method=method, test=test, level=level)
    notes = list(fit.diagnostics)
    if reference is None:
        notes.append(f"no reference was named; {fit.reference}, in most studies, is taken")
    if small_values is None:
        notes.append("not said whether small values are good or bad; small is taken as good in ranking")
    result = NetworkResult(
        network, fit, _scale(scale or measure), small_values or "good", tuple(notes), draws, seed
    )
    result.ranking  # noqa: B018 - refuse an unknown word now, not when first asked for
    return result


def _scale(scale: Scale | str | None) -> Scale | None:
    if scale is None:
        return None
    try:
        return Scale(scale)
    except ValueError:
        raise ValueError(f"scale {scale!r} is not known; use one of {', '.join(Scale)}") from None


def _cell_words(value: float, low: float, high: float, scale: Scale | None) -> str:
    return f"{estimate_words(value, low, high, scale)} ({range_words(low, high, scale)})"
