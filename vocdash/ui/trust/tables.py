"""How far the reading of comments can be trusted, in tables that name what was measured on what."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import streamlit as st

from vocdash.access import Access, Actor
from vocdash.charts.theme import NO_VALUE, fmt_day, fmt_n, fmt_score
from vocdash.ingest.learning import LessonReport, as_text, forget, learn, lessons
from vocdash.labels import agreement, between_people, languages
from vocdash.text.agreement import LABELS, Agreement, Bounded
from vocdash.text.measured import OnPublicData, read_measured
from vocdash.ui import blocks, data
from vocdash.ui.cases.ways import case_links
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection
from vocdash.ui.frame import Here, link
from vocdash.ui.markup import Markup, join
from vocdash.ui.trust import rereading
from vocdash.ui.voices.quoted import hidden_words, own_link, own_score, where
from vocdash.ui.who import opens_customers
from vocdash.voices import Comment, contradictions

_LANGUAGES = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "fi": "Finnish",
    "pl": "Polish",
    "unknown": "Not told",
}
_SHOWN = 8
_COUNTED = 2_000
"""Nobody reads more contradictions than these one by one."""

_FOR_THE_FRONTLINE = "Which they are is for those who open single customers: it would tell what each of them answered."
_DISAGREEING_HEIGHT = 160
_READ_HEIGHT = 130
_HOW_OWN = "Cohen’s κ is 0 for what chance brings and 1 for full agreement; intervals by bootstrap."
_FEW_LABELS = 30
"""Below so many, an interval by bootstrap promises more than is known."""
_HOW_LEARNED = (
    "Comments that came with a score are labels nobody had to write. From 200 on its probabilities are set anew, from 500 on it learns "
    "your words; either is taken only where it is better on comments it did not learn from."
)
_SAID = "voc_learned"
_HOW_DISAGREEING = "Sarcasm, scales read upside down and misread words are among them. Nothing is corrected by itself."


@st.fragment(parallel=True)
def draw_read() -> None:
    """Which comments were read at all; beside the rest of the page, because all of them are counted."""
    with edge(), st.container(border=True, key="voc_card_read"):
        with st.skeleton(height=_READ_HEIGHT):
            found = data.of_answers(languages)
        every, scored = sum(one.comments for one in found), sum(one.scored for one in found)
        said = f"{fmt_n(scored)} of {fmt_n(every)} comments could be read" if every else "There are no comments yet"
        head = blocks.finding(said, "Only English is read. The rest, and blank answers, are counted and never guessed.", main=True)
        rows = [
            (_LANGUAGES.get(one.language, one.language), fmt_n(one.comments), fmt_n(one.scored), fmt_n(one.comments - one.scored))
            for one in found
        ]
        names = ("Language", "Comments", "Scored", "Not scored")
        blocks.draw(head, blocks.table(names, rows[:_SHOWN], numbers=(1, 2, 3)) if rows else "")


def draw_own(here: Here) -> None:
    """How the scorer agrees with what people here say of their own comments."""
    mine, people = agreement(data.store()), between_people(data.store())
    with st.container(border=True, key="voc_card_own"):
        nobody = blocks.empty("Nobody has labelled a comment yet.", "A hundred take about ten minutes.")
        told = (_agreement_table(mine, people), _confusion(mine)) if mine.n else (nobody,)
        blocks.draw(blocks.finding(own_title(mine), _HOW_OWN), *told)
        if here.actor.may(Access.FRONTLINE):
            link("label", "Label comments")


def own_title(found: Agreement) -> str:
    """What the labels of people say of the scorer, in a sentence."""
    if found.same.value is None:
        return "How well it reads your comments is not known yet"
    if found.n < _FEW_LABELS:
        return f"{fmt_n(found.n)} {'label is' if found.n == 1 else 'labels are'} too few to tell how well it reads your comments"
    return f"On your comments it agrees with people in {fmt_score(100 * found.same.value, 0, '%')} of {fmt_n(found.n)} labels"


def _agreement_table(mine: Agreement, people: Agreement) -> Markup:
    rows = [("The scorer with people", fmt_n(mine.n), *(bounded(each) for each in (mine.same, mine.kappa, mine.f1)))]
    if people.n:
        rows.append(("People with each other", fmt_n(people.n), *(bounded(each) for each in (people.same, people.kappa, people.f1))))
    return blocks.table(("", "Labels", "Equal", "κ", "F1, three ways"), rows, numbers=(1,))


def bounded(number: Bounded) -> str:
    """A figure of agreement with its interval."""
    if number.value is None:
        return NO_VALUE
    bounds = f" ({fmt_score(number.low, 2)} to {fmt_score(number.high, 2)})" if number.low is not None else ""
    return f"{fmt_score(number.value, 2)}{bounds}"


def _confusion(found: Agreement) -> Markup:
    """What people said, against what the scorer said."""
    head = ("People said", *(f"Scorer: {label.value}" for label in LABELS))
    rows = [(label.value.capitalize(), *(fmt_n(count) for count in row)) for label, row in zip(LABELS, found.table, strict=True)]
    return blocks.table(head, rows, numbers=(1, 2, 3))


def draw_learned(here: Here) -> None:
    """What the scorer learned from comments that came with a score, and the button that lets it learn."""
    found = lessons(data.store())
    with st.container(border=True, key="voc_card_learned"):
        blocks.draw(blocks.finding(_learned_title(found), _HOW_LEARNED))
        if said := st.session_state.pop(_SAID, None):
            blocks.draw(said)
        if found:
            head = ("Lesson", "On", "Comments", "Read as", "F1", "Good against bad", "Calibration error", "")
            blocks.draw(blocks.table(head, [row for one in found[:3] for row in _lesson_rows(one)], numbers=(2, 4, 5, 6)))
        if here.actor.may(Access.LEAD):
            with st.container(horizontal=True, gap="small"):
                st.button("Learn from our scores", key="learn", on_click=_learn, args=(here,))
                if any(one.adopted for one in found):
                    st.button("Go back to the scorer as it ships", type="tertiary", key="forget", on_click=_forget, args=(here,))


def _learned_title(found: list[LessonReport]) -> str:
    if not found:
        return "Your own scores can teach it"
    return "It reads with what your scores taught it" if found[0].adopted else "Your scores taught it nothing better"


def _lesson_rows(one: LessonReport) -> list[tuple[str, ...]]:
    ways = (
        ("as it ships", "", one.before),
        ("calibrated anew", "calibration", one.calibrated),
        ("with an adapter", "adapter", one.adapted),
    )
    return [
        (
            fmt_n(one.number),
            fmt_day(one.learned_at, with_year=True),
            fmt_n(one.rows),
            way,
            *(fmt_score(figures[name], 3) for name in ("f1", "f1_two", "calibration_error")),
            "in use" if name and one.adopted == name else "",
        )
        for way, name, figures in ways
        if figures
    ]


def _learn(here: Here) -> None:
    with edge():
        with st.spinner("Learning"):
            told = learn(data.store(), here.actor)
        if told.adopted:
            rereading.start(here)
        st.session_state[_SAID] = blocks.notice(f"{as_text(told).splitlines()[-1]}")


def _forget(here: Here) -> None:
    with edge():
        forget(data.store(), here.actor)
        rereading.start(here)
        st.session_state[_SAID] = blocks.notice("The scorer reads as it ships again.")


def public() -> Markup:
    """How it did on public comments it has never seen."""
    found = read_measured()
    best = fmean(row.ours[1] for row in found)
    said = blocks.finding(
        f"On public comments it was never trained on: F1 {fmt_score(best, 2)}",
        "Telling good from bad, ratings between left out. AUC: how often a good comment is put above a bad one. "
        "F1: mean over good and bad. Measured with python -m benchmarks text, side by side.",
    )
    head = ("Comments", "n", "TextBlob AUC", "F1", "VADER AUC", "F1", "vocdash AUC", "F1")
    return blocks.cards([join([said, blocks.table(head, [_public_row(row) for row in found], numbers=range(1, 8))])])


def _public_row(row: OnPublicData) -> tuple[str, ...]:
    figures = [value for pair in (row.textblob, row.vader, row.ours) for value in pair]
    return (row.name, fmt_n(row.n), *(fmt_score(value, 3) for value in figures))


@st.fragment(parallel=True)
def draw_disagreeing(selection: Selection, actor: Actor) -> None:
    """Comments whose words contradict their score; beside the rest of the page, because all answers of the selection are looked through."""
    with edge(), st.container(border=True, key="voc_card_disagreeing"):
        if hidden := hidden_words(selection, actor):
            blocks.draw(hidden)
            return
        if not opens_customers():
            blocks.draw(blocks.finding("Comments that contradict their score", _FOR_THE_FRONTLINE))
            return
        with st.skeleton(height=_DISAGREEING_HEIGHT):
            found = data.of_answers(contradictions, selection.scope, shown=_SHOWN, most=_COUNTED)
        shown = f" The newest {_SHOWN} are shown." if found.total > _SHOWN else ""
        quotes = blocks.quotes(_contradictions(found.newest, selection, actor)) if found.newest else ""
        blocks.draw(blocks.finding(_disagreeing(found.total), _HOW_DISAGREEING + shown), quotes)


def _disagreeing(total: int) -> str:
    """The sentence over them."""
    if not total:
        return "No comment contradicts its score"
    number = fmt_n(total) if total <= _COUNTED else f"More than {fmt_n(_COUNTED)}"
    return f"{number} comment{' feels' if total == 1 else 's feel'} the opposite of {'its' if total == 1 else 'their'} score"


def _contradictions(comments: Sequence[Comment], selection: Selection, actor: Actor) -> list[Markup]:
    cases = case_links(comments, selection, actor)
    return [_contradiction(comment, selection, own_score(comment, actor), own_link(comment, cases)) for comment in comments]


def _contradiction(comment: Comment, selection: Selection, value: str, own: Sequence[Markup]) -> Markup:
    """A comment with the score and the feeling that do not go together."""
    feels = comment.sentiment.value if comment.sentiment else ""
    score = f"score {value} of 100" if value else ""
    return blocks.quote(comment.text, " · ".join(part for part in (where(comment, selection), score, f"reads {feels}") if part), links=own)
