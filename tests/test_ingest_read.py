"""Reading files: every peculiarity in a small file of our own."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from tests.reading import codes, rows, table
from vocdash.errors import UnreadableFile, VocError
from vocdash.ingest.read import read_table
from vocdash.ingest.read.blob import MOST_PACKED

# Delimiters and quotes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_rows_agree(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [["id", "score", "note"], ["1", "9", "late; and, cold"], ["2", "3", "fine"]])
    text = text.replace("late; and, cold", '"late; and, cold"')
    found = table(tmp_path, text)
    assert found.dialect.delimiter == delimiter
    assert rows(found) == [["1", "9", "late; and, cold"], ["2", "3", "fine"]]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    found = table(tmp_path, "shop;mean;share\n" + "".join(f"s{i};{i},5;{i},25\n" for i in range(9)))
    assert (found.dialect.delimiter, found.dialect.decimal) == (";", ",")
    assert len(found.columns) == 3


def test_one_column_of_sentences_with_commas_stays_one_column(tmp_path: Path) -> None:
    found = table(tmp_path, "comment\nfine\nlate, cold, and dear\nI came, I saw\nno; never\nwell, well, well, well\n")
    assert found.columns == ("comment",)
    assert rows(found)[1] == ["late, cold, and dear"]


def test_line_breaks_inside_cells_count_as_lines_but_not_as_rows(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,note\r\n1,"late\nand cold"\r\n2,fine\r\n')
    assert list(found.rows()) == [(2, ["1", "late\nand cold"]), (4, ["2", "fine"])]
    assert (found.data_rows, found.dialect.newline) == (2, "mixed")


def test_bare_carriage_returns_end_lines(tmp_path: Path) -> None:
    found = table(tmp_path, "id,note\r1,late\r2,fine\r")
    assert (found.dialect.newline, rows(found)) == ("\r", [["1", "late"], ["2", "fine"]])


def test_single_quotes_and_backslash_escapes_and_blanks_before_quotes(tmp_path: Path) -> None:
    assert rows(table(tmp_path, "id,note\n1,'late, cold'\n2,'fine'\n3,'so, so'\n"))[0] == ["1", "late, cold"]
    escaped = table(tmp_path, 'id,note,by\n1,"said \\"no\\", twice",a\n2,"fine",b\n3,"ok",c\n')
    assert rows(escaped)[0] == ["1", 'said "no", twice', "a"]
    assert rows(table(tmp_path, 'id, note, by\n1, "late, cold", x\n2, "fine", y\n'))[0] == ["1", "late, cold", "x"]


def test_apostrophes_at_the_ends_of_lines_are_no_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, "id,note,why\r1,,\r2,,'\r3,,'\r")
    assert rows(found) == [["1", "", ""], ["2", "", "'"], ["3", "", "'"]]


def test_blanks_around_cells_are_kept(tmp_path: Path) -> None:
    assert rows(table(tmp_path, "a,b,c\n1,  two ,3\n")) == [["1", "  two ", "3"]]


# Rows with a wrong number of cells


def test_a_row_with_too_many_cells_is_refused_with_its_line(tmp_path: Path) -> None:
    good = "".join(f"{i},{i % 11},fine\n" for i in range(3_374))
    found = table(tmp_path, f"id,score,note\n{good}9,9,late, cold\n1,2,ok\n")
    (line, cells, finding), *more = found.ragged()
    assert (line, cells, more) == (3_376, ["9", "9", "late", " cold"], [])
    assert finding.what == "Line 3,376 has 4 cells, not 3."
    assert finding.remedy == "Put the comment in quotes and upload the file again."
    assert (found.data_rows, found.refused, len(rows(found))) == (3_376, 1, 3_375)
    assert finding in found.findings


def test_a_quote_left_open_costs_one_row_and_not_those_below(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,note,by\n1,"never closed,a\n2,"fine",b\n3,ok,c\n4,"well",d\n')
    assert [row[0] for row in rows(found)] == ["2", "3", "4"]
    assert [(line, finding.what) for line, _, finding in found.ragged()] == [(2, "Line 2 opens a quote that is never closed.")]


def test_a_quote_left_open_at_the_end_is_refused(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b,c\n1,2,3\n1,"never closed,3')
    assert (rows(found), found.refused) == ([["1", "2", "3"]], 1)


def test_a_quote_that_is_not_written_twice_is_read_as_it_stands(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,note,by\n1,"I missed " it, really",a\n2,"two\nlines "so" said",b\n3,ok,c\n')
    assert rows(found) == [["1", 'I missed " it, really', "a"], ["2", 'two\nlines "so" said', "b"], ["3", "ok", "c"]]
    assert [finding.line for finding in found.findings if finding.code == "stray-quote"] == [2, 3]
    assert "quote-in-cell" in codes(table(tmp_path, 'a,b\n1,This "word" here\n'))


def test_many_broken_rows_are_listed_up_to_a_limit_and_counted(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b,c\n" + "1,2,3\n" * 300 + "1,2,3,4\n" * 150)
    assert (found.refused, len(list(found.ragged()))) == (150, 150)
    listed = [finding for finding in found.findings if finding.code == "row-shape"]
    assert len(listed) == 101
    assert listed[-1].what == "50 more rows have a wrong number of cells."


def test_rows_that_leave_out_their_blank_end_are_filled_when_that_is_the_habit_of_the_file(tmp_path: Path) -> None:
    found = table(tmp_path, "id,a,b,c\n" + "".join(f"{i},1,2,3\n{i},1\n" for i in range(30)))
    assert (found.refused, found.data_rows, rows(found)[1]) == (0, 60, ["0", "1", "", ""])
    assert "short-rows" in codes(found)


def test_rows_cut_in_two_by_a_line_break_are_refused_and_not_filled(tmp_path: Path) -> None:
    found = table(tmp_path, "id,note,by\n" + "".join(f"{i},late\ncold,me\n{i},ok,you\n" for i in range(30)))
    assert (found.refused, len(rows(found))) == (60, 30)


def test_blank_cells_beyond_the_last_column_are_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b,c\n1,2,3,\n4,5,6,,\n7,8,9\n")
    assert rows(found) == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
    assert "trailing-delimiters" in codes(found)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    found = table(tmp_path, "\n\na,b\n\n1,2\n,\n  \n3,4\n\n")
    assert list(found.rows()) == [(5, ["1", "2"]), (8, ["3", "4"])]
    assert (found.data_rows, found.dialect.header_line) == (2, 3)
    assert "blank-lines" in codes(found)


# Header rows


QUALTRICS = (
    "StartDate,Status,ResponseId,Q1,Q1_text\r\n"
    '"Start Date","Response Type","Response ID","How likely are you\r\nto recommend us?","Why?"\r\n'
    '"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""status""}","{""ImportId"":""_recordId""}",'
    '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\r\n2024-05-01 10:00:00,IP Address,R_1,9,"Quick,\nkind"\r\n'
)


def test_three_header_rows_of_qualtrics(tmp_path: Path) -> None:
    found = table(tmp_path, QUALTRICS)
    assert (found.layout, found.dialect.header_rows, found.data_rows) == ("qualtrics", 3, 1)
    assert found.columns == ("StartDate", "Status", "ResponseId", "Q1", "Q1_text")
    assert found.labels[3] == "How likely are you to recommend us?"
    assert list(found.rows()) == [(5, ["2024-05-01 10:00:00", "IP Address", "R_1", "9", "Quick,\nkind"])]


def test_an_export_without_answers_is_a_finding_and_no_error(tmp_path: Path) -> None:
    found = table(tmp_path, QUALTRICS[: QUALTRICS.index("2024-05-01")])
    assert (found.dialect.header_rows, found.data_rows, rows(found)) == (3, 0, [])
    assert "no-rows" in codes(found)
    assert table(tmp_path, "id,score").data_rows == 0


def test_two_header_rows_of_codes_and_wording(tmp_path: Path) -> None:
    below = "".join(f"R_{day},2024-05-0{day} 10:00:00,Word {day},{day},\n" for day in range(1, 5))
    found = table(tmp_path, f"V1,V2,Q1,Score,\nResponseID,StartDate,How was it?,Score,\n{below}")
    assert (found.dialect.header_rows, found.data_rows) == (2, 4)
    assert found.columns == ("V1", "V2", "Q1", "Score", "column 5")
    assert found.labels == ("ResponseID", "StartDate", "How was it?", "Score", "column 5")


def test_response_rows_of_surveymonkey_name_the_options(tmp_path: Path) -> None:
    text = "Respondent ID,StartDate,Which did you use?,,How was it?\n,,Phone,Web,Response\n11,05/01/2024,Phone,,9\n12,05/02/2024,,Web,4\n"
    found = table(tmp_path, text)
    assert (found.layout, found.dialect.header_rows, found.data_rows) == ("surveymonkey", 2, 2)
    assert found.columns[3] == "column 4"
    assert found.labels[2:] == ("Which did you use? – Phone", "Which did you use? – Web", "How was it?")


def test_lines_between_header_and_answers_belong_to_the_header(tmp_path: Path) -> None:
    found = table(tmp_path, "id,plan,score\nan internal number,,\nnot for publication,,\n1,basic,9\n2,plus,8\n3,plus,2\n4,basic,7\n")
    assert (found.dialect.header_rows, found.data_rows) == (3, 4)
    assert found.labels == found.columns


@pytest.mark.parametrize(
    "first",
    ["1,,never", "1,n/a,late", "n/a,5,late", "7,not asked,fine"],
)
def test_a_first_answer_with_gaps_is_not_a_header_row(tmp_path: Path, first: str) -> None:
    found = table(tmp_path, f"id,score,note\n{first}\n2,9,fine\n3,8,good\n4,7,fine\n5,10,great\n")
    assert (found.dialect.header_rows, found.data_rows) == (1, 5)


def test_a_file_without_header_says_so(tmp_path: Path) -> None:
    found = table(tmp_path, "1,9,2024-05-01\n2,3,2024-05-02\n3,7,2024-05-03\n")
    assert (found.dialect.header_rows, found.dialect.header_line, found.data_rows) == (0, 0, 3)
    assert found.columns == ("column 1", "column 2", "column 3")
    assert "no-header" in codes(found)
    assert table(tmp_path, "1,9\n2,3\n", overrides={"header_rows": 1}).columns == ("1", "9")


def test_blank_and_repeated_names_become_unique(tmp_path: Path) -> None:
    found = table(tmp_path, "id,,Why? ,Why?,Why? (2),<b>How</b> was&nbsp;it?\n1,2,a,b,c,d\n")
    assert found.columns == ("id", "column 2", "Why?", "Why? (2)", "Why? (2) (2)", "<b>How</b> was&nbsp;it?")
    assert found.labels[5] == "How was it?"


@pytest.mark.parametrize(
    "above",
    ["Export of 1 May 2024\n\n", "Export of 1 May 2024,,,\n,,,\n", '"Survey: ""service"""\nOwner: ann\n\n\n'],
)
def test_junk_above_and_below_is_left_out_and_named(tmp_path: Path, above: str) -> None:
    found = table(tmp_path, above + "id,score,note,plan\n1,9,fine,a\n2,3,late,b\n\nTotal answers: 2\n")
    assert (found.columns, found.data_rows, found.refused) == (("id", "score", "note", "plan"), 2, 0)
    assert {"above-table", "below-table"} <= codes(found)
    assert found.dialect.header_line == above.count("\n") + 1


