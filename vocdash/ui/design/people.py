"""Teams and persons: who can own cells, cases and actions."""

from __future__ import annotations

import streamlit as st

from vocdash.ingest.places import code_of
from vocdash.journeys.definition import PersonSpec, TeamSpec
from vocdash.journeys.people import People, read_people, set_person, set_team
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import Desk, attempt, mark
from vocdash.ui.markup import bold


def draw(desk: Desk) -> None:
    """Both lists; a lead can add to them and change them."""
    people = data.remembered(read_people)
    owned = _owned(desk)
    teams = {team.code: team for team in people.teams}
    with st.container(border=True, key="voc_card_teams"):
        partners = sum(team.partner for team in people.teams)
        blocks.draw(blocks.finding(f"{len(people.teams)} teams", f"{partners} of them belong to partner companies.", main=True))
        rows = [(bold(team.name), "partner company" if team.partner else "ours", str(owned.get(team.code, 0))) for team in people.teams]
        if rows:
            blocks.draw(blocks.table(("Team", "Belongs to", "Cells here"), rows, numbers=(2,)))
        if desk.editing:
            _draw_team(desk, teams)
    with st.container(border=True, key="voc_card_persons"):
        blocks.draw(blocks.finding(f"{len(people.persons)} persons", "People who left stay in the history of what they owned."))
        listed = [
            (
                bold(person.name),
                teams[person.team].name if person.team in teams else "–",
                person.email or "–",
                str(owned.get(f"person/{person.code}", 0)),
                "yes" if person.code in people.active else "left",
            )
            for person in people.persons
        ]
        if listed:
            blocks.draw(blocks.table(("Person", "Team", "E-mail", "Cells here", "Active"), listed, numbers=(3,)))
        if desk.editing:
            _draw_person(desk, people, teams)


def _owned(desk: Desk) -> dict[str, int]:
    """Cells of this journey by code of the team, and by `person/` and code of the person."""
    found: dict[str, int] = {}
    for cell in (cell for stage in desk.journey.stages for cell in stage.cells):
        for key in (cell.team, f"person/{cell.owner.code}" if cell.owner else None):
            if key:
                found[key] = found.get(key, 0) + 1
    return found


def _draw_team(desk: Desk, teams: dict[str, TeamSpec]) -> None:
    with st.popover("Add or change a team", icon=":material/groups:", key=f"team_edit_{mark(teams)}"):
        code = str(st.selectbox("Team", ["", *teams], format_func=lambda code: teams[code].name if code else "A new one", key="team_code"))
        seen = teams.get(code, TeamSpec("", ""))
        with st.form(f"team_{mark(seen)}", border=False):
            name = st.text_input("Name", seen.name)
            partner = st.checkbox("It belongs to a partner company", seen.partner)
            if st.form_submit_button("Save this team"):
                attempt(f"{name} is saved.", set_team, desk.here.actor, TeamSpec(code or code_of(name), name, partner))


def _draw_person(desk: Desk, people: People, teams: dict[str, TeamSpec]) -> None:
    persons = {person.code: person for person in people.persons}
    with st.popover("Add or change a person", icon=":material/person_add:", key=f"person_edit_{mark(people)}"):
        code = str(
            st.selectbox("Person", ["", *persons], format_func=lambda code: persons[code].name if code else "A new one", key="person_code")
        )
        seen = persons.get(code, PersonSpec("", ""))
        with st.form(f"person_{mark(seen, code in people.active)}", border=False):
            name = st.text_input("Name", seen.name)
            email = st.text_input("E-mail", seen.email)
            codes = ["", *teams]
            at = codes.index(seen.team) if seen.team in teams else 0
            team = st.selectbox("Team", codes, index=at, format_func=lambda code: teams[code].name if code else "None")
            active = st.checkbox("Can be given something to own", not code or code in people.active)
            if st.form_submit_button("Save this person"):
                spec = PersonSpec(code or code_of(name), name, email, str(team))
                attempt(f"{name} is saved.", set_person, desk.here.actor, spec, active=active)
