"""The road of a case's customer in the drawer: where they came from, where they are, where they go next, and what is open elsewhere."""

from __future__ import annotations

from vocdash.cases.read import CaseFile
from vocdash.cases.road import Stop
from vocdash.ui import blocks
from vocdash.ui.address import Pairs
from vocdash.ui.cases import facts, moments
from vocdash.ui.cases.ways import inbox
from vocdash.ui.markup import Markup, element, join, link


def road(file: CaseFile) -> Markup:
    """Came from, here, goes next: three boxes, side by side or, on a phone, below each other."""
    found = file.road
    promised = "" if found.promises else facts.promise_words(file)
    too = f"delivered {facts.off(found.days_late)}" if found.days_late else ""
    parts = [
        _stop(file, found.came_from, "Came from", promised and f"promised: {promised}"),
        _stop(file, found.here, "Here", too, now=True),
        _stop(file, found.goes_next, "Goes next", "may have to wait until this is solved" if _waits(file) else ""),
    ]
    return element("div", join(parts, element("span", "→", cls="voc-road-arrow", aria_hidden="true")), cls="voc-road")


def _waits(file: CaseFile) -> bool:
    """Whether what comes next cannot go on before this case is solved: another journey goes its own way."""
    stop = file.road.goes_next
    return file.state.is_open and stop is not None and stop.journey_id == file.journey_id


def _stop(file: CaseFile, stop: Stop | None, label: str, said: str = "", now: bool = False) -> Markup:
    if stop is None:
        return element("div", element("span", label, cls="voc-caption"), element("span", "not known"), cls="voc-stop")
    usual = f"{label}, usually" if stop.expected else label
    return element(
        "div",
        element("span", usual, cls="voc-caption"),
        element("strong", facts.place(file, stop)),
        element("span", facts.what_happened(stop)),
        element("span", facts.owner(file, stop), cls="voc-caption"),
        element("span", said, cls="voc-caption") if said else "",
        cls="voc-stop" + (" voc-stop-now" if now else ""),
    )


def broken(file: CaseFile) -> list[Markup]:
    """Where on the road the promise was made that was not kept, with the customer's words on it."""
    said = facts.promise_words(file)
    if not file.road.promises or not (said or file.road.days_late):
        return []
    return [blocks.caption("Promised at ", facts.promised_at(file), f": {said}" if said else ".")]


def elsewhere(file: CaseFile) -> list[Markup]:
    """Where the customer was in other journeys at about the same time: whoever answers there should know of this case."""
    found = file.road.elsewhere
    told = (f"{facts.place(file, stop)}, {facts.what_happened(stop)} ({facts.owner(file, stop)})" for stop in found)
    return [blocks.caption("At the same time: ", "; ".join(told))] if found else []


def others(file: CaseFile, query: Pairs) -> list[Markup]:
    """Other cases of the same customer, those in another journey first; `query` is that of the page they stand on."""
    listed = sorted(file.road.others, key=lambda other: not other.colliding)[:4]
    if not listed:
        return []
    parts = [
        join(
            [
                link(f"C-{other.case_id}", inbox(query, case=other.case_id)),
                f" {file.book.place(other.stage_id, other.touchpoint_id)}, {other.status.label.lower()},",
                f" {moments.ago(other.answered_at, file.moment)}",
                " (at the same time, in another journey)" if other.colliding else "",
            ]
        )
        for other in listed
    ]
    return [blocks.caption("The same customer: ", join(parts, "; "))]
