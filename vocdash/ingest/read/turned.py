"""Tables turned on their side: a person in each column, and a question in each row."""

from __future__ import annotations

import re

from vocdash.domain import Finding, Severity
from vocdash.ingest.read.header import kind

CODE = "people-in-columns"
_FEWEST = 3
_PERSON = (
    r"ballot|voter|judge|juror|jury member|rater|respondent|participant|evaluator|assessor|person|guest|student|subject|teilnehmer(?:in)?|"
    r"befragter?|proband(?:in)?|répondant|participante?|encuestado|deelnemer|respondente"
)
_NUMBERED = re.compile(rf"^(?:{_PERSON})s? ?[#№]? ?\d{{1,4}}$", re.IGNORECASE)
_PEOPLE = re.compile(rf"^(?:{_PERSON})s?(?: (?:no|nr|number|id)\.?)?$", re.IGNORECASE)
_COUNTED = re.compile(r"^\d{1,4}$")


def find(header: list[str], rows: list[list[str]]) -> list[Finding]:
    """Whether the columns are people: "Judge 1", "Judge 2", or 1, 2, 3 beside a word such as "Ballot", each row below a question."""
    names = [cell.strip() for cell in header]
    people = _people(names)
    if len(people) < _FEWEST:
        return []
    labels = [text.strip() for row in rows for text in row[: people.start] if kind(text) == "text"]
    if not rows or len(labels) < 0.8 * len(rows) or len({*labels}) < 0.8 * len(labels):
        return []
    what = f"The table lies on its side: each column is a person ({names[people.start]}, {names[people.start + 1]}…), each row a question."
    remedy = "Turn it round in a spreadsheet (copy, then paste transposed), so that each row is a person, and upload that."
    return [Finding(CODE, Severity.WARNING, what, remedy)]


def _people(names: list[str]) -> range:
    """The columns of people, which are the last ones and numbered from 1 on; none where there are none."""
    said = any(map(_PEOPLE.match, names))
    are_people = [bool(_NUMBERED.match(name) or (said and _COUNTED.match(name))) for name in names]
    first = are_people.index(True) if True in are_people else 0
    numbers = [int(re.sub(r"\D", "", name)) for name in names[first:]] if first and all(are_people[first:]) else []
    return range(first, len(names)) if numbers == list(range(1, len(numbers) + 1)) else range(0)
