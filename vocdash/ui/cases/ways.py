"""The ways to a case in the Inbox, and from it to the whole road of its customer, for those who may read single complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from vocdash.access import Access, Actor
from vocdash.cases.about import cases_about
from vocdash.ui import data
from vocdash.ui.address import Pairs
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup, link
from vocdash.ui.sitemap import BY_NAME
from vocdash.ui.who import ACCESS_KEY
from vocdash.voices import Comment, CommentKey

ADDRESS = "case"
"""What the address of the Inbox calls the case that stands open."""

CUSTOMER = "customer"
"""What the address of the page of a customer calls them."""


def case_links(comments: Iterable[Comment], selection: Selection, actor: Actor) -> Mapping[CommentKey, Markup]:
    """Comment → a link that opens its case, for the comments that opened one; none for those who may not read cases."""
    keys = tuple(comment.key for comment in comments)
    if not keys or not actor.may(Access.FRONTLINE):
        return {}
    found = data.remembered(cases_about, actor, keys)
    return {key: link(f"Case C-{number}", inbox(selection.query, case=number)) for key, number in found.items()}


def inbox(query: Pairs, *filters: tuple[str, str], case: int | None = None) -> str:
    """The address of the Inbox for whoever looks at a page with this query, with filters of its own, and with one case open."""
    opened = [] if case is None else [(ADDRESS, str(case))]
    return _address("inbox", query, *filters, *opened)


def customer(query: Pairs, alias: str) -> str:
    """The address of the page of a customer, by the name that stands for them."""
    return _address("customer", query, (CUSTOMER, alias))


def _address(page: str, query: Pairs, *own: tuple[str, str]) -> str:
    """A page without the filters of others: of their query only the role goes along."""
    role = [(key, value) for key, value in query if key == ACCESS_KEY]
    return f"{BY_NAME[page].address}?{urlencode([*role, *own])}"
