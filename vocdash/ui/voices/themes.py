"""What comments are about, on the page Voices: themes with their share, feeling and effect; over time, by stage, in customers' words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vocdash.access import Actor
from vocdash.charts.course import when
from vocdash.charts.figure import Figure
from vocdash.charts.inputs import Event, Name, ShareMark, TrendPoint
from vocdash.charts.judge import FEW_ANSWERS, Verdict, judge_change, judge_interval, too_few
from vocdash.charts.share_grid import share_grid
from vocdash.charts.theme import fmt_interval, fmt_n, fmt_points, fmt_score, fmt_signed
from vocdash.charts.trend import shown_events, trend
from vocdash.domain import UNKNOWN, Better, Change
from vocdash.metrics import compare
from vocdash.metrics.mentions import EFFECT_FORMULA, NET, SHARE, Mentioned
from vocdash.ui import address, blocks, data, periods, show
from vocdash.ui.cases.ways import case_links
from vocdash.ui.edge import edge
from vocdash.ui.filters import Reader, Selection, say_unknown
from vocdash.ui.frame import Here
from vocdash.ui.hiding.small_groups import shown_mentions
from vocdash.ui.marks import mark_legend, mark_list, read_marks
from vocdash.ui.markup import Markup, element, join, link
from vocdash.ui.overview.figures import trend_by
from vocdash.ui.picks import To, to_same, with_days
from vocdash.ui.sitemap import BY_NAME
from vocdash.ui.spot.course import span
from vocdash.ui.voices import quoted
from vocdash.voices import Comment, representatives

KEY = "mention"
_AFTER = "after"
MOST_ROWS = 8
MOST_IN_GRID = 12
MOST_DRAWN = 6

_COUNTED = (
    f"{SHARE.label}: {SHARE.formula}. {SHARE.base} {SHARE.interval} One comment may mention several themes, so shares do not add up. "
    "A comment counts at the stage its words speak of."
)
HOW_LIST = (
    f"{_COUNTED} {NET.label}: {NET.formula}. {NET.base} {NET.interval} Effect: {EFFECT_FORMULA}. An association, not a forecast. It is "
    "marked when it stays beyond noise among all themes here (Benjamini and Hochberg at 5%)."
)
HOW_TIME = f"{_COUNTED} A gap in a line is a time in which nobody mentioned the theme, or too few people to show it."
HOW_STAGE = f"{_COUNTED} Outlined: too few comments to rely on."
RULE = (
    "For each theme the comment of 25 to 300 letters that feels about it most nearly as people do on average; the newest of equals. "
    "The words that speak of the theme are marked."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One theme in the selection; `effect` is on the score of the methods that are scored together, `real` beyond noise among all."""

    said: Mentioned
    effect: Change | None
    real: bool


def read(selection: Selection) -> tuple[list[Told], int]:
    """The themes that may be shown, the most often mentioned first, and how many may not."""
    found = shown_mentions(selection.scope)
    scored = found if selection.scope == selection.scored else shown_mentions(selection.scored)
    effects = {one.code: one.effect for one in scored if one.effect is not None}
    real = {moved.keys["theme"] for moved in compare.notable(compare.Moved({"theme": code}, moved) for code, moved in effects.items())}
    told = [Told(one, effects.get(one.code), one.code in real) for one in found if not one.hidden]
    return told, len(found) - len(told)


def pick(told: Sequence[Told]) -> str:
    """The picker of one theme, bound to the address; a theme nobody speaks of here is said and left out."""
    options = {"": "Every theme", **{one.said.code: one.said.name for one in told}}
    reader = Reader()
    if not address.is_set(KEY):
        st.session_state[KEY] = reader.choice(KEY, options, "", "theme")  # the widget itself understands names only
    elif st.session_state[KEY] not in options:
        st.session_state[KEY] = ""
    if st.session_state[KEY]:
        address.keep(KEY, st.session_state[KEY])
    chosen = st.selectbox("Theme", list(options), format_func=lambda code: options[code], key=KEY, bind="query-params", width=200)
    if reader.complaints:
        blocks.draw(blocks.notice(" ".join(reader.complaints)))
    return chosen or ""


