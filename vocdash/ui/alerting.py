"""What rang, the rules that let it ring, and what was sent: the parts of the Alerts page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from vocdash import alerts
from vocdash.access import Access
from vocdash.alerts import WINDOWS, Alert, Kind, Rule
from vocdash.alerts.check import sentence
from vocdash.alerts.subjects import SUBJECTS, THEME, Ground, ground_of, subject
from vocdash.alerts.watch import CHANCE, LOOK_BACK
from vocdash.cases.book import read_book
from vocdash.charts.theme import fmt_day, fmt_n, fmt_plain
from vocdash.domain import Better, Scope
from vocdash.errors import UnknownName, VocError
from vocdash.metrics import Query, ask
from vocdash.ui import blocks, data, voices_themes
from vocdash.ui.edge import edge
from vocdash.ui.filters import Selection, words
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, bold, join, link

HOW = (
    f"A change rings when chance alone would bring it at most {CHANCE:.2%} of the time (after Benjamini–Hochberg over all places of the "
    "rule) and it is at least as large as the rule says. Each stretch of days rings once."
)
_BY_PLACE: dict[str, tuple[str, ...]] = {
    "Everything together": (),
    "Each stage": ("stage",),
    "Each touchpoint in its stage": ("stage", "touchpoint"),
    "Each channel": ("channel",),
}
_BY_THEME: dict[str, tuple[str, ...]] = {"Each theme": (THEME,), "Each theme in each stage": (THEME, "stage")}
_KINDS = {Kind.CHANGE: "It gets worse", Kind.LEVEL: "It passes a level"}
_HOW_RULES = "Looked at after every write. A rule watches the answers that the filters showed when it was made."
_TRIED = "voc_alert_tried"


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
    days = fmt_day(alert.first, with_year=True)
    days += " until now" if alert.last is None else f" to {fmt_day(alert.last, with_year=True)}" if alert.last != alert.first else ""
    read = _way_on(alert, selection)
    seen = f"seen by {alert.seen_by}" if alert.seen_by else "not seen yet"
    seen += f" · for {', '.join(_team_names(alert.teams))}" if alert.teams else ""
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
    theme = _themes().get(alert.place.get(THEME, ""))
    return link("Read the comments", f"{address}&{urlencode({voices_themes.KEY: theme})}" if theme else address)


def _see(here: Here, alert_ids: Sequence[int]) -> None:
    with edge():
        alerts.mark_seen(data.store(), here.actor, alert_ids)


# --- rules -----------------------------------------------------------------------------------------------------------


def draw_rules(here: Here, selection: Selection) -> None:
    """The rules of this journey; whoever leads can add, rest and remove them."""
    may = here.actor.may(Access.LEAD)
    with st.container(border=True, key="voc_card_rules"):
        blocks.draw(blocks.finding("What is watched", _HOW_RULES))
        for rule in alerts.rules(data.store(), selection.choices.journey):
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_rule_{rule.rule_id}"):
                st.html(join([bold(rule.name), blocks.caption(_told(rule, selection))]), width="stretch")
                if may:
                    number = rule.rule_id or 0
                    st.toggle("On", value=rule.on, key=f"rule_on_{number}", on_change=_switch, args=(here, number))
                    st.button("Remove", type="tertiary", key=f"rule_gone_{number}", on_click=_remove, args=(here, number))
        if may:
            _draw_new(here, selection)


def _told(rule: Rule, selection: Selection) -> str:
    asked, window = subject(rule.metric), WINDOWS[rule.window]
    split = next((label for label, by in (_BY_PLACE | _BY_THEME).items() if by == rule.by), "")
    if rule.kind is Kind.LEVEL:
        way = "below" if _better(rule) is Better.HIGHER else "above"
        when = f"the last {window.label} lies {way} {fmt_plain(rule.level)}"
    else:
        unit = "% of what was usual" if asked.kind == "count" else f" {asked.unit if asked.unit != '%' else 'points'}"
        way = "lower" if _better(rule) is Better.HIGHER else "higher"
        when = f"the last {window.label} is {way} than {window.usual} by {fmt_plain(rule.least)}{unit} or more"
    told = [f"{asked.label}: {when}", split.lower(), *([f"only {', '.join(_theme_names(rule.themes))}"] if rule.themes else [])]
    told += [_of(rule.scope, selection)]
    told += [f"mail to {', '.join(rule.emails)}"] if rule.emails else []
    told += [f"for {', '.join(_team_names(rule.teams))}, by mail too"] if rule.teams else []
    return " · ".join(part for part in told if part)


def _better(rule: Rule) -> Better:
    """The direction of good of what a rule watches; a mean on a scale follows the scale of its answers."""
    if ground_of(rule.metric) is not Ground.ANSWERS:
        return subject(rule.metric).better
    try:
        found = data.of_answers(ask, Query(rule.metric, (), rule.scope))[0].score.better
    except UnknownName:  # it speaks of a place that an undo has removed
        found = None
    return found or subject(rule.metric).better


def _themes() -> dict[str, str]:
    """Live themes: code → name, by name."""
    return data.remembered(alerts.theme_names)


def _theme_names(codes: Sequence[str]) -> list[str]:
    names = _themes()
    return [names.get(code, code) for code in codes]


def _team_names(numbers: Sequence[int]) -> list[str]:
    names = data.remembered(read_book).teams
    return [names.get(number, "a team that is gone") for number in numbers]


def _of(scope: Scope, selection: Selection) -> str:
    choices = selection.choices
    named = [
        *(choices.stages.get(code, code) for code in scope.stages),
        *(choices.touchpoints.get(code, code) for code in scope.touchpoints),
        *(choices.channels.get(code, code) for code in scope.channels),
        *(f"{words(name).lower()} {', '.join(values)}" for name, values in scope.segments),
        *(words(code) for code in scope.methods),
    ]
    return f"only {', '.join(named)}" if named else ""


def _switch(here: Here, rule_id: int) -> None:
    with edge():
        alerts.switch_rule(data.store(), here.actor, rule_id, bool(st.session_state[f"rule_on_{rule_id}"]))


def _remove(here: Here, rule_id: int) -> None:
    with edge():
        alerts.remove_rule(data.store(), here.actor, rule_id)


def _draw_new(here: Here, selection: Selection) -> None:
    with st.expander("Watch something else", icon=":material/add:"):
        name = st.text_input("Name, as it stands in the message", key="rule_name", max_chars=200)
        first, second = st.columns(2)
        metric = first.selectbox("Watch", list(SUBJECTS), format_func=_label, key="rule_metric")
        of_themes = ground_of(metric) is Ground.THEMES
        splits = _BY_THEME if of_themes else _BY_PLACE
        split = second.selectbox("Told apart by", list(splits), index=0 if of_themes else 2, key=f"rule_split_{of_themes}")
        themes: list[str] = []
        if of_themes:
            names = _themes()
            themes = st.multiselect(
                "Only these themes", list(names), format_func=names.__getitem__, placeholder="Every theme", key="rule_themes"
            )
        kinds = _KINDS if subject(metric).better is not Better.NEITHER else {**_KINDS, Kind.CHANGE: "It rises"}
        kind = first.selectbox("Ring when", list(kinds), format_func=kinds.__getitem__, key="rule_kind")
        window = second.selectbox("Over the last", list(WINDOWS), format_func=lambda code: WINDOWS[code].label, index=1, key="rule_window")
        count = subject(metric).kind == "count"
        if kind is Kind.LEVEL:
            level = first.number_input("Level", value=60.0, key="rule_level")
            least = 0.0
        else:
            label = "Smallest rise that matters, % of what was usual" if count else "Smallest change that matters, points"
            least = first.number_input(label, value=50.0 if count else 5.0, min_value=0.0, key="rule_least")
            level = None
        mails = second.text_input("Mail to (addresses, separated by commas)", key="rule_mails")
        known = data.remembered(read_book).teams
        teams = first.multiselect("For these teams", list(known), format_func=known.__getitem__, placeholder="Everybody", key="rule_teams")
        watched = _watched(selection)
        part = _of(watched, selection) or "every answer of the journey"
        blocks.draw(blocks.caption(f"It will watch {part}. Change the filters above to watch a part."))
        emails = tuple(address.strip() for address in (mails or "").split(",") if address.strip())
        rule = Rule(
            name or "", metric, kind, window, watched, splits[split], level, least, emails=emails, themes=tuple(themes), teams=tuple(teams)
        )
        with st.container(horizontal=True, gap="small"):
            st.button("Add this rule", type="primary", key="rule_add", on_click=_add, args=(here, rule))
            st.button("Try it on the past", key="rule_try", on_click=_try, args=(rule,))
        if said := st.session_state.pop(_TRIED, None):
            blocks.draw(said)


def _label(code: str) -> str:
    """What can be watched, with the kind of thing it is about in front where it is no score of answers."""
    about = {Ground.THEMES: "Themes: ", Ground.CASES: "Cases: "}.get(ground_of(code), "")
    return f"{about}{SUBJECTS[code].label}"


def _watched(selection: Selection) -> Scope:
    return replace(selection.scope, period=None)


def _add(here: Here, rule: Rule) -> None:
    with edge():
        alerts.save_rule(data.store(), here.actor, rule)
        alerts.check_alerts(data.store())
        st.session_state[_TRIED] = blocks.notice(f"“{rule.name}” is watched from now on; what it rang for in the past is listed above.")


def _try(rule: Rule) -> None:
    try:
        found = alerts.rings(data.store(), rule)
    except VocError as error:
        st.session_state[_TRIED] = blocks.error(error.what, error.fix)
        return
    times = "not once" if not found else "once" if len(found) == 1 else f"{fmt_n(len(found))} times"
    names = data.remembered(alerts.place_names)
    lines: list[Markup] = [blocks.caption(sentence(rule, ring, names)) for ring in found[-3:]]
    days = LOOK_BACK[ground_of(rule.metric)].days
    st.session_state[_TRIED] = blocks.notice(join([f"In the last {days} days it would have rung {times}.", *lines]))


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
            (fmt_day(one.sent_at or one.due_at, with_year=True), words(one.way), one.target, words(one.state), fmt_n(one.tries), one.said)
            for one in sent
        ]
        blocks.draw(blocks.table(("On", "By", "To", "State", "Tries", "Last answer"), rows, numbers=(4,)))
