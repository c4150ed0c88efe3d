"""What the steps of the upload call things."""

from __future__ import annotations

import re

from vocdash.domain import Finding, Method, Role
from vocdash.ingest.understand import Kind

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a mark",
    "utf-16": "UTF-16",
    "ascii": "ASCII",
    "cp1252": "Windows western",
    "latin-1": "Latin 1",
    "cp1250": "Windows central",
    "cp1251": "Windows cyrillic",
    "mac-roman": "Mac western",
    "cp1253": "Windows greek",
    "cp1254": "Windows turkish",
    "cp1255": "Windows hebrew",
    "cp1256": "Windows arabic",
    "cp1257": "Windows baltic",
    "cp874": "Windows thai",
    "koi8_r": "Cyrillic (KOI8-R)",
    "koi8_u": "Cyrillic (KOI8-U)",
    "iso8859_2": "Latin 2, central",
    "iso8859_5": "Cyrillic (ISO 8859-5)",
    "iso8859_15": "Latin 9",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "euc_kr": "Korean (EUC)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "cp437": "DOS american",
    "cp850": "DOS western",
    "cp866": "DOS cyrillic",
}
DELIMITERS = {
    ",": "Comma ,",
    ";": "Semicolon ;",
    "\t": "Tab",
    "|": "Pipe |",
    "^": "Caret ^",
    "~": "Tilde ~",
    ":": "Colon :",
    " ": "One blank",
    "  ": "Blanks, two or more",
    "fixed width": "Fixed places in the line",
    "": "Nothing, one column",
}
HEADERS = {0: "None", 1: "1", 2: "2 (names, questions)", 3: "3 (codes, questions, ids)"}
DECIMALS = {".": "Point 3.5", ",": "Comma 3,5"}

KINDS = {kind: kind.value.capitalize() for kind in Kind}
ROLES = {
    Role.PERFORMANCE: "How it was",
    Role.OUTCOME: "The whole, or its outcome",
    Role.EXPECTATION: "What they expected",
    Role.IMPORTANCE: "How much it matters",
}
METHODS = {
    Method.SURVEY: "Survey",
    Method.REVIEW: "Reviews",
    Method.COMPLAINT: "Complaints",
    Method.FOLLOW_UP: "Follow-up of single customers",
    Method.WALK_THROUGH: "Walk-through by our staff",
    Method.OBSERVATION: "Observation",
}
LAYOUTS = {
    "qualtrics": "a Qualtrics export",
    "surveymonkey": "a SurveyMonkey export",
    "tally": "a Tally export",
    "typeform": "a Typeform export",
    "google-forms": "a Google Forms export",
    "limesurvey": "a LimeSurvey export",
    "microsoft-forms": "a Microsoft Forms export",
    "medallia": "a Medallia export",
    "touchpoints": "a Touchpoints export",
}

_CODES = {
    "d": "day",
    "m": "month",
    "b": "month",
    "B": "month",
    "y": "year",
    "Y": "year",
    "H": "hour",
    "I": "hour",
    "M": "minute",
    "S": "second",
    "f": "",
    "p": "am/pm",
    "z": "zone",
    "Z": "zone",
    "A": "weekday",
    "a": "weekday",
}


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~:$-])")


def literal(text: str) -> str:
    """A text of the file as a label shows it as it stands: labels are Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def share(confidence: float) -> str:
    """How sure, in words: "sure" from 99.5 %."""
    return "sure" if confidence >= 0.995 else f"{confidence:.0%} sure"


def format_words(format: str) -> str:
    """A format in codes as words: "%d/%m/%Y %H:%M" → "day/month/year hour:minute"."""
    named = {"excel": "days as Excel counts them", "unix": "seconds since 1970"}
    return named.get(format) or re.sub(r"%([A-Za-z])", lambda code: _CODES.get(code[1], code[0]), format)


TOLD = ("choices-joined",)
"""What is said of a column and asks nobody to look."""


def note(finding: Finding) -> str:
    """A finding about a column in a sentence or two, with the line where its value stands first."""
    where = f"Line {finding.line:,}: " if finding.line else ""
    return f"{where}{finding.what} {finding.remedy}"
