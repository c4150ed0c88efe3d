"""A document as one HTML file that needs nothing else: pictures inside, no script, no address it loads from."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from vocdash.charts.export import export
from vocdash.charts.theme import css_variables
from vocdash.report.document import Block, Document, Heading, Listing, Picture, Quote, Table, Text

_STYLE = """
body { font: 16px/1.5 "Source Sans 3", system-ui, sans-serif; color: var(--voc-ink); background: var(--voc-page); margin: 0 auto;
  max-width: 1080px; padding: 32px 20px; }
h1 { font-size: 28px; margin: 0; } h2 { font-size: 19px; margin: 36px 0 8px; } p { margin: 6px 0; }
.quiet, figcaption, footer { color: var(--voc-ink-3); font-size: 14px; }
ul { padding-left: 20px; } li { margin: 6px 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--voc-line); vertical-align: top; }
th { color: var(--voc-ink-2); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 12px 0; } img { max-width: 100%; height: auto; } blockquote { margin: 0; padding-left: 12px;
  border-left: 3px solid var(--voc-strong-line); overflow-wrap: anywhere; }
footer { margin-top: 40px; border-top: 1px solid var(--voc-line); padding-top: 10px; }
@media screen and (max-width: 640px) { .wide img { max-width: none; } .wide th, .wide td { min-width: 72px; } }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } @page { size: A4; margin: 14mm; } }
"""


def to_html(document: Document) -> str:
    """The whole file."""
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{css_variables(document.theme)}{_STYLE}</style></head><body>"
    )
    top = f'<header><h1>{escape(document.title)}</h1><p class="quiet">{escape(document.subtitle)}</p></header><main>'
    body = "".join(_block(block, document) for block in document.blocks)
    return f"{head}{top}{body}</main><footer>{escape(document.foot)}</footer></body></html>\n"


def _block(block: Block, document: Document) -> str:
    match block:
        case Heading(words):
            return f"<h2>{escape(words)}</h2>"
        case Text(words, quiet):
            return f'<p class="quiet">{escape(words)}</p>' if quiet else f"<p>{escape(words)}</p>"
        case Listing(items):
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        case Quote(words, where):
            return f"<figure><blockquote>{escape(words)}</blockquote><figcaption>{escape(where)}</figcaption></figure>"
        case Table():
            return _table(block)
        case Picture():
            return _picture(block, document)


def _table(table: Table) -> str:
    def cell(tag: str, at: int, words: str) -> str:
        look = ' class="number"' if at in table.numbers else ""
        return f"<{tag}{look}>{escape(words)}</{tag}>"

    head = "".join(cell("th", at, words) for at, words in enumerate(table.head))
    rows = "".join(f"<tr>{''.join(cell('td', at, words) for at, words in enumerate(row))}</tr>" for row in table.rows)
    return f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _picture(picture: Picture, document: Document) -> str:
    """The drawing stands in the page itself, named by its finding; its own ids cannot meet those of another one inside an image."""
    drawn = export(picture.figure, document.theme, "svg", width=picture.width, margin=4)
    source = b64encode(drawn).decode()
    return f'<figure class="wide" tabindex="0"><img alt="{escape(picture.figure.alt)}" src="data:image/svg+xml;base64,{source}"></figure>'
