"""What the tools of this world write, in small files of our own: encoding, delimiter, header rows, rows and columns as one would count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from vocdash.errors import UnreadableFile
from vocdash.ingest.inspect import as_json, inspect

Rows = Sequence[Sequence[object]]

N = 10
WORDS = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied")
SAID = (
    "Came late, and nobody called",
    "Fine",
    'The page said "sold out" twice',
    "",
    "Too long a wait; never again",
    "n/a",
    "Loved it 😀",
    "It's ok",
    "Parking, again",
    "Two\nlines",
)


def written(rows: Rows, delimiter: str = ",", newline: str = "\r\n", codec: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return out.getvalue().encode(codec)


def score(n: int, top: int = 10) -> int:
    return (n * 7) % (top + 1)


PLAIN: Rows = [
    ["Response ID", "Date", "How likely are you to recommend us?", "How satisfied are you?", "Why?"],
    *([f"R_{n}", f"2024-05-{n + 1:02} 10:{n:02}:00", score(n), WORDS[n % 5], SAID[n % 9]] for n in range(N)),
]
ONE_LINE: Rows = [[str(cell).replace("\n", " ") for cell in row] for row in PLAIN]


def said_in(head: Sequence[str], text: str, date: str = "%02d.05.2024") -> Rows:
    """A survey in another language."""
    return [list(head), *([n, date % (n + 1), 1 + n % 5, text] for n in range(N))]


CZECH = said_in(("Id", "Datum", "Hodnocení", "Důvod"), "Příliš žluťoučký kůň úpěl ďábelské ódy, děkuji za výborné služby")
RUSSIAN = said_in(("Номер", "Дата", "Оценка", "Почему?"), "Всё очень понравилось, спасибо большое за быструю доставку")
JAPANESE = said_in(("番号", "日付", "満足度", "理由"), "とても満足しています。ありがとうございました。", "2024/05/%02d")
TURKISH = said_in(("No", "Tarih", "Puan", "Neden?"), "Çok teşekkür ederim, güzel bir hizmetti, ığdır şişe")
MANY_TONGUES = said_in(("No", "Date", "Score", "Why?"), "Größer wäre schöner – señor, naïve, été, “mañana”")
FRENCH = said_in(("Numéro", "Date", "Note", "Pourquoi ?"), "Très déçu – l’accueil n’était pas à la hauteur")
LATIN = said_in(("Numéro", "Date", "Note", "Pourquoi ?"), "Très déçu, l'accueil n'était pas à la hauteur")

# --- Qualtrics -------------------------------------------------------------------------------------------------------

_META = ("StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId")
Q_CODES = [*_META, "Q1_NPS_GROUP", "Q1", "Q2"]
Q_LABELS = ["Start Date", "End Date", "Response Type", "Progress", "Duration (in seconds)", "Finished", "Recorded Date", "Response ID",
            "How likely are you\nto recommend us? - Group", "How likely are you\nto recommend us?", 'Say why, "in your words"']  # fmt: skip
Q_IDS = [json.dumps({"ImportId": code, "timeZone": "America/Denver"} if "Date" in code else {"ImportId": code}) for code in Q_CODES]
_STAMPS = [f"2024-05-{n + 1:02} 10:0{n % 6}:00" for n in range(N)]
Q_ROWS: Rows = [[at, at, "IP Address", "100", "300", "True", at, f"R_{n}x", "Promoter", score(n), SAID[n]] for n, at in enumerate(_STAMPS)]
QUALTRICS: Rows = [Q_CODES, Q_LABELS, Q_IDS, *Q_ROWS]

QUALTRICS_OLD: Rows = [
    ["V1", "V2", "V3", "V8", "V9", "Q1", "Q2_1", ""],
    ["ResponseID", "ResponseSet", "Name", "StartDate", "EndDate", "How likely are you?", "How good-Speed", ""],
    *([f"R_{n}x", "Default Response Set", "Anonymous", at, at, score(n), 1 + n % 5, ""] for n, at in enumerate(_STAMPS)),
]

# --- SurveyMonkey ----------------------------------------------------------------------------------------------------

_SM = ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "First Name")
_SM_BLANK = [""] * len(_SM)
_SM_ROW = [[11_000 + n, 42, f"05/{n + 1:02}/2024 09:12:11 AM", f"05/{n + 1:02}/2024 09:15:01 AM", "203.0.113.9", ""] for n in range(N)]
SM_CHOICES: Rows = [
    [*_SM, "How likely is it?", "What did you like?", "", "", "Anything else?"],
    [*_SM_BLANK, "", "Price", "Quality", "Other (please specify)", "Open-Ended Response"],
    *([*row, score(n), "Price" if n % 2 else "", "" if n % 3 else "Quality", "", SAID[n]] for n, row in enumerate(_SM_ROW)),
]
SM_MATRIX: Rows = [
    [*_SM, "How satisfied were you with?", "", "", "Comments"],
    [*_SM_BLANK, "Speed", "Price", "Staff", "Open-Ended Response"],
    *([*row, WORDS[n % 5], WORDS[n % 3], WORDS[n % 2], SAID[n]] for n, row in enumerate(_SM_ROW)),
]
SM_GERMAN: Rows = [
    ["Teilnehmer-ID", "Collector-ID", "Startdatum", "Enddatum", "IP", "Vorname", "Wie zufrieden waren Sie?", "", "", "Noch etwas?"],
    [*_SM_BLANK, "Tempo", "Preis", "Personal", "Offene Antwort"],
    *SM_MATRIX[2:],
]
SM_NO_ID: Rows = [
    ["Do you use it?", "How often?", "", "Which?", ""],
    ["Response", "Weekly", "Daily", "A", "B"],
    *(["Yes" if n % 3 else "No", "Weekly" if n % 2 else "", "" if n % 2 else "Daily", "A" if n % 3 else "", "B"] for n in range(N)),
]

# --- other tools -----------------------------------------------------------------------------------------------------

TYPEFORM: Rows = [
    ["#", "How likely are you?", "<strong>Why?</strong>", "Which of these, if any?", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"],
    *([f"{n:016x}", score(n), SAID[n], "Shop, Web", at, at, f"{n:010x}"] for n, at in enumerate(_STAMPS)),
]
TYPEFORM_GROUPS: Rows = [
    ["", "Which do you use?", "", "How good was it?", "", "", "", ""],
    ["#", "Shop", "Web", "Speed", "Price", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"],
    *(
        [f"{n:08x}", "Shop" if n % 2 else "", "Web" if n % 3 else "", WORDS[n % 5], WORDS[n % 4], at, at, f"{n:04x}"]
        for n, at in enumerate(_STAMPS)
    ),
]
GOOGLE: Rows = [
    ["Timestamp", "How likely are you?", "Comments"],
    *([f"2024/05/{n + 1:02} 9:12:33 AM GMT+2", score(n), SAID[n]] for n in range(N)),
]
GOOGLE_CHECKBOXES: Rows = [["Timestamp", "Which apply?", "Score"], *([f"5/{n + 1}/2024 9:12:33", "A;B;C", 1 + n % 5] for n in range(N))]
GOOGLE_GERMAN: Rows = [
    ["Zeitstempel", "Wie zufrieden sind Sie?", "Kommentar"],
    *([f"{n + 1:02}.05.2024 09:12:33", 1 + n % 5, "Schön, danke"] for n in range(N)),
]
LIMESURVEY: Rows = [
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "Q1[SQ001]", "Q1[SQ002]", "Q2"],
    *([n, at, "3", "en", "123", f"A{1 + n % 5}", f"A{1 + n % 4}", SAID[n]] for n, at in enumerate(_STAMPS)),
]
LIMESURVEY_BOTH: Rows = [
    ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "Q1[SQ001]. How satisfied? [Speed]", "Q2. Why?"],
    *([n, at, "3", f"A{1 + n % 5}", SAID[n]] for n, at in enumerate(_STAMPS)),
]
MEDALLIA: Rows = [
    ["a_surveyid", "e_responsedate", "q_ltr_scale", "q_comment_text", "e_unitid"],
    *([100 + n, f"2024-05-{n + 1:02}", score(n), SAID[n], f"u{n % 3}"] for n in range(N)),
]
MEDALLIA_LABELS: Rows = [MEDALLIA[0], ["Survey ID", "Response date", "Likelihood to recommend", "Comment", "Unit"], *MEDALLIA[1:]]
MICROSOFT: Rows = [
    ["ID", "Start time", "Completion time", "Email", "Name", "How satisfied are you?\u00a0", "Why?\n"],
    *([n, f"5/{n + 1}/24 9:12:11", f"5/{n + 1}/24 9:15:11", "anonymous", "", 1 + n % 5, SAID[n]] for n in range(N)),
]
ALCHEMER: Rows = [
    ["Response ID", "Time Started", "Date Submitted", "Status", "Language", "SessionID", "Speed:How satisfied?"],
    *([n, f"May {n + 1}, 2024 3:12:00 PM", f"May {n + 1}, 2024 3:15:00 PM", "Complete", "English", f"{n}", WORDS[n % 5]] for n in range(N)),
]
STORE_REVIEWS: Rows = [
    ["Package Name", "App Version Name", "Reviewer Language", "Review Submit Date and Time", "Star Rating", "Review Title", "Review Text"],
    *(["com.example", "1.2", "en", "2024-05-01T10:00:00Z", 1 + n % 5, "", ONE_LINE[n + 1][4]] for n in range(N)),
]
CODES_AND_QUESTIONS: Rows = [
    ["Q1", "Q2", "Q3"],
    ["How satisfied were you?", "Would you return?", "Any comments?"],
    *([WORDS[n % 5], "Yes" if n % 2 else "No", SAID[n]] for n in range(N)),
]
GROUPS: Rows = [
    ["", "", "Delivery", "", "Website", "", ""],
    ["ID", "Date", "Speed", "Care", "Speed", "Look", "Comment"],
    *([n, "2024-05-01", 1 + n % 5, 2, 3, 1 + n % 4, SAID[n]] for n in range(N)),
]
NUMBERED: Rows = [["id", "1", "2", "3", "4"], *([f"r{n}", 1 + n % 5, 1 + n % 3, 5, 1 + n % 4] for n in range(N))]
ADDED_UP: Rows = [["Participant", "Q1", "Q2", "Q3", "Total"], *([f"P{n}", n % 5, 3, 4, n % 5 + 7] for n in range(N))]
HALF_POINTS: Rows = [["Nr", "Datum", "Mittel", "Text"], *([n, f"{n + 1:02}.05.2024", f"{1 + n % 5},5", "war gut, danke"] for n in range(N))]
SEMICOLONS: Rows = [PLAIN[0], *([*row[:4], "a; b; c; d"] for row in PLAIN[1:])]
R_ROW_NAMES = b'"day","score","why"\n' + b"".join(b'"%d","2024-05-0%d",%d,"ok, fine"\n' % (n, n, n % 5) for n in range(1, 10))

Facts = tuple[str, str, int, int, int]
FILES: dict[str, tuple[bytes, Facts]] = {
    "qualtrics, three header rows": (written(QUALTRICS), ("utf-8", "comma", 3, N, 11)),
    "qualtrics, tabs in UTF-16": (written(QUALTRICS, "\t", codec="utf-16"), ("utf-16", "tab", 3, N, 11)),
    "qualtrics, one response": (written(QUALTRICS[:4]), ("ascii", "comma", 3, 1, 11)),
    "qualtrics, no response yet": (written(QUALTRICS[:3]), ("ascii", "comma", 3, 0, 11)),
    "qualtrics, without ids": (written([Q_CODES, Q_LABELS, *Q_ROWS]), ("utf-8", "comma", 2, N, 11)),
    "qualtrics, semicolons": (written(QUALTRICS, ";"), ("utf-8", "semicolon", 3, N, 11)),
    "qualtrics of old, one response": (written(QUALTRICS_OLD[:3]), ("ascii", "comma", 2, 1, 8)),
    "surveymonkey, options of a choice": (written(SM_CHOICES), ("utf-8", "comma", 2, N, 11)),
    "surveymonkey, all quoted": (
        written(SM_CHOICES, codec="utf-8-sig", quoting=csv.QUOTE_ALL),
        ("utf-8 + BOM", "comma", 2, N, 11),
    ),
    "surveymonkey, matrix of words": (written(SM_MATRIX), ("utf-8", "comma", 2, N, 10)),
    "surveymonkey, three responses": (written(SM_MATRIX[:5]), ("ascii", "comma", 2, 3, 10)),
    "surveymonkey, one response": (written(SM_MATRIX[:3]), ("ascii", "comma", 2, 1, 10)),
    "surveymonkey in German": (written(SM_GERMAN, ";"), ("utf-8", "semicolon", 2, N, 10)),
    "surveymonkey without ids and dates": (written(SM_NO_ID), ("ascii", "comma", 2, N, 5)),
    "typeform": (written(TYPEFORM, newline="\n"), ("utf-8", "comma", 1, N, 7)),
    "typeform, questions above options": (written(TYPEFORM_GROUPS), ("ascii", "comma", 2, N, 8)),
    "one answer and no header": (b"7,2024-05-02T10:00:00Z,9,Came late,en\n", ("ascii", "comma", 0, 1, 5)),
    "google forms": (written(GOOGLE), ("utf-8", "comma", 1, N, 3)),
    "google forms, check boxes": (written(GOOGLE_CHECKBOXES), ("ascii", "comma", 1, N, 3)),
    "google forms in German": (written(GOOGLE_GERMAN, "\t", "\n"), ("utf-8", "tab", 1, N, 3)),
    "limesurvey, codes": (written(LIMESURVEY, ";", quoting=csv.QUOTE_ALL), ("utf-8", "semicolon", 1, N, 8)),
    "limesurvey, codes and questions": (written(LIMESURVEY_BOTH, codec="utf-8-sig"), ("utf-8 + BOM", "comma", 1, N, 5)),
    "medallia": (written(MEDALLIA), ("utf-8", "comma", 1, N, 5)),
    "medallia, with labels": (written(MEDALLIA_LABELS), ("utf-8", "comma", 2, N, 5)),
    "microsoft forms": (written(MICROSOFT, codec="utf-8-sig"), ("utf-8 + BOM", "comma", 1, N, 7)),
    "alchemer": (written(ALCHEMER, quoting=csv.QUOTE_ALL), ("ascii", "comma", 1, N, 7)),
    "reviews of an app store": (written(STORE_REVIEWS, codec="utf-16"), ("utf-16", "comma", 1, N, 7)),
    "codes above questions": (written(CODES_AND_QUESTIONS), ("utf-8", "comma", 2, N, 3)),
    "groups above names": (written(GROUPS), ("utf-8", "comma", 2, N, 7)),
    "questions named by numbers": (written(NUMBERED), ("ascii", "comma", 1, N, 5)),
    "a sum for each participant": (written(ADDED_UP), ("ascii", "comma", 1, N, 5)),
    "row names of R": (R_ROW_NAMES, ("ascii", "comma", 1, 9, 4)),
    "unnamed row numbers": (
        written([["", *PLAIN[0]], *([n, *row] for n, row in enumerate(PLAIN[1:]))]),
        ("utf-8", "comma", 1, N, 6),
    ),
    "decimal commas": (written(HALF_POINTS, ";", codec="cp1252"), ("ascii", "semicolon", 1, N, 4)),
    "decimal commas in quotes": (written(HALF_POINTS), ("ascii", "comma", 1, N, 4)),
    "semicolons in comments": (written(SEMICOLONS), ("ascii", "comma", 1, N, 5)),
    "a hint for Excel": (b"sep=;\r\n" + written(PLAIN, ";"), ("utf-8", "semicolon", 1, N, 5)),
    "a hint for Excel below a mark": (b"\xef\xbb\xbfsep=,\r\n" + written(PLAIN), ("utf-8 + BOM", "comma", 1, N, 5)),
    "a title above": (b"Customer survey 2024\r\nExported by Ann, 1 June\r\n\r\n" + written(PLAIN), ("utf-8", "comma", 1, N, 5)),
    "a padded title above": (b"Customer survey,,,,\r\nPeriod:,May 2024,,,\r\n,,,,\r\n" + written(PLAIN), ("utf-8", "comma", 1, N, 5)),
    "names and values above": (b"Survey:,Shop\r\nFrom:,2024-05-01\r\nResponses:,10\r\n\r\n" + written(PLAIN), ("utf-8", "comma", 1, N, 5)),
    "remarks above": (b"# generated by a tool\r\n# version 2, draft\r\n" + written(PLAIN), ("utf-8", "comma", 1, N, 5)),
    "a footer": (written(PLAIN) + b"\r\nTotal responses: 10\r\nReport of 1 June 2024\r\n", ("utf-8", "comma", 1, N, 5)),
    "a total below": (written(PLAIN) + b"Total,10,,,\r\n", ("utf-8", "comma", 1, N, 5)),
    "a padded footer": (written(PLAIN) + b",,,,\r\nExported by a tool,,,,\r\n", ("utf-8", "comma", 1, N, 5)),
    "an old mark of the end": (written(PLAIN) + b"\x1a", ("utf-8", "comma", 1, N, 5)),
    "bare carriage returns": (written(ONE_LINE, newline="\r"), ("utf-8", "comma", 1, N, 5)),
    "doubled carriage returns": (written(ONE_LINE).replace(b"\r\n", b"\r\r\n"), ("utf-8", "comma", 1, N, 5)),
    "no end of the last line": (written(PLAIN).rstrip(), ("utf-8", "comma", 1, N, 5)),
    "pipes": (written(PLAIN, "|"), ("utf-8", "pipe", 1, N, 5)),
    "tabs without quotes": ("\n".join("\t".join(map(str, row)) for row in ONE_LINE).encode(), ("utf-8", "tab", 1, N, 5)),
    "delimiters at the end of the rows": (
        written([PLAIN[0], *([*row, ""] for row in PLAIN[1:])]),
        ("utf-8", "comma", 1, N, 5),
    ),
    "delimiters at the end of the rows, blank names above": (
        written([*SM_CHOICES[:2], *([*row, ""] for row in SM_CHOICES[2:])], ";"),
        ("utf-8", "semicolon", 2, N, 11),
    ),
    "delimiters at the end of the rows, no header": (
        written([[*row, ""] for row in Q_ROWS], "|"),
        ("utf-8", "pipe", 0, N, 12),
    ),
    "delimiters at the end of all lines": (written([[*row, "", ""] for row in PLAIN]), ("utf-8", "comma", 1, N, 7)),
    "big end first": (b"\xfe\xff" + written(FRENCH, codec="utf-16-be"), ("utf-16", "comma", 1, N, 4)),
    "UTF-16 without a mark": (written(PLAIN, codec="utf-16-le"), ("utf-16-le", "comma", 1, N, 5)),
    "one bad byte": (written(FRENCH) + b"99,31.05.2024,3,caf\xe9\r\n", ("utf-8", "comma", 1, N + 1, 4)),
    "Windows, western": (written(FRENCH, ";", codec="cp1252"), ("cp1252", "semicolon", 1, N, 4)),
    "Windows, central": (written(CZECH, ";", codec="cp1250"), ("cp1250", "semicolon", 1, N, 4)),
    "Windows, Cyrillic": (written(RUSSIAN, ";", codec="cp1251"), ("cp1251", "semicolon", 1, N, 4)),
    "Latin 1": (written(LATIN, ";", codec="latin-1"), ("latin-1", "semicolon", 1, N, 4)),
    "an old Mac": (written(LATIN, ";", "\r", codec="mac_roman"), ("mac_roman", "semicolon", 1, N, 4)),
    "an old Mac, a few letters": (
        written(PLAIN[:2]).replace("😀".encode(), b"") + b"R_9,2024-05-09,3,Fine,don\xd5t know\r\n",
        ("mac_roman", "comma", 1, 2, 5),
    ),
    "an old PC": (written(LATIN, ";", codec="cp850"), ("cp850", "semicolon", 1, N, 4)),
    "Windows, Turkish": (written(TURKISH, ";", codec="cp1254"), ("cp1254", "semicolon", 1, N, 4)),
    "Windows, western languages in one file": (written(MANY_TONGUES, codec="cp1252"), ("cp1252", "comma", 1, N, 4)),
    "one bad byte in the last line": (written(PLAIN).rstrip() + b"\xe9", ("utf-8", "comma", 1, N, 5)),
    "Japanese": (written(JAPANESE, codec="shift_jis"), ("shift_jis", "comma", 1, N, 4)),
}


@pytest.mark.parametrize("name", FILES)
def test_an_export_is_right_in_all_five_facts(tmp_path: Path, name: str) -> None:
    content, facts = FILES[name]
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    told = as_json(inspect(path))
    assert (told["encoding"], told["delimiter"], told["header_rows"], told["data_rows"], len(told["columns"])) == facts


def test_a_name_stands_after_the_group_above_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(written(GROUPS))
    columns = inspect(path).table.columns
    assert columns[2:6] == ("Delivery – Speed", "Delivery – Care", "Website – Speed", "Website – Look")


def test_a_column_that_only_the_row_of_groups_names_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    heads = [["", "", "Delivery", "", "", "Comment"], ["No", "Day", "Speed", "Care", "Price", ""]]
    path.write_bytes(written([*heads, *([n, f"2026-01-{n:02}", n % 5 + 1, n % 4 + 1, 5, f"late {n}"] for n in range(1, 20))]))
    table = inspect(path).table
    assert table.columns[2:] == ("Delivery – Speed", "Delivery – Care", "Delivery – Price", "Comment")
    assert (table.dialect.header_rows, table.data_rows) == (2, 19)


def test_questions_above_their_options_are_groups_and_columns_of_the_tool_are_not(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(written(TYPEFORM_GROUPS))
    assert inspect(path).table.columns == (
        "#",
        "Which do you use? – Shop",
        "Which do you use? – Web",
        "How good was it? – Speed",
        "How good was it? – Price",
        "Start Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
    )
    path.write_bytes(written(SM_NO_ID))
    assert inspect(path).table.columns[:4] == ("Do you use it?", "How often?", "column 3", "Which?")


def test_a_question_may_stand_alone_between_questions_above_their_items(tmp_path: Path) -> None:
    heads: Rows = [["No", "How satisfied are you?", "", "", "Day", "Why?"], ["", "Ordering", "Delivery", "Returns", "", ""]]
    path = tmp_path / "export.csv"
    path.write_bytes(written([*heads, *([n, "Good", "Fair", "Poor", f"2026-01-{n:02}", f"late {n}"] for n in range(1, 20))]))
    found = inspect(path).table
    asked = [f"How satisfied are you? – {item}" for item in ("Ordering", "Delivery", "Returns")]
    assert (found.dialect.header_rows, found.data_rows, found.columns) == (2, 19, ("No", *asked, "Day", "Why?"))


RESULTS: dict[str, Rows] = {
    "a pivot table": [["Row Labels", "Count of Score"], ["Delivery", 12], ["Web", 10], ["Grand Total", 22]],
    "answers counted": [["Answer Choices", "Responses", ""], ["Very satisfied", "60.0%", 90], ["Satisfied", "40.0%", 60]],
    "scores by place": [["", "Delivery", "Web", "Total"], [1, 3, 4, 7], [2, 6, 7, 13], [3, 1, 1, 2], ["Total", 10, 12, 22]],
    "a score a month": [["Month", "NPS", "Responses"], ["2024-01", 34, 120], ["2024-02", 36, 110], ["2024-03", 31, 140]],
    "months side by side": [["Team", "Jan", "Feb", "Mar"], ["North", 4.1, 4.2, 4.0], ["South", 3.1, 3.2, 3.0]],
    "shares by region": [["Answer", "North", "South"], ["Satisfied", "40%", "30%"], ["Dissatisfied", "60%", "70%"]],
    "counts and shares by question": [
        ["Year", "Statement", "Measure", 1, 2, 3],
        [2024, "The shop is near", "Percentage", "20.0%", "30.0%", "50.0%"],
        [2024, "The shop is near", "Count", 20, 30, 50],
        [2024, "The staff are kind", "Percentage", "10.0%", "30.0%", "60.0%"],
        [2024, "The staff are kind", "Count", 10, 30, 60],
    ],
    "means by touchpoint": [["Touchpoint", "Average score", "n"], ["Shop", 4.1, 120], ["Web", 3.9, 100], ["Phone", 3.1, 90]],
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_not_responses(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(written(RESULTS[name]))
    with pytest.raises(UnreadableFile, match="aggregated table, not responses"):
        inspect(path)


def test_the_hint_for_excel_is_told_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "hint.csv"
    path.write_bytes(b"sep=;\r\n" + written(PLAIN, ";"))
    [found] = [finding for finding in inspect(path).table.findings if finding.code == "above-table"]
    assert (found.line, found.what) == (1, "Line 1 tells Excel what stands between the cells, and is left out.")
