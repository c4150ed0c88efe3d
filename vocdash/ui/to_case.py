"""The way from a comment on to its case in the Inbox, for those who may read single complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from vocdash.access import Access, Actor
from vocdash.cases.about import cases_about
from vocdash.ui import data
from vocdash.ui.filters import Selection
from vocdash.ui.markup import Markup, link
from vocdash.ui.sitemap import BY_NAME
from vocdash.ui.who import ACCESS_KEY
from vocdash.voices import Comment, CommentKey

ADDRESS = "case"
"""What the address of the Inbox calls the case that stands open."""


def case_links(comments: Iterable[Comment], selection: Selection, actor: Actor) -> Mapping[CommentKey, Markup]:
    """Comment → a link that opens its case, for the comments that opened one; none for those who may not read cases."""
    keys = tuple(comment.key for comment in comments)
    if not keys or not actor.may(Access.FRONTLINE):
        return {}
    found = data.remembered(cases_about, actor, keys)
    return {key: link(f"Case C-{number}", inbox(selection, case=number)) for key, number in found.items()}


def inbox(selection: Selection, *filters: tuple[str, str], case: int | None = None) -> str:
    """The address of the Inbox for whoever looks at this selection, with filters of its own, and with one case open."""
    role = [(key, value) for key, value in selection.query if key == ACCESS_KEY]
    opened = [] if case is None else [(ADDRESS, str(case))]
    return f"{BY_NAME['inbox'].address}?{urlencode([*role, *filters, *opened])}"
