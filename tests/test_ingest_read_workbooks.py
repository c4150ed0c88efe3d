"""Reading workbooks: XLSX and ODS written here by hand, and one small XLS."""

from __future__ import annotations

import resource
import zipfile
import zlib
from base64 import b85decode
from pathlib import Path

import pytest

from vocdash.domain import Severity
from vocdash.errors import UnknownName, UnreadableFile
from vocdash.ingest.read import read_table
from vocdash.ingest.read import sheets as opened

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

XLS = b85decode(
    "c-rk)O=uHA6#i!OAKEmjsn7}~6pR{s5iefawSx9!sa_NjG;Jb;hK+0jq8_Z)90kFX;-%1wm#P<kP(g1Vgcdyrf{^IZlc3<C&HCQUZcS?s4Qf%DZ<%l2zL{_5W#{c|W)~L{wb}"
    "c9b*#ZKd}ufk1Y3NHO2j*fgW4U3O|K49aWwuZM8Y(Y!2q6gz6$Xi@_g4};GX{lG4O%PNu0%4$;ziT5eFoOtl}7kh!t*=Cx%{$s#|zcc#H5|>G@Q6zj&?*4^iKmI)MdqEVIwe;"
    "^W4Ew8g;JeJGlD;@N{9yyPstbX_(31~6h5vc<o%q2J$uInca~=B>P)E!L2v37o@MCk1@*p48_l?cZF#0{OqK_J`K--!S~ZG@R3t;8k>C(Z?+zj9BG!dAq!X49zv9P<|G2WRx"
    "dMcAj)rslwHng2h!aTggXxeU|4rzUq1IlsxYs&e0HTCnVeBv|=ya`TY9u#JG7%Jkzp<H&^=Y92^{6W(A33(&Ag;j3{;sUy-YB6T441NikEM9`A9DLo?Fns<ftQoV|iK=8hJ7"
    "C)w3cM;`T8KbpJ9o*%7WNY1}CXE8u;o*e1<n8BbLRJU$29-CgR+*RSdaPLnmMA(SCu{-YTtP9JCikT2@p7GsLD`$p#uUM_tsGre@O4LE&w5VC9MCWsL#yUDf6j9-e0Z(U$j_>"
    "=h(TxY(iB_{8h(bd{LqkJDLqkL3SD>0Z3;D0=cXt{=*@85`>nu}g=+7koEsml@M};<~2Vqfd<9u8BvlRj5T}y3H<9#n=9HY@~OkqOem})zJX(y#xf6s=6@!$6dwL5;JojCvS_"
    "}>9#mC4K"
)
"""A sheet "Answers" with id, score, note; 1, 9, fine; 2, 3.5, late: compressed."""


def xlsx(path: Path, sheets: dict[str, list[list[object]]], *, picture: bool = False) -> Path:
    """A workbook with text, numbers and, as ("date", serial number), days in its cells."""
    with zipfile.ZipFile(path, "w") as archive:
        names = list(sheets)
        listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(names, start=1))
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>')
        parts = "".join(
            f'<Relationship Id="r{i}" Type="{_RELS}/worksheet" Target="worksheets/s{i}.xml"/>' for i in range(1, len(names) + 1)
        )
        parts += f'<Relationship Id="r99" Type="{_RELS}/styles" Target="styles.xml"/>'
        root = f'<Relationship Id="r1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{parts}</Relationships>')
        archive.writestr(
            "xl/styles.xml", f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>'
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        part = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}">{part}</Types>')
        for i, name in enumerate(names, start=1):
            body = "".join(_row(number, row) for number, row in enumerate(sheets[name], start=1))
            archive.writestr(f"xl/worksheets/s{i}.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>')
        if picture:
            archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n")
    return path


def _row(number: int, cells: list[object]) -> str:
    return f'<row r="{number}">' + "".join(_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(cells) if cell != "") + "</row>"


def _cell(place: str, value: object) -> str:
    if isinstance(value, tuple):
        return f'<c r="{place}" s="1"><v>{value[1]}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_numbers_days_and_truths_read_as_one_would_type_them(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "answers.xlsx",
        {"Answers": [["id", "score", "at", "again"], [1, 9.5, ("date", 45413.5), True], [2, 10, ("date", 45414), ""]]},
    )
    found = read_table(path)
    assert (found.columns, found.dialect.format, found.dialect.sheet) == (("id", "score", "at", "again"), "workbook", "Answers")
    assert list(found.rows()) == [(2, ["1", "9.5", "2024-05-01 12:00:00", "TRUE"]), (3, ["2", "10", "2024-05-02", ""])]
    assert list(found.rows()) == list(found.rows())


