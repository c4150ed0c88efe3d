"""Customers' words on the pages: always escaped, with the evidence marked, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vocdash.access import Access, Actor
from vocdash.charts.theme import fmt_day, fmt_n, fmt_score
from vocdash.domain import Method, Sentiment
from vocdash.metrics import Query, ask
from vocdash.ui import address, blocks, data
from vocdash.ui.cases.ways import case_links
from vocdash.ui.cells import Place
from vocdash.ui.filters import Selection, words
from vocdash.ui.hiding.small_groups import hidden_below, hide_telling, min_group
from vocdash.ui.markup import Markup, element, join, link
from vocdash.ui.who import opens_customers
from vocdash.voices import Comment, CommentKey, Cursor, Page, Search, Span, Spoken, count, may_read, newest_of_stages, read, spoken

PAGE = 25
NEWEST = 3
DRAWER = 3
_TYPICAL_LENGTH = range(25, 131)


def where(comment: Comment, selection: Selection) -> str:
    """Stage, touchpoint and day of a comment, as far as they are known."""
    names = (selection.choices.stages.get(comment.stage), selection.choices.touchpoints.get(comment.touchpoint))
    place = " · ".join(name for name in names if name)
    return ", ".join(part for part in (place, fmt_day(comment.day, with_year=True)) if part)


def as_quotes(comments: Sequence[Comment], selection: Selection, actor: Actor) -> list[Markup]:
    """Comments as blocks, each with the way to its case."""
    cases = case_links(comments, selection, actor)
    return [blocks.quote(one.text, where(one, selection), one.found, own_link(one, cases)) for one in comments]


def own_link(comment: Comment, cases: Mapping[CommentKey, Markup]) -> list[Markup]:
    """The link to a comment's own case, if it has one."""
    return [cases[comment.key]] if comment.key in cases else []


def complaining() -> Search:
    """Comments that complain, or explain a low score; for whoever may see no single score, by their words alone."""
    return Wanted(complaints=True).search


def complaints_label() -> str:
    """What the switch for :func:`complaining` is called."""
    return "Complaints and low scores only" if opens_customers() else "Complaints only"


def newest_complaining(selection: Selection, limit: int) -> tuple[Comment, ...]:
    """The newest complaints, or else the newest comments that are :func:`complaining`."""
    complained = replace(selection.scope, methods=(Method.COMPLAINT.value,))
    known = not selection.scope.methods and Method.COMPLAINT.value in selection.choices.methods
    found = data.of_answers(read, complained, limit=limit).comments if known else ()
    return found or data.of_answers(read, selection.scope, complaining(), limit=limit).comments


def newest_complaints(selection: Selection, actor: Actor) -> Markup:
    """The newest few complaints, each with links to its case and to those like it, where this person may read them."""
    if hidden := hidden_words(selection, actor):
        return hidden
    if found := newest_complaining(selection, NEWEST):
        cases = case_links(found, selection, actor)
        return blocks.quotes([_linked(comment, selection, own_link(comment, cases)) for comment in found])
    return blocks.empty("No complaint in words and no negative comment in this selection.", "Choose a longer period to see older ones.")


def _linked(comment: Comment, selection: Selection, own: Sequence[Markup]) -> Markup:
    places = {"stage": comment.stage, "touchpoint": comment.touchpoint}
    known = {key: code for key, code in places.items() if words(code) != "Unknown"}
    more = link("Read more like it", selection.link("voices", **known))
    return blocks.quote(comment.text, where(comment, selection), comment.found, [*own, more])


def cell_comments(selection: Selection, place: Place, actor: Actor) -> list[Comment]:
    """The newest comments about a cell, negative ones first where it falls short; none that this person may not read."""
    scope = selection.scope.at(stage=place.cell.stage, touchpoint=place.cell.touchpoint)
    if not data.of_answers(may_read, scope, actor, min_group()):
        return []
    short = (place.gap or 0.0) < 0
    found = data.of_answers(read, scope, complaining() if short else Search(), limit=DRAWER).comments
    return list(found or data.of_answers(read, scope, limit=DRAWER).comments)


def typical_comments(selection: Selection, stages: Sequence[str]) -> dict[str, str]:
    """Stage → a comment that stands for it: the newest one of readable length among those as negative or positive as most.

    Where all of these are too long or too short to be read at a glance it is the shortest; nothing where there is none.
    """
    found = data.of_answers(newest_of_stages, selection.scope, tuple(stages), limit=PAGE)
    return {stage: _typical(comments) for stage, comments in found.items()}


def _typical(comments: Sequence[tuple[str, Sentiment | None]]) -> str:
    if not comments:
        return ""
    tones = [felt for _, felt in comments if felt]
    usual = max(set(tones), key=tones.count) if tones else None
    like_most = [text for text, felt in comments if felt == usual] or [text for text, _ in comments]
    return next((text for text in like_most if len(text) in _TYPICAL_LENGTH), min(like_most, key=len))


# --- the page --------------------------------------------------------------------------------------------------------

