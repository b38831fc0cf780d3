"""File names, anchors and addresses: safe whatever an id or an address holds."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from whatworks.terms import digest, slug


def file_stem(id_: str) -> str:
    """An id as a file name or an anchor: itself where it is plain, else its words and a digest of it."""
    plain = slug(id_).lower()
    return id_ if id_ == plain else f"{plain[:60]}-{digest(id_, 6)}"


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it (http or https, with a host), else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and host else None


def host_of(url: str) -> str:
    """The site an address leads to, without 'www.'."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@dataclass(frozen=True)
class Links:
    """Relative links from one page to the others. `here` are the reports listed on the page itself."""

    root: str = ""
    here: frozenset[str] = frozenset()

    def page(self, name: str) -> str:
        """A page at the top of the report."""
        return f"{self.root}{name}"

    def intervention(self, id_: str, anchor: str = "") -> str:
        """An intervention's page, or a place on it."""
        return f"{self.root}interventions/{file_stem(id_)}.html{f'#{anchor}' if anchor else ''}"

    def study(self, id_: str) -> str:
        """A study's place on the page of studies."""
        return f"{self.root}studies.html#{study_anchor(id_)}"

    def report(self, id_: str) -> str:
        """A report's place in the list of sources: this page's own, if it stands there."""
        page = "" if id_ in self.here else f"{self.root}sources.html"
        return f"{page}#{source_anchor(id_)}"

    def data(self, id_: str) -> str:
        """An intervention's data file."""
        return f"{self.root}data/{file_stem(id_)}.json"

    def rating(self, intervention: str, set_: str, scheme: str, scale: str) -> str:
        """A rating's reasons, from anywhere."""
        return self.intervention(intervention, rating_anchor(set_, scheme, scale))

    def why(self, intervention: str, set_: str, scheme: str, scale: str) -> str:
        """A rating's reasons, from the intervention's own page."""
        return f"#{rating_anchor(set_, scheme, scale)}"

    def plot(self, intervention: str, set_: str) -> str:
        """Where the studies of an evidence set are drawn, from the page that shows its ratings."""
        return f"#{plot_anchor(set_)}"


def study_anchor(id_: str) -> str:
    """Where a study stands on the page of studies."""
    return f"study-{file_stem(id_)}"


def source_anchor(id_: str) -> str:
    """Where a report stands in a list of sources."""
    return f"source-{file_stem(id_)}"


def set_anchor(id_: str) -> str:
    """Where an evidence set's ratings stand on the intervention's page."""
    return f"ratings-{file_stem(id_)}"


def plot_anchor(id_: str) -> str:
    """Where the studies of an evidence set are drawn and listed."""
    return f"studies-of-{file_stem(id_)}"


def rating_anchor(set_: str, scheme: str, scale: str) -> str:
    """Where a rating's reasons stand on the intervention's page."""
    return f"why-{file_stem(set_)}-{file_stem(scheme)}-{file_stem(scale)}"
