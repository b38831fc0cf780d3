"""The store's addresses, for the builders that the report and the site share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from whatworks.publish import Links, file_stem
from whatworks.publish.names import plot_anchor, rating_anchor, source_anchor

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_PAGES = {
    "index.html": "/",
    "compare.html": "/compare",
    "studies.html": "/studies",
    "search.html": "/reviews",
    "ratings.html": "/ratings",
    "sources.html": "/studies",
    "data.html": "/data",
}


def part(id_: str) -> str:
    """An id as a part of an address: itself where it is plain, else its words and a digest of it."""
    return id_ if _PLAIN.fullmatch(id_) else file_stem(id_)


def intervention_address(id_: str) -> str:
    """An intervention's page."""
    return f"/interventions/{part(id_)}"


def study_address(id_: str) -> str:
    """A study's page."""
    return f"/studies/{part(id_)}"


def outcome_address(id_: str) -> str:
    """An outcome's page."""
    return f"/outcomes/{part(id_)}"


def review_address(id_: str) -> str:
    """A review's page."""
    return f"/reviews/{part(id_)}"


def scheme_address(id_: str) -> str:
    """The page that explains a rating scheme."""
    return f"/ratings/{part(id_)}"


def why_address(intervention: str, set_: str, scheme: str, scale: str) -> str:
    """The page of one rating's reasons."""
    below = "/".join(part(p) for p in (set_, scheme, scale))
    return f"{intervention_address(intervention)}/why/{below}"


@dataclass(frozen=True)
class SiteLinks(Links):
    """Links between pages of the site.

    `on` is the intervention whose own page this is; `of` the intervention that lists the sources not among
    `here`; `inline` the ratings (set, scheme, scale) whose reasons stand on this page.
    """

    on: str = ""
    of: str = ""
    inline: frozenset[tuple[str, str, str]] = frozenset()

    def page(self, name: str) -> str:
        """A page at the top of the site."""
        return _PAGES.get(name, f"/{quote(name)}")

    def intervention(self, id_: str, anchor: str = "") -> str:
        """An intervention's page, or a place on it."""
        if anchor and id_ == self.on:
            return f"#{anchor}"
        return f"{intervention_address(id_)}{f'#{anchor}' if anchor else ''}"

    def study(self, id_: str) -> str:
        """A study's page."""
        return study_address(id_)

    def report(self, id_: str) -> str:
        """A report's place in a list of sources: this page's own, if it stands there."""
        page = "" if id_ in self.here or not self.of else intervention_address(self.of)
        return f"{page}#{source_anchor(id_)}"

    def data(self, id_: str) -> str:
        """An intervention's page as JSON."""
        return f"{intervention_address(id_)}/data.json"

    def rating(self, intervention: str, set_: str, scheme: str, scale: str) -> str:
        """A rating's reasons: a page of their own."""
        return why_address(intervention, set_, scheme, scale)

    def why(self, intervention: str, set_: str, scheme: str, scale: str) -> str:
        """A rating's reasons, here where they stand on this page."""
        if (set_, scheme, scale) in self.inline:
            return f"#{rating_anchor(set_, scheme, scale)}"
        return self.rating(intervention, set_, scheme, scale)

    def plot(self, intervention: str, set_: str) -> str:
        """Where the studies of an evidence set are drawn."""
        return self.intervention(intervention, plot_anchor(set_))
