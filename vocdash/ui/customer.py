"""One customer's road as a line of places, with scores, words, cases and silences; who it is only for whoever may see it."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from vocdash.access import Access
from vocdash.cases.road import MOST_STOPS, Stop, may_be_cut
from vocdash.charts.theme import fmt_day, fmt_n, fmt_score
from vocdash.customers.road import OwnCase, WholeRoad, read_whole_road
from vocdash.ui import blocks, data
from vocdash.ui.address import Pairs
from vocdash.ui.cases import facts, moments
from vocdash.ui.cases.ways import CUSTOMER, inbox
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, element, highlighted, link, unbroken


def draw(here: Here) -> None:
    """The customer of the address, or where to find one."""
    alias = st.query_params.get(CUSTOMER, "")
    if not alias:
        blocks.draw(blocks.empty("No customer is chosen.", "Open a case in the Inbox, and follow “Their whole journey”."))
        return
    road = read_whole_road(data.store(), here.actor, alias)
    with st.container(border=True, key="voc_card_customer"):
        blocks.draw(blocks.finding(unbroken(_title(road)), _caption(road, here), main=True), blocks.facts(_facts(road)))
    with st.container(border=True, key="voc_card_road"):
        blocks.draw(blocks.finding("The whole journey", "Oldest first. Scores are the worst answer at that place, 0 to 100."))
        if may_be_cut(road.stops):
            blocks.draw(blocks.notice(f"This road is long: it shows the newest {MOST_STOPS} answers and the newest {MOST_STOPS} contacts."))
        blocks.draw(_line(road, here.query))


def _title(road: WholeRoad) -> str:
    open_ones = sum(case.status.is_open for case in road.cases)
    still = f", {fmt_n(open_ones)} open" if open_ones else ""
    complaints = "no complaint" if not road.cases else f"{fmt_n(len(road.cases))} complaint{'s' if len(road.cases) > 1 else ''}{still}"
    return f"{road.customer.alias}: {fmt_n(len(road.stops))} stops, {complaints}"


def _caption(road: WholeRoad, here: Here) -> str:
    if here.actor.may(Access.ADMIN):
        return ", ".join(road.customer.known.values()) or "Nothing is known of who this is."
    return "Shown without name. An admin sees who this is."


def _facts(road: WholeRoad) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " ").capitalize(), fmt_day(value, with_year=True) if isinstance(value, date) else fmt_n(value))
        for name, value in road.facts
    ]


def _line(road: WholeRoad, query: Pairs) -> Markup:
    """Stops, the cases of each after it, and silences between them, in time order."""
    entries: list[tuple[datetime, int, Markup]] = [(stop.at, 0, _stop(road, stop)) for stop in road.stops if stop.at]
    entries += [(case.answered_at, 1, _case(road, case, query)) for case in road.cases]
    entries += [(first, 2, _silence(first, last)) for first, last in road.silences]
    ordered = sorted(entries, key=lambda entry: entry[:2])
    return element("ol", *(entry for _, _, entry in ordered), cls="voc-whole-road")


def _stop(road: WholeRoad, stop: Stop) -> Markup:
    place = bold(_place(road, stop.stage_id, stop.touchpoint_id))
    on = moments.stamp(stop.at, with_year=True) if stop.at else ""
    answered = f"score {fmt_score(100 * stop.score)}" if stop.score is not None else "answered"
    what = facts.contact_words(stop) if stop.contact else answered
    head = [place, blocks.caption(f"{on} · {what} · {road.book.owner(stop.owner.person_id, stop.owner.team_id)}")]
    words = element("blockquote", highlighted(stop.words.text, stop.words.evidence)) if stop.words else Markup("")
    low = " voc-low" if stop.score is not None and stop.score < 0.5 else ""
    return element("li", *head, words, cls=f"voc-been{low}")


def _place(road: WholeRoad, stage_id: int, touchpoint_id: int) -> str:
    """A place in words, with its journey where the customer was in several."""
    said = road.book.place(stage_id, touchpoint_id)
    several = len({stop.journey_id for stop in road.stops}) > 1
    return f"{said} ({road.book.journeys[road.book.journey_of[stage_id]]})" if several else said


def _silence(first: datetime, last: datetime) -> Markup:
    return element("li", blocks.caption(f"Nothing heard for {moments.length(last - first)}"), cls="voc-silence")


def _case(road: WholeRoad, case: OwnCase, query: Pairs) -> Markup:
    where = _place(road, case.stage_id, case.touchpoint_id)
    told = f"Case C-{case.case_id}, severity {case.severity}, {case.status.value} · {where}"
    tag = blocks.tag(told, "bad" if case.status.is_open else "noise")
    return element("li", tag, " ", link("Open the case", inbox(query, case=case.case_id)), cls="voc-case-on-road")
