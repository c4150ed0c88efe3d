"""The rules that let something ring: what each watches, and the switches and the form of whoever leads."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from vocdash import alerts
from vocdash.access import Access
from vocdash.alerts import WINDOWS, Kind, Rule, sentence
from vocdash.alerts.subjects import SUBJECTS, Ground, ground_of, subject
from vocdash.alerts.watch import LOOK_BACK
from vocdash.cases.book import read_book
from vocdash.charts.theme import fmt_n
from vocdash.domain import Better, Scope
from vocdash.errors import VocError
from vocdash.ui import blocks, data
from vocdash.ui.alerts.words import BY_PLACE, BY_THEME, part_of, themes, told
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, join

_HOW_RULES = "Looked at after every write. A rule watches the answers that the filters showed when it was made."
_KINDS = {Kind.CHANGE: "It gets worse", Kind.LEVEL: "It passes a level"}
_TRIED = "voc_alert_tried"
_NEW = "rule_new"


def draw_rules(here: Here, selection: Selection) -> None:
    """The rules of this journey; whoever leads can add, rest and remove them."""
    may = here.actor.may(Access.LEAD)
    with st.container(border=True, key="voc_card_rules"):
        blocks.draw(blocks.finding("What is watched", _HOW_RULES))
        for rule in alerts.rules(data.store(), selection.choices.journey):
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_rule_{rule.rule_id}"):
                st.html(join([bold(rule.name), blocks.caption(told(rule, selection))]), width="stretch")
                if may:
                    number = rule.rule_id or 0
                    st.toggle("On", value=rule.on, key=f"rule_on_{number}", on_change=_switch, args=(here, number))
                    st.button("Remove", type="tertiary", key=f"rule_gone_{number}", on_click=_remove, args=(here, number))
        if may:
            _draw_new(here, selection)


def _switch(here: Here, rule_id: int) -> None:
    with edge():
        alerts.switch_rule(data.store(), here.actor, rule_id, bool(st.session_state[f"rule_on_{rule_id}"]))


def _remove(here: Here, rule_id: int) -> None:
    with edge():
        alerts.remove_rule(data.store(), here.actor, rule_id)


def _draw_new(here: Here, selection: Selection) -> None:
    with st.expander("Watch something else", icon=":material/add:", key=_NEW, on_change="rerun") as new:
        # Once it was opened it stays, closed or not, so that nothing that was filled in is lost.
        if new.open or "rule_name" in st.session_state:
            _draw_form(here, selection)


def _draw_form(here: Here, selection: Selection) -> None:
    name = st.text_input("Name, as it stands in the message", key="rule_name", max_chars=200)
    first, second = st.columns(2)
    metric = first.selectbox("Watch", list(SUBJECTS), format_func=_label, key="rule_metric")
    of_themes = ground_of(metric) is Ground.THEMES
    splits = BY_THEME if of_themes else BY_PLACE
    split = second.selectbox("Told apart by", list(splits), index=0 if of_themes else 2, key=f"rule_split_{of_themes}")
    only: list[str] = []
    if of_themes:
        names = themes()
        only = st.multiselect("Only these themes", list(names), format_func=names.__getitem__, placeholder="Every theme", key="rule_themes")
    kinds = _KINDS if subject(metric).better is not Better.NEITHER else {**_KINDS, Kind.CHANGE: "It rises"}
    kind = first.selectbox("Ring when", list(kinds), format_func=kinds.__getitem__, key="rule_kind")
    window = second.selectbox("Over the last", list(WINDOWS), format_func=lambda code: WINDOWS[code].label, index=1, key="rule_window")
    count = subject(metric).kind == "count"
    if kind is Kind.LEVEL:
        level = first.number_input("Level", value=60.0, key="rule_level")
        least = 0.0
    else:
        label = "Smallest rise that matters, % of what was usual" if count else "Smallest change that matters, points"
        least = first.number_input(label, value=50.0 if count else 5.0, min_value=0.0, key="rule_least")
        level = None
    mails = second.text_input("Mail to (addresses, separated by commas)", key="rule_mails")
    known = data.remembered(read_book).teams
    teams = first.multiselect("For these teams", list(known), format_func=known.__getitem__, placeholder="Everybody", key="rule_teams")
    watched = _watched(selection)
    part = part_of(watched, selection) or "every answer of the journey"
    blocks.draw(blocks.caption(f"It will watch {part}. Change the filters above to watch a part."))
    emails = tuple(address.strip() for address in (mails or "").split(",") if address.strip())
    rule = Rule(
        name or "", metric, kind, window, watched, splits[split], level, least, emails=emails, themes=tuple(only), teams=tuple(teams)
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Add this rule", type="primary", key="rule_add", on_click=_add, args=(here, rule))
        st.button("Try it on the past", key="rule_try", on_click=_try, args=(rule,))
    if said := st.session_state.pop(_TRIED, None):
        blocks.draw(said)


def _label(code: str) -> str:
    """What can be watched, with the kind of thing it is about in front where it is no score of answers."""
    about = {Ground.THEMES: "Themes: ", Ground.CASES: "Cases: "}.get(ground_of(code), "")
    return f"{about}{SUBJECTS[code].label}"


def _watched(selection: Selection) -> Scope:
    return replace(selection.scope, period=None)


def _add(here: Here, rule: Rule) -> None:
    with edge():
        alerts.save_rule(data.store(), here.actor, rule)
        alerts.check_alerts(data.store())
        st.session_state[_TRIED] = blocks.notice(f"“{rule.name}” is watched from now on; what it rang for in the past is listed above.")


def _try(rule: Rule) -> None:
    try:
        found = alerts.rings(data.store(), rule)
    except VocError as error:
        st.session_state[_TRIED] = blocks.error(error.what, error.fix)
        return
    times = "not once" if not found else "once" if len(found) == 1 else f"{fmt_n(len(found))} times"
    names = data.remembered(alerts.place_names)
    lines: list[Markup] = [blocks.caption(sentence(rule, ring, names)) for ring in found[-3:]]
    days = LOOK_BACK[ground_of(rule.metric)].days
    st.session_state[_TRIED] = blocks.notice(join([f"In the last {days} days it would have rung {times}.", *lines]))
