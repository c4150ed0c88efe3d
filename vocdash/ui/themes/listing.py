"""What customers speak of in a selection: every theme with its share, feeling, effect and trend, and the comments behind it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.access import Access
from vocdash.charts.judge import Verdict, judge_change
from vocdash.charts.theme import NO_VALUE, fmt_interval, fmt_n, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import Change, Score
from vocdash.locales import listed as listed_words
from vocdash.metrics import compare
from vocdash.metrics.mentions import EFFECT_FORMULA, NET, SHARE, Mentioned
from vocdash.themes.drafts import listed
from vocdash.ui import blocks, data, periods
from vocdash.ui.address import said_anew
from vocdash.ui.filters import Selection, words
from vocdash.ui.frame import Here
from vocdash.ui.hiding.small_groups import shown_mentions
from vocdash.ui.markup import Markup, bold, join, link
from vocdash.ui.pager import draw_pager, read_place
from vocdash.ui.sitemap import BY_NAME
from vocdash.ui.spot import themes
from vocdash.ui.voices import basket, quoted
from vocdash.voices import Search, read

KEY = "opened"
NEW = "new"
_HEAD = ("Theme", "Comments", "Share", "Share, change", "Feeling", "Effect on the score")
_HOW = (
    f"Share: {SHARE.formula}. Feeling: {NET.formula}. Effect: {EFFECT_FORMULA}; an association, not a forecast. 95% intervals in brackets. "
    "Marked is what stays beyond noise among all themes here (Benjamini and Hochberg at 5%). One comment may mention several themes."
)


def names() -> dict[str, str]:
    """The themes that can be chosen: code → name, told apart by their code where two have one name. Suggestions and drafts as well."""
    found = {each.code: each for each in data.remembered(listed)}
    called = [each.name for each in found.values()]
    return {code: each.name if called.count(each.name) == 1 else f"{each.name} ({code})" for code, each in found.items()}


def address(selection: Selection, name: str) -> str:
    """The address of this page with a theme opened, by the name it is chosen by."""
    return f"{BY_NAME['themes'].address}?{said_anew(selection.query, {KEY: name})}"


def draw_all(here: Here, selection: Selection) -> str:
    """The table of all themes, and the choice of one; gives its code, "new" for one to be made, or "" for none."""
    every = shown_mentions(selection.scored)
    found = [row for row in every if not row.hidden]
    before = shown_mentions(selection.scored.during(selection.before))
    known = names()
    with st.container(border=True, key="voc_card_themes"):
        title = themes.finding(themes.rows([row for row in found if row.effect is not None]))
        nothing = "No theme that could be shown is mentioned here"
        blocks.draw(blocks.finding(title if found else nothing, _caption(every, selection), main=True))
        if found:
            blocks.draw(blocks.table(_HEAD, _rows(found, before, known, selection), numbers=(1,)))
            with st.popover("How this is computed", type="tertiary", icon=":material/function:", key="formula_themes"):
                blocks.draw(blocks.caption(_HOW))
        options = {"": "Choose a theme", **known} | ({NEW: "A new theme"} if here.actor.may(Access.LEAD) else {})
        if st.session_state.get(KEY) not in (None, *options):
            st.session_state[KEY] = ""
        label = "Open a theme: its comments, its words, its versions"
        return st.selectbox(label, list(options), format_func=lambda code: options[code], key=KEY, bind="query-params") or ""


def _caption(every: Sequence[Mentioned], selection: Selection) -> str:
    """When, against when, and how many themes the table leaves out, and why."""
    silent = sum(each.status == "live" for each in data.remembered(listed)) - len(every)
    hidden = sum(row.hidden for row in every)
    left_out = f" {fmt_n(hidden)} more are mentioned by too few to show, {fmt_n(silent)} by nobody." if hidden or silent > 0 else ""
    return (
        f"{periods.label(selection.period)}, against {selection.periods[1]}. Of the comments that are read{_of_whom(selection)}.{left_out}"
    )


def _of_whom(selection: Selection) -> str:
    """Which comments count here, where those of some methods are left out: an effect on a score is known of its own answers alone."""
    if selection.scope.methods or not selection.scored.methods:
        return ""
    return f" and came by {listed_words([words(code).lower() for code in selection.scored.methods])} alone, as the scores did"


def _rows(found: Sequence[Mentioned], before: Sequence[Mentioned], known: dict[str, str], selection: Selection) -> list[tuple[str, ...]]:
    then = {row.code: row.share for row in before}
    moves = {row.code: compare.between(row.share, then.get(row.code, Score(None))) for row in found}
    real = [
        {moved.keys[KEY] for moved in compare.notable(compare.Moved({KEY: code}, change) for code, change in changes.items())}
        for changes in (moves, {row.code: row.effect for row in found if row.effect is not None})
    ]
    return [
        (
            link(known.get(row.code, row.name), address(selection, known.get(row.code, row.name))),
            fmt_n(row.comments or 0),
            _score(row.share, 1, "%"),
            _moved(moves[row.code], row.code in real[0]),
            _score(row.net, 0, signed=True),
            _effect(row.effect, row.code in real[1]),
        )
        for row in found
    ]


def _score(score: Score, digits: int, unit: str = "", *, signed: bool = False) -> str:
    if score.hidden or score.value is None:
        return "hidden" if score.hidden else NO_VALUE
    value = fmt_signed(score.value, digits) if signed else fmt_score(score.value, digits, unit)
    return f"{value} ({fmt_interval(score.low, score.high, digits)})"


def _moved(change: Change, real: bool) -> str:
    """A share has no good direction, so what is beyond noise is bold and has an arrow, and no colour."""
    if change.value is None:
        return NO_VALUE
    words = f"{fmt_signed(change.value, 1)} ({fmt_signed_interval(change.low, change.high, 1)})"
    return bold(f"{'▲' if change.value > 0 else '▼'} {words}") if real else words


def _effect(change: Change | None, real: bool) -> str:
    if change is None or change.value is None:
        return NO_VALUE
    words = f"{fmt_signed(change.value, 1)} ({fmt_signed_interval(change.low, change.high, 1)})"
    verdict = judge_change(change) if real else Verdict.NOISE
    return {Verdict.WORSE: blocks.tag(f"▼ {words}", "bad"), Verdict.BETTER: blocks.tag(f"▲ {words}", "good")}.get(verdict, Markup(words))


# --- the comments of one ---------------------------------------------------------------------------------------------


def draw_comments(here: Here, selection: Selection, code: str) -> None:
    """The comments that mention a theme, newest first, with the words that say so marked."""
    if not any(each.code == code and each.status == "live" for each in data.remembered(listed)):
        return
    after = read_place((selection.scored, code))
    page = data.of_answers(read, selection.scored, Search(mentions=(code,)), after=after)
    row = next((row for row in shown_mentions(selection.scored) if row.code == code), None)
    with st.container(border=True, key="voc_card_theme_comments"):
        if row is not None and row.hidden and not here.actor.may(Access.FRONTLINE):
            blocks.draw(blocks.empty("Too few people mention it here to show their words.", "Choose a longer period or clear a filter."))
            return
        if hidden := quoted.hidden_words(selection, here.actor):
            blocks.draw(hidden)
            return
        name = names()[code]
        said = f"{fmt_n(row.comments)} comments mention" if row is not None and row.comments else "The comments that mention"
        blocks.draw(blocks.finding(f"{said} “{name}”", quoted.CAPTION))
        if not page.comments:
            blocks.draw(blocks.empty("No comment mentions it in this selection.", "Choose a longer period or clear a filter."))
            return
        marked = quoted.with_evidence(page.comments, {comment.key: code for comment in page.comments})
        basket.draw_comments(marked, selection, here.actor)
        draw_pager(page)


def words_line(seeds: Sequence[str]) -> Markup:
    """Seed words in one line."""
    return join(["Words: ", ", ".join(seeds)])
