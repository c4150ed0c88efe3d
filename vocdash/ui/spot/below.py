"""What stands below the course of a place: how answers spread, by whom and from where, its cells, its words, who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from vocdash.access import Access, Actor
from vocdash.charts.distribution import distribution_colours
from vocdash.charts.inputs import DistributionRow, DotRow
from vocdash.charts.judge import Verdict, judge
from vocdash.charts.theme import GAP_BINS, Theme, fmt_n, fmt_points, fmt_score, fmt_signed, fmt_signed_interval
from vocdash.domain import UNKNOWN, Change, Direction, Row, Scope, Score
from vocdash.journeys import Action, list_actions
from vocdash.locales import listed
from vocdash.metrics import Query, ask, ask_all, compare
from vocdash.metrics.neighbours import Side
from vocdash.metrics.registry import SEGMENT
from vocdash.metrics.spread import NOBODY, Answered, Spread, spread
from vocdash.store.clock import today
from vocdash.ui import blocks, data
from vocdash.ui.actions import counted_running, days_told, place_told
from vocdash.ui.cases.ways import case_links
from vocdash.ui.cells import Place, dots, read_places
from vocdash.ui.filters import Selection, understood, words
from vocdash.ui.hiding.small_groups import look_ahead, shown_neighbours, shown_rows, told_scales, why_hidden
from vocdash.ui.markup import PLACE_LETTERS, Markup, brief, link
from vocdash.ui.picks import days_of
from vocdash.ui.spot.place import Spot, beyond_noise, read_score
from vocdash.ui.voices import quoted
from vocdash.ui.who import opens_customers
from vocdash.voices import NEWEST, Comment, Examples, examples

MOST_ROWS = 10
_LATELY = timedelta(days=365)
"""So long a change that was done stands on the page of its place."""

# --- how the answers spread ------------------------------------------------------------------------------------------


def read_spread(spot: Spot, picked: str | None, linked: str | None) -> Spread | None:
    """The answers on one scale in both periods; None where nobody answered, or too few to show any.

    The scale is the one picked by code, or linked by name or code, or else the one most answers are on.
    """
    selection = spot.selection
    then = selection.scored.during(selection.before)
    told, told_then = told_scales(selection.scored), [] if read_score(then, spot.stage, spot.touchpoint).hidden else told_scales(then)
    if not told:
        return None
    asked = (selection.scored, selection.before)
    found = data.of_answers(spread, *asked, picked if picked in told else told[0])
    if found is not None and picked is None and linked:
        code = understood(linked, {found.scale: found.name, **dict(found.others)})
        found = data.of_answers(spread, *asked, code if code in told else told[0])
    if found is None:
        return None
    others = tuple((code, name) for code, name in found.others if code in told)
    return replace(found, others=others, before=found.before if found.scale in told_then else NOBODY)


def spread_rows(found: Spread, selection: Selection) -> list[DistributionRow]:
    """Now above before; a period with too few people is left out."""
    sides = zip(selection.periods, (found.now, found.before), (selection.period, selection.before), strict=True)
    return [DistributionRow(period, side.shares, side.n, days_of(days)) for period, side, days in sides if side.n]


def spread_finding(found: Spread, selection: Selection) -> str:
    """The sentence over the spread: how many are below the middle, and what they were."""
    now, before = found.now.below, found.before.below
    told = f"{fmt_score(now.value, 0, '%')} of answers are in the worse half of the scale"
    if before.value is None:
        return told
    if beyond_noise(compare.between(now, before)):
        return f"{told}; it was {fmt_score(before.value, 0, '%')}"
    return f"{told}, {fmt_score(before.value, 0, '%')} before: within noise"


def spread_caption(found: Spread, selection: Selection) -> str:
    """Which scale, on how many answers, and the change with its interval."""
    counts = f"{fmt_n(found.now.n)} answers in {selection.periods[0]}"
    if not found.before.n:
        return f"“{found.name}”. {counts}."
    change = compare.between(found.now.below, found.before.below)
    moved = f" The worse half: {_with_interval(found.now)}, change {fmt_signed(change.value)} "
    between = f"({fmt_signed_interval(change.low, change.high)})."
    return f"“{found.name}”. {counts}, {fmt_n(found.before.n)} in {selection.periods[1]}.{moved}{between}"


def _with_interval(side: Answered) -> str:
    below = side.below
    return f"{fmt_score(below.low)} to {fmt_score(below.high, 0, '%')}"


def spread_legend(found: Spread, theme: Theme) -> Markup:
    """The colours of the steps of a scale, worst to best."""
    steps = found.steps if found.direction is Direction.UP else tuple(reversed(found.steps))
    return blocks.colour_legend(list(zip(distribution_colours(len(steps), theme), steps, strict=True)))


HOW_SPREAD = "Bars are centred on the middle of the scale, so that a shift of answers is seen as a shift. Now stands above before."

# --- where customers come from and go next ---------------------------------------------------------------------------

SIDES: dict[Side, str] = {"before": "Came from", "after": "Went next"}


def origin_rows(spot: Spot, side: Side) -> list[DotRow]:
    """The score here by the neighbouring step, most answers first; steps nobody knows stand last."""
    found = shown_neighbours(spot.selection.scored, side)
    known = [row for row in found if row.keys["stage"]][:MOST_ROWS]
    unknown = [row for row in found if not row.keys["stage"]]
    return judged_together([_origin(row, spot, side) for row in [*known, *unknown]], spot.score) if known else []


def told_rows(rows: Sequence[DotRow]) -> tuple[list[DotRow], Markup]:
    """The rows that have something to draw, and a sentence that names those hidden, which would be as many empty rows."""
    hidden = [brief(row.label, PLACE_LETTERS) for row in rows if row.score.hidden]
    said = f"{why_hidden(len(hidden), 'row')} {'It is' if len(hidden) == 1 else 'They are'} {listed(hidden)}." if hidden else ""
    return [row for row in rows if not row.score.hidden], blocks.caption(said) if said else Markup("")


def judged_together(rows: Sequence[DotRow], whole: Score) -> list[DotRow]:
    """The rows, held against the score of all and judged together: of twenty that are alike, one interval leaves it out by chance."""
    level = whole.value
    if level is None:
        return list(rows)

    def away(end: float | None) -> float | None:
        return None if end is None else end - level

    changes = [Change(away(row.score.value), away(row.score.low), away(row.score.high), row.score, whole) for row in rows]
    real = {moved.keys["row"] for moved in compare.notable(compare.Moved({"row": str(at)}, one) for at, one in enumerate(changes))}
    return [replace(row, real=str(at) in real) for at, row in enumerate(rows)]


def _origin(row: Row, spot: Spot, side: Side) -> DotRow:
    stage, touchpoint = row.keys["stage"], row.keys["touchpoint"]
    if not stage:
        return DotRow("No step before known" if side == "before" else "No step after yet", row.score)
    names = spot.selection.choices
    at, by = names.stages.get(stage, stage), names.touchpoints.get(touchpoint, "")
    name = by if by and stage == spot.stage else f"{by} in {at}" if by else at
    codes = tuple((key, code) for key, code in (("stage", stage), ("touchpoint", touchpoint)) if code != UNKNOWN)
    return DotRow(name, row.score, codes=codes)


def origin_finding(rows: Sequence[DotRow], spot: Spot, side: Side) -> str:
    """The sentence over the origins: which hand-off breaks."""
    reference = spot.score.value
    if not rows or reference is None:
        return "Nobody can be followed from one step to the next here"
    judged = [(row, judge(row.score, reference, real=row.real)) for row in rows if row.codes]
    worse = sorted((row for row, verdict in judged if verdict is Verdict.WORSE), key=lambda row: row.score.value or 0.0)
    better = sorted((row for row, verdict in judged if verdict is Verdict.BETTER), key=lambda row: -(row.score.value or 0.0))
    if not worse and not better:
        return "No hand-off differs from the rest by more than noise"
    far = (worse or better)[0]
    away = (far.score.value or 0.0) - reference
    who = "came from" if side == "before" else "go on to"
    said = f"Those who {who} {brief(far.label, PLACE_LETTERS)} score it {fmt_points(away)} {'lower' if worse else 'higher'}"
    return f"{said}: the hand-off breaks there" if -away >= GAP_BINS[0] else said


HOW_ORIGIN = "The dashed line is the score of everybody here. A row is coloured where it lies beyond noise, judged among all rows."

# --- by channel and segment ------------------------------------------------------------------------------------------


def split_rows(spot: Spot) -> list[DotRow]:
    """The score here by channel and by each segment; a click narrows the page to it. What nobody is told apart by is left out."""
    selection = spot.selection
    asked = [
        Query("experience", (code,), selection.scored) for code in ("channel", *(f"{SEGMENT}{name}" for name in selection.choices.segments))
    ]
    data.each_of_answers(ask, ask_all, asked)
    look_ahead(asked)
    channels = [
        DotRow(_value("Channel", selection.choices.channels.get(code, "")), row.score, codes=_codes("channel", code))
        for code, row in _split(selection.scored, "channel")
    ]
    by_segment = [
        DotRow(_value(words(name), value), row.score, codes=_codes(f"seg_{name}", value))
        for name in selection.choices.segments
        for value, row in _split(selection.scored, f"{SEGMENT}{name}")
    ]
    return judged_together([*channels, *by_segment], spot.score)


def _split(scope: Scope, dimension: str) -> list[tuple[str, Row]]:
    rows = shown_rows(data.of_answers(ask, Query("experience", (dimension,), scope)), scope)
    found = [(row.keys[dimension], row) for row in sorted(rows, key=lambda row: -row.score.n)[:MOST_ROWS]]
    return found if any(value not in ("", UNKNOWN) for value, _ in found) else []


def _value(attribute: str, value: str) -> str:
    return f"{value} ({attribute.lower()})" if value else f"{attribute} not named"


def _codes(key: str, code: str) -> tuple[tuple[str, str], ...]:
    return ((key, code),) if code and code != UNKNOWN else ()


def split_finding(rows: Sequence[DotRow], spot: Spot) -> str:
    """The sentence over the split: who stands furthest from the whole, beyond noise."""
    if not rows:
        return "Answers here name no channel and no segment"
    reference = spot.score.value
    off = [row for row in rows if reference is not None and judge(row.score, reference, real=row.real) in (Verdict.WORSE, Verdict.BETTER)]
    if not off or reference is None:
        return "No channel and no segment differs from the whole by more than noise"
    far = max(off, key=lambda row: abs((row.score.value or 0.0) - reference))
    return f"{brief(far.label, PLACE_LETTERS)} stands out: {fmt_score(far.score.value)}, {fmt_signed((far.score.value or 0.0) - reference)}"


# --- its cells, or where else it is met ------------------------------------------------------------------------------


def sibling_places(spot: Spot) -> list[Place]:
    """A stage's touchpoints, or the stages in which a touchpoint is met."""
    if not spot.touchpoint:
        return list(spot.places)
    return read_places(_without_stage(spot.selection))


