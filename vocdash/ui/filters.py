"""The filters in the head of a page, which stand in the address alone, and the scope they add up to.

A link carries names ("?stage=Receive"); codes are understood, too. What is neither is said in a sentence, and the filter keeps its
default.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

import streamlit as st

from vocdash.choices import Choices
from vocdash.domain import Method, Period, Scope
from vocdash.ui import address, blocks, panels, periods, who
from vocdash.ui.address import Pairs
from vocdash.ui.markup import brief
from vocdash.ui.panels import Field, Panel
from vocdash.ui.sitemap import BY_NAME

_KEYS = ("journey", "period", "from", "to", "compare", "stage", "touchpoint", "channel", "method", "source", "weighted")
_ANOTHER_WORD = {"until": "to", "till": "to", "end": "to", "since": "from", "start": "from", "dates": "period", "month": "period"}
_NEAR = 0.75
"""How like two keys are (0–1) of which one is taken for the other misspelt: “peroid”, “stages”, “form”."""


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
    """The code that a word of the URL means: a name, or else a code; None when it is neither. An exact name comes first."""
    exact = {name: code for code, name in options.items()}
    said = {code.lower(): code for code in options} | {name.lower(): code for name, code in exact.items()}
    return exact.get(raw, said.get(raw.strip().lower()))


class Reader:
    """Reads what the address says of each filter.

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
        """The one code chosen for `key`."""
        raw = st.query_params.get(key)
        code = default if raw is None else understood(raw, options)
        if code is None:
            self._complain(what, str(raw), f"you see {options[default].lower()}")
            return default
        if code != default:
            self.query[key] = (options[code],)
        return code

    def several(self, key: str, options: Mapping[str, str], what: str) -> tuple[str, ...]:
        """The codes chosen for `key`, each once; none means all."""
        found = {word: understood(word, options) for word in st.query_params.get_all(key)}
        codes = tuple(dict.fromkeys(code for code in found.values() if code is not None))
        for word, code in found.items():
            if code is None:
                self.complaints.append(f"This journey has no {what} “{brief(word)}”; you see {'the others' if codes else 'all'}.")
        if codes:
            self.query[key] = tuple(options[code] for code in codes)
        return codes

    def _complain(self, what: str, raw: str, instead: str) -> None:
        self.complaints.append(no_such(what, raw, instead))

    def day(self, key: str, default: date) -> date:
        """The day chosen for `key`."""
        day = self._day(key, default)
        self.query[key] = (day.isoformat(),)
        return day

    def look_for_misspelt(self) -> None:
        """Complain of a key that is nearly that of a filter, or another word for one: it picks nothing."""
        for key in st.query_params:
            low = key.lower()
            near = [_ANOTHER_WORD[low]] if low in _ANOTHER_WORD else get_close_matches(low, _KEYS, 1, _NEAR)
            if key not in _KEYS and near and not key.startswith("seg_"):
                self.complaints.append(f"The link says “{brief(key)}”, which picks nothing here; the filter is called “{near[0]}”.")

    def flag(self, key: str) -> bool:
        """Whether the switch `key` is on."""
        on = st.query_params.get(key) == "true"
        if on:
            self.query[key] = ("true",)
        return on

    def _day(self, key: str, default: date) -> date:
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
        blocks.draw(blocks.notice(no_such(what, raw, f"you see “{instead}”")))


def no_such(what: str, raw: str, instead: str) -> str:
    """The sentence about a word of the address that means nothing here, and what happens `instead`."""
    return f"The link names the {what} “{brief(raw)}”, which does not exist here; {instead}."


_DAYS_HIDE = (
    "Whole months show most. What begins or ends within a month is hidden where a few days more or less would tell what few people said."
)
_WEIGHTED = "Count each submission by the weight its file gave it"


def shortly(codes: Sequence[str], options: Mapping[str, str]) -> str:
    """What is chosen in one filter, short enough for a label: the first name and how many more; empty when nothing is."""
    return "" if not codes else options[codes[0]] + (f" +{len(codes) - 1}" if len(codes) > 1 else "")