def test_a_line_of_means_below_the_table_is_no_answer(tmp_path: Path) -> None:
    text = "id,shop,score,staff,note\n1,Ulm,9,5,fine\n2,Ulm,3,2,late\n3,Rom,7,4,ok\n"
    for below in (
        "\nMean,,6.33,3.67,\n",
        "\nDurchschnitt,,6.33,3.67,\nTotal,,19,11,\n",
        "Average,,6,3,\nCount,,3,3,\nStd. dev.,,1.1,1.0,\n",
    ):
        found = table(tmp_path, text + below)
        assert (found.data_rows, "below-table" in codes(found)) == (3, True)
    assert table(tmp_path, text + "Total,Rom,6,4,ok\n").data_rows == 4


def test_row_numbers_without_a_name_get_one(tmp_path: Path) -> None:
    found = table(tmp_path, '"score","note"\n' + "".join(f'"{i}",{i % 5},"fine"\n' for i in range(1, 20)))
    assert found.columns == ("column 1", "score", "note")
    assert "header-short" in codes(found)


# Other formats


def test_a_zip_of_one_file_and_of_two(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answers.csv", "id,score\n1,9\n")
        archive.writestr("__MACOSX/._answers.csv", b"\0\1")
    found = read_table(path)
    assert (found.name, rows(found), rows(found)) == ("answers.csv", [["1", "9"]], [["1", "9"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.csv", "id\n1\n")
    with pytest.raises(UnreadableFile, match="holds 2 files"):
        read_table(path)


# A person's word


def test_overrides_win_over_the_detection(tmp_path: Path) -> None:
    text = "title\nid;a,b\n1;2,5\n".encode("cp1252")
    found = table(
        tmp_path, text, overrides={"delimiter": "comma", "header_line": 2, "header_rows": 1, "decimal": ",", "encoding": "cp1252"}
    )
    assert (found.columns, rows(found)) == (("id;a", "b"), [["1;2", "5"]])
    assert (found.dialect.decimal, found.dialect.encoding) == (",", "cp1252")
    assert table(tmp_path, "a,b\n1,2\n", overrides={"delimiter": "none"}).columns == ("a,b",)


@pytest.mark.parametrize(
    "wrong",
    [{"encoding": "klingon"}, {"delimiter": "ab"}, {"header_rows": 9}, {"header_line": -1}, {"decimal": "x"}, {"delimeter": ","}],
)
def test_a_wrong_override_is_explained(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(VocError):
        table(tmp_path, "a,b\n1,2\n", overrides=wrong)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w") as file:
        file.write("id,score,note\n")
        file.writelines(f'{number},{number % 11},"late, and cold"\n' for number in range(60_000))
    tracemalloc.start()
    found = read_table(path)
    assert sum(1 for _ in found.rows()) == found.data_rows == 60_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000


def test_a_quote_left_open_at_the_top_does_not_swallow_the_file(tmp_path: Path) -> None:
    below = "".join(f"{number},fine,me\n" for number in range(2, 150_000))
    found = table(tmp_path, f'id,note,by\n1,"open,me\n{below}')
    assert (found.refused, found.data_rows) == (1, 149_999)


def test_lines_without_an_end_and_tables_without_an_edge_are_refused_and_take_no_memory(tmp_path: Path) -> None:
    """All of these are some kB in a zip. Before, the first took a minute and all the memory there was."""
    lines = {
        "line": (b"a,b\n1,", b"x" * 1024, 6 * 1024, b"\n", "has a line of more than 4 million letters"),
        "json": (b'{"a":1}\n{"a":[', b"[]," * 512, 5 * 1024, b"1]}\n", "has a line of more than 4 million letters"),
        "wide": ("\ufeffa,b\n1,".encode("utf-16-le"), "\u0a0a".encode("utf-16-le") * 1024, 5 * 1024, b"\n\0", "has a line of more than"),
        "head": (b"", b",".join(b"c%d" % n for n in range(17_000)), 1, b"\n1,2\n", "has 17,000 columns, and a table"),
        "keys": (b"", b"".join(b'{"k%d":1}\n' % n for n in range(17_000)), 1, b"", "has 16,385 columns"),
        "text": (b'[{"a":1},{"a":"', b"x" * 1024, 5 * 1024, b'"}]\n', "A value of the JSON document never ends"),
        "doc": (b'[{"a":1},{"a":[', b"[]," * 512, 1024, b"1]}]\n", "has more than 200,000 values in one object"),
    }
    for name, (start, part, times, end, sentence) in lines.items():
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, start + part * times + end)
        tracemalloc.start()
        with pytest.raises(UnreadableFile, match=sentence):
            read_table(tmp_path / "bomb.zip")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 60_000_000, name


def test_a_zip_that_unpacks_to_the_same_line_over_and_over_is_refused_unread(tmp_path: Path) -> None:
    def packed(name: str, part: bytes, times: int) -> Path:
        path = tmp_path / "packed.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
            for _ in range(times):
                member.write(part)
        return path

    for name in ("answers.csv", "page.html", "xl/workbook.xml"):
        with pytest.raises(UnreadableFile, match="unpacks to 21 MB, 1,0"):
            read_table(packed(name, b"ab\n" * 350_000, 20))
    survey = b"".join(b"%d,2026-05-01 12:%02d,%s\n" % (line, line % 60, b"," * 200) for line in range(2_000))
    assert packed("answers.csv", survey, 1).stat().st_size * MOST_PACKED > 10 * len(survey), "even cells left empty do not pack so small"
    assert read_table(packed("answers.csv", b"ab\n" * 350_000, 1)).data_rows == 350_000


def test_rows_that_hold_books_come_few_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "books.csv"
    path.write_text("id,why\n" + "".join(f"{number},{'x' * 1_000_000}\n" for number in range(20)))
    blocks = [list(block.lines) for block in read_table(path).source.blocks(1, 2)]
    assert max(map(len, blocks)) <= 6 and [line for lines in blocks for line in lines] == list(range(1, 22))


SUMMARY = "Question,Average,Count\nHow likely?,7.1,20\nHow easy?,4.1,20\n"
RESPONSES = "id,date,nps,why\n" + "".join(f"{n},2026-03-{n + 1:02},{n % 11},because {n}\n" for n in range(20))


@pytest.mark.parametrize("padding", ["", ","])
def test_a_summary_above_the_answers_is_left_out_and_said(tmp_path: Path, padding: str) -> None:
    above = "".join(f"{line}{padding}\n" for line in SUMMARY.splitlines())
    found = table(tmp_path, f"{above}\n{RESPONSES}")
    assert (found.columns, found.data_rows, found.dialect.header_line) == (("id", "date", "nps", "why"), 20, 5)
    assert [finding.code for finding in found.findings] == ["above-table"] * 3


def test_text_that_was_written_as_utf_8_twice_is_said(tmp_path: Path) -> None:
    twice = "id,note\n1,très déçu\n2,à l'été\n".encode().decode("cp1252").encode()
    assert "twice-encoded" in codes(table(tmp_path, twice))
    assert "twice-encoded" not in codes(table(tmp_path, "id,note\n1,très déçu, NÃO\n2,à l'été\n"))
