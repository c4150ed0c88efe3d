"""The filters in the head of a page, each bound to the URL, and the scope they add up to.

A link carries names ("?stage=Receive"), because that is what the widgets write; codes are understood, too. What is neither is
said in a sentence, and the filter keeps its default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from vocdash.choices import Choices
from vocdash.domain import Method, Period, Scope
from vocdash.ui import periods
from vocdash.ui.sitemap import BY_NAME

ANY = ""
COMPARE = {"before": "The period before", "year": "The same period a year ago"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person looks at. `scope` holds the methods they picked; `scored` never mixes methods unless they asked for it.

    `query` is the same as the address says it, by names and without what is the default.
    """

    choices: Choices
    scope: Scope
    scored: Scope
    before: Period
    query: tuple[tuple[str, str], ...] = ()

    @property
    def period(self) -> Period:
        return self.scope.period or self.before

    def link(self, page: str, **places: str) -> str:
        """The address of a page with this selection, narrowed to the places given by code."""
        names = {"stage": self.choices.stages, "touchpoint": self.choices.touchpoints}
        narrowed = {key: names[key][code] for key, code in places.items() if code in names[key]}
        return f"{BY_NAME[page].address}?{urlencode({**dict(self.query), **narrowed})}"


def understood(raw: str, options: Mapping[str, str]) -> str | None:
    """The code that a word of the URL means: a name or a code, without regard to case; None when it is neither."""
    wanted = raw.strip().lower()
    for code, name in options.items():
        if wanted in (name.lower(), code.lower()):
            return code
    return None