def draw_filters(choices: Choices, reader: Reader) -> Selection:
    """Draw the panels and give the selection back. Needs a journey with answers."""
    answers = choices.answers or Period(date.today(), date.today())
    period, before, in_time = _read_period(reader, answers, choices)
    places, in_place = _read_places(reader, choices)
    reader.look_for_misspelt()
    people, of_whom = _read_people(reader, choices)
    panels.draw([_journey_panel(choices), in_time, in_place, of_whom])
    scope = replace(
        people,
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
    panels.draw([_journey_panel(choices)])


def _journey_panel(choices: Choices) -> Panel:
    journey = choices.journey or ""
    field = _one("journey", "Journey", choices.journeys, journey, default_journey(choices), drops=("stage", "touchpoint", "channel"))
    return Panel("journey", choices.journeys[journey], "route", (field,))


def default_journey(choices: Choices) -> str:
    """The journey that needs no word in the URL: the one with the newest answer."""
    return next(iter(choices.journeys))


def _one(key: str, label: str, options: Mapping[str, str], chosen: str, usual: str, hint: str = "", drops: tuple[str, ...] = ()) -> Field:
    return Field("one", key, label, tuple(options.values()), (options[chosen],), options[usual], hint, drops)


def _many(key: str, label: str, options: Mapping[str, str], chosen: Iterable[str], hint: str) -> Field:
    return Field("many", key, label, tuple(options.values()), tuple(options[code] for code in chosen), hint=hint)


def _read_period(reader: Reader, answers: Period, choices: Choices) -> tuple[Period, Period, Panel]:
    options = {code: name for code, (name, _) in periods.PRESETS.items()} | periods.OTHERS
    default = periods.default_preset(answers.last)
    named = any(key in st.query_params for key in ("from", "to")) and "period" not in st.query_params
    preset = periods.CUSTOM if named else reader.choice("period", options, default, "period")
    if named:
        reader.query["period"] = (options[preset],)
    first, last = (reader.day("from", answers.first), reader.day("to", answers.last)) if preset == periods.CUSTOM else (None, None)
    period = periods.resolve(preset, answers, first, last)
    usual = periods.usual_comparison(period, choices.months)
    compare = reader.choice("compare", periods.COMPARE, usual, "comparison")
    fields = [_one("period", "Period, counted from the newest answer", options, preset, default, drops=("from", "to"))]
    if first and last:
        hides = not (period.is_whole_months or who.opens_customers())
        fields += [Field("day", key, label, chosen=(day.isoformat(),)) for key, label, day in (("from", "From", first), ("to", "To", last))]
        fields[-1] = replace(fields[-1], hint=_DAYS_HIDE if hides else "")
    why = "Nobody answered in the period before." if usual == periods.YEAR else ""
    fields.append(_one("compare", "Compare with", periods.COMPARE, compare, usual, why))
    return period, periods.held_against(period, compare), Panel("period", periods.label(period), "calendar_month", tuple(fields))


def _read_places(reader: Reader, choices: Choices) -> tuple[dict[str, tuple[str, ...]], Panel]:
    options = {"stage": choices.stages, "touchpoint": choices.touchpoints, "channel": choices.channels}
    chosen = {key: reader.several(key, known, key) for key, known in options.items()}
    said = [shortly(codes, options[key]) for key, codes in chosen.items() if codes]
    fields = tuple(_many(key, key.capitalize(), known, chosen[key], f"All {key}s") for key, known in options.items())
    return chosen, Panel("places", " · ".join(said) or "All stages", "place", fields)


def _read_people(reader: Reader, choices: Choices) -> tuple[Scope, Panel]:
    """Who is looked at, wherever and whenever: segments, methods, sources, and whether people count by their weights."""
    options = {f"seg_{name}": {value: value for value in values} for name, values in choices.segments.items()}
    named = {f"seg_{name}": name for name in choices.segments}
    for key in sorted(key for key in st.query_params if key.startswith("seg_") and key not in options):
        asked, what = brief(str(st.query_params[key])), brief(words(key.removeprefix("seg_")).lower())
        reader.complaints.append(f"Answers on this journey name no {what}, so that “{asked}” picks nobody out; you see everybody.")
    chosen = {key: reader.several(key, known, words(named[key]).lower()) for key, known in options.items()}
    methods = {code: words(code) for code in choices.methods}
    picked = reader.several("method", methods, "method")
    sources = reader.several("source", choices.sources, "source")
    weighted = reader.flag("weighted")
    said = [shortly(codes, options[key]) for key, codes in chosen.items() if codes]
    said += [shortly(codes, known) for codes, known in ((picked, methods), (sources, choices.sources)) if codes] + ["weighted"] * weighted
    fields = [_many(key, words(named[key]), known, chosen[key], f"Every {words(named[key]).lower()}") for key, known in options.items()]
    if len(methods) > 1:
        usual = "Scores from surveys, words from everywhere" if "survey" in methods else "Not mixed"
        fields.append(_many("method", "Method of collection", methods, picked, usual))
    if len(choices.sources) > 1:
        fields.append(_many("source", "Source", choices.sources, sources, "Every source"))
    fields.append(Field("switch", "weighted", "Weighted", chosen=("true",) * weighted, hint=_WEIGHTED))
    segments = tuple((named[key], codes) for key, codes in chosen.items() if codes)
    scope = Scope(segments=segments, methods=picked, sources=sources, weighted=weighted)
    return scope, Panel("people", " · ".join(said) or "Everybody", "filter_list", tuple(fields))


def words(code: str) -> str:
    """A code as words: `customer_type` → `Customer type`."""
    return code.replace("_", " ").capitalize()