def _without_stage(selection: Selection) -> Selection:
    return replace(selection, scope=replace(selection.scope, stages=()), scored=replace(selection.scored, stages=()))


def sibling_rows(places: Sequence[Place], spot: Spot) -> list[DotRow]:
    """The other places beside this one, for a chart of scores against what is wanted; each leads to its own page."""
    names = [place.stage_name if spot.touchpoint else place.cell.touchpoint_name for place in places]
    return [replace(row, label=name) for row, name in zip(dots(places), names, strict=True)]


def sibling_finding(places: Sequence[Place], spot: Spot) -> str:
    """The sentence over them: how many fall short."""
    if not places:
        return "No touchpoint is placed in this stage yet"
    short = [place for place in places if place.verdict is Verdict.WORSE]
    if not any(place.score.value is not None for place in places):
        return "None of them has answers to show"
    what = "touchpoints" if not spot.touchpoint else "stages"
    if not any(place.cell.wanted is not None for place in places):
        scored = sorted((place for place in places if place.score.value is not None), key=lambda place: place.score.value or 0.0)
        low, high = (_in_short(place, spot) for place in (scored[0], scored[-1]))
        return (
            f"{low} is lowest, {high} highest; nobody has said what you want to provide" if len(scored) > 1 else f"{low} alone has answers"
        )
    return f"{len(short)} of {len(places)} {what} fall{'s' if len(short) == 1 else ''} short of what you want by more than noise"


