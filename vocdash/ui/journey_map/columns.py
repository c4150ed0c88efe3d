"""The journey map's columns, put together from scores, cells and comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from vocdash.charts.inputs import StagePoint, TouchpointMark
from vocdash.charts.journey_sheet import lost_or_won
from vocdash.charts.judge import Verdict, judge, lowest, too_few
from vocdash.charts.theme import fmt_half, fmt_score, fmt_signed
from vocdash.domain import OFF_THE_ROAD, Row, Scope, Score
from vocdash.journeys.walks import Walked
from vocdash.locales import listed
from vocdash.metrics import Query, ask, index
from vocdash.metrics.handoffs import handoffs
from vocdash.ui import blocks, data, periods
from vocdash.ui.cells import Place, mean_level, moment_of_truth
from vocdash.ui.filters import Selection
from vocdash.ui.hiding.composed import shown_stages
from vocdash.ui.hiding.small_groups import hidden_below, hide_remainder, shown_in, shown_rows
from vocdash.ui.markup import Markup, brief, element, link
from vocdash.ui.overview.figures import answers
from vocdash.ui.voices.quoted import typical_comments
from vocdash.ui.walk.results import walked_until
from vocdash.ui.who import opens_customers

Moment = Literal["found", "pinned"]

_FEELINGS = ((40.0, "delighted"), (15.0, "pleased"), (-15.0, "mixed"), (-40.0, "let down"), (-101.0, "upset"))


def feeling(net_sentiment: float | None) -> str:
    """A word for a net sentiment from −100 to 100; nothing where there is none."""
    if net_sentiment is None:
        return ""
    return next(word for least, word in _FEELINGS if net_sentiment >= least)


def stage_points(selection: Selection, places: Sequence[Place]) -> list[StagePoint]:
    """One column a stage, in order."""
    return _points(selection, places, drawn_stages(selection))


def points_beside(selection: Selection, places: Sequence[Place]) -> list[StagePoint]:
    """The same of stages that are no step of the road and have something to say: they stand below the map."""
    return [point for point in _points(selection, places, _off_the_road(selection)) if point.score.value is not None or point.quote]


def _points(selection: Selection, places: Sequence[Place], codes: Sequence[str]) -> list[StagePoint]:
    if not codes:
        return []
    found = data.of_answers(index.overall, selection.scored)
    looked_at = [stage for stage in found.stages if stage.code in codes]
    scores = shown_stages(replace(selection.scored, stages=()))
    moods = _by_stage(selection, "net_sentiment")
    counts = _by_stage(selection, "responses")
    moments = moment_of_truth(places)
    borders = _handoffs(selection)
    heard = [stage.code for stage in looked_at if scores[stage.code].value is not None]
    steps = [code for code in heard if code not in OFF_THE_ROAD]
    end = steps[-1] if len(heard) > 1 and steps else ""
    points: list[StagePoint] = []
    walked = walked_until(selection)
    quotes = typical_comments(selection, [stage.code for stage in looked_at if not scores[stage.code].hidden])
    for stage in looked_at:
        here = [place for place in places if place.cell.stage == stage.code]
        mood = moods.get(stage.code)
        owner, team = _owner(here)
        taken_over = bool(points) and (owner, team) != (points[-1].owner, points[-1].team)
        points.append(
            StagePoint(
                stage.code,
                selection.choices.stages.get(stage.code, stage.code),
                scores[stage.code],
                wanted=mean_level([place.cell.wanted for place in here]),
                customers_want=mean_level([place.cell.customers_want for place in here]),
                net_sentiment=mood,
                feeling=feeling(mood.value) if mood and not mood.hidden else "",
                answers=round(counts[stage.code].value or 0) if stage.code in counts else 0,
                touchpoints=tuple(_touchpoint(place, moments) for place in here),
                quote=quotes.get(stage.code, ""),
                owner=owner,
                team=team,
                handoff=borders.get((points[-1].code, stage.code)) if taken_over else None,
                moment_of_truth=_moment([_pin_or_found(place, moments) for place in here]),
                is_end=stage.code == end,
                asked=any(place.asked for place in here) or stage.score.n > 0,
                walked=_walked(here, walked),
            )
        )
    return points


def drawn_stages(selection: Selection) -> list[str]:
    """The codes of the stages that are columns, in order: those off the road only where they are all there is to look at."""
    looked_at = [code for code in selection.choices.stages if not selection.scope.stages or code in selection.scope.stages]
    return [code for code in looked_at if code not in OFF_THE_ROAD] or looked_at


def _off_the_road(selection: Selection) -> list[str]:
    drawn = drawn_stages(selection)
    looked_at = [code for code in selection.choices.stages if not selection.scope.stages or code in selection.scope.stages]
    return [code for code in looked_at if code not in drawn]


def _left_out(selection: Selection) -> str:
    """What the columns leave out: the scores of the stages that are no step somebody takes; empty where there are none."""
    codes = _off_the_road(selection)
    scores = shown_stages(replace(selection.scored, stages=())) if codes else {}
    told = [(selection.choices.stages[code], scores[code]) for code in codes if code in scores and scores[code].value is not None]
    left_out = [f"{brief(name)} ({fmt_score(score.value)} {fmt_half(score)})" for name, score in told]
    return f" No step of the road, so not drawn: {listed(left_out)}." if left_out else ""


def _by_stage(selection: Selection, metric: str) -> dict[str, Score]:
    rows = data.of_answers(ask, Query(metric, ("stage",), selection.scope))
    if metric != "responses":
        rows = shown_rows(rows, selection.scope, metric=metric, mixed=True)
    return {row.keys["stage"]: row.score for row in rows}


def _handoffs(selection: Selection) -> dict[tuple[str, str], Score]:
    """The difference at each border between two stages, as far as it may be shown."""
    scope = selection.scored
    if (scope.touchpoints or scope.channels) and not opens_customers():
        return {}  # beside everybody's difference it would tell of the few who went another way
    rows = hidden_below(hide_remainder(_borders, scope))
    return {(row.keys["before"], row.keys["after"]): row.score for row in rows if not row.score.hidden}


def _borders(scope: Scope) -> list[Row]:
    return [Row({"before": each.before, "after": each.after}, each.difference) for each in data.of_answers(handoffs, scope)]


def _touchpoint(place: Place, moments: set[tuple[str, str]]) -> TouchpointMark:
    cell = place.cell
    return TouchpointMark(
        cell.touchpoint, cell.touchpoint_name, place.score, cell.wanted, cell.icon, moment_of_truth=_pin_or_found(place, moments)
    )


def _walked(places: Sequence[Place], walked: Mapping[int, Walked]) -> float | None:
    """The mean of what walks gave the stage's cells, moved from 0–10 to 0–100; it stands apart from customers' scores."""
    found = mean_level([walked[place.cell.cell_id].mean for place in places if place.cell.cell_id in walked])
    return None if found is None else found * 10


def _owner(places: Sequence[Place]) -> tuple[str, str]:
    """Who owns most of the stage's cells: (person, team)."""
    owners = Counter(
        (p.cell.owner.name if p.cell.owner else "", p.cell.team_name or "") for p in places if p.cell.owner or p.cell.team_name
    )
    return owners.most_common(1)[0][0] if owners else ("", "")


