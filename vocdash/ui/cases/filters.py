"""The filters of the inbox: several values each, with the number of cases beside every value, and all of them in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from vocdash.cases.book import Book
from vocdash.cases.count import Counts
from vocdash.cases.status import Status
from vocdash.cases.wanted import Due, Queue, Sort, Wanted
from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.customers import customer_of_alias
from vocdash.ui import address, days

QUEUES = {
    Queue.OPEN: "All open",
    Queue.MINE: "Mine",
    Queue.TEAM: "My team",
    Queue.UNASSIGNED: "Unassigned",
    Queue.OVERDUE: "Overdue",
    Queue.CALLED: "Names me",
    Queue.DONE: "Done",
}
SORTS = {Sort.DUE: "Due first", Sort.NEWEST: "Newest first", Sort.SEVERITY: "Most severe first"}
SEVERITIES = {5: "5, safety", 4: "4", 3: "3", 2: "2", 1: "1, lowest"}
DUES = {
    Due.OVERDUE.value: "Overdue",
    Due.DAY.value: "Within a day",
    Due.WEEK.value: "Within a week",
    Due.LATER.value: "Later",
    Due.PAUSED.value: "Paused, waits for the customer",
    Due.DONE.value: "Done",
}
_QUEUE, _SORT, _TEXT, _FIRST, _LAST = "queue", "case_sort", "case_q", "case_from", "case_to"
_SEGMENT = "case_seg_"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its key in the address, the word above it, and the names of its values."""

    facet: str
    label: str
    names: Mapping[Any, str]

    @property
    def key(self) -> str:
        return f"case_{self.facet}"


def all_filters(book: Book) -> dict[str, Filter]:
    """Every filter but segments, by facet."""
    nobody = {0: "Nobody"}
    persons = {number: person.name for number, person in book.persons.items()}
    return {
        one.facet: one
        for one in (
            Filter("stage", "Stage", book.stages),
            Filter("touchpoint", "Touchpoint", book.touchpoints),
            Filter("cause", "Cause lies in", {0: "Not known", **book.stages}),
            Filter("cause_point", "Cause at the touchpoint", {**book.touchpoints, 0: "Not known"}),
            Filter("due", "Time to due", DUES),
            Filter("severity", "Severity", SEVERITIES),
            Filter("status", "Status", {status.value: status.label for status in Status}),
            Filter("theme", "Theme", {0: "No theme", **book.themes}),
            Filter("channel", "Channel", book.channels),
            Filter("owner", "Owner", nobody | persons),
            Filter("team", "Team", nobody | dict(book.teams)),
            Filter("answer", "Wants an answer", {1: "Answer requested", 0: "Not asked for"}),
            Filter("recovered", "Won back", {"yes": "Won back", "no": "Not won back", "unknown": "Not asked yet"}),
            Filter("method", "Came in by", {}),
        )
    }


def read_wanted(book: Book) -> tuple[Wanted, Sort]:
    """What the address, or the widgets, ask for. Names stand for every place that is called so, in whichever journey."""
    values = []
    for one in all_filters(book).values():
        chosen = _chosen(one.key)
        if chosen:
            known = one.names or {name: name for name in chosen}
            values.append((one.facet, tuple(number for number, name in known.items() if name in chosen)))
    if tags := _chosen("case_tag"):
        values.append(("tag", tuple(tags)))
    segments = [
        (key.removeprefix(_SEGMENT), tuple(_chosen(key)))
        for key in sorted({*st.query_params, *map(str, st.session_state)})
        if key.startswith(_SEGMENT)
    ]
    text = _text()
    customer_id = customer_of_alias(text)
    sort = _sort()
    wanted = Wanted(
        queue=_queue(),
        text="" if customer_id is not None else text,
        values=tuple(values),
        segments=tuple((name, picked) for name, picked in segments if picked),
        first=_day(_FIRST),
        last=_day(_LAST),
        customer_id=customer_id,
    )
    _back_to_address(
        [
            _QUEUE,
            _SORT,
            _TEXT,
            _FIRST,
            _LAST,
            "case_tag",
            *(one.key for one in all_filters(book).values()),
            *(f"{_SEGMENT}{name}" for name, _ in segments),
        ]
    )
    return wanted, sort


def _chosen(key: str) -> list[str]:
    if not address.is_set(key):
        st.session_state[key] = list(dict.fromkeys(st.query_params.get_all(key)))
    return list(st.session_state[key])


def _queue() -> Queue:
    if not address.is_set(_QUEUE):
        raw = st.query_params.get(_QUEUE, "")
        st.session_state[_QUEUE] = raw if raw in [queue.value for queue in Queue] else Queue.OPEN.value
    return Queue(st.session_state[_QUEUE] or Queue.OPEN.value)


def _sort() -> Sort:
    if not address.is_set(_SORT):
        raw = st.query_params.get(_SORT, "")
        st.session_state[_SORT] = next((sort for sort in Sort if raw in (sort.value, SORTS[sort])), Sort.DUE).value
    return Sort(st.session_state[_SORT])


def _text() -> str:
    if not address.is_set(_TEXT):
        st.session_state[_TEXT] = st.query_params.get(_TEXT, "")
    return str(st.session_state[_TEXT] or "").strip()


def _day(key: str) -> date | None:
    if not address.is_set(key):
        try:
            st.session_state[key] = min(max(date.fromisoformat(st.query_params.get(key, "")), days.FIRST), days.LAST)
        except ValueError:
            st.session_state[key] = None
    found = st.session_state[key]
    return found if isinstance(found, date) else None


_USUAL = {_QUEUE: Queue.OPEN.value, _SORT: Sort.DUE.value}
"""What the address does not name."""


