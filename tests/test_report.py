"""The monthly report: one file that needs nothing else, nobody's words as markup, and nothing in it that the pages hide."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.ui_world import sample_database
from vocdash.__main__ import main
from vocdash.access import Access, Actor
from vocdash.charts.examples import STAGES, TOUCHPOINTS, cells, journey
from vocdash.charts.export import export
from vocdash.charts.heat_map import heat_map
from vocdash.charts.inputs import Measure
from vocdash.charts.journey_map import journey_map
from vocdash.charts.journey_narrow import journey_map_narrow
from vocdash.charts.landscape import on_a_page
from vocdash.charts.theme import LIGHT
from vocdash.domain import Score
from vocdash.journeys import Cell
from vocdash.report.document import Block, Document, Heading, Listing, Picture, Quote, Table, Text
from vocdash.report.html import to_html
from vocdash.report.pdf import page_svgs, to_pdf
from vocdash.ui import data
from vocdash.ui.cells import Place
from vocdash.ui.markup import Markup, plain
from vocdash.ui.monthly import report as monthly

HOSTILE = "<img src=x onerror=alert(1)> & “late”"
OCTOBER = date(2026, 10, 1)


def document(*blocks: Block) -> Document:
    return Document("A <title>", "below", blocks, "foot", LIGHT)


def pdf_words(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_words_stay_words_in_both_forms() -> None:
    made = document(Heading(HOSTILE), Text(HOSTILE), Listing((HOSTILE,)), Table((HOSTILE,), ((HOSTILE,),)), Quote(HOSTILE, HOSTILE))
    page, (svg,) = to_html(made), page_svgs(made)
    for written in (page, svg):
        assert "<img src=x" not in written
        assert "&lt;img src=x" in written
    assert "<title>A &lt;title&gt;</title>" in page


def test_control_characters_stop_no_report_and_no_drawing() -> None:
    """The library that draws ends the whole process over some of them: without the guard, no test after this one runs."""
    odd = "Rang\x01 once\x0b,\x1b[31m twice\ufffe"
    stages = [replace(stage, name=odd, quote=odd) for stage in journey()]
    for picture in (journey_map(stages, theme=LIGHT), journey_map_narrow(stages, theme=LIGHT)):
        assert b"Rang once" in export(picture, LIGHT, "svg")
        assert export(picture, LIGHT, "png", scale=0.2).startswith(b"\x89PNG")
        assert on_a_page(picture, LIGHT, "pdf", title=odd, caption=odd, legend=[("line", odd)], foot=odd).startswith(b"%PDF")
    made = document(Heading(odd), Text(odd), Listing((odd,)), Table((odd,), ((odd,),)), Quote(odd, odd))
    assert pdf_words(to_pdf(made)).count("Rang once") == 7


def test_one_html_file_needs_nothing_else() -> None:
    page = to_html(document(Picture(journey_map(journey(), theme=LIGHT))))
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    assert "<script" not in page
    assert 'class="wide" tabindex="0"' in page, "what is wider than a phone is scrolled by keys, too"
    assert 'alt="Journey of 7 stages.' in page


def test_a_pdf_breaks_its_pages_and_numbers_them() -> None:
    made = document(*(Text(f"Line {number}") for number in range(120)), Picture(journey_map(journey(), theme=LIGHT)))
    pages = PdfReader(BytesIO(to_pdf(made))).pages
    assert len(pages) > 2
    assert [float(pages[0].mediabox.width), float(pages[0].mediabox.height)] == [595.0, 842.0]
    assert len(cells()) > 0
    for number, svg in enumerate(page_svgs(made), start=1):
        assert f"{number} of {len(pages)}" in svg
        assert all(float(y) < 842 for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)" font-family', svg))


def test_the_tallest_picture_stands_below_its_heading() -> None:
    places = [replace(TOUCHPOINTS[0], code=f"p{number}", name=f"Place {number}") for number in range(30)]
    drawn = [replace(cell, touchpoint=f"p{number}") for number, cell in zip(range(30), cells() * 30, strict=False)]
    tall = heat_map(drawn, STAGES, places, measure=Measure.GAP, theme=LIGHT)
    long = "Seat recline in Using and staying lies below the whole; Cabin staff in Using and staying lies above the whole"
    pages = page_svgs(document(*(Text("before"),) * 20, Heading(long), Text(long, quiet=True), Picture(tall)))
    (headed,) = [svg for svg in pages if "Seat recline" in svg]
    assert "Place 29" in headed, "and not alone on the page before"


def test_a_heat_map_of_many_touchpoints_goes_on_on_another_sheet() -> None:
    def place(stage: int, touchpoint: int) -> Place:
        cell = Cell(touchpoint, f"s{stage}", f"t{touchpoint}", f"T{touchpoint}", "web", "", None, False)
        return Place(cell, f"S{stage}", Score(70, 68, 72, n=200, submissions=200), None, None, True)

    sixty = [place(at // 5, at) for at in range(60)]
    sheets = monthly.on_sheets(sixty)
    assert [len(sheet) for sheet in sheets] == [20, 20, 20]
    assert [one for sheet in sheets for one in sheet] == sixty
    assert len(monthly.on_sheets([place(0, at) for at in range(30)])) == 1, "a stage stays whole"
    assert monthly.on_sheets([]) == [[]]


def test_a_small_picture_is_not_blown_up_to_the_page() -> None:
    (svg,) = page_svgs(document(Picture(heat_map(cells()[:1], STAGES[:1], TOUCHPOINTS, measure=Measure.GAP, theme=LIGHT))))
    assert "scale(0.7500)" in svg


def test_a_few_last_lines_get_no_page_of_their_own() -> None:
    """A page holds 52 lines of these; the picture is made a little smaller so that what is left fits, too."""
    picture = Picture(journey_map(journey(), theme=LIGHT))
    scale = float(re.findall(r"scale\(([\d.]+)\)", page_svgs(document(picture))[0])[0])
    pages = {lines: page_svgs(document(picture, *(Text(f"Line {at}") for at in range(lines)))) for lines in range(20, 36)}
    assert [len(made) for made in pages.values()] == sorted(len(made) for made in pages.values())
    shrunk = {lines for lines, made in pages.items() if f"scale({scale:.4f})" not in made[0]}
    fewest = min(lines for lines, made in pages.items() if len(made) == 2)
    assert shrunk and max(shrunk) < fewest, "smaller only where that spares a page"
    assert f"scale({scale:.4f})" in pages[fewest][0], "and as large as ever where it does not"


def test_a_table_keeps_its_words_and_stands_below_its_heading() -> None:
    action = "Assembly guides redrawn, one film a step, in the box and in the app"
    row = (action, "Assembly guide in Use", "Anouk Delvigny, Customer service", "2 Mar 2026", "20 Jul 2026")
    table = Table(("Action", "Where", "Owner", "From", "Until"), (row, row))
    (svg,) = page_svgs(document(table))
    said = " ".join(re.findall(r">([^<>]+)</text>", svg))
    assert "…" not in said and all(word in said for word in " ".join(row).split())
    places = [tuple(map(float, at)) for at in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', svg)]
    assert max(x for x, _ in places) < 560
    below = re.findall(r"translate\(0 ([\d.]+)\)", svg)
    assert float(below[2]) - float(below[1]) == pytest.approx(27), "a row of two lines is higher by one line"
    for lines in range(40, 50):
        pages = page_svgs(document(*(Text(f"Line {number}") for number in range(lines)), Heading("Actions"), table))
        assert all("translate(0" in page for page in pages if ">Actions<" in page), "a heading never stands alone"


def test_headings_are_bold_in_files() -> None:
    """The renderer takes a weight that is no full hundred for plain."""
    (svg,) = page_svgs(document(Heading("Finding"), Table(("Head",), (("Cell",),))))
    weights = {words: weight for weight, words in re.findall(r'font-weight="(\d+)"[^>]*>([^<]+)<', svg)}
    assert [weights[words] for words in ("A &lt;title&gt;", "Finding", "Head", "Cell")] == ["700", "700", "700", "400"]


def test_links_go_with_their_words() -> None:
    assert plain(Markup('<strong>A &amp; B</strong> fell. <a href="x">Look closer</a>')) == "A & B fell."


def report(kind: str, tmp_path: Path, month: str = "2026-10") -> str:
    out = tmp_path / f"report.{kind}"
    assert main(["--db", sample_database(), "report", "--month", month, "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8") if kind == "html" else pdf_words(out.read_bytes())


def test_the_command_writes_the_month(tmp_path: Path) -> None:
    said = report("html", tmp_path)
    for words in ("Voice of the customer, Oct 2026", "Key figures", "In customers’ words", "Furniture", "Solid line: what customers got"):
        assert words in said
    assert "The overall index is hidden, because too few people answered at one of its stages" in said, "nine in the thinned sample"
    assert re.search(r"It was \d\d\.\d in May: [+−]\d+\.\d, (within|more than) noise, 95% interval", report("html", tmp_path, "2026-06"))


def test_the_command_writes_for_a_locale(tmp_path: Path) -> None:
    out = tmp_path / "bericht.html"
    assert main(["--db", sample_database(), "report", "--month", "2026-06", "--locale", "de-DE", "--out", str(out)]) == 0
    said = out.read_text(encoding="utf-8")
    assert "Voice of the customer, Juni 2026" in said
    assert re.search(r"Overall journey index \d\d,\d of 100", said)


def test_nothing_hidden_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
    with data.reading_from(sample_database()):
        made = monthly.monthly_report(
            monthly.select_month(monthly.periods.month_of(OCTOBER)), date(2026, 11, 2), Actor("Vera", Access.VIEWER)
        )
    told = [block for block in made.blocks if isinstance(block, Picture)]
    rows = [row for picture in told for row in picture.figure.table]
    assert rows
    assert all(row.get("Score") is None and not row.get("Answers") for row in rows)
    figures = next(block for block in made.blocks if isinstance(block, Table))
    assert {row[1] for row in figures.rows} == {"hidden"}
    assert {row[7] for row in figures.rows} == {""}
    assert not any(isinstance(block, Quote) for block in made.blocks), "words of few people are for the frontline"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--month", "May", "--out", "r.html"], "is not a month like 2026-05"),
        (["--month", "2026-05", "--out", "r.docx"], "written as .html or .pdf"),
        (["--month", "2026-05", "--out", "nowhere/r.pdf"], "no folder nowhere"),
        (["--month", "2026-05", "--out", "r.pdf", "--journey", "moon"], "no journey called “moon”"),
    ],
)
def test_what_cannot_be_written_is_said(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", sample_database(), "report", *words]) == 2
    assert said in capsys.readouterr().err