@st.fragment
def draw(here: Here, told: Sequence[Told]) -> None:
    """The card of themes (at least one): how they are looked at changes it alone."""
    with edge():
        head = st.container()
        say_unknown("themes", _VIEWS, "view of the themes", next(iter(_VIEWS)))
        view = st.segmented_control(
            "How to look at the themes",
            list(_VIEWS),
            default=next(iter(_VIEWS)),
            required=True,
            key="themes",
            bind="query-params",
            label_visibility="collapsed",
        )
        _VIEWS[view or next(iter(_VIEWS))](here, told, head)


# --- the list --------------------------------------------------------------------------------------------------------


def _draw_list(here: Here, told: Sequence[Told], head: DeltaGenerator) -> None:
    with head:
        blocks.draw(blocks.finding(finding(told), f"Of {fmt_n(told[0].said.share.n)} comments. Pick a theme to read them."))
    rarer = len(told[MOST_ROWS:])
    left = blocks.caption(f"{rarer} rarer {'theme' if rarer == 1 else 'themes'} can be picked below.") if rarer else ""
    blocks.draw(theme_table(told[:MOST_ROWS]), left, show.explain("themes", (), HOW_LIST))


def finding(told: Sequence[Told]) -> str:
    """The sentence over the list: what is spoken of most, and what weighs on the score."""
    top = told[0].said
    most = f"“{top.name}” is spoken of most: in {fmt_score(top.share.value, 0, '%')} of comments"
    pulls = [one for one in told if one.real and judge_change(one.effect) is Verdict.WORSE]
    if not pulls:
        return most
    worst = min(pulls, key=lambda one: one.effect.value or 0.0 if one.effect else 0.0)
    lost = fmt_points(worst.effect.value or 0.0, 1) if worst.effect else ""
    which = "and it" if worst.said.code == top.code else f"“{worst.said.name}”"
    return f"{most}; {which} pulls the score down most, by {lost}"


def theme_table(told: Sequence[Told]) -> Markup:
    """The themes as a table that a phone shows as labelled lines."""
    return blocks.table(("Theme", "Share of comments", "Comments", "Net feeling", "Effect on the score"), [_row(one) for one in told], (2,))


def _row(one: Told) -> list[str]:
    said = one.said
    share = _number(fmt_score(said.share.value, 1, "%"), fmt_interval(said.share.low, said.share.high, 1, "%"))
    return [link(said.name, _address(said.name)), share, fmt_n(said.comments or 0), _feeling(said), _effect(one)]


def _address(name: str) -> str:
    """This page as it is, narrowed to a theme."""
    return f"{BY_NAME['voices'].address}?{address.said_anew(address.as_it_is(), {_AFTER: '', KEY: name})}"


def _number(value: str, interval: str, tone: blocks.Tone | None = None, word: str = "") -> Markup:
    shown = blocks.tag(f"{word}{value}", tone) if tone else element("strong", value)
    return element("span", shown, " ", element("span", interval, cls="voc-quiet"))


_TONES: dict[Verdict, tuple[blocks.Tone, str]] = {Verdict.BETTER: ("good", "▲ "), Verdict.WORSE: ("bad", "▼ ")}


def _feeling(said: Mentioned) -> str:
    if said.net.value is None:
        return "not known"
    if said.net.n < FEW_ANSWERS:
        return _number(fmt_signed(said.net.value), "too few to rely on")
    judged = judge_interval(said.net.low, said.net.high)
    return _number(fmt_signed(said.net.value), fmt_interval(said.net.low, said.net.high), *_TONES.get(judged, ()))