def _in_short(place: Place, spot: Spot) -> str:
    return f"{brief(place.stage_name if spot.touchpoint else place.cell.touchpoint_name)} ({fmt_score(place.score.value)})"


# --- in their words --------------------------------------------------------------------------------------------------


def rule() -> str:
    """How the comments that stand for a place are chosen: never by scores for whoever may see no single one."""
    ranked = "the score beside them, or by how they feel where there is none" if opens_customers() else "how they feel"
    return (
        f"Of the newest {NEWEST} comments of 25 to 300 letters, ranked by {ranked}: "
        "the lowest, the one nearest to the mean, the highest; among equals the newest."
    )


_AROUND = "Nobody wrote about it alone. Those who scored it wrote this about other places, or about the whole."


def example_blocks(spot: Spot, actor: Actor) -> list[Markup]:
    """The worst, a typical and the best comment, by a stated rule, and the way to all of them."""
    words_alone = not opens_customers()
    found = data.of_answers(examples, spot.selection.scope, words_alone=words_alone)
    if chosen := _chosen(found, spot.selection, actor):
        places = {"stage": spot.stage, "touchpoint": spot.touchpoint}
        read_all = link("Read all comments about it", spot.selection.link("voices", **{key: code for key, code in places.items() if code}))
        return [*chosen, blocks.caption(read_all)]
    if chosen := _chosen(data.of_answers(examples, spot.selection.scope, around=True, words_alone=words_alone), spot.selection, actor):
        return [blocks.caption(_AROUND), *chosen]
    return [blocks.empty("Nobody wrote about it in this selection.", "Choose a longer period or clear a filter.")]


