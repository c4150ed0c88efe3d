"""The routing rules on the screen: made, tried on past cases, and switched on by a lead."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from vocdash.access import Actor
from vocdash.cases.book import Book
from vocdash.cases.rules import Rule, Trial, delete_rule, read_rules, save_rule, try_rule
from vocdash.cases.state import Owner
from vocdash.charts.theme import fmt_n
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.markup import element

WIDTH = 640
_SAID = "voc_rule_said"


def draw_button(actor: Actor, names: Book) -> None:
    """The button that opens the rules."""
    if st.button("Routing rules", type="tertiary", icon=":material/alt_route:", key="voc_rules"):
        st.dialog("Routing rules", position="right", width=WIDTH)(_draw)(actor, names)


def _draw(actor: Actor, names: Book) -> None:
    blocks.draw(blocks.caption("The first rule that fits decides who gets a new case; without one it is the owner of the place."))
    for rule in read_rules(data.store()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(element("p", _sentence(rule, names), cls="voc-caption"), width="stretch")
            st.toggle("On", value=rule.active, key=f"voc_rule_on_{rule.rule_id}_{rule.active}", on_change=_switch, args=(actor, rule))
            st.button("Delete", type="tertiary", key=f"voc_rule_delete_{rule.rule_id}", on_click=_delete, args=(actor, rule))
    blocks.draw(element("h3", "A new rule", cls="voc-sub"))
    rule = _ask(names)
    tried, kept = st.columns(2, gap="small")
    if tried.button("Try it on past cases", key="voc_rule_try", width="stretch"):
        blocks.draw(blocks.notice(_tried(try_rule(data.store(), actor, rule))))
    kept.button("Save, switched off", key="voc_rule_save", type="primary", width="stretch", on_click=_save, args=(actor, rule))
    if said := st.session_state.pop(_SAID, None):
        blocks.draw(blocks.notice(said))


def _ask(names: Book) -> Rule:
    """The rule that stands in the widgets."""
    name = st.text_input("Name", key="voc_rule_name", placeholder="Delivery, severe")
    left, right = st.columns(2, gap="small")
    stages = left.multiselect("Stages", list(names.stages), format_func=names.stages.__getitem__, placeholder="All", key="voc_rule_stages")
    points = right.multiselect(
        "Touchpoints", list(names.touchpoints), format_func=names.touchpoints.__getitem__, placeholder="All", key="voc_rule_points"
    )
    themes = left.multiselect("Themes", list(names.themes), format_func=names.themes.__getitem__, placeholder="All", key="voc_rule_themes")
    severity = right.selectbox("Severity from", [1, 2, 3, 4, 5], key="voc_rule_severity")
    persons = {0: "Nobody in person"} | {number: person.name for number, person in names.persons.items() if person.active}
    teams = {0: "Their own team"} | dict(names.teams)
    person = left.selectbox("Goes to", list(persons), format_func=persons.__getitem__, key="voc_rule_person")
    team = right.selectbox("Team", list(teams), format_func=teams.__getitem__, key="voc_rule_team")
    return Rule(str(name or ""), Owner(person or None, team or None), tuple(stages), tuple(points), tuple(themes), severity)


def _sentence(rule: Rule, names: Book) -> str:
    wheres = [names.stages.get(number, "?") for number in rule.stages] + [names.touchpoints.get(number, "?") for number in rule.touchpoints]
    wheres += [names.themes.get(number, "?") for number in rule.themes]
    level = f", severity {rule.severity_from} and more" if rule.severity_from > 1 else ""
    return f"{rule.name}: {', '.join(wheres) or 'everywhere'}{level} → {names.owner(rule.owner.person_id, rule.owner.team_id)}"


def _tried(trial: Trial) -> str:
    if not trial.taken:
        return f"It fits none of the newest {fmt_n(trial.looked_at)} cases."
    whose = ", ".join(f"{name} {fmt_n(count)}" for name, count in trial.owners)
    fits = f"It fits {fmt_n(trial.taken)} of the newest {fmt_n(trial.looked_at)} cases, {fmt_n(trial.same)} of them there already."
    return f"{fits} They are with: {whose}."


def _save(actor: Actor, rule: Rule) -> None:
    with edge():
        save_rule(data.store(), actor, rule)
        st.session_state[_SAID] = f"“{rule.name}” is kept. It decides on new cases once you switch it on."


def _switch(actor: Actor, rule: Rule) -> None:
    with edge():
        save_rule(data.store(), actor, replace(rule, active=not rule.active))


def _delete(actor: Actor, rule: Rule) -> None:
    with edge():
        delete_rule(data.store(), actor, rule.rule_id)