def _in_address(key: str) -> str | list[str]:
    """What was chosen, as it stands in the address; empty for nothing, and for what is usual."""
    value = st.session_state.get(key)
    if isinstance(value, date):
        return value.isoformat()
    return "" if not value or value == _USUAL.get(key) else value


def _to_address(key: str) -> None:
    """Write what was chosen into the address.

    The widgets do not do it themselves: the labels of some carry counts, and Streamlit forgets what an address says of a widget when
    the first run of a page is broken off before that widget is drawn.
    """
    value = _in_address(key)
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def _back_to_address(keys: Iterable[str]) -> None:
    """Write what was chosen before another page was looked at into the address again, in one step back for the browser."""
    chosen = {key: value for key in keys if (value := _in_address(key))}
    address.leave("inbox", tuple((key, one) for key, value in chosen.items() for one in ([value] if isinstance(value, str) else value)))
    if missing := {key: value for key, value in chosen.items() if key not in st.query_params}:
        st.query_params.update(missing)


# --- drawing ---------------------------------------------------------------------------------------------------------


def draw_queues(counts: Counts) -> None:
    """The queues side by side, each with its number of cases."""
    shown = [
        queue.value for queue in Queue if queue is not Queue.CALLED or counts.queues[queue] or st.session_state.get(_QUEUE) == queue.value
    ]
    st.segmented_control(
        "Which cases",
        shown,
        format_func=lambda value: f"{QUEUES[Queue(value)]} {fmt_n(counts.queues[Queue(value)])}",
        key=_QUEUE,
        required=True,
        persist_state="session",
        on_change=_to_address,
        args=(_QUEUE,),
        label_visibility="collapsed",
        wrap=False,
    )


def draw_filters(book: Book, counts: Counts, wanted: Wanted) -> None:
    """The search, the popovers of filters and the order, in one line."""
    filters = all_filters(book)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="voc_case_filters"):
        st.text_input(
            "Search words or a case",
            key=_TEXT,
            persist_state="session",
            on_change=_to_address,
            args=(_TEXT,),
            type="search",
            placeholder="Search words, C-number or customer",
            label_visibility="collapsed",
            width=300,
        )
        _popover("Stage", ":material/route:", [filters[name] for name in ("stage", "touchpoint", "cause", "cause_point")], counts)
        _popover("Severity", ":material/priority_high:", [filters["severity"]], counts)
        rest = [filters[name] for name in ("due", "status", "theme", "channel", "owner", "team", "answer", "recovered", "method")]
        _days_popover()
        _popover("More filters", ":material/filter_list:", rest, counts, more=True)
        with st.popover(SORTS[_sort()], type="tertiary", icon=":material/sort:", key="voc_case_sort"):
            st.radio(
                "Order",
                [sort.value for sort in Sort],
                format_func=lambda value: SORTS[Sort(value)],
                key=_SORT,
                persist_state="session",
                on_change=_to_address,
                args=(_SORT,),
            )
        if wanted != Wanted(queue=wanted.queue):
            st.button("Clear filters", type="tertiary", key="case_clear", on_click=_clear)


def _clear() -> None:
    for key in [str(key) for key in st.session_state]:
        if key.startswith("case_") and key not in (_SORT, "case_clear"):
            del st.session_state[key]
    for key in list(st.query_params):
        if key.startswith("case_") and key != _SORT:
            del st.query_params[key]


def _popover(label: str, icon: str, filters: Sequence[Filter], counts: Counts, more: bool = False) -> None:
    active = sum(bool(st.session_state.get(one.key)) for one in filters)
    active += sum(bool(st.session_state.get(key)) for key in map(str, st.session_state) if more and key.startswith((_SEGMENT, "case_tag")))
    with st.popover(f"{label}: {active}" if active else label, icon=icon, key=f"voc_pop_{filters[0].facet}"):
        for one in filters:
            found = counts.facets.get(one.facet, {})
            names = one.names or {value: str(value) for value in found}
            _several(one.key, one.label, {value: names[value] for value in names}, found)
        if more:
            _several("case_tag", "Tag", {tag: tag for tag in counts.facets["tag"]}, counts.facets["tag"])
            for attribute, values in counts.segments.items():
                _several(f"{_SEGMENT}{attribute}", attribute.replace("_", " ").capitalize(), {v: v for v in values}, values)


def _days_popover() -> None:
    """The first and the last day on which the complaint was written; the button says which are chosen."""
    first, last = (st.session_state.get(key) for key in (_FIRST, _LAST))
    begin = fmt_day(first, with_year=True) if first else ""
    end = fmt_day(last, with_year=True) if last else ""
    label = f"{begin} – {end}" if begin and end else f"From {begin}" if begin else f"Until {end}" if end else "Dates"
    with st.popover(label, icon=":material/calendar_month:", key="voc_pop_dates"):
        for key, name in ((_FIRST, "Answered from"), (_LAST, "Answered until")):
            days.field(name, key=key, persist_state="session", on_change=_to_address, args=(key,))


def _several(key: str, label: str, names: Mapping[Any, str], found: Mapping[Any, int]) -> None:
    by_name: dict[str, int] = {}
    for value, name in names.items():
        if count := found.get(value, 0):
            by_name[name] = by_name.get(name, 0) + count
    chosen = st.session_state.setdefault(key, [])
    options = [*by_name, *(name for name in chosen if name not in by_name)]
    if options:
        st.multiselect(
            label,
            options,
            format_func=lambda name: f"{name} · {fmt_n(by_name.get(name, 0))}",
            key=key,
            placeholder="All",
            persist_state="session",
            on_change=_to_address,
            args=(key,),
        )
