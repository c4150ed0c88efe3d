"""What can be done to many cases at once in the inbox, and taken back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from vocdash.access import Actor
from vocdash.cases.book import Book
from vocdash.cases.change import BulkReport, OtherCustomers, merge_cases, update_cases
from vocdash.cases.find import CasePage
from vocdash.cases.state import Change
from vocdash.cases.status import Status
from vocdash.cases.undo import undo_bulk
from vocdash.customers.who import alias
from vocdash.ui import blocks, data
from vocdash.ui.cases import rows
from vocdash.ui.cases.owners import owners
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import unbroken

_DONE = "voc_case_done"
"""What was done last, in words, and its report, which undoing needs."""

_ASKED = "voc_case_merge"
"""The merge that is asked about, because not all of its cases are of one customer."""


def draw_bulk(page: CasePage, names: Book, here: Here) -> None:
    """What came of the last time, with the way back; and what can be done to all cases that are ticked."""
    # Always one container, also an empty one: where the list below changes its place, the browser makes it anew, and whoever ticks
    # with the keyboard is back at its first row.
    with st.container(key="voc_case_bulk_place"):
        _draw_done(here.actor)
        _draw_chosen(page, names, here)


def _draw_chosen(page: CasePage, names: Book, here: Here) -> None:
    versions = {line.case_id: line.version for line in page.lines if line.case_id in rows.marked()}
    if not versions:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_bulk"):
        st.html(blocks.tag(f"{len(versions)} chosen", "accent"), width="content")
        choices = owners(names)
        with st.popover("Assign", icon=":material/person_add:", key="voc_bulk_assign"):
            st.selectbox("To", list(choices), format_func=choices.__getitem__, key="voc_bulk_owner")
            st.button(f"Assign {_cases(len(versions))}", key="voc_bulk_assign_do", on_click=_assign, args=(here.actor, versions))
        with st.popover("Status", icon=":material/flag:", key="voc_bulk_status"):
            st.selectbox("New status", [s for s in Status if s is not Status.NEW], format_func=lambda s: s.label, key="voc_bulk_status_to")
            st.button(f"Change {_cases(len(versions))}", key="voc_bulk_status_do", on_click=_set_status, args=(here.actor, versions))
        with st.popover("Tag", icon=":material/sell:", key="voc_bulk_tag"):
            st.text_input("Tag", key="voc_bulk_tag_word", max_chars=64)
            st.button(f"Tag {_cases(len(versions))}", key="voc_bulk_tag_do", on_click=_tag, args=(here.actor, versions))
        if len(versions) > 1:
            into = min(versions)
            args = (here.actor, into, versions)
            st.button(f"Merge into C-{into}", icon=":material/merge:", key="voc_bulk_merge", on_click=_merge, args=args)
        st.button("Untick all", type="tertiary", key="voc_bulk_clear", on_click=rows.unmark)
    _draw_question(here.actor, versions)


def _draw_question(actor: Actor, versions: Mapping[int, int]) -> None:
    """Whether cases of different customers are really to be merged, as long as they are ticked."""
    asked: OtherCustomers | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    if not set(asked.customers) <= set(versions):
        del st.session_state[_ASKED]
        return
    whose = ", ".join(
        f"C-{number} of {alias(customer) if customer else 'a customer nobody knows'}" for number, customer in asked.customers.items()
    )
    with st.container(border=True, key="voc_bulk_question"):
        told = "They become one case, answered once. Merge them only if it is the same trouble; the history says that you did."
        blocks.draw(blocks.finding(unbroken(f"These are of different customers: {whose}"), told))
        with st.container(horizontal=True, gap="small"):
            args = (actor, asked.into, versions, True)
            st.button("Merge all the same", icon=":material/merge:", key="voc_bulk_merge_yes", on_click=_merge, args=args)
            st.button("Leave them apart", type="tertiary", key="voc_bulk_merge_no", on_click=_leave)


def _draw_done(actor: Actor) -> None:
    done: tuple[str, BulkReport] | None = st.session_state.get(_DONE)
    if done is None:
        return
    said, report = done
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_done_row"):
        st.html(blocks.notice(unbroken(said)), width="stretch")
        if report.before:
            st.button("Undo", icon=":material/undo:", key="voc_bulk_undo", on_click=_undo, args=(actor, report))
        st.button("Dismiss", type="tertiary", key="voc_bulk_dismiss", on_click=_dismiss)


def _dismiss() -> None:
    st.session_state.pop(_DONE, None)


def _undo(actor: Actor, report: BulkReport) -> None:
    with edge():
        _tell(undo_bulk(data.store(), actor, report), "as before")


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _assign(actor: Actor, versions: Mapping[int, int]) -> None:
    _change(actor, versions, Change(owner=st.session_state["voc_bulk_owner"]))


def _set_status(actor: Actor, versions: Mapping[int, int]) -> None:
    _change(actor, versions, Change(status=st.session_state["voc_bulk_status_to"]))


def _tag(actor: Actor, versions: Mapping[int, int]) -> None:
    _change(actor, versions, Change(tags=(st.session_state["voc_bulk_tag_word"],)))


def _change(actor: Actor, versions: Mapping[int, int], change: Change) -> None:
    with edge():
        _tell(update_cases(data.store(), actor, versions, change), "changed")


def _merge(actor: Actor, into: int, versions: Mapping[int, int], strangers: bool = False) -> None:
    with edge():
        try:
            report = merge_cases(data.store(), actor, into, versions, strangers=strangers)
        except OtherCustomers as asked:
            st.session_state[_ASKED] = asked
            return
        _leave()
        _tell(report, f"merged into C-{into}")


def _leave() -> None:
    st.session_state.pop(_ASKED, None)


def _tell(report: BulkReport, what: str) -> None:
    said = [f"{_cases(len(report.changed))} {what}."]
    if report.stale:
        stays = "stays as it is; look at it" if len(report.stale) == 1 else "stay as they are; look at them"
        said.append(f"{_listed(report.stale)} changed meanwhile and {stays}, then try again.")
    said += [
        f"{_listed(numbers)} {'stays' if len(numbers) == 1 else 'stay'} as before: {why}" for why, numbers in _by_reason(report).items()
    ]
    st.session_state[_DONE] = (" ".join(said), report)
    rows.unmark()


def _by_reason(report: BulkReport) -> dict[str, list[int]]:
    """The cases a change makes no sense for, together where the reason is the same."""
    found: dict[str, list[int]] = {}
    for number, why in report.refused:
        found.setdefault(why[:1].lower() + why[1:], []).append(number)
    return found


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(f"C-{number}" for number in numbers)
