"""Tables that tools write as HTML, or as the XML of Excel 2003, and call .xls."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.reading import codes, refusal, rows, table
from vocdash.ingest.read import markup
from vocdash.ingest.read.blob import identify
from vocdash.ingest.read.markup import open_table

PAGE = """\ufeff<!-- made by a tool --><html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>td { mso-number-format: "@" }</style></head><body>
<table><tr><td>Export of May</td></tr></table>
<table border=1><thead><tr><th>Response ID</th><th colspan="2">Score</th><th>Why?</th></tr></thead>
<tr><td>1</td><td>9</td><td></td><td>Très&nbsp;bien &amp; quick</td></tr>
<tr><td>2<td>3<td>late<td>Two<br>lines
   and more
<tr><td>3</td><td>7</td><td></td><td><b>ok</b></td></tr></table><script>document.write("<td>no")</script></body></html>"""

SHEET = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="About"><Table><Row><Cell><Data ss:Type="String">Export of May</Data></Cell></Row></Table></Worksheet>
 <Worksheet ss:Name="Answers"><Table>
  <Row><Cell><Data ss:Type="String">id</Data></Cell>
   <Cell><Data ss:Type="String">day</Data></Cell><Cell><Data ss:Type="String">nps</Data></Cell>
   <Cell><Data ss:Type="String">why</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="DateTime">2024-05-01T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Number">9</Data></Cell><Cell><Data ss:Type="String">Quick &amp; kind</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">2</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">slow</Data></Cell></Row>
  <Row><Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="DateTime">2024-05-03T10:30:00.000</Data></Cell>
   <Cell><Data ss:Type="Number">8</Data></Cell></Row>
 </Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_the_largest_table_of_a_web_page_is_read(tmp_path: Path, codec: str) -> None:
    text = PAGE if codec == "utf-8" else PAGE.lstrip("\ufeff").replace("charset=utf-8", "")
    found = table(tmp_path, text.encode(codec), "export.xls")
    assert (found.dialect.format, found.columns) == ("html", ("Response ID", "Score", "column 3", "Why?"))
    assert rows(found) == [["1", "9", "", "Très bien & quick"], ["2", "3", "late", "Two\nlines and more"], ["3", "7", "", "ok"]]


def test_a_page_is_read_in_the_encoding_it_names_and_a_person_may_say_another(tmp_path: Path) -> None:
    page = '<table><tr><th>id<th>why<tr><td>1<td>déçu<tr><td>2<td>bien</table><meta charset="windows-1252">'
    assert rows(table(tmp_path, page.encode("cp1252")))[0] == ["1", "déçu"]
    assert rows(table(tmp_path, page.encode("cp1252"), overrides={"encoding": "cp1251"}))[0] == ["1", "dйзu"]


def test_a_cell_over_several_rows_keeps_those_below_in_their_columns(tmp_path: Path) -> None:
    page = "<table><tr><th>shop<th>id<th>nps<tr><td rowspan=2>Ulm<td>1<td>9<tr><td>2<td>3<tr><td>Rom<td>3<td>8</table>"
    assert rows(table(tmp_path, page)) == [["Ulm", "1", "9"], ["", "2", "3"], ["Rom", "3", "8"]]


def test_an_xml_spreadsheet_is_read(tmp_path: Path) -> None:
    found = table(tmp_path, SHEET, "export.xls")
    assert (found.dialect.format, found.columns) == ("xml", ("id", "day", "nps", "why"))
    assert rows(found) == [["1", "2024-05-01", "9", "Quick & kind"], ["2", "", "", "slow"], ["3", "2024-05-03T10:30:00", "8", ""]]


def test_a_page_cut_short_gives_what_stands_in_it(tmp_path: Path) -> None:
    found = table(tmp_path, "<table><tr><th>id<th>why<tr><td>1<td>ok<tr><td>2<td>slow")
    assert (rows(found), codes(found)) == ([["1", "ok"], ["2", "slow"]], set())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<!doctype html><html><body>Please log in<form></form></body></html>", "is a web page without a table of answers"),
        ("<html><table><tr><td>1</td></tr></table>", "is a web page without a table of answers"),
        ("<table><tr><th>Team<th>Jan<th>Feb<th>Mar<tr><td>A<td>1<td>2<td>3<tr><td>B<td>4<td>5<td>6</table>", "is an aggregated table"),
        (SHEET[:-300], "an XML spreadsheet that breaks off"),
        ('<?xml version="1.0"?><answers><answer id="1"/></answers>', "is an XML document"),
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + SHEET[21:], "is an XML document"),
        ("MIME-Version: 1.0\nX-Document-Type: Workbook\n", "a web archive"),
        ("ID;PWXL;N;E\r\nP;PGeneral\r\n", "a SYLK file"),
    ],
)
def test_what_holds_no_answers_is_refused_with_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refusal(tmp_path, content, "export.xls")


def test_a_file_called_xls_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert table(tmp_path, "ID;Product;NPS\n1;a;9\n2;b;3\n", "export.xls").dialect.delimiter == ";"
    assert table(tmp_path, "id\tnps\n1\t9\n2\t3\n".encode("utf-16"), "export.xls").dialect.delimiter == "\t"


@pytest.mark.parametrize(
    "content",
    [
        PAGE.replace("<td>1", "<td colspan=16384>1" * 20),
        SHEET.replace("<Cell ss:Index", "<Cell ss:MergeAcross='16000'/>" * 20 + "<Cell ss:Index"),
    ],
)
def test_cells_that_claim_to_be_wider_than_any_table_are_cut(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answers.xls"
    path.write_text(content, encoding="utf-8")
    source, _ = open_table(identify(path), "utf-8-sig")
    assert max(len(row) for block in source.blocks(1, None) for row in block.rows) == 16_384


ROWS = (
    "<tr><td>a</td><td>b<br>c</td></tr>",
    "<tr class='x>y'><th>n</th><td>&eacute; 5</td></tr>\n",
    "<tr><td><b>1</b></td> <td></td></tr>",
)
PIECES = (
    "<table>", "</table>", "<tr>", "</tr>", "</TR >", "<td>", "<th>", "</td>", "<td title='q>", "<td colspan=2>", "<td rowspan=2>", "<br/>",
    "x < y", "&nbsp;", "<!-- </tr> -->", "<!--", "<script>'</tr>'</script>", "<style>td{}</style>", "<tbody>", "text", "<span style='a'>",
    "<tr><td rowspan=2>d</td><td>e</td></tr>", "<tr><td><table><tr><td>in</td></tr></table></td></tr>",
)  # fmt: skip


@given(pieces=st.lists(st.sampled_from(ROWS * 8 + PIECES), max_size=25))
@example([ROWS[0], "<tr><td rowspan=2>d</td><td>e</td></tr>", ROWS[0]])
@example([ROWS[0], "<tr><td colspan=2>d</td><td>e</td></tr>", ROWS[1]])
@example([ROWS[0], "<tr><td><table><tr><td>in</td></tr></table></td></tr>", ROWS[2]])
@example([ROWS[0], "<!--", ROWS[1], "-->", ROWS[2]])
@example([ROWS[0], "<tr><td>open", ROWS[1]])
@example([ROWS[0], "<script>", ROWS[1], "</script>", ROWS[2]])
def test_rows_that_are_cut_by_one_look_are_those_that_the_parser_finds(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    page = "<html><table>" + "".join(pieces)
    path = tmp_path_factory.mktemp("page") / "page.xls"
    path.write_text(page, encoding="utf-8")
    parser = markup._Tables()
    parser.feed(page)
    parser.close()
    while parser._open:
        parser.handle_endtag("table")
    assert list(markup._html_rows(identify(path, 1 << 20, None), "utf-8")) == parser.done
