"""The drawer of one case: the customer's words and road, who deals with it until when, and everything that happened."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import streamlit as st

from vocdash.cases.find import CasePage
from vocdash.cases.read import CaseFile, read_case
from vocdash.cases.state import Change, Owner
from vocdash.cases.status import FOLLOWING, Status
from vocdash.cases.undo import separate_case
from vocdash.charts.theme import fmt_score
from vocdash.customers import alias
from vocdash.errors import VocError
from vocdash.ui import address, blocks, data, days
from vocdash.ui.address import Pairs
from vocdash.ui.cases import facts, keys, moments
from vocdash.ui.cases.more import draw_more
from vocdash.ui.cases.owners import owners_of
from vocdash.ui.cases.road import broken, elsewhere, others, road
from vocdash.ui.cases.saving import is_saved, problems_told, save, tell_problem
from vocdash.ui.cases.ways import ADDRESS, customer
from vocdash.ui.copy_button import copy_button
from vocdash.ui.edge import tell
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, brief, element, join, link, unbroken

WIDTH = 640
_PART = "voc_case_part"
_ORDER = "voc_case_order"

NEXT: dict[Status, tuple[Status, str]] = {
    Status.NEW: (Status.ACKNOWLEDGED, "Acknowledge"),
    Status.ACKNOWLEDGED: (Status.IN_PROGRESS, "Start work"),
    Status.IN_PROGRESS: (Status.SOLVED, "Mark as solved"),
    Status.WAITING: (Status.IN_PROGRESS, "Take up again"),
    Status.SOLVED: (Status.CLOSED, "Close"),
    Status.CLOSED: (Status.IN_PROGRESS, "Take up again"),
    Status.NO_COMPLAINT: (Status.IN_PROGRESS, "Take up again"),
}


def ask_for(case_id: int, part: str = "") -> None:
    """Ask for the drawer of a case. Its number stands in the address, so that a link opens it."""
    st.query_params[ADDRESS] = str(case_id)
    st.session_state[_PART] = part


def open_asked(page: CasePage, here: Here) -> None:
    """Open the drawer of the case the address names, if it names one."""
    raw = st.query_params.get(ADDRESS, "")
    if not raw:
        return
    st.session_state[_ORDER] = [line.case_id for line in page.lines]
    try:
        number = address.number(raw.upper().removeprefix("C-"))
    except ValueError:
        blocks.draw(blocks.notice(f"The link names the case “{brief(raw)}”, which does not exist."))
        return
    st.dialog(f"Case C-{number}", position="right", width=WIDTH, on_dismiss=_close)(_draw)(number, here)


def _close() -> None:
    st.query_params.pop(ADDRESS, None)
    st.session_state.pop(_PART, None)


def _draw(number: int, here: Here) -> None:
    try:
        file = read_case(data.store(), here.actor, number)
    except VocError as error:
        tell(error)
        return
    tell_problem("top")
    _draw_head(file)
    blocks.draw(_quote(file))
    blocks.draw(
        element("h3", "The customer’s road", cls="voc-sub"),
        road(file),
        *broken(file),
        *elsewhere(file),
        *others(file, here.query),
        _whole_journey(file, here.query),
    )
    _draw_state(file, here)
    known = facts.facts(file) or [("Known", "nothing else yet")]
    blocks.draw(element("h3", "Facts for the reply", cls="voc-sub"), blocks.facts([(name, unbroken(said)) for name, said in known]))
    _draw_buttons(file, here)
    if file.state.merged_into is None:
        draw_more(file, here)
    blocks.draw(element("h3", "History", cls="voc-sub"), history(file))


def _whole_journey(file: CaseFile, query: Pairs) -> Markup:
    """The way to everything this customer went through, where the customer is known."""
    if file.customer_id is None:
        return Markup("")
    return blocks.caption(link("Their whole journey", customer(query, alias(file.customer_id))))


def _draw_head(file: CaseFile) -> None:
    state = file.state
    tags = [
        blocks.tag(f"Severity {state.severity} of 5", "bad" if state.severity >= 4 else "noise"),
        blocks.tag(state.status.label, "accent"),
    ]
    tags += [blocks.tag("Answer requested")] if file.wants_answer else []
    tags += [blocks.tag(moments.due(state.due_at, file.moment).capitalize(), "bad")] if state.overdue(file.moment) else []
    tags += [blocks.tag(f"Escalated, level {state.escalation}", "bad")] if state.escalation > 1 and state.is_open else []
    tags += [blocks.tag("Answer taken back")] if file.answer_gone else []
    tags += [blocks.tag(f"#{tag}") for tag in sorted(state.tags)]
    order = st.session_state.get(_ORDER) or []
    at = order.index(state.case_id) if state.case_id in order else -1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="voc_case_head"):
        st.html(blocks.tags(*tags), width="stretch")
        with st.container(horizontal=True, gap="small", width="content", key="voc_case_beside"):
            _draw_beside("Previous", "k", "up", order, at - 1, state.case_id)
            _draw_beside("Next", "j", "down", order, at + 1 if at >= 0 else -1, state.case_id)


def _draw_beside(label: str, key: str, icon: str, order: list[int], there: int, here: int) -> None:
    """The button, and the key, to the case before or after this one in the list."""
    known = 0 <= there < len(order)
    pressed = st.button(
        label,
        type="tertiary",
        icon=f":material/keyboard_arrow_{icon}:",
        shortcut=key,
        disabled=not known,
        key=f"voc_case_{label}_{here}",
        on_click=ask_for,
        args=(order[there] if known else here,),
    )
    if pressed:
        st.rerun()


def _quote(file: CaseFile) -> Markup:
    text = file.words.text if file.words else "No words."
    score = [f"score {fmt_score(100 * file.score)} of 100"] if file.score is not None else []
    who = [f"customer {alias(file.customer_id)}"] if file.customer_id is not None else ["customer not known"]
    where = " · ".join([*score, moments.stamp(file.answered_at, with_year=True), *who, file.book.channels.get(file.channel_id, "")])
    return blocks.quote(text, unbroken(where.removesuffix(" · ")), file.words.evidence if file.words else ())


# --- status, owner, due ----------------------------------------------------------------------------------------------


def _draw_state(file: CaseFile, here: Here) -> None:
    state, names = file.state, file.book
    suffix = f"{state.case_id}_{state.version}"
    merged = state.merged_into is not None
    left, middle, right = st.columns(3, gap="small")
    with left.container(key="voc_case_status"):
        options = [state.status, *FOLLOWING[state.status]]
        key = f"voc_c_status_{suffix}"
        st.selectbox(
            "Status", options, format_func=lambda s: s.label, key=key, on_change=_set_status, args=(file, here, key), disabled=merged
        )
    with middle.container(key="voc_case_owner"):
        key = f"voc_c_owner_{suffix}"
        now, choices = owners_of(state, names)
        st.selectbox(
            "Owner",
            list(choices),
            index=list(choices).index(now),
            format_func=choices.__getitem__,
            key=key,
            on_change=_set_owner,
            args=(file, here, key),
            disabled=merged,
        )
    with right:
        key = f"voc_c_due_{suffix}"
        label = moments.due(state.due_at, file.moment).removeprefix("due ") if state.is_open else "Done"
        day = moments.local(state.due_at).date()
        days.field(f"Due ({label})", day, key=key, on_change=_set_due, args=(file, here, key), disabled=merged)


def _set_status(file: CaseFile, here: Here, key: str) -> None:
    save(file, here, Change(status=st.session_state[key]))


def _set_owner(file: CaseFile, here: Here, key: str) -> None:
    save(file, here, Change(owner=st.session_state[key]))


def _set_due(file: CaseFile, here: Here, key: str) -> None:
    day = st.session_state[key]
    if day:
        before = moments.local(file.state.due_at)
        save(file, here, Change(due_at=datetime.combine(day, time(before.hour, before.minute), before.tzinfo)))


# --- buttons ---------------------------------------------------------------------------------------------------------


def _draw_buttons(file: CaseFile, here: Here) -> None:
    state = file.state
    part = st.session_state.pop(_PART, "")
    keys.listen(state.case_id, part)
    note_key = f"voc_c_note_{state.case_id}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_buttons"):
        if state.merged_into is None:
            status, label = NEXT[state.status]
            args = (file, here, Change(status=status))
            st.button(label, type="primary", key=f"voc_c_next_{state.case_id}_{state.version}", on_click=save, args=args)
        else:
            st.button(
                f"Separate from C-{state.merged_into}",
                icon=":material/call_split:",
                key=f"voc_c_separate_{state.case_id}_{state.version}",
                on_click=_separate,
                args=(file, here),
            )
        me = file.book.person_of(here.actor)
        if me is not None and state.person_id != me.person_id and state.merged_into is None:
            args = (file, here, Change(owner=Owner(me.person_id)))
            st.button("Take it", icon=":material/person_add:", key=f"voc_c_take_{state.case_id}_{state.version}", on_click=save, args=args)
        copy_button("Copy facts", facts.as_text(file), key=f"voc_c_copy_{state.case_id}")
    if state.merged_into is not None:
        return
    expanded = part == "note" or bool(st.session_state.get(note_key))
    with st.container(key="voc_case_note"), st.expander("Add a note", icon=":material/edit_note:", expanded=expanded):
        tell_problem("note")
        st.text_area(
            "Note", key=note_key, placeholder="What you did or found out. @name calls a colleague.", label_visibility="collapsed", height=90
        )
        st.button("Save note", key=f"voc_c_note_do_{state.case_id}", on_click=_add_note, args=(file, here, note_key))


def _separate(file: CaseFile, here: Here) -> None:
    with problems_told("top"):
        separate_case(data.store(), here.actor, file.state.case_id, file.state.version)


def _add_note(file: CaseFile, here: Here, key: str) -> None:
    save(file, here, Change(note=str(st.session_state.get(key, ""))), "note")
    if is_saved():
        st.session_state[key] = ""


def history(file: CaseFile) -> Markup:
    """Everything that happened, the newest first."""
    items: list[Any] = [
        element(
            "li",
            facts.sentence(event),
            element(
                "span", f"{'' if event.person == 'vocdash' else event.person + ', '}{moments.stamp(event.happened_at)}", cls="voc-caption"
            ),
        )
        for event in reversed(file.history)
    ]
    spent = ", ".join(f"{status.label.lower()} {moments.length(span)}" for status, span in file.spent if span)
    said = blocks.caption(f"Working time so far: {spent}.") if spent else Markup("")
    return join([element("ul", *items, cls="voc-history"), said])
