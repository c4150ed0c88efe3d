"""An empty sheet on paper: a page that opens in any browser and prints by itself, with room to write."""

from __future__ import annotations

from vocdash.journeys import Journey, Stage
from vocdash.ui.markup import Markup, element, join

_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 11pt/1.4 'Source Sans 3', 'Segoe UI', Arial, sans-serif; color: #111; margin: 0 auto; max-width: 190mm; }
h1 { font-size: 16pt; margin: 0 0 6pt; } h2 { font-size: 12pt; margin: 12pt 0 4pt; }
p.lines span { display: inline-block; border-bottom: 1px solid #555; min-width: 50mm; margin: 0 6mm 4mm 2mm; }
table { border-collapse: collapse; width: 100%; page-break-inside: avoid; }
th, td { border: 1px solid #999; padding: 3pt 5pt; text-align: left; vertical-align: top; height: 22pt; }
th.scale, td.scale { width: 74mm; white-space: nowrap; letter-spacing: 5.5pt; text-align: center; } td.name { width: 38mm; }
"""
_SCALE = " ".join(str(score) for score in range(11))


def printable(journey: Journey) -> str:
    """The whole sheet as HTML."""
    lines = element("p", *(join([word, element("span", "")]) for word in ("Who", "When", "Road")), cls="lines")
    how = "Circle a number for each touchpoint you use: 0 is terrible, 10 is perfect. Leave out what you do not use."
    body = join([element("h1", f"Walk through: {journey.name}"), lines, element("p", how), *map(_stage, journey.stages)])
    head = join([Markup('<meta charset="utf-8">'), element("title", f"Walk through: {journey.name}"), Markup(f"<style>{_STYLE}</style>")])
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _stage(stage: Stage) -> Markup:
    if not stage.cells:
        return Markup("")
    head = element("tr", element("th", "Touchpoint"), element("th", "Score", cls="scale"), element("th", "What did you see?"))
    rows = (
        element("tr", element("td", cell.touchpoint_name, cls="name"), element("td", _SCALE, cls="scale"), element("td", ""))
        for cell in stage.cells
    )
    return join([element("h2", f"{stage.position}. {stage.name}"), element("table", head, *rows)])
