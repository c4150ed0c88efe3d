"""What a journey consists of and what is asked along it, as frozen values, read from a table such as `journey.toml`.

The same keys stand in a definition of its own and inside a mapping: `journey`, `stages`, `channels`, `touchpoints`, `teams`,
`persons`, `cells`, `targets`, `events`, `actions`, `scales`, `sources`, `questions`. Everything refers to everything by code.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from vocdash.domain import UNKNOWN, Direction, Family, Method, Role, Scale
from vocdash.journeys.document import LONGEST_NAME, Fields

_LAST_PLACE = 10_000
"""More stages than any journey has."""


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage; `position` counts from 1, `weight` is its share of the index (None: as the others)."""

    code: str
    name: str
    position: int
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """A channel; `human` says that a person of ours is at the other end."""

    code: str
    name: str
    human: bool = False


@dataclass(frozen=True, slots=True)
class TouchpointSpec:
    """A touchpoint; `channel` is where its answers belong that name none."""

    code: str
    name: str
    channel: str = UNKNOWN
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TeamSpec:
    """A team of ours, or of a partner company."""

    code: str
    name: str
    partner: bool = False


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody who owns cells, cases or actions."""

    code: str
    name: str
    email: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class CellSpec:
    """A touchpoint placed in a stage, with what is true of it from `valid_from` on (None: always).

    `wanted` and `customers_want` are levels of `metric`; `importance` is 0–10, `yearly_cost` in the company's currency. The cell itself
    stands in the journey from `starts_on` on, up to the day before `ends_on`. A cell with several dated versions is listed once for each.
    """

    stage: str
    touchpoint: str
    owner: str = ""
    team: str = ""
    importance: float | None = None
    wanted: float | None = None
    customers_want: float | None = None
    metric: str = "experience"
    yearly_cost: float | None = None
    needs: tuple[dict[str, str], ...] = ()
    note: str = ""
    weight: float | None = None
    pinned: bool = False
    valid_from: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """The value of a metric (or of the index) the company wants for the whole journey."""

    metric: str
    value: float


@dataclass(frozen=True, slots=True)
class EventSpec:
    """Something that happened on a day, to be marked on charts."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """A change to a stage or a touchpoint."""

    name: str
    stage: str = ""
    touchpoint: str = ""
    owner: str = ""
    started_on: date | None = None
    done_on: date | None = None
    cost: float | None = None
    expected_gain: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where answers come from."""

    code: str
    name: str = ""
    method: Method = Method.SURVEY


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """A question, where its answers belong by default, and (in a wide file) how its column is read.

    `values` gives text answers their number. Cells in `no_answer` (blank, refused) and `not_used` (never used it) are left
    out. `reverse` turns a value round: smallest + largest − value. `also` are further columns of the question, where each of its steps
    has one: the column that is filled says the answer.
    """

    code: str
    source: str = ""
    wording: str = ""
    scale: str = ""
    role: Role = Role.PERFORMANCE
    stage: str = ""
    touchpoint: str = ""
    channel: str = ""
    explains: str = ""
    column: str = ""
    no_answer: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    values: dict[str, float] = field(default_factory=dict)
    reverse: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A journey, what is asked along it, and of whom. Empty where a file defines nothing."""

    code: str = ""
    name: str = ""
    description: str = ""
    sheet: dict[str, Any] = field(default_factory=dict)
    stages: tuple[StageSpec, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()
    touchpoints: tuple[TouchpointSpec, ...] = ()
    teams: tuple[TeamSpec, ...] = ()
    persons: tuple[PersonSpec, ...] = ()
    cells: tuple[CellSpec, ...] = ()
    targets: tuple[TargetSpec, ...] = ()
    events: tuple[EventSpec, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    scales: tuple[Scale, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    questions: tuple[QuestionSpec, ...] = ()


def read_definition(document: Fields) -> Definition:
    """The definition in a document; problems are noted in it, and codes that refer to nothing are problems."""
    code, name, description, sheet = _journey(document)
    found = Definition(
        code,
        name,
        description,
        sheet,
        stages=tuple(_stage(item, at) for at, item in enumerate(document.tables("stages"), 1)),
        channels=tuple(ChannelSpec(*_named(item), item.flag("human")) for item in document.tables("channels")),
        touchpoints=tuple(
            TouchpointSpec(*_named(item), item.text("channel", UNKNOWN), item.text("icon", longest=32))
            for item in document.tables("touchpoints")
        ),
        teams=tuple(TeamSpec(*_named(item), item.flag("partner")) for item in document.tables("teams")),
        persons=tuple(PersonSpec(*_named(item), item.text("email", longest=200), item.text("team")) for item in document.tables("persons")),
        cells=tuple(_cell(item) for item in document.tables("cells")),
        targets=tuple(TargetSpec(item.required("metric", longest=32), item.number("value") or 0.0) for item in document.tables("targets")),
        events=tuple(_event(item) for item in document.tables("events")),
        actions=tuple(_action(item) for item in document.tables("actions")),
        scales=tuple(_scale(item) for item in document.tables("scales")),
        sources=tuple(read_source(item) for item in document.tables("sources")),
        questions=tuple(_question(item) for item in document.tables("questions")),
    )
    _check_references(document, found)
    return found


def _journey(document: Fields) -> tuple[str, str, str, dict[str, Any]]:
    if isinstance(document.raw("journey"), str):
        code = document.required("journey")
        return code, code, "", {}
    if not document.has("journey"):
        return "", "", "", {}
    item = document.table("journey")
    code, name = _named(item)
    sheet = {key: _as_json(item.raw(key)) for key in item if key not in ("code", "name", "description")}
    return code, name, item.text("description"), sheet


def _as_json(value: Any) -> Any:
    """A value as JSON holds it, without what says nothing."""
    if isinstance(value, dict):
        return {key: _as_json(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_as_json(part) for part in value if part is not None]
    return value.isoformat() if isinstance(value, (date, time)) else value


def _named(item: Fields) -> tuple[str, str]:
    code = item.required("code")
    return code, item.text("name", code, longest=LONGEST_NAME)


def _stage(item: Fields, at: int) -> StageSpec:
    code, name = _named(item)
    position = item.number("position", low=1, high=_LAST_PLACE)
    return StageSpec(code, name, at if position is None else int(position), item.number("weight", low=0))


def _cell(item: Fields) -> CellSpec:
    needs = tuple({key: need.text(key) for key in need} for need in item.tables("needs"))
    return CellSpec(
        item.required("stage"),
        item.required("touchpoint"),
        item.text("owner"),
        item.text("team"),
        item.number("importance", 0, 10),
        item.number("wanted"),
        item.number("customers_want"),
        item.text("metric", "experience", longest=32),
        item.number("yearly_cost", 0),
        needs,
        item.text("note"),
        item.number("weight", 0),
        item.flag("pinned"),
        item.day("valid_from"),
        item.day("starts_on"),
        item.day("ends_on"),
    )


def _event(item: Fields) -> EventSpec:
    day = item.day("day")
    if day is None:
        item.problem("day", "is missing.")
    return EventSpec(day or date.min, item.required("name", longest=LONGEST_NAME))


def _action(item: Fields) -> ActionSpec:
    return ActionSpec(
        item.required("name", longest=LONGEST_NAME),
        item.text("stage"),
        item.text("touchpoint"),
        item.text("owner"),
        item.day("started_on"),
        item.day("done_on"),
        item.number("cost", 0),
        item.number("expected_gain", -100, 100),
        item.text("note"),
    )


def _scale(item: Fields) -> Scale:
    code, name = _named(item)
    low, high = item.number("minimum"), item.number("maximum")
    family = item.choice("family", Family, Family.RATING)
    if low is None or high is None or low >= high:
        item.problem("minimum", "and maximum must be two numbers, the smaller one first.")
    elif family is Family.NPS and (low, high) != (0, 10):
        item.problem("minimum", "and maximum of a recommendation scale (nps) are 0 and 10.")
    direction = item.choice("direction", Direction, Direction.UP)
    return Scale(code, family, low or 0.0, high or 0.0, direction, item.number("satisfied_from", low, high), name, item.names("labels"))


def read_source(item: Fields) -> SourceSpec:
    """A source in a table {code, name, method}."""
    code, name = _named(item)
    return SourceSpec(code, name, item.choice("method", Method, Method.SURVEY))


def _question(item: Fields) -> QuestionSpec:
    column = item.text("column")
    code = item.text("code", column, longest=64)
    if not code:
        item.problem("code", "is missing.")
    scale = item.text("scale")
    return QuestionSpec(
        code,
        item.text("source"),
        item.text("wording"),
        scale,
        item.choice("role", Role, Role.PERFORMANCE if scale else Role.COMMENT),
        item.text("stage"),
        item.text("touchpoint"),
        item.text("channel"),
        item.text("explains"),
        column,
        item.texts("no_answer"),
        item.texts("not_used"),
        item.numbers("values"),
        item.flag("reverse"),
        item.texts("also"),
    )


def _check_references(document: Fields, found: Definition) -> None:
    """A code that refers to something this document defines no such thing of; kinds it does not list are known elsewhere."""
    _unique(document, "stages", [stage.code for stage in found.stages])
    _unique(document, "touchpoints", [touchpoint.code for touchpoint in found.touchpoints])
    _unique(document, "questions", [f"{question.source}/{question.code}" for question in found.questions])
    stages, touchpoints = {s.code for s in found.stages}, {p.code for p in found.touchpoints}
    channels, teams = {c.code for c in found.channels}, {team.code for team in found.teams}
    persons = {person.code for person in found.persons}
    for at, point in enumerate(found.touchpoints, 1):
        _refers(document, f"touchpoints[{at}].channel", point.channel, channels)
    for at, person in enumerate(found.persons, 1):
        _refers(document, f"persons[{at}].team", person.team, teams)
    for at, cell in enumerate(found.cells, 1):
        _refers(document, f"cells[{at}].stage", cell.stage, stages)
        _refers(document, f"cells[{at}].touchpoint", cell.touchpoint, touchpoints)
        _refers(document, f"cells[{at}].owner", cell.owner, persons)
        _refers(document, f"cells[{at}].team", cell.team, teams)
    asked: dict[str, set[str]] = {}
    for question in found.questions:
        asked.setdefault(question.source, set()).add(question.code)
    for at, question in enumerate(found.questions, 1):
        _refers(document, f"questions[{at}].stage", question.stage, stages)
        _refers(document, f"questions[{at}].touchpoint", question.touchpoint, touchpoints)
        _refers(document, f"questions[{at}].channel", question.channel, channels)
        _refers(document, f"questions[{at}].explains", question.explains, asked[question.source])


def _unique(document: Fields, key: str, codes: list[str]) -> None:
    for code in sorted(code for code, count in Counter(codes).items() if count > 1):
        document.problem(key, f"has “{code}” more than once.")


def _refers(document: Fields, key: str, code: str, known: set[str]) -> None:
    if known and code and code != UNKNOWN and code not in known:
        listed = ", ".join(sorted(known)[:12])
        document.problem(key, f"is “{code}”, which is not defined here. Known are: {listed}.")
