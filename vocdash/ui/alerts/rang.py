"""What rang and what was sent: the parts of the Alerts page beside its rules."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from vocdash import alerts
from vocdash.access import Access
from vocdash.alerts import Alert, Sending
from vocdash.alerts.subjects import THEME, Ground, ground_of
from vocdash.alerts.watch import CHANCE
from vocdash.cases.book import read_book
from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.ui import blocks, data
from vocdash.ui.alerts.words import team_names, themes
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection, words
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, element, join, link
from vocdash.ui.voices import themes as voices_themes
from vocdash.ui.who import opens_customers

HOW = (
    f"A change rings when chance alone would bring it at most {CHANCE:.2%} of the time (after Benjamini–Hochberg over all places of the "
    "rule) and it is at least as large as the rule says. Each stretch of days rings once."
)


# --- what rang -------------------------------------------------------------------------------------------------------


def draw_rung(here: Here, selection: Selection) -> None:
    """Everything that rang in this journey, newest first, each with its way to the comments behind it."""
    found = _for_whom(here, alerts.alerts(data.store(), selection.choices.journey))
    now = [alert for alert in found if alert.last is None]
    with st.container(border=True, key="voc_card_rung"):
        blocks.draw(blocks.finding(_title(now), HOW, main=True))
        if found:
            blocks.draw(blocks.sentences([_line(alert, selection) for alert in found]))
        else:
            blocks.draw(blocks.empty("No rule has rung for this journey.", "Rules are looked at after every import."))
        unseen = [alert.alert_id for alert in found if not alert.seen_by]
        if unseen:
            st.button("Mark all as seen", key="alerts_seen", on_click=_see, args=(here, unseen))


def _for_whom(here: Here, found: list[Alert]) -> list[Alert]:
    """The alerts somebody wants to see: those for everybody and for their team, or all."""
    book = data.remembered(read_book)
    me = book.person_of(here.actor)
    team = me.team_id if me else None
    if team is None or all(alert.is_for(team) for alert in found):
        return found
    mine = f"For {book.teams[team]}"
    chosen = st.segmented_control(
        "Whose alerts", [mine, "All"], default=mine, required=True, key="alerts_whose", label_visibility="collapsed"
    )
    return [alert for alert in found if chosen != mine or alert.is_for(team)]


def _title(now: Sequence[Alert]) -> str:
    if not now:
        return "Nothing rings now"
    return "One thing rings now" if len(now) == 1 else f"{fmt_n(len(now))} things ring now"


def _line(alert: Alert, selection: Selection) -> blocks.Sentence:
    head, _, rest = alert.said.partition(":")
    if not opens_customers():
        # Its days end anywhere, so that beside what the pages show its numbers could tell of a few.
        rest = " the pages show the score of whole months, where enough people answered."
    days = fmt_day(alert.first, with_year=True)
    days += " until now" if alert.last is None else f" to {fmt_day(alert.last, with_year=True)}" if alert.last != alert.first else ""
    read = _way_on(alert, selection)
    seen = f"seen by {alert.seen_by}" if alert.seen_by else "not seen yet"
    seen += f" · for {', '.join(team_names(alert.teams))}" if alert.teams else ""
    return blocks.Sentence(
        "bad" if alert.last is None else "noise",
        join([bold(head), ":", rest, " ", read, blocks.caption(f"{days} · {seen}")]),
        quiet=bool(alert.seen_by) and alert.last is not None,
    )


def _way_on(alert: Alert, selection: Selection) -> Markup:
    """The way to what is behind an alert: its cases, or the comments at its place and on its theme."""
    if ground_of(alert.metric) is Ground.CASES:
        return link("See how complaints fare", selection.link("complaints"))
    address = selection.link("voices", **{code: word for code, word in alert.place.items() if code in ("stage", "touchpoint")})
    theme = themes().get(alert.place.get(THEME, ""))
    return link("Read the comments", f"{address}&{urlencode({voices_themes.KEY: theme})}" if theme else address)


def _see(here: Here, alert_ids: Sequence[int]) -> None:
    with edge():
        alerts.mark_seen(data.store(), here.actor, alert_ids)


# --- what was sent ---------------------------------------------------------------------------------------------------


def draw_sendings(here: Here) -> None:
    """Every message with what became of it, for whoever leads."""
    if not here.actor.may(Access.LEAD):
        return
    sent = alerts.sendings(data.store(), here.actor)
    if not sent:
        return
    with st.container(border=True, key="voc_card_sendings"):
        blocks.draw(blocks.finding("What was sent", "A message that does not arrive is tried six times, over fifteen hours."))
        rows = [
            (_short(_on(one)), _short(words(one.way)), one.target, _short(words(one.state)), fmt_n(one.tries), one.said) for one in sent
        ]
        blocks.draw(blocks.table(("On", "By", "To", "State", "Tries", "Last answer"), rows, numbers=(4,)))


def _on(one: Sending) -> str:
    """The day a message arrived, or is tried next."""
    return fmt_day(one.sent_at or one.due_at, with_year=True)


def _short(text: str) -> Markup:
    """A few words that stay in one line, however long the words beside them are."""
    return element("span", text, cls="voc-short")
