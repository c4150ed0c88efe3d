"""The complaints that are open at a place: how many, which are due first, and the way to them in the Inbox."""

from __future__ import annotations

from collections.abc import Mapping

from vocdash.access import Access, Actor
from vocdash.cases.book import Book
from vocdash.cases.count import Counts, count_cases
from vocdash.cases.find import CasePage, Line, list_cases
from vocdash.cases.wanted import Queue, Sort, Wanted
from vocdash.charts.theme import fmt_n, fmt_score
from vocdash.store import Store
from vocdash.ui import blocks, data
from vocdash.ui.cases import moments, ways
from vocdash.ui.cases.inbox import book
from vocdash.ui.markup import Markup, element, link
from vocdash.ui.spot.place import Spot

_SHOWN = 3
_LETTERS = 90


def block(spot: Spot, actor: Actor) -> list[Markup]:
    """The finding and the first few cases; nothing for those who may not read single complaints."""
    if not actor.may(Access.FRONTLINE):
        return []
    counts, page = data.remembered(_read, actor, wanted(spot, book()), moments.minute())
    if not counts.total:
        return [blocks.finding("No complaint is open here"), blocks.caption(link("Open the Inbox of this place", address(spot)))]
    head = ("Case", "About", "Due")
    rows = [(_number(spot, line), _about(line), moments.due(line.due_at, page.moment)) for line in page.lines]
    all_of_them = link(f"Open {'it' if counts.total == 1 else 'all of them'} in the Inbox", address(spot))
    return [blocks.finding(finding(counts)), blocks.table(head, rows), blocks.caption(all_of_them)]


def _read(store: Store, actor: Actor, wanted: Wanted, _minute: int) -> tuple[Counts, CasePage]:
    return count_cases(store, actor, wanted), list_cases(store, actor, wanted, Sort.DUE, limit=_SHOWN)


def wanted(spot: Spot, names: Book) -> Wanted:
    """The open cases of a place, looked for by its name, as the Inbox does."""
    found = (("stage", names.stages, _names(spot)["stage"]), ("touchpoint", names.touchpoints, _names(spot)["touchpoint"]))
    values = tuple((facet, tuple(number for number, called in known.items() if called == name)) for facet, known, name in found if name)
    return Wanted(values=values)


def finding(counts: Counts) -> str:
    """The sentence over the list."""
    late = counts.queues[Queue.OVERDUE]
    said = f"{fmt_n(counts.total)} complaint{' is' if counts.total == 1 else 's are'} open here"
    return f"{said}, {fmt_n(late)} of them overdue" if late and counts.total > 1 else f"{said}, overdue" if late else said


def address(spot: Spot, case: int | None = None) -> str:
    """The Inbox of the place, with one of its cases open."""
    return ways.inbox(spot.selection.query, *((f"case_{facet}", name) for facet, name in _names(spot).items() if name), case=case)


def _names(spot: Spot) -> Mapping[str, str]:
    known = spot.selection.choices
    return {"stage": known.stages.get(spot.stage, ""), "touchpoint": known.touchpoints.get(spot.touchpoint, "")}


def _number(spot: Spot, line: Line) -> Markup:
    return element("span", link(f"C-{line.case_id}", address(spot, line.case_id)), cls="voc-short")


def _about(line: Line) -> str:
    if line.words is None:
        return f"Score {fmt_score(100 * line.score)} of 100, no words" if line.score is not None else "No words"
    text = " ".join(line.words.text.split())
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS].rstrip()}…"
