"""A new journey: empty, from a template, or from a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from vocdash.access import Access
from vocdash.errors import VocError
from vocdash.ingest.places import code_of
from vocdash.journeys import Definition, StageSpec, create_journey
from vocdash.journeys.write import from_text, list_templates
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import go_to, mark, say
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here

_WAYS = ("From a template", "From a file", "Empty")


@st.cache_resource(show_spinner=False)
def _templates() -> dict[str, Definition]:
    return list_templates()


def draw_first(here: Here) -> None:
    """What stands on the page while there is no journey at all."""
    with st.container(border=True, key="voc_card_first"):
        fix = "Start one from a template, from a file, or empty; an import makes one, too."
        blocks.draw(blocks.empty("There is no journey yet.", fix if here.actor.may(Access.LEAD) else "Ask a lead to make one."))
        if here.actor.may(Access.LEAD):
            _draw_ways(here)


def draw_popover(here: Here, designs: Iterable[str]) -> None:
    """The button beside the list of journeys; a journey more closes it, because it is another button then."""
    if here.actor.may(Access.LEAD):
        with st.popover("New journey", icon=":material/add:", key=f"voc_new_journey_{mark(*designs)}"):
            _draw_ways(here)


def _draw_ways(here: Here) -> None:
    way = st.radio("How to begin", _WAYS, key="new_way", horizontal=True)
    if way == "From a template":
        _draw_template(here)
    elif way == "From a file":
        _draw_file(here)
    else:
        _draw_empty(here)


def _draw_template(here: Here) -> None:
    templates = _templates()
    code = st.selectbox("Template", list(templates), format_func=lambda code: _kind(code), key="new_template")
    template = templates[str(code)]
    said = f"{len(template.stages)} stages: {', '.join(stage.name for stage in template.stages)}. {len(template.cells)} cells."
    blocks.draw(blocks.caption(said))
    with st.form("new_from_template", border=False):
        name = st.text_input("Name", template.name, key=f"new_name_{code}")
        if st.form_submit_button("Create this journey", type="primary"):
            _create(here, replace(template, code=code_of(name), name=name))


def _draw_file(here: Here) -> None:
    given = st.file_uploader(
        "Journey file", type=["toml", "json"], key="new_file", help="A journey that was downloaded here, or written by hand."
    )
    if given is None:
        return
    with edge():
        try:
            definition = from_text(given.getvalue().decode("utf-8-sig"), given.name)
        except UnicodeDecodeError as error:
            raise VocError(f"{given.name} is not a text in UTF-8.", "Save it as UTF-8 and choose it again.") from error
        blocks.draw(blocks.caption(f"{definition.name}: {len(definition.stages)} stages, {len(definition.cells)} cells."))
        with st.form("new_from_file", border=False):
            name = st.text_input("Name", definition.name)
            code = st.text_input("Code", definition.code, help="What links and mappings call it.")
            if st.form_submit_button("Create this journey", type="primary"):
                _create(here, replace(definition, code=code_of(code), name=name))


def _draw_empty(here: Here) -> None:
    with st.form("new_empty", border=False):
        name = st.text_input("Name", placeholder="Our shop")
        stages = st.text_area("Stages, one a line", "Hear of us\nEnquire\nBuy\nReceive\nUse\nGet help\nRenew", height=180)
        if st.form_submit_button("Create this journey", type="primary"):
            names = list(dict.fromkeys(line.strip() for line in stages.splitlines() if line.strip()))
            made = tuple(StageSpec(code_of(stage), stage, at) for at, stage in enumerate(names, 1))
            _create(here, Definition(code_of(name) if name.strip() else "", name.strip(), stages=made))


def _create(here: Here, definition: Definition) -> None:
    with edge():
        create_journey(data.store(), here.actor, definition)
        go_to(definition.code)
        say(f"{definition.name} is made. Set its cells next.")
        st.rerun()


def _kind(code: str) -> str:
    return code.replace("-", " ").capitalize()
