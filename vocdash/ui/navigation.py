"""The links to the pages, as one piece of HTML: a page's first view took a quarter longer with an element of Streamlit for each.

A click on one changes the page within the session as the browser's way back does; the script beside the style sheet sees to it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from vocdash.access import Actor
from vocdash.ui import address
from vocdash.ui.address import Pairs
from vocdash.ui.markup import Markup, element, join
from vocdash.ui.sitemap import PageInfo, groups


def links(current: PageInfo, actor: Actor, query: Pairs) -> Markup:
    """The pages that this person may see, by groups, each link with the filters of the page they are on and what they left chosen there."""
    seen = {group: [info for info in pages if actor.may(info.needs)] for group, pages in groups().items()}
    return element(
        "nav", *(_group(group, pages, current, query) for group, pages in seen.items() if pages), cls="voc-nav", aria_label="Pages"
    )


def _group(group: str, pages: list[PageInfo], current: PageInfo, query: Pairs) -> Markup:
    items = join(element("li", _link(info, query, now=info is current)) for info in pages)
    return join([element("div", group, cls="voc-group") if group else "", element("ul", items)])


def _link(info: PageInfo, query: Pairs, *, now: bool) -> Markup:
    # While the next page comes, the links of the last one still stand: its own link must lead back to what was on the screen.
    said = address.as_it_is() if now else (*address.left_at(info.name), *query)
    href = f"{info.address}?{urlencode(said)}" if said else info.address
    icon = element("span", info.icon, cls="voc-icon", aria_hidden="true")
    return element("a", icon, element("span", info.title), href=href, target="_self", aria_current="page" if now else "")
