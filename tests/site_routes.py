"""Every route of the site, and the table that says what each answers to whom (tests/site/routes.txt)."""

from pathlib import Path

TABLE = Path(__file__).parent / "site" / "routes.txt"
PARTS = ("lead", "screener", "extractor", "arbiter")
ROLES = (
    "anonymous", "practitioner", "programme", "evaluator", *PARTS, "reviewer", "editor", "administrator",
)  # fmt: skip


def patterns():
    """The pattern of every route with its view, as the resolver has them."""
    from django.urls import get_resolver

    def walk(resolver, before):
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                yield from walk(entry, here)
            else:
                yield "/" + here.replace("^", "").replace("$", ""), entry.callback

    return dict(walk(get_resolver(), ""))


def table():
    """The table: (method, route) to the status for each role."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, route, *codes = line.split()
            assert (method, route) not in found, line
            assert len(codes) == len(ROLES), line
            found[method, route] = tuple(int(code) for code in codes)
    return found


def text(rows):
    """A table as its file."""
    width = max(len(route) for _, route in rows)
    lines = [
        "# What each route answers to each role: held for the whole site, but for the parts of a review’s",
        "# team, which are held in the review that the address names. Staff with a code, an empty form.",
        "# Anyone who is sent elsewhere has 302. A form without our token is refused (403) before all else.",
        "# A route without a POST line takes no form. Held by test_routes.py; read by tools/write_routes.py.",
        f"# {'':4} {'route':{width}} " + " ".join(role[:4] for role in ROLES),
    ]
    lines += [f"{m:6} {r:{width}} " + " ".join(f"{c:4}" for c in codes) for (m, r), codes in rows.items()]
    return "\n".join(lines) + "\n"
