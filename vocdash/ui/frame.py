"""The frame around every page: who is here, the navigation, the head with its filters, the sample, and the edge for errors.

Every page begins with :func:`page`, so that a page that runs alone (a deep link on a fresh process, a test) has the same frame
and the same role check as one reached through the navigation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from vocdash import locales
from vocdash.access import Access, Actor
from vocdash.charts.theme import Theme
from vocdash.choices import Choices, read_choices
from vocdash.ui import address, blocks, data, filters, kept_views, navigation, scope_sheet, start, usual, who
from vocdash.ui.address import Pairs
from vocdash.ui.edge import edge
from vocdash.ui.hiding import small_groups
from vocdash.ui.run import kept_for_run, once_a_run
from vocdash.ui.sitemap import BY_NAME, PAGES, PageInfo
from vocdash.ui.style import current_theme, draw_style

_CARRIED = "voc_carried"
_DRAWN = "frame"
_PAGE = "voc_page"
_TELLS = "Hidden, because the difference to another selection would be the numbers of fewer than {} people."
_LOGO = Path(__file__).parent / "static"

locales.ask_reader(lambda: once_a_run(_locale))  # by whoever writes, because the run of a fragment or dialog draws no frame


def _locale() -> str | None:
    return st.context.locale


@dataclass(frozen=True, slots=True)
class Here:
    """What a page knows: which it is, who looks, with which colours, and at what (`selection` is None while there are no answers).

    `query` is all of it that the address says, so that a link to another page can carry it along. `is_new` says that somebody has just
    come to the page: then each part of it stands as soon as it is known. Who changes a filter sees the page as it was until all of it is
    new, which takes the browser one draw instead of many.
    """

    info: PageInfo
    actor: Actor
    theme: Theme
    choices: Choices
    selection: filters.Selection | None
    query: Pairs = ()
    is_new: bool = False

    @property
    def chosen(self) -> filters.Selection:
        """The selection, or the end of the page where there is nothing to select from, or its scores would tell those of too few."""
        if self.selection is None:
            self._draw_nothing()
            st.stop()
        if self.info.scores and small_groups.tells(self.selection.scored):
            blocks.draw(blocks.empty(_TELLS.format(small_groups.min_group()), "Pick a longer period, or other values of the filter."))
            st.stop()
        return self.selection

    @property
    def designed(self) -> filters.Selection:
        """The selection, also of a journey that nobody answered for yet; the end of the page where there is no journey."""
        return self.chosen if self.choices.answers else usual.designed_selection(self.choices) or self.chosen

    def slot(self) -> Callable[[str], object]:
        """What puts a piece of HTML below all that stands; where somebody has just come to the page it may put a later one in its place.

        On other runs there is nothing to be replaced: an emptied place would take what was read there away until the new is known.
        """
        return st.empty().html if self.is_new else st.html

    def _draw_nothing(self) -> None:
        """Why there is nothing to see, and the ways on for whoever looks."""
        known = self.choices.journey is not None
        ask = "Bring in a survey, reviews or complaints" if self.actor.may(Access.LEAD) else "A lead brings them in"
        blocks.draw(blocks.empty("There are no answers yet.", f"{ask} on the Upload page."))
        with st.container(horizontal=True):
            if self.actor.may(Access.LEAD):
                link("upload", "Upload a file")
            if known:
                link("journey_map", "See the journey as it is designed", **dict(self.query))
            elif self.actor.may(Access.LEAD):
                link("design", "Design a journey")


def run() -> None:
    """The main script: make the pages known, draw the frame, and run the page that was asked for.

    The frame is drawn here because filters that belong to the main script stay in the address when the page changes.
    """
    pages = {
        info.title: st.Page(info.path, title=info.title, icon=f":material/{info.icon}:", url_path=info.name, default=info is PAGES[0])
        for info in PAGES
    }
    asked = st.navigation(list(pages.values()), position="hidden")
    _frame(next(info for info in PAGES if info.title == asked.title))
    asked.run()


@contextmanager
def page(name: str) -> Iterator[Here]:
    """What every page begins with: the frame, if nobody has drawn it yet, and the edge that tells every problem in two sentences."""
    here = _frame(BY_NAME[name])
    with edge():
        yield here


def _frame(info: PageInfo) -> Here:
    """Draw the frame once a run, whoever calls first, and stop whoever may not see this page."""
    kept = kept_for_run()
    if _DRAWN not in kept:
        here = _draw_frame(info)
        if here is None:
            st.stop()
        kept[_DRAWN] = here
    drawn: Here = kept[_DRAWN]
    return drawn


def _draw_frame(info: PageInfo) -> Here | None:
    st.set_page_config(page_title=f"{info.title} · vocdash", page_icon=str(_LOGO / "mark.svg"), layout="wide", initial_sidebar_state=236)
    draw_style()
    address.restore()
    here = None
    with edge():
        actor = who.who_is_here()
        side = st.sidebar.container()
        with edge():
            actor.require(info.needs, f"open the page {info.title}")
            start.first_start()
            here = _draw_head(info, actor)
        with side:
            _draw_navigation(info, actor, _carried(here) if here else ())
    return here


def _draw_head(info: PageInfo, actor: Actor) -> Here:
    reader = filters.Reader()
    if who.is_local() and actor.access is not Access.ADMIN:
        reader.query[who.ACCESS_KEY] = (actor.access.label,)
    choices = _read_choices(reader)
    start.draw_banner(choices, actor)
    selection, outside = None, ""
    with st.container(key="voc_head", horizontal=True, vertical_alignment="center", gap="small"):
        st.title(info.title, anchor=False, width="stretch")
        if info.filters and choices.answers is not None:
            selection = filters.draw_filters(choices, reader)
            outside = scope_sheet.draw_beside(selection)
            kept_views.draw_views(info, actor)
        elif info.filters and len(choices.journeys) > 1:
            filters.draw_journey(choices)
    if reader.complaints:
        blocks.draw(blocks.notice(" ".join(reader.complaints)))
    blocks.draw(outside)
    before, st.session_state[_PAGE] = st.session_state.get(_PAGE), info.name
    return Here(info, actor, current_theme(), choices, selection, reader.pairs, is_new=before != info.name)


def _read_choices(reader: filters.Reader) -> Choices:
    """The choices of the journey that was asked for; a wrong name is complained about and replaced."""
    every = data.of_answers(read_choices, None)
    if not every.journeys:
        return every
    asked = reader.choice("journey", every.journeys, filters.default_journey(every), "journey")
    return every if asked == every.journey else data.of_answers(read_choices, asked)


def link(name: str, label: str, **query: str) -> None:
    """A link to a page, with filters in its address; plain words where the page runs alone and knows no other."""
    try:
        st.page_link(BY_NAME[name].path, label=label, query_params=query)
    except StreamlitPageNotFoundError:
        st.caption(label)


def _carried(here: Here) -> Pairs:
    """What links to other pages say: the query of this page, and over a page without filters that of the page before."""
    if here.info.filters:
        st.session_state[_CARRIED] = here.query
        return here.query
    own = {key for key, _ in here.query}
    before: Pairs = st.session_state.get(_CARRIED, ())
    return here.query + tuple((key, value) for key, value in before if key not in own and key != who.ACCESS_KEY)


def _draw_navigation(current: PageInfo, actor: Actor, query: Pairs) -> None:
    """The logo, the links to the other pages, and who looks."""
    st.logo(str(_LOGO / f"logo-{current_theme().name}.svg"), icon_image=str(_LOGO / "mark.svg"))
    blocks.draw(navigation.links(current, actor, query))
    if who.is_local():
        who.draw_picker(list(start.person_names()))
    else:
        blocks.draw(blocks.caption(f"{actor.name}, {actor.access.label}"))