def test_titles_blank_rows_and_notes_around_the_table_are_left_out(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Survey of May"],
        [],
        ["id", "score", "note", "plan"],
        [1, 9, "fine", "a"],
        [2, 3, "late", "b"],
        [],
        ["Answers: 2"],
    ]
    found = read_table(xlsx(tmp_path / "answers.xlsx", {"Answers": rows}))
    assert (found.dialect.header_line, found.data_rows, found.refused) == (3, 2, 0)
    assert [line for line, _ in found.rows()] == [4, 5]
    assert {"above-table", "below-table"} <= {finding.code for finding in found.findings}


def test_the_fullest_sheet_is_read_and_another_can_be_chosen(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "book.xlsx", {"Cover": [["Report"]], "Raw": [["id", "score"], [1, 9], [2, 8]], "More": [["id"], [7]]})
    found = read_table(path)
    assert (found.dialect.sheet, found.data_rows) == ("Raw", 2)
    assert [(finding.what, finding.severity) for finding in found.findings] == [
        ("The workbook has 3 sheets, and “Raw” is read.", Severity.NOTE)
    ]
    assert read_table(path, overrides={"sheet": "More"}).columns == ("id",)
    with pytest.raises(UnknownName, match="Did you mean “Raw”"):
        read_table(path, overrides={"sheet": "Raws"})


def ods(path: Path, rows: list[list[str]], repeat: str = "", times: int = 1) -> Path:
    """An ODS; `repeat` is an attribute of every cell, and `times` says how often the last row stands there."""
    cells = [
        "".join(f'<table:table-cell {repeat} office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        for row in rows
    ]
    body = "".join(
        f'<table:table-row table:number-rows-repeated="{times if row is cells[-1] else 1}">{row}</table:table-row>' for row in cells
    )
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="T">{body}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def test_ods_and_xls(tmp_path: Path) -> None:
    assert read_table(ods(tmp_path / "answers.ods", [["id", "note"], ["a", "fine"]])).sample() == [["a", "fine"]]
    xls = tmp_path / "answers.xls"
    xls.write_bytes(zlib.decompress(XLS))
    assert read_table(xls).sample() == [["1", "9", "fine"], ["2", "3.5", "late"]]


def test_a_workbook_in_a_zip(tmp_path: Path) -> None:
    book = xlsx(tmp_path / "answers.xlsx", {"Answers": [["id", "score"], [1, 9]]})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(book, "out/answers.xlsx")
    assert read_table(tmp_path / "all.zip").sample() == [["1", "9"]]


def test_workbooks_that_hold_no_answers_are_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="has no filled cell"):
        read_table(xlsx(tmp_path / "blank.xlsx", {"S": []}))
    with pytest.raises(UnreadableFile, match="holds only a picture, not responses"):
        read_table(xlsx(tmp_path / "picture.xlsx", {"S": []}, picture=True))
    pivot: list[list[object]] = [["Row Labels", "Count of id"], ["North", 5], ["Grand Total", 5]]
    with pytest.raises(UnreadableFile, match="aggregated table, not responses"):
        read_table(xlsx(tmp_path / "pivot.xlsx", {"S": pivot}))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(xlsx(tmp_path / "good.xlsx", {"S": [["a"], [1]]}).read_bytes().replace(b"<sheetData>", b"<sheetDatum>"))
    with pytest.raises(UnreadableFile):
        read_table(broken)


def test_a_longer_list_of_codes_is_not_taken_for_the_answers(tmp_path: Path) -> None:
    codes: list[list[object]] = [["Variable", "Label", "Values"], *([f"Q{n}", "What it is about", "1 = bad, 5 = good"] for n in range(60))]
    answers: list[list[object]] = [["id", "nps", "why"], *([n, n % 11, f"because {n}"] for n in range(20))]
    found = read_table(xlsx(tmp_path / "a.xlsx", {"Codebook": codes, "Export": answers}))
    assert (found.dialect.sheet, found.data_rows) == ("Export", 20)
    assert [finding.code for finding in found.findings] == ["one-sheet"]
    alone = read_table(xlsx(tmp_path / "b.xlsx", {"Notes": answers, "Empty": []}))
    assert (alone.dialect.sheet, alone.data_rows) == ("Notes", 20)


def test_the_answers_beside_a_pivot_table_are_read_and_the_table_alone_is_refused(tmp_path: Path) -> None:
    pivot: list[list[object]] = [["Row Labels", "Average of NPS"], *([f"Branch {n}", 7.5] for n in range(90)), ["Grand Total", 7.5]]
    answers: list[list[object]] = [["id", "nps", "why"], *([n, n % 11, f"because {n}"] for n in range(20))]
    found = read_table(xlsx(tmp_path / "a.xlsx", {"Tabelle1": pivot, "Export": answers}))
    assert (found.dialect.sheet, found.data_rows) == ("Export", 20)
    for sheets, wanted in (({"Tabelle1": pivot}, None), ({"Tabelle1": pivot, "Export": answers}, "Tabelle1")):
        with pytest.raises(UnreadableFile, match="aggregated"):
            read_table(xlsx(tmp_path / "b.xlsx", sheets), overrides={"sheet": wanted})


