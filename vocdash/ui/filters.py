"""The filters in the head of a page, each bound to the URL, and the scope they add up to.

A link carries names ("?stage=Receive"), because that is what the widgets write; codes are understood, too. What is neither is
said in a sentence, and the filter keeps its default.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from vocdash.choices import Choices
from vocdash.domain import Method, Period, Scope
from vocdash.ui import address, blocks, days, periods, who
from vocdash.ui.address import Pairs
from vocdash.ui.markup import brief
from vocdash.ui.sitemap import BY_NAME


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person looks at. `scope` holds the methods they picked; `scored` never mixes methods unless they asked for it.

    `query` is the same as the address says it, by names and without what is the default.
    """

    choices: Choices
    scope: Scope
    scored: Scope
    before: Period
    query: Pairs = ()

    @property
    def period(self) -> Period:
        """The days that are looked at."""
        return self.scope.period or self.before

    @property
    def is_first(self) -> bool:
        """Whether nobody answered before it: then no period before can be held against it, whichever one picks."""
        return self.choices.answers is not None and self.period.first <= self.choices.answers.first

    @property
    def periods(self) -> tuple[str, str]:
        """The period and the one it is held against, as short as they can be told apart."""
        return periods.both(self.period, self.before)

    def link(self, page: str, *beside: tuple[str, str], **places: str) -> str:
        """The address of a page with this selection, narrowed to the places given by code, and to what the address of it says `beside`.

        An empty place takes that filter off; a place that the journey does not know leaves it alone.
        """
        names = {"stage": self.choices.stages, "touchpoint": self.choices.touchpoints, "channel": self.choices.channels}
        known = [(key, names[key][code] if code else "") for key, code in places.items() if not code or code in names[key]]
        return f"{BY_NAME[page].address}?{address.said_anew(self.query, dict([*known, *beside]))}"


def understood(raw: str, options: Mapping[str, str]) -> str | None:
    """The code that a word of the URL means: a name or a code, without regard to case; None when it is neither."""
    wanted = raw.strip().lower()
    for code, name in options.items():
        if wanted in (name.lower(), code.lower()):
            return code
    return None