def _chosen(found: Examples, selection: Selection, actor: Actor) -> list[Markup]:
    three = [(word, one) for word, one in (("Worst", found.worst), ("Typical", found.typical), ("Best", found.best)) if one]
    cases = case_links([comment for _, comment in three], selection, actor)
    scores = [quoted.own_score(comment, actor) for _, comment in three]
    heads = [f"{word}, score {score} of 100" if score else word for (word, _), score in zip(three, scores, strict=True)]
    return [_quote(head, comment, selection, quoted.own_link(comment, cases)) for head, (_, comment) in zip(heads, three, strict=True)]


def _quote(head: str, comment: Comment, selection: Selection, own: Sequence[Markup]) -> Markup:
    return blocks.quote(comment.text, f"{head}. {quoted.where(comment, selection)}", comment.found, own)


# --- who answers for it ----------------------------------------------------------------------------------------------


def owner_table(spot: Spot) -> list[Markup]:
    """Owner and levels of the cells of the place; those of which nothing is noted are counted."""
    if not spot.places:
        return [blocks.empty("No touchpoint is placed here yet.", "Place one in the design of the journey.")]
    head = ("Where", "Owner", "Wanted", "Customers want", "Importance")
    rows = [
        [
            place.name,
            place.owner or "nobody yet",
            fmt_score(place.cell.wanted),
            fmt_score(place.cell.customers_want),
            fmt_score(place.cell.importance),
        ]
        for place in spot.places
        if _noted(place)
    ]
    bare = [place.cell.touchpoint_name for place in spot.places if not _noted(place)]
    table = [blocks.table(head, rows, numbers=(2, 3, 4))] if rows else []
    return [*table, *([_nothing_noted(bare)] if bare else [])]


def _noted(place: Place) -> bool:
    cell = place.cell
    return bool(place.owner) or any(level is not None for level in (cell.wanted, cell.customers_want, cell.importance))


def _nothing_noted(names: Sequence[str]) -> Markup:
    """The sentence over the touchpoints nobody has said anything of."""
    few = listed(names, 3)
    verb = "has" if len(names) == 1 else "have"
    return blocks.empty(f"{few} {verb} no owner, level or importance yet.", "Set them under Journey design.")


def actions_here(spot: Spot) -> tuple[Action, ...]:
    """The actions that work at the place, newest first."""
    return data.remembered(list_actions, spot.selection.choices.journey or "", spot.stage, spot.touchpoint)


def actions_block(spot: Spot, actor: Actor) -> list[Markup]:
    """What is being changed here, what is planned, and what was done lately; a lead is led to where the next is noted."""
    selection, day, found = spot.selection, today(), actions_here(spot)
    shown = [action for action in found if action.done_on is None or action.done_on >= day - _LATELY]
    told = [blocks.finding(f"{counted_running(found, day)} here")]
    if shown:
        told.append(blocks.table(("Action", "Where", "Owner", "From", "Until"), [_action(one, selection) for one in shown]))
    elif not found:
        told.append(blocks.caption("Nothing is noted as being changed at this place."))
    if earlier := len(found) - len(shown):
        told.append(blocks.caption(f"{fmt_n(earlier)} more ended over a year ago; Journey design lists all."))
    if actor.may(Access.LEAD):
        places = selection.link("design", ("part", "Actions"), stage=spot.stage, touchpoint=spot.touchpoint)
        told.append(blocks.caption(link("Note an action here, or end one", places)))
    return told


def _action(action: Action, selection: Selection) -> list[str]:
    where = place_told(action.stage, action.touchpoint, selection.choices.stages, selection.choices.touchpoints)
    return [action.name, where, action.owner or "nobody", *days_told(action, today())]
