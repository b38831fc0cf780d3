"""What the pages of appraisal share: which instrument is meant, and where each page is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from whatworks.terms import Design, ReviewRecords
from whatworks_site.design.errors import NothingHere
from whatworks_site.evidence.states import NotPossible

from ..queries.appraisals_objects import TABLES, Object, object_of
from ..queries.appraising_instruments import INSTRUMENT, Tool, tool_of, tools
from .common import Head

HERE = "review-appraisals"
RIGHTS = ("reviews.appraise", "reviews.reconcile", "reviews.lead")

_OTHERWISE = {
    Design.CLUSTER_RCT: "Groups were randomised here. This form is made for trials that randomise people one "
    "by one: think of who joined after the groups were drawn.",
    Design.STEPPED_WEDGE: "Groups start in turn here. This form is made for trials with parallel groups.",
    Design.CROSSOVER: "Everybody gets both here. This form is made for trials with parallel groups: think of "
    "what carries over.",
}


def tool_for(request: HttpRequest, held: Head, records: ReviewRecords, object_: str) -> tuple[Tool, Object]:
    """The instrument that the address names, else the first that fits; and the thing it is to appraise."""
    name = request.GET.get("with", "")
    if name:
        tool = tool_of(held.row, name)
        if tool is None:
            raise NothingHere("There is no instrument of that name.")
        return tool, _thing(records, object_, tool.object)
    kind = next((k for k in TABLES if object_of(records, object_, k) is not None), "")
    fitting = [t for t in tools(held.row) if t.object == kind]
    if not fitting:
        raise NothingHere("There is nothing of that name to appraise.")
    thing = _thing(records, object_, kind)
    usual = next((t for t in fitting if t.id == INSTRUMENT), None)
    used = next((t for t in fitting if t.is_used and t.fits(thing.design)), None)
    return usual or used or fitting[0], thing


def _thing(records: ReviewRecords, object_: str, kind: str) -> Object:
    found = object_of(records, object_, kind)
    if found is None:
        raise NothingHere("There is nothing of that name to appraise.")
    return found


def caution_of(tool: Tool, thing: Object) -> str:
    """What to think of where an instrument was made for another design."""
    if tool.id == INSTRUMENT and thing.design in _OTHERWISE:
        return _OTHERWISE[thing.design]
    if not tool.fits(thing.design):
        return "This review uses the instrument for studies of another design than this one."
    return ""


def where(name: str, review: str, object_: str, tool: str, anchor: str = "", **more: str) -> str:
    """A page about one appraisal, with its instrument in the address."""
    query = urlencode({"with": tool, **more})
    return f"{reverse(name, args=[review, object_])}?{query}" + (f"#{anchor}" if anchor else "")


def done(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Whether an action was possible; if not, the page says why."""
    try:
        act()
    except NotPossible as why:
        messages.error(request, str(why))
        return False
    return True