def _effect(one: Told) -> str:
    if one.effect is None or one.effect.value is None:
        return "not known"
    tone = _TONES.get(judge_change(one.effect), ()) if one.real else ()
    return _number(fmt_signed(one.effect.value, 1), fmt_interval(one.effect.low, one.effect.high, 1), *tone)


# --- over time -------------------------------------------------------------------------------------------------------


def _draw_time(here: Here, told: Sequence[Told], head: DeltaGenerator) -> None:
    drawn = told[:MOST_DRAWN]
    courses = read_courses(here.chosen, tuple(one.said.code for one in drawn))
    window = trend_by(here.chosen.period)
    with head:
        during = periods.label(span(here.chosen, window))
        caption = f"Share of comments a {window} with its 95% band, {during}; own scales. Click a {window} to read it."
        blocks.draw(blocks.finding(time_finding(drawn, courses), caption))
    table: list[dict[str, object]] = []
    marks = common_events(list(courses.values()), read_marks(here.chosen))
    cards: list[Markup] = []
    for one in drawn:
        figure = trend(
            courses[one.said.code], theme=here.theme, label=one.said.name, events=marks, better=Better.NEITHER, unit="%", height=130
        )
        table += [{"Theme": one.said.name, **row} for row in figure.table]
        cards.append(join([element("h3", one.said.name, cls="voc-finding"), show.drawing(figure, _to_theme(here.chosen, one.said.name))]))
    every = Figure({}, f"The share of comments of each theme by {window}.", table, 0)
    blocks.draw(
        element("div", *(element("div", card) for card in cards), cls="voc-thirds"),
        mark_legend(marks),
        mark_list(marks),
        show.behind(every, "theme_time", how=HOW_TIME),
    )


def common_events(courses: Sequence[Sequence[TrendPoint]], noted: Sequence[Event]) -> list[Event]:
    """The events that lie in the time of every course, in order: one list of numbers serves all charts."""
    inside = [event for event in noted if all(shown_events(points, [event]) for points in courses)]
    return sorted(inside, key=lambda event: event.at) if courses else []


def read_courses(selection: Selection, codes: tuple[str, ...]) -> dict[str, list[TrendPoint]]:
    """Theme → its share of comments in each month, up to two years back from the end of the period, or in each quarter of a long one."""
    window = trend_by(selection.period)
    found = shown_mentions(selection.scope.during(span(selection, window)), by=(window,), codes=codes)
    courses: dict[str, list[TrendPoint]] = {code: [] for code in codes}
    for one in found:
        courses[one.code].append(TrendPoint(date.fromisoformat(one.keys[window]), one.share))
    return {code: with_days(sorted(points, key=lambda point: point.at), window) for code, points in courses.items()}


def time_finding(told: Sequence[Told], courses: dict[str, list[TrendPoint]]) -> str:
    """The sentence over the courses: which theme moved most between the two newest windows, beyond noise among all drawn."""
    drawn = {point.at: point for points in courses.values() for point in points}
    days = sorted(drawn)
    if len(days) < 2:
        return "Too short a time to see themes come and go"
    before, now = days[-2:]
    moves = []
    for one in told:
        at = {point.at: point.score for point in courses[one.said.code]}
        if before in at and now in at:
            moves.append(compare.Moved({"theme": one.said.name}, compare.between(at[now], at[before])))
    months = f"{when(drawn[now])} than in {when(drawn[before])}"
    for moved in compare.notable(moves)[:1]:
        more = "more" if (moved.change.value or 0.0) > 0 else "less"
        sides = f"{fmt_score(moved.change.now.value, 0, '%')} of comments, {fmt_score(moved.change.before.value, 0, '%')} before"
        return f"“{moved.keys['theme']}” is spoken of {more} in {months}: {sides}"
    return f"No theme is spoken of more or less in {months}, beyond noise"


# --- by stage --------------------------------------------------------------------------------------------------------