class Reader:
    """Reads each filter's current value before its widget is drawn, because the label of a popover says it.

    `query` is what was read, as the address says it: key → values, without what is the default.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.query: dict[str, tuple[str, ...]] = {}

    @property
    def pairs(self) -> Pairs:
        """The query as pairs, a key once for each of its values."""
        return tuple((key, value) for key, values in self.query.items() for value in values)

    def choice(self, key: str, options: Mapping[str, str], default: str, what: str) -> str:
        """The one code chosen for `key`; a code in the address is handed to the widget as its value."""
        code = self._choice(key, options, default, what)
        if code != default:
            self.query[key] = (options[code],)
            address.keep(key, code)
        return code

    def _choice(self, key: str, options: Mapping[str, str], default: str, what: str) -> str:
        if address.is_set(key):
            if st.session_state[key] not in options:
                st.session_state[key] = default
            return str(st.session_state[key])
        raw = st.query_params.get(key)
        if raw is None:
            return default
        code = understood(raw, options)
        if code is None:
            self._complain(what, raw, f"you see {options[default].lower()}")
            return default
        if raw != options[code]:
            st.session_state[key] = code  # the widget itself understands names only
        return code

    def several(self, key: str, options: Mapping[str, str], what: str) -> tuple[str, ...]:
        """The codes chosen for `key`, each once; none means all."""
        codes = self._several(key, options, what)
        if codes:
            self.query[key] = tuple(options[code] for code in codes)
            address.keep(key, list(codes))
        return codes

    def _several(self, key: str, options: Mapping[str, str], what: str) -> tuple[str, ...]:
        if address.is_set(key):
            known = [code for code in st.session_state[key] if code in options]
            if known != st.session_state[key]:
                st.session_state[key] = known
            return tuple(known)
        raw = st.query_params.get_all(key)
        # The widget itself understands names only, and takes them where there are any: a link says names, or it says codes.
        exact = {name: code for code, name in options.items() if name in raw}
        found = {word: exact.get(word) if exact else understood(word, options) for word in raw}
        codes = tuple(dict.fromkeys(code for code in found.values() if code is not None))
        for word, code in found.items():
            if code is None:
                self._complain(what, word, "you see the others" if codes else "you see all")
        if raw != [options[code] for code in codes]:
            st.session_state[key] = list(codes)
        return codes

    def _complain(self, what: str, raw: str, instead: str) -> None:
        self.complaints.append(_no_such(what, raw, instead))

    def day(self, key: str, default: date) -> date:
        """The day chosen for `key`."""
        day = self._day(key, default)
        self.query[key] = (day.isoformat(),)
        if day != default:
            address.keep(key, day)
        return day

    def flag(self, key: str) -> bool:
        """Whether the switch `key` is on."""
        on = bool(st.session_state[key] if address.is_set(key) else st.query_params.get(key) == "true")
        if on:
            self.query[key] = ("true",)
            address.keep(key, on)
        return on

    def _day(self, key: str, default: date) -> date:
        if address.is_set(key):
            return st.session_state[key] or default
        raw = st.query_params.get(key) or default.isoformat()
        try:
            return date.fromisoformat(raw)
        except ValueError:
            self.complaints.append(f"The link names the day “{brief(raw)}”, which is not of the form 2026-05-31; you see another period.")
            return default


def say_unknown(key: str, options: Collection[str], what: str, instead: str) -> None:
    """Say that the address names something of a switch `key` that does not exist; to be asked before the switch is drawn."""
    raw = None if address.is_set(key) else st.query_params.get(key)
    if raw is not None and raw not in options:
        blocks.draw(blocks.notice(_no_such(what, raw, f"you see “{instead}”")))


def _no_such(what: str, raw: str, instead: str) -> str:
    return f"The link names the {what} “{brief(raw)}”, which does not exist here; {instead}."


_DAYS_HIDE = (
    "Whole months show most. What begins or ends within a month is hidden where a few days more or less would tell what few people said."
)


def _select(label: str, key: str, options: Mapping[str, str], default: str) -> None:
    codes = list(options)
    st.selectbox(label, codes, index=codes.index(default), format_func=lambda code: options[code], key=key, bind="query-params")


def _multiselect(label: str, key: str, options: Mapping[str, str], every: str) -> None:
    st.multiselect(label, list(options), format_func=lambda code: options[code], placeholder=every, key=key, bind="query-params")


def shortly(codes: Sequence[str], options: Mapping[str, str]) -> str:
    """What is chosen in one filter, short enough for a label: the first name and how many more; empty when nothing is."""
    return "" if not codes else options[codes[0]] + (f" +{len(codes) - 1}" if len(codes) > 1 else "")


def draw_filters(choices: Choices, reader: Reader) -> Selection:
    """Draw the popovers and give the selection back. Needs a journey with answers."""
    answers = choices.answers or Period(date.today(), date.today())
    draw_journey(choices)
    period, before = _draw_period(reader, answers, choices)
    places = _draw_places(reader, choices)
    scope = replace(
        _draw_people(reader, choices),
        journey=choices.journey,
        period=period,
        stages=places["stage"],
        touchpoints=places["touchpoint"],
        channels=places["channel"],
    )
    return Selection(choices, scope, scored(scope, choices.methods), before, reader.pairs)


def scored(scope: Scope, methods: Sequence[str]) -> Scope:
    """The scope of the scores: where a person picked no method, surveys alone (or else the only method there is)."""
    if scope.methods or len(methods) < 2:
        return scope
    main = Method.SURVEY.value if Method.SURVEY.value in methods else methods[0]
    return replace(scope, methods=(main,))


def draw_journey(choices: Choices) -> None:
    """The journey that is looked at, out of all there are."""
    with st.popover(choices.journeys[choices.journey or ""], icon=":material/route:", key="voc_filter_journey"):
        _select("Journey", "journey", choices.journeys, default_journey(choices))


def default_journey(choices: Choices) -> str:
    """The journey that needs no word in the URL: the one with the newest answer."""
    return next(iter(choices.journeys))


def _draw_period(reader: Reader, answers: Period, choices: Choices) -> tuple[Period, Period]:
    options = {code: name for code, (name, _) in periods.PRESETS.items()} | periods.OTHERS
    default = periods.default_preset(answers.last)
    preset = reader.choice("period", options, default, "period")
    first, last = (reader.day("from", answers.first), reader.day("to", answers.last)) if preset == periods.CUSTOM else (None, None)
    period = periods.resolve(preset, answers, first, last)
    usual = periods.usual_comparison(period, choices.months)
    compare = reader.choice("compare", periods.COMPARE, usual, "comparison")
    with st.popover(periods.label(period), icon=":material/calendar_month:", key="voc_filter_period"):
        _select("Period, counted from the newest answer", "period", options, default)
        if preset == periods.CUSTOM:
            days.field("From", answers.first, key="from", bind="query-params")
            days.field("To", answers.last, key="to", bind="query-params")
            if not (period.is_whole_months or who.opens_customers()):
                blocks.draw(blocks.caption(_DAYS_HIDE))
        _select("Compare with", "compare", periods.COMPARE, usual)
        if usual == periods.YEAR:
            blocks.draw(blocks.caption("Nobody answered in the period before."))
    return period, periods.held_against(period, compare)


def _draw_places(reader: Reader, choices: Choices) -> dict[str, tuple[str, ...]]:
    options = {"stage": choices.stages, "touchpoint": choices.touchpoints, "channel": choices.channels}
    chosen = {key: reader.several(key, known, key) for key, known in options.items()}
    said = [shortly(codes, options[key]) for key, codes in chosen.items() if codes]
    with st.popover(" · ".join(said) or "All stages", icon=":material/place:", key="voc_filter_places"):
        for key, known in options.items():
            _multiselect(key.capitalize(), key, known, f"All {key}s")
    return chosen


def _draw_people(reader: Reader, choices: Choices) -> Scope:
    """Who is looked at, wherever and whenever: segments, methods, sources, and whether people count by their weights."""
    options = {f"seg_{name}": {value: value for value in values} for name, values in choices.segments.items()}
    named = {f"seg_{name}": name for name in choices.segments}
    chosen = {key: reader.several(key, known, words(named[key]).lower()) for key, known in options.items()}
    methods = {code: words(code) for code in choices.methods}
    picked = reader.several("method", methods, "method")
    sources = reader.several("source", choices.sources, "source")
    weighted = reader.flag("weighted")
    said = [shortly(codes, options[key]) for key, codes in chosen.items() if codes]
    said += [shortly(codes, known) for codes, known in ((picked, methods), (sources, choices.sources)) if codes] + ["weighted"] * weighted
    with st.popover(" · ".join(said) or "Everybody", icon=":material/filter_list:", key="voc_filter_people"):
        for key, known in options.items():
            _multiselect(words(named[key]), key, known, f"Every {words(named[key]).lower()}")
        if len(methods) > 1:
            usual = "Scores from surveys, words from everywhere" if "survey" in methods else "Not mixed"
            _multiselect("Method of collection", "method", methods, usual)
        if len(choices.sources) > 1:
            _multiselect("Source", "source", choices.sources, "Every source")
        st.toggle("Weighted", key="weighted", bind="query-params", help="Count each submission by the weight its file gave it.")
    segments = tuple((named[key], codes) for key, codes in chosen.items() if codes)
    return Scope(segments=segments, methods=picked, sources=sources, weighted=weighted)


def words(code: str) -> str:
    """A code as words: `customer_type` → `Customer type`."""
    return code.replace("_", " ").capitalize()