FEELINGS = {"": "Every feeling", **{code.value: code.value.capitalize() for code in Sentiment}, "unscored": "Not scored"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for on the page; empty means "all"."""

    text: str = ""
    feeling: str = ""
    complaints: bool = False
    theme: str = ""

    @property
    def search(self) -> Search:
        """The same in the words of the store."""
        sentiments = {"": (), "unscored": ("",)}.get(self.feeling, (self.feeling,))
        mentions = (self.theme,) if self.theme else ()
        return Search(self.text.strip(), sentiments, self.complaints, mentions, words_alone=self.complaints and not opens_customers())


COUNTED = 2_000
"""Nobody reads more comments than these one by one, and counting them all would take longer than the page."""


def read_page(selection: Selection, wanted: Wanted, after: Cursor | None) -> tuple[Page, int]:
    """One page of comments, and how many there are in all (one more than :data:`COUNTED` stands for any more of them).

    The words that speak of the wanted theme are marked.
    """
    found = data.of_answers(read, selection.scope, wanted.search, after=after, limit=PAGE)
    if wanted.theme:
        found = replace(found, comments=with_evidence(found.comments, dict.fromkeys((one.key for one in found.comments), wanted.theme)))
    return found, data.of_answers(count, selection.scope, wanted.search, most=COUNTED + 1)


def with_evidence(comments: Sequence[Comment], themes: Mapping[CommentKey, str]) -> tuple[Comment, ...]:
    """The comments with the words marked that speak of the theme named for each, beside what is marked already."""
    said = data.of_answers(spoken, tuple(comment.key for comment in comments))
    return tuple(replace(one, found=(*one.found, *_spans(said[one.key], themes.get(one.key, "")))) for one in comments)


def _spans(said: Sequence[Spoken], theme: str) -> list[Span]:
    return [(each.start, each.end) for each in said if each.code == theme]


def hidden_words(selection: Selection, actor: Actor) -> Markup | None:
    """What stands instead of the comments where this person may not read them; None where they may."""
    if data.of_answers(may_read, selection.scope, actor, min_group()):
        return None
    why = f"Fewer than {min_group()} people answered in this selection, so their words are for the frontline alone."
    return blocks.empty(why, "Choose a longer period or clear a filter.")


def token(cursor: Cursor) -> str:
    """A place in the list as it stands in the URL."""
    return "~".join(
        [cursor.day.isoformat(), cursor.answered_at.isoformat(), str(cursor.submission_id), str(cursor.question_id), str(cursor.occurrence)]
    )


def cursor_of(raw: str | None) -> Cursor | None:
    """The place a URL names.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not raw:
        return None
    day, moment, *key = raw.split("~")
    submission, question, occurrence = map(address.number, key)
    return Cursor(date.fromisoformat(day), address.moment(moment), submission, question, occurrence)


def finding(total: int, selection: Selection, wanted: Wanted) -> str:
    """The sentence over the list."""
    number = fmt_n(total) if total <= COUNTED else f"More than {fmt_n(COUNTED)}"
    noun = "comment" if total == 1 else "comments"
    if wanted.text.strip():
        return f"{number} {noun} {'says' if total == 1 else 'say'} “{wanted.text.strip()}”"
    rows = hidden_below(data.of_answers(ask, Query("share_negative", (), selection.scope)))
    negative = hide_telling(rows, selection.scope, "share_negative", mixed=True)[0].score
    if wanted.theme or wanted.feeling or wanted.complaints or negative.value is None or negative.hidden:
        return f"{number} {noun}"
    return f"{number} {noun}; {fmt_score(negative.value, 0, '%')} of the {fmt_n(negative.n)} scored ones are negative"


def own_score(comment: Comment, actor: Actor) -> str:
    """The score beside a comment, for those who may open single customers; empty for all others.

    Viewers read words of places whose scores are hidden from them. With the scores beside the words they would have them back.
    """
    return fmt_score(100 * comment.share) if comment.share is not None and actor.may(Access.FRONTLINE) else ""


def as_item(comment: Comment, selection: Selection, actor: Actor, said: Sequence[Spoken] = (), own: Sequence[Markup] = ()) -> Markup:
    """One comment of the list: its words first, then where they come from, the way to its case, and what other places they speak of."""
    channel = selection.choices.channels.get(comment.channel, "")
    source = join([part for part in (where(comment, selection), channel, words(comment.method)) if part] + [*own], " · ")
    value = own_score(comment, actor)
    score = blocks.caption(f"score {value}") if value else Markup("")
    return element(
        "article",
        element("div", blocks.comment(comment.text, comment.found), blocks.caption(source), other_places(said, selection)),
        element("div", _feeling(comment.sentiment or ""), score, cls="voc-side"),
        cls="voc-comment",
    )


_PLACED = {"named": "Speaks of", "suggested": "Suggested, as none was given:"}


def other_places(said: Sequence[Spoken], selection: Selection) -> Markup:
    """The places a comment speaks of besides the one it was given at, where causes lie, and those suggested where it came without one."""
    found = dict.fromkeys((each.placed, _place(each, selection)) for each in said if each.placed in _PLACED)
    told = [blocks.tag(f"{_PLACED[placed]} {place}") for placed, place in found if place]
    return blocks.tags(*told) if told else Markup("")


def _place(said: Spoken, selection: Selection) -> str:
    names = (selection.choices.stages.get(said.stage), selection.choices.touchpoints.get(said.touchpoint))
    return " · ".join(name for name in names if name)


def _feeling(sentiment: str) -> Markup:
    tones: dict[str, blocks.Tone] = {"negative": "bad", "positive": "good"}
    marks = {"negative": "▼ negative", "positive": "▲ positive", "neutral": "neutral"}
    return blocks.tag(marks.get(sentiment, "not scored"), tones.get(sentiment, "noise"))


def nothing_found(wanted: Wanted) -> Markup:
    """The empty state of the list, with the filter that empties it."""
    if wanted.text.strip():
        return blocks.empty(f"Nobody says “{wanted.text.strip()}” in this selection.", "Try fewer words, or a longer period.")
    return blocks.empty("No comment in this selection.", "Choose a longer period or clear a filter.")


CAPTION = "Newest first. Feelings come from the words; personal details are masked before anything is stored."
