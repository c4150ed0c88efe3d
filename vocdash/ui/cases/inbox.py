"""The inbox: which complaints wait for somebody, in the customers' words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from vocdash.access import Actor
from vocdash.cases.book import Book, read_book
from vocdash.cases.count import Counts, count_cases
from vocdash.cases.find import PLACES, CasePage, Line, list_cases
from vocdash.cases.status import Status
from vocdash.cases.wanted import Queue, Sort, Wanted
from vocdash.charts.theme import fmt_n, fmt_score
from vocdash.locales import listed
from vocdash.store import Store
from vocdash.ui import blocks, data, pager
from vocdash.ui.cases import drawer, moments, rows
from vocdash.ui.cases.filters import QUEUES

_MOST_NAMED = 3

PAGE = 25
KEYS = (
    "j and k move, Enter opens, a assigns, c comments, x ticks, / searches. Severity: filled dot 4 and 5, orange ring 2 and 3, grey ring 1."
)


def book() -> Book:
    """Names of everything a case may speak of."""
    return data.remembered(read_book)


def _page(at: Store, actor: Actor, wanted: Wanted, sort: Sort, after: tuple[Any, ...] | None, minute: int) -> CasePage:
    return list_cases(at, actor, wanted, sort, after, PAGE)


def _counts(at: Store, actor: Actor, wanted: Wanted, minute: int) -> Counts:
    return count_cases(at, actor, wanted)


def read(actor: Actor, wanted: Wanted, sort: Sort) -> tuple[CasePage, Counts]:
    """The page of cases the address names and all counts, remembered until somebody writes or a minute has passed."""
    after = pager.read_parts((wanted, sort), *PLACES[sort])
    minute = moments.minute()
    return data.remembered(_page, actor, wanted, sort, after, minute), data.remembered(_counts, actor, wanted, minute)


def finding(counts: Counts, wanted: Wanted, names: Book) -> str:
    """The sentence over the list."""
    total, late = counts.total, counts.queues[Queue.OVERDUE]
    if wanted.queue is Queue.DONE:
        return f"{fmt_n(total)} done"
    if wanted.queue is Queue.OVERDUE:
        said = f"{fmt_n(total)} overdue"
    else:
        said = f"{fmt_n(total)} {'' if wanted.queue is Queue.OPEN else QUEUES[wanted.queue].lower() + ', '}open"
        said = said.replace(", open", "") + (f", {fmt_n(late)} overdue" if wanted.queue is Queue.OPEN and late else "")
    places = {number: count for number, count in counts.facets["touchpoint"].items() if number}
    if total > 5 and places:
        most = max(places, key=lambda number: (places[number], -number))
        share = "All of them" if places[most] == total else f"{fmt_n(places[most])} of them"
        return f"{said}. {share} speak of one touchpoint: {names.touchpoints[most]}"
    return said


def row(line: Line, names: Book, page: CasePage) -> dict[str, Any]:
    """One case as the list in the browser takes it: plain texts and offsets, never markup."""
    owner = names.persons[line.person_id].name if line.person_id in names.persons and line.person_id is not None else ""
    parts = [f"C-{line.case_id}", *names.place(line.stage_id, line.touchpoint_id).split(" · ")]
    parts += [names.themes[line.theme_id]] if line.theme_id in names.themes else []
    parts += ["answer requested"] if line.wants_answer else []
    parts += [f"#{tag}" for tag in line.tags]
    parts += ["escalated"] if line.escalation > 1 else []
    parts += [f"same answer as {listed([f'C-{number}' for number in line.same_answer], _MOST_NAMED)}"] if line.same_answer else []
    late = "late" if line.overdue else "soon" if line.status.is_open and moments.is_soon(line.due_at, page.moment) else ""
    waiting = line.status is Status.WAITING
    return {
        "id": line.case_id,
        "name": f"Case C-{line.case_id}",
        "text": line.words.text if line.words else "",
        "spans": [list(span) for span in line.words.evidence] if line.words else [],
        "instead": _instead(line, names),
        "where": " · ".join(parts),
        "tone": "high" if line.severity >= 4 else "medium" if line.severity >= 2 else "low",
        "level": f"Severity {line.severity} of 5",
        "owner": owner or (names.teams.get(line.team_id or 0, "") if line.team_id else "") or "Unassigned",
        "status": line.status.label,
        "due": "" if not line.status.is_open else "paused" if waiting else moments.due(line.due_at, page.moment),
        "late": "" if waiting else late,
        "ago": moments.ago(line.answered_at, page.moment),
    }


def _instead(line: Line, names: Book) -> str:
    """What stands in place of words: which place got which score, because several cases of one answer would look alike."""
    place = names.touchpoints.get(line.touchpoint_id, "") if line.touchpoint_id else names.stages.get(line.stage_id, "")
    return f"{place}: score {fmt_score(100 * line.score)} of 100, no words" if line.score is not None else f"{place}: no words"


def open_chosen() -> None:
    """Ask for the drawer of the case that was opened in the list."""
    if chosen := rows.opened():
        drawer.ask_for(*chosen)


def nothing(wanted: Wanted) -> Any:
    """What is said where no case is wanted."""
    if wanted == Wanted(queue=wanted.queue):
        return blocks.empty("Nothing waits here.", "Look into another queue, or bring new answers in on the Upload page.")
    return blocks.empty("No case fits these filters.", "Clear a filter, or look into another queue.")


def draw_pager(page: CasePage, counts: Counts) -> None:
    """How many are shown, the keys, and the buttons to the next page and back to the first."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_pager"):
        if page.lines:
            st.html(blocks.caption(f"Showing {fmt_n(len(page.lines))} of {fmt_n(counts.total)}. {KEYS}"), width="stretch")
        pager.draw_buttons("First page", "Next page", pager.as_word(page.following) if page.following else "")
