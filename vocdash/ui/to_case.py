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
    role = [(key, value) for key, value in selection.query if key == ACCESS_KEY]
    found = data.remembered(cases_about, actor, keys)
    inbox = BY_NAME["inbox"].address
    return {key: link(f"Case C-{number}", f"{inbox}?{urlencode([*role, (ADDRESS, str(number))])}") for key, number in found.items()}