def _pin_or_found(place: Place, found: set[tuple[str, str]]) -> Moment | None:
    if (place.cell.stage, place.cell.touchpoint) in found:
        return "found"
    return "pinned" if place.cell.pinned else None


def _moment(cells: Sequence[Moment | None]) -> Moment | None:
    """A stage is what the strongest of its cells is."""
    return "found" if "found" in cells else "pinned" if "pinned" in cells else None


def finding(points: Sequence[StagePoint]) -> str:
    """The sentence over the map: where the road breaks by more than noise."""
    if not any(_answered(point) for point in points):
        return "Nobody answered: this is the journey as it is designed"
    short = _shortfalls(points)
    if short:
        return f"The road breaks at {listed([brief(point.name) for point in short[:2]])}"
    if any(point.score.value is not None and point.wanted is not None for point in points):
        return "No stage falls short of what you want by more than noise"
    return _lowest(points)


def _answered(point: StagePoint) -> bool:
    return bool(point.answers) or point.score.hidden or point.score.value is not None


def _lowest(points: Sequence[StagePoint]) -> str:
    """The sentence where nobody set a level: whether one stage lies below the others beyond noise."""
    told = [p for p in points if p.score.value is not None and not too_few(p.score)]
    steps = [p for p in told if p.code not in OFF_THE_ROAD]
    firm = steps or told
    if not firm:
        return "Too few people answered to show how the journey feels"
    if len(firm) == 1:
        return f"{brief(firm[0].name)} scores {fmt_score(firm[0].score.value)} of 100"
    low = lowest([p.score for p in firm])
    if not low:
        return "No stage lies below the others by more than noise"
    names, scores = (listed(words) for words in zip(*((brief(firm[at].name), fmt_score(firm[at].score.value)) for at in low), strict=True))
    rest = fmt_score(min(p.score.value or 0.0 for at, p in enumerate(firm) if at not in low))
    return (
        f"{names} {'is the lowest point' if len(low) == 1 else 'are the lowest points'}: {scores}, where the other stages begin at {rest}"
    )


