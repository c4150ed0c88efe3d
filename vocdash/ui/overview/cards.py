"""The cards of the Overview as HTML: in two pieces, because each element of Streamlit takes the browser a draw of its own."""

from __future__ import annotations

from vocdash.charts.dots import dots
from vocdash.charts.spark import sparkline
from vocdash.charts.trend import shown_events, trend
from vocdash.metrics import index
from vocdash.ui import blocks, cells, data, marks
from vocdash.ui.frame import Here
from vocdash.ui.markup import Markup, join
from vocdash.ui.overview import breakdown, figures
from vocdash.ui.picks import to_place, to_same
from vocdash.ui.show import about, shown
from vocdash.ui.voices import quoted

_TAG_HEIGHT = 24


def top(here: Here, change: breakdown.IndexChange | None) -> Markup:
    """The index with its course, and what its change is made of; None is a change that is still worked out."""
    return blocks.row("5fr 7fr", _index(here, change), breakdown.change_card(here.chosen, here.theme, change), cls="voc-front")


def _index(here: Here, change: breakdown.IndexChange | None) -> Markup:
    selection = here.chosen
    overall = data.of_answers(index.overall, selection.scored)
    months, events = figures.index_trend(selection), marks.read_marks(selection)
    target = cells.read_here(selection).targets.get("index")
    line = trend(months, theme=here.theme, label="Overall index", target=target, events=events, digits=1)
    tag = blocks.skeleton(_TAG_HEIGHT) if change is None else breakdown.index_tag(change, overall, selection)
    drawn = shown(line, "index", ("experience",), how=figures.HOW_INDEX, to=to_same("overview", selection))
    marked = shown_events(months, events)
    return join([*figures.index_block(overall), tag, drawn, marks.mark_legend(marked), marks.mark_list(marked)])


def below(here: Here) -> Markup:
    """The key figures, the cells that moved and those at both ends, and the newest complaints."""
    newest = blocks.cards([join([blocks.finding("New complaints worth reading"), quoted.newest_complaints(here.chosen, here.actor)])])
    return blocks.stacked(_figures(here), _places(here), newest)


def _figures(here: Here) -> Markup:
    cards, events = [], marks.read_marks(here.chosen)
    for figure in figures.key_figures(here.chosen, cells.read_here(here.chosen).targets):
        metric = figure.metric
        spark = sparkline(figure.trend, theme=here.theme, label=metric.label, target=figure.target, better=figure.better, events=events)
        foot = blocks.between(blocks.caption(figure.count), about(spark, metric.code, (metric.code,)))
        cards.append(join([figure.block, blocks.spark(spark), blocks.caption(figure.foot), foot]))
    return blocks.cards(cards) if cards else Markup("")


def _places(here: Here) -> Markup:
    selection = here.chosen
    places = cells.read_places(selection)
    moved = figures.notable(places)
    ends, said, caption = figures.ends(places)
    rows = dots(cells.dots(ends), theme=here.theme, nothing=figures.why_no_ends(places))
    drawn = shown(rows, "ends", ("experience",), to=to_place(selection))
    far = join([blocks.finding(said, caption), drawn])
    if not figures.are_comparable(places):  # beside the scores of the stages, which say why
        return blocks.cards([join([far, blocks.caption(figures.blind_spots(places))])])
    changed = [
        blocks.finding(figures.notable_finding(places, moved)),
        blocks.sentences(figures.change_sentences(places, moved, selection)),
    ]
    if not moved:  # one sentence beside a tall picture would leave most of its card empty
        return blocks.stacked(blocks.cards([join(changed)]), blocks.cards([far]))
    return blocks.row("7fr 5fr", join(changed), far)
