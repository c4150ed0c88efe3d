"""Tables written in many ways at once, by chance: encoding, delimiter, quotes, line ends, junk around them. The truth is known."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from vocdash.ingest.read import read_table

Cells = list[str]

ENCODINGS = {"utf-8-sig": "utf-8 + BOM"}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "": "none"}
WORDS = ("Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "")
PLAIN = ("Fine", "", "n/a", "It's ok", "Came late, and nobody called", 'It said "sold out"', "Too long; never again", "a | b", "5/5",
         "100%", "Two\nlines", "One\n\nmore, later", "a\tb")  # fmt: skip
WESTERN = ("Très déçu, l'accueil n'était pas à la hauteur", "Größer wäre schöner", "¿Por qué no? Mañana", "é")
WINDOWS = ("Great – really “good”", "don’t know, 5 €")
ANY = ("Loved it 😀", "とても満足", "Příliš žluťoučký kůň")
SAID = {"ascii": PLAIN, "latin-1": PLAIN + WESTERN, "cp1252": PLAIN + WESTERN + WINDOWS}

META = ["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId"]
Q_CODES = [*META, "Q1_NPS_GROUP", "Q1", "Q2", "Q3_1"]
Q_WORDS = [*META[:5], "Recorded Date", "Response ID", "How likely\nare you? - Group", "How likely are you, really?", 'Say, "in words", why',
           "How satisfied - Speed"]  # fmt: skip
SM = ["Respondent ID", "Collector ID", "Start Date", "End Date", "Email Address"]


@dataclass(frozen=True)
class Kind:
    """What a tool writes: its header rows, and what stands below each of its columns: "n" a number, "w" a word of a scale and so on."""

    heads: list[Cells]
    below: str


KINDS = {
    "plain": Kind([["Response ID", "Date", "How likely are you?", "How satisfied are you?", "Score", "Why?"]], "i d n w , t"),
    "numbers": Kind([["id", "nps", "csat", "effort", "weight"]], "i n n g ,"),
    "words": Kind([["Prop 1 - Do you agree, or not?", "Prop 1 - Why?", "Prop 2 - Do you agree?", "You are...?"]], "W t W W"),
    "wide": Kind([["id", *(f"Q{n}" for n in range(1, 40)), "comment"]], "i " + "g " * 39 + "t"),
    "qualtrics": Kind([Q_CODES, Q_WORDS, [json.dumps({"ImportId": code}) for code in Q_CODES]], "d d W n W d i w n t w"),
    "qualtrics of old": Kind(
        [
            ["V1", "V2", "V3", "V8", "V9", "Q1", "Q2_1", "Q2_2"],
            ["ResponseID", "ResponseSet", "Name", "StartDate", "EndDate", "How likely?", "How good-Speed", "Why?"],
        ],
        "i W W d d n g t",
    ),
    "surveymonkey": Kind(
        [[*SM, "How likely is it?", "What is good?", "", "Why?"], [*[""] * 5, "Response", "Price", "Staff", "Open-Ended Response"]],
        "i i d d _ n w w t",
    ),
    "limesurvey": Kind([["id", "submitdate", "lastpage", "startlanguage", "A1[SQ001]", "A1[SQ002]", "A2"]], "i d n W w g t"),
}


@dataclass(frozen=True)
class Written:
    """A file, how it was written, and what is true of it: encoding, delimiter, header rows, data rows, columns."""

    content: bytes
    how: str
    facts: tuple[str, str, int, int, int]


def cell(of: str, n: int, said: Sequence[str], pick: random.Random, mark: str) -> str:
    if of == "t":
        return pick.choice(said)
    if of in "wW":
        return pick.choice(WORDS[: len(WORDS) - (of == "W")])
    if of == "g":
        return pick.choice(("1", "2", "3", "4", "5", ""))
    if of == ",":
        return f"{pick.uniform(0, 9):.2f}".replace(".", mark)
    return {"i": f"{1000 + n}", "d": f"2024-05-{1 + n % 28:02} 10:00:00", "n": f"{pick.randint(0, 10)}", "_": ""}[of]


def vary(seed: int) -> Written:
    """A file put together by chance, the same for the same seed."""
    pick = random.Random(seed)
    name = pick.choice(list(KINDS))
    codec = pick.choice(("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"))
    delimiter, newline = pick.choice(",,;\t|"), pick.choice(("\n", "\r\n", "\r"))
    quoting = pick.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC))
    count, mark = pick.choice((2, 3, 5, 12, 40)), pick.choice(".,")
    said = SAID.get(codec, (*SAID["cp1252"], *ANY))
    heads = KINDS[name].heads
    rows = [[cell(of, n, said, pick, mark) for of in KINDS[name].below.split()] for n in range(count)]
    more = pick.choice(("", "", "", "ends of all", "ends of rows", "numbers first"))
    if more == "ends of all":
        heads = [[*row, ""] for row in heads]
    if more.startswith("ends"):
        rows = [[*row, ""] for row in rows]
    if more == "numbers first":
        heads, rows = [["", *row] for row in heads], [[str(n), *row] for n, row in enumerate(rows)]
    width = len(heads[0])
    above = pick.choice(("", "", "", "Survey of May\n\n", f"Survey of May{delimiter * (width - 1)}\n", f"sep={delimiter}\n",
                         "# a\n# b, c\n", f"Survey:{delimiter}Shop\nMonth:{delimiter}May 2024\n\n", "\n\n"))  # fmt: skip
    below = pick.choice(("", "", "", "\n\n", "\nExported on 1 June\nPage 1 of 1\n", delimiter * (width - 1) + "\nSource: shop" +
                         delimiter * (width - 1) + "\n", "\x1a"))  # fmt: skip
    blank = pick.choice((0.0, 0.0, 0.2))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    for row in (*heads, *rows):
        writer.writerow([text.replace("\n", " ") if newline == "\r" else text for text in row])
        if pick.random() < blank and row not in heads:
            out.write(newline)
    text = above.replace("\n", newline) + out.getvalue() + below.replace("\n", newline)
    content = text.encode(codec)
    facts = (_encoding(codec, text), DELIMITERS[delimiter], len(heads), count, width)
    return Written(content, f"{seed}: {name}, {count} rows, {more}, {above!r} above, {below!r} below, {newline!r}", facts)


def _encoding(codec: str, text: str) -> str:
    """What a reader must call it: the smallest of ASCII, Latin-1 and cp1252 that has all the letters."""
    if codec in ("utf-8-sig", "utf-16", "utf-16-le"):
        return ENCODINGS.get(codec, codec)
    if text.isascii():
        return "ascii"
    return "latin-1" if codec == "cp1252" and not any(letter in text for letter in "–“”’€") else codec


@pytest.mark.parametrize("some", range(0, 400, 40))
def test_a_table_is_found_however_it_is_written(tmp_path: Path, some: int) -> None:
    path = tmp_path / "export.csv"
    for seed in range(some, some + 40):
        written = vary(seed)
        path.write_bytes(written.content)
        found = read_table(path)
        encoding, dialect = found.dialect.encoding, found.dialect
        told = ENCODINGS.get(encoding, encoding), DELIMITERS[dialect.delimiter], dialect.header_rows, found.data_rows, len(found.columns)
        assert told == written.facts, written.how
        assert not found.refused, written.how