def test_a_sentence_just_below_the_answers_of_a_sheet_is_left_out(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "nps", "why"], *([n, n % 11, f"because {n}"] for n in range(9)), ["Total responses: 9", "", ""]]
    found = read_table(xlsx(tmp_path / "a.xlsx", {"Export": rows}))
    assert (found.data_rows, [finding.code for finding in found.findings]) == (9, ["below-table"])
    words: list[list[object]] = [["why", "nps", "id"], *([f"It was late {n}", n % 11, n] for n in range(9)), ["Came too late", "", ""]]
    assert read_table(xlsx(tmp_path / "b.xlsx", {"Export": words})).data_rows == 10


def _far(folder: Path, stray: str) -> Path:
    """A workbook of 2 kB with two answers and one cell in the last row and column there can be."""
    plain, path = xlsx(folder / "plain.xlsx", {"Answers": [["id", "nps"], [1, 9], [2, 3]]}), folder / "far.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            end = f'<row r="1048576">{stray}<v>1</v></c></row></sheetData>'
            new.writestr(name, old.read(name).decode().replace("</sheetData>", end))
    return path


@pytest.mark.parametrize("stray", ['<c r="XFD1048576">', "<c t='n' r='XFD1048576'>", '<c r = "XFD1048576">'])
def test_a_cell_far_away_from_the_answers_is_refused(tmp_path: Path, stray: str) -> None:
    """The library that reads workbooks ends its whole process where there is no room for every cell between."""
    path = _far(tmp_path, stray)
    with zipfile.ZipFile(tmp_path / "far.zip", "w") as archive:
        archive.write(path, "far.xlsx")
    for evil in (path, tmp_path / "far.zip"):
        with pytest.raises(UnreadableFile, match=r"“far.xlsx” takes more than 4,000 MB to open. Delete what stands far away"):
            read_table(evil)


def test_what_a_workbook_may_take_is_a_setting_and_never_comes_from_the_memory_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "long.xlsx", {"Answers": [["id", "nps", "why"], *([n, n % 11, f"It took long, {n}"] for n in range(30_000))]})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_table(path).data_rows == 30_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000
    monkeypatch.setenv("VOCDASH_WORKBOOK_MB", "100")
    repeats = 'table:number-columns-repeated="1000"'
    assert read_table(ods(tmp_path / "few.ods", [["id", "nps"], ["a", "9"]])).data_rows == 1
    with pytest.raises(UnreadableFile, match=r"“it.ods” takes more than 100 MB to open. .* as CSV, and upload that"):
        read_table(ods(tmp_path / "upload", [["id", "nps"], ["a", "9"]], repeats, 10_000), name="it.ods")
    with pytest.raises(UnreadableFile):
        read_table(ods(tmp_path / "more", [["id", "nps"], ["a", "9"]], repeats, 1_000_000))


def test_a_workbook_made_to_keep_us_busy_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "answers.xlsx", {"Answers": [["id", "nps"], [1, 9]]})
    monkeypatch.setattr(opened, "SECONDS", 0)
    with pytest.raises(UnreadableFile, match="could not be opened within 0 minutes"):
        read_table(path)


def test_books_in_cells_come_row_by_row(tmp_path: Path) -> None:
    """What is written at length is repeated by a line in the file; whoever reads it holds a row at a time."""
    rows = [["id", "why"], *([str(n), "x" * 2_000_000] for n in range(8))]
    found = read_table(xlsx(tmp_path / "books.xlsx", {"Answers": rows}))
    blocks = list(found.source.blocks(1, None))
    assert [list(block.lines) for block in blocks] == [[line] for line in range(1, 10)]
    assert [cells for _, cells in found.rows()] == rows[1:]
    assert [line for line, _ in found.rows()] == list(range(2, 10))


def test_wide_sheets_come_in_small_lists_and_keep_their_lines(tmp_path: Path) -> None:
    path = ods(tmp_path / "wide.ods", [[f"c{n}" for n in range(300)], *([str(line)] * 300 for line in range(2, 152))])
    found = read_table(path)
    assert [(block.lines[0], block.lines[-1]) for block in found.source.blocks(60, None)] == [(60, 66), (67, 132), (133, 151)]
    assert [(line, cells[299]) for line, cells in found.rows()] == [(line, str(line)) for line in range(2, 152)]