def _draw_stages(here: Here, told: Sequence[Told], head: DeltaGenerator) -> None:
    marks = read_grid(here.chosen)
    rows = [Name(one.said.code, one.said.name) for one in told[:MOST_IN_GRID]]
    met = {mark.column for mark in marks}
    columns = [Name(code, name) for code, name in here.chosen.choices.stages.items() if code in met and code != UNKNOWN]
    wide, narrow = (share_grid(marks, rows, columns, theme=here.theme, narrow=narrow) for narrow in (False, True))
    with head:
        caption = "Share of the comments about a stage that mention the theme. Click a cell to read them."
        blocks.draw(blocks.finding(stage_finding(marks, rows, columns), caption))
    legend = blocks.legend([("few", "too few to rely on, or hidden")])
    show.show_for_width(wide, narrow, "theme_stage", (), how=HOW_STAGE, legend=legend, to=_to_cell(here.chosen, told))


def stage_finding(marks: Sequence[ShareMark], themes: Sequence[Name], stages: Sequence[Name]) -> str:
    """The sentence over the grid: which theme is spoken of most at which stage."""
    subjects, places = ({name.code: name.name for name in names} for names in (themes, stages))
    drawn = [mark for mark in marks if mark.row in subjects and mark.column in places]
    sure = [mark for mark in drawn if not mark.score.hidden and not too_few(mark.score)]
    if not sure:
        return "Too few comments about any stage to rely on a share"
    top = max(sure, key=lambda mark: mark.score.value or 0.0)
    share = fmt_score(top.score.value, 0, "%")
    return f"“{subjects[top.row]}” is spoken of most at {places[top.column]}: in {share} of its comments"


def read_grid(selection: Selection) -> list[ShareMark]:
    """The share of each theme among the comments about each stage."""
    found = shown_mentions(selection.scope, by=("stage",))
    return [ShareMark(one.code, one.keys["stage"], one.share, one.net) for one in found]


def _to_cell(selection: Selection, told: Sequence[Told]) -> To:
    """To this page, narrowed to the theme and the stage of a cell."""
    names = {one.said.code: one.said.name for one in told}
    same = to_same("voices", selection)
    return lambda codes: same({KEY: names[codes["subject_code"]], "stage": selection.choices.stages[codes["place_code"]], _AFTER: ""})


def _to_theme(selection: Selection, name: str) -> To:
    """To this page, narrowed to a theme and to what a mark stands for."""
    same = to_same("voices", selection)
    return lambda codes: same({KEY: name, _AFTER: "", **codes})


# --- in their words --------------------------------------------------------------------------------------------------


def _draw_words(here: Here, told: Sequence[Told], head: DeltaGenerator) -> None:
    with head:
        blocks.draw(blocks.finding("What each theme sounds like", RULE))
    blocks.draw(blocks.quotes(theme_quotes(here.chosen, told[:MOST_DRAWN], here.actor)))


def theme_quotes(selection: Selection, told: Sequence[Told], actor: Actor) -> list[Markup]:
    """A comment for each theme by the rule, with how people feel about it on average."""
    found = data.of_answers(representatives, selection.scope, tuple(one.said.code for one in told))
    comments = quoted.with_evidence(list(found.values()), {comment.key: code for code, comment in found.items()})
    marked = dict(zip(found, comments, strict=True))
    cases = case_links(comments, selection, actor)
    heard = [(one.said, marked[one.said.code]) for one in told if one.said.code in marked]
    return [_quote(said, comment, selection, quoted.own_link(comment, cases)) for said, comment in heard]


def _quote(said: Mentioned, comment: Comment, selection: Selection, own: Sequence[Markup]) -> Markup:
    feels = "" if said.net.value is None else f", net feeling {fmt_signed(said.net.value)}"
    return blocks.quote(comment.text, f"{said.name}{feels}. {quoted.where(comment, selection)}", comment.found, own)


_VIEWS: dict[str, Callable[[Here, Sequence[Told], DeltaGenerator], None]] = {
    "Themes": _draw_list,
    "Over time": _draw_time,
    "By stage": _draw_stages,
    "In words": _draw_words,
}
