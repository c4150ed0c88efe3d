"""The popover "Views" in the head of a page: keep what is on the screen under a name, come back to it, hand it on, delete it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from vocdash.access import Access, Actor
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.markup import Markup, element, link
from vocdash.ui.sitemap import PageInfo
from vocdash.ui.who import ACCESS_KEY, is_local
from vocdash.views import LONGEST_NAME, SavedView, delete_view, list_views, save_view

NOT_KEPT = (ACCESS_KEY, "after")
"""What stands in an address but is no part of a view: the role of whoever looks, and the place in a list."""

_NAME = "voc_view_name"
_SHARED = "voc_view_shared"
_SAID = "voc_view_said"


def draw_views(info: PageInfo, actor: Actor) -> None:
    """The popover; what is in it is read when somebody opens it."""
    with st.popover("Views", type="tertiary", icon=":material/bookmark:", key="voc_views", on_change="rerun") as views:
        if not views.open:
            return
        query = kept_query([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
        with edge():
            _draw_saving(info, actor, query)
            _draw_list(list_views(data.store(), info.name, actor.signature), info, actor)
            _draw_sharing(info, query)


def kept_query(parameters: Iterable[tuple[str, str]]) -> str:
    """The part of an address that belongs to a view, ready for a link."""
    return urlencode([(name, value) for name, value in parameters if name not in NOT_KEPT])


def address(info: PageInfo, query: str, actor: Actor) -> str:
    """The link that opens a view. On one's own machine the role stands in the address, and looking at a view must not change it."""
    role = [(ACCESS_KEY, actor.access.label)] if is_local() and actor.access is not Access.ADMIN else []
    return f"{info.address}?{urlencode([*parse_qsl(query), *role])}"


def _draw_saving(info: PageInfo, actor: Actor, query: str) -> None:
    st.text_input("Keep this view under a name", key=_NAME, max_chars=LONGEST_NAME, placeholder="Delivery, new customers")
    st.toggle("Everybody sees it", key=_SHARED)
    st.button("Save view", key="voc_view_save", on_click=_save, args=(info, actor, query))
    if said := st.session_state.pop(_SAID, None):
        blocks.draw(said)


def _save(info: PageInfo, actor: Actor, query: str) -> None:
    with edge():
        name, shared = str(st.session_state.get(_NAME, "")), bool(st.session_state.get(_SHARED))
        kept = save_view(data.store(), actor, info.name, name, query, shared=shared)
        st.session_state[_NAME] = ""
        st.session_state[_SAID] = blocks.notice(f"“{kept.name}” is saved.")


def _draw_list(views: list[SavedView], info: PageInfo, actor: Actor) -> None:
    if not views:
        blocks.draw(blocks.caption("Nobody has saved a view of this page yet."))
    for view in views:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"voc_view_{view.view_id}"):
            st.html(_named(view, info, actor), width="stretch")
            if view.person == actor.signature or actor.may(Access.LEAD):
                st.button(
                    "Delete", type="tertiary", key=f"voc_view_delete_{view.view_id}", on_click=_delete, args=(actor, view), help=view.name
                )


def _named(view: SavedView, info: PageInfo, actor: Actor) -> Markup:
    whose = (", seen by everybody" if view.shared else "") if view.person == actor.signature else f", {view.person}"
    return element("p", link(view.name, address(info, view.query, actor)), whose, cls="voc-caption")


def _delete(actor: Actor, view: SavedView) -> None:
    with edge():
        delete_view(data.store(), actor, view.view_id)
        st.session_state[_SAID] = blocks.notice(f"“{view.name}” is deleted.")


def _draw_sharing(info: PageInfo, query: str) -> None:
    """The address of what is on the screen, to copy."""
    page = (st.context.url or "").split("?")[0] or info.address
    blocks.draw(blocks.caption("Link to this view"))
    st.code(f"{page}?{query}" if query else page, language=None, wrap_lines=True)