class Reader:
    """Reads each filter's current value before its widget is drawn, because the label of a popover says it."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.query: dict[str, str] = {}

    def choice(self, key: str, options: Mapping[str, str], default: str, what: str) -> str:
        """The code chosen for `key`; a code in the address is handed to the widget as its value."""
        code = self._choice(key, options, default, what)
        if code != default:
            self.query[key] = options[code]
        return code

    def _choice(self, key: str, options: Mapping[str, str], default: str, what: str) -> str:
        if key in st.session_state:
            if st.session_state[key] not in options:
                st.session_state[key] = default
            return str(st.session_state[key])
        raw = st.query_params.get(key)
        if raw is None:
            return default
        code = understood(raw, options)
        if code is None:
            self.complaints.append(f"The link names the {what} “{raw}”, which does not exist here; you see {options[default].lower()}.")
            return default
        if raw != options[code]:
            st.session_state[key] = code  # the widget itself understands names only
        return code

    def day(self, key: str, default: date) -> date:
        """The day chosen for `key`."""
        day = self._day(key, default)
        self.query[key] = day.isoformat()
        return day

    def flag(self, key: str) -> bool:
        """Whether the switch `key` is on."""
        on = bool(st.session_state.get(key, st.query_params.get(key) == "true"))
        if on:
            self.query[key] = "true"
        return on

    def _day(self, key: str, default: date) -> date:
        if key in st.session_state:
            return st.session_state[key] or default
        raw = st.query_params.get(key)
        try:
            return date.fromisoformat(raw) if raw else default
        except ValueError:
            self.complaints.append(f"The link names the day “{raw}”, which is not of the form 2026-05-31; you see another period.")
            return default


def _select(label: str, key: str, options: Mapping[str, str], default: str) -> None:
    codes = list(options)
    st.selectbox(label, codes, index=codes.index(default), format_func=lambda code: options[code], key=key, bind="query-params")


def _with_any(options: Mapping[str, str], every: str) -> dict[str, str]:
    return {ANY: every, **options}


def draw_filters(choices: Choices, reader: Reader) -> Selection:
    """Draw the popovers and give the selection back. Needs a journey with answers."""
    answers = choices.answers or Period(date.today(), date.today())
    _draw_journey(choices)
    period, before = _draw_period(reader, answers)
    places = _draw_places(reader, choices)
    segments, methods, weighted = _draw_people(reader, choices)
    scope = Scope(
        journey=choices.journey,
        period=period,
        stages=places["stage"],
        touchpoints=places["touchpoint"],
        channels=places["channel"],
        methods=methods,
        segments=segments,
        weighted=weighted,
    )
    return Selection(choices, scope, scored(scope, choices.methods), before, tuple(reader.query.items()))


def scored(scope: Scope, methods: Sequence[str]) -> Scope:
    """The scope of the scores: where a person picked no method, surveys alone (or else the only method there is)."""
    if scope.methods or len(methods) < 2:
        return scope
    main = Method.SURVEY.value if Method.SURVEY.value in methods else methods[0]
    return Scope(**{name: getattr(scope, name) for name in Scope.__dataclass_fields__ if name != "methods"}, methods=(main,))


def _draw_journey(choices: Choices) -> None:
    with st.popover(choices.journeys[choices.journey or ""], icon=":material/route:", key="voc_filter_journey"):
        _select("Journey", "journey", choices.journeys, default_journey(choices))


def default_journey(choices: Choices) -> str:
    """The journey that needs no word in the URL: the one with the newest answer."""
    return next(iter(choices.journeys))


def _draw_period(reader: Reader, answers: Period) -> tuple[Period, Period]:
    options = {code: name for code, (name, _) in periods.PRESETS.items()} | {periods.ALL: "Everything", periods.CUSTOM: "From … to …"}
    default = periods.default_preset(answers.last)
    preset = reader.choice("period", options, default, "period")
    first, last = (reader.day("from", answers.first), reader.day("to", answers.last)) if preset == periods.CUSTOM else (None, None)
    period = periods.resolve(preset, answers, first, last)
    compare = reader.choice("compare", COMPARE, "before", "comparison")
    with st.popover(periods.label(period), icon=":material/calendar_month:", key="voc_filter_period"):
        _select("Period, counted from the newest answer", "period", options, default)
        if preset == periods.CUSTOM:
            st.date_input("From", value=answers.first, key="from", bind="query-params", format="YYYY-MM-DD")
            st.date_input("To", value=answers.last, key="to", bind="query-params", format="YYYY-MM-DD")
        _select("Compare with", "compare", COMPARE, "before")
    return period, periods.a_year_ago(period) if compare == "year" else period.before()


def _draw_places(reader: Reader, choices: Choices) -> dict[str, tuple[str, ...]]:
    options = {
        "stage": _with_any(choices.stages, "All stages"),
        "touchpoint": _with_any(choices.touchpoints, "All touchpoints"),
        "channel": _with_any(choices.channels, "All channels"),
    }
    chosen = {key: reader.choice(key, known, ANY, key) for key, known in options.items()}
    said = [options[key][code] for key, code in chosen.items() if code]
    with st.popover(" · ".join(said) or "All stages", icon=":material/place:", key="voc_filter_places"):
        for key, known in options.items():
            _select(key.capitalize(), key, known, ANY)
    return {key: (code,) if code else () for key, code in chosen.items()}


def _draw_people(reader: Reader, choices: Choices) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...], bool]:
    by_key = {
        f"seg_{name}": (name, _with_any({v: v for v in values}, f"Every {words(name).lower()}"))
        for name, values in choices.segments.items()
    }
    chosen = {key: reader.choice(key, options, ANY, words(name).lower()) for key, (name, options) in by_key.items()}
    every_method = "Scores from surveys, words from everywhere" if "survey" in choices.methods else "Not mixed"
    methods = _with_any({code: words(code) for code in choices.methods}, every_method) | {"all": "All methods mixed"}
    method = reader.choice("method", methods, ANY, "method")
    weighted = reader.flag("weighted")
    said = [code for code in chosen.values() if code] + ([methods[method]] if method else []) + (["weighted"] if weighted else [])
    with st.popover(" · ".join(said) or "Everybody", icon=":material/filter_list:", key="voc_filter_people"):
        for key, (name, options) in by_key.items():
            _select(words(name), key, options, ANY)
        if len(choices.methods) > 1:
            _select("Method of collection", "method", methods, ANY)
        st.toggle("Weighted", key="weighted", bind="query-params", help="Count each submission by the weight its file gave it.")
    segments = tuple((by_key[key][0], (value,)) for key, value in chosen.items() if value)
    picked = {ANY: (), "all": choices.methods}.get(method, (method,))
    return segments, picked, weighted


def words(code: str) -> str:
    """A code as words: `customer_type` → `Customer type`."""
    return code.replace("_", " ").capitalize()
