"""Comments in a scope: searched, filtered and paged; the read side of what customers wrote.

Customer text is returned as it was stored (masked), never as markup; where words were searched for, their places come along as
offsets, so that whoever shows it can mark them after escaping.
"""

from vocdash.domain import CommentKey
from vocdash.voices.agreeing import qualities_against_scores
from vocdash.voices.chosen import NEWEST, Examples, examples, representatives
from vocdash.voices.comment import Comment, Cursor
from vocdash.voices.contradicting import Contradictions, contradictions
from vocdash.voices.listing import Page, Search, count, fetch, may_read, newest_of_stages, read, scored
from vocdash.voices.marks import Span, find
from vocdash.voices.mentioned import Spoken, spoken

__all__ = [
    "NEWEST",
    "Comment",
    "CommentKey",
    "Contradictions",
    "Cursor",
    "Examples",
    "Page",
    "Search",
    "Span",
    "Spoken",
    "contradictions",
    "count",
    "examples",
    "fetch",
    "find",
    "may_read",
    "newest_of_stages",
    "qualities_against_scores",
    "read",
    "representatives",
    "scored",
    "spoken",
]