def caption(points: Sequence[StagePoint], selection: Selection, score: Score) -> str:
    """What was measured, when, and on how many."""
    if not any(_answered(point) for point in points):
        return f"What is wanted, the touchpoints and who owns them, {periods.label(selection.period)}. Answers come in on the Upload page."
    short = _shortfalls(points)[:2]
    words = ""
    if short:
        got, wanted = (
            listed([fmt_score(value) for value in values]) for values in zip(*((p.score.value, p.wanted) for p in short), strict=True)
        )
        words = f"{got} where you want {wanted}, outside noise. "
    counted = "too few people to show a number" if shown_in(score, selection.scored).hidden else answers(score.n)
    told = f"{words}Mean of the answers, each moved to 0–100. {counted.capitalize()}, {periods.label(selection.period)}."
    return told + _left_out(selection)


def _shortfalls(points: Sequence[StagePoint]) -> list[StagePoint]:
    worse = [point for point in points if judge(point.score, point.wanted) is Verdict.WORSE]
    return sorted(worse, key=lambda point: (point.score.value or 0.0) - (point.wanted or 0.0))


HOW = (
    "A stage’s wanted level is the mean of its cells’. The emotion is net sentiment of its comments, from every method of collection. "
    "A moment of truth is a cell whose importance × shortfall is in the top quarter of all cells and whose gap is below 0 beyond noise; "
    "its stage and its circle are filled, pinned ones have an outline. A hand-off compares the same people's scores in the two stages. "
    "A cross is the mean of what our own walks of the last year gave the stage’s touchpoints, times ten; it is no part of any "
    "score, and one off the scale stands at its edge with its number."
)

_NOT_NARROWING = ("journey", "period", "from", "to", "compare", "role", "weighted")


def narrowed(selection: Selection) -> str:
    """What the selection is narrowed to, in words; empty for everybody everywhere."""
    return ", ".join(value for key, value in selection.query if key not in _NOT_NARROWING)


def foot(selection: Selection) -> str:
    """The line at the bottom of a page that is printed or sent: of what it is, and what narrows it."""
    journey = selection.choices.journeys.get(selection.choices.journey or "", "")
    only = narrowed(selection)
    return f"{journey}, {periods.label(selection.period)}. {f'Only {only}. ' if only else ''}Orange and teal: beyond noise (95 %)."


def legend(points: Sequence[StagePoint]) -> tuple[tuple[str, str], ...]:
    """What the marks mean, of those that are there."""
    marks = (
        ("line", "what customers got, with 95% band", any(point.score.value is not None for point in points)),
        ("dashed", "what we want to provide", any(point.wanted is not None for point in points)),
        ("dotted", "what customers want", any(point.customers_want is not None for point in points)),
        ("short", "shortfall beyond noise", bool(_shortfalls(points))),
        ("ring", "points lost at a hand-off", any(lost_or_won(point) for point in points)),
        ("walked", "what our own walks found", any(point.walked is not None for point in points)),
    )
    return tuple((look, words) for look, words, there in marks if there)


def moment_cards(points: Sequence[StagePoint]) -> list[Markup]:
    """On a phone the words and the owner of each moment of truth stand below the road, a block each."""
    moments = [point for point in points if point.moment_of_truth]
    return [
        element(
            "section",
            element("div", element("h2", point.name, cls="voc-finding"), blocks.tag(_mood(point), "bad"), cls="voc-key-head"),
            blocks.quote(point.quote, ", ".join(word for word in (point.team, point.owner) if word) or "Nobody owns this stage."),
            cls="voc-moment",
        )
        for point in moments
        if point.quote
    ]


def cards_beside(points: Sequence[StagePoint], selection: Selection) -> list[Markup]:
    """What customers say of the journey as a whole, and of what is not placed yet, below the map."""
    return [
        element(
            "section",
            blocks.finding(_told_beside(point)),
            blocks.quote(point.quote, "A typical comment") if point.quote else "",
            blocks.caption(link(f"Open {brief(point.name)}", selection.link("stage", stage=point.code))),
            cls="voc-off-road",
        )
        for point in points
    ]


def _told_beside(point: StagePoint) -> str:
    mood = point.net_sentiment
    feels = f", {point.feeling} {fmt_signed(mood.value)}" if mood and mood.value is not None and point.feeling else ""
    score = point.score
    told = f"{fmt_score(score.value)} {fmt_half(score)} of 100" if score.value is not None else "no score to show"
    return f"{brief(point.name)}: {told}{feels}"


def _mood(point: StagePoint) -> str:
    mood = point.net_sentiment
    return f"{point.feeling} {fmt_signed(mood.value)}" if mood and mood.value is not None else "moment of truth"
