"""Tables of results rather than responses: pivot tables, cross tabulations and summaries, refused with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from vocdash.errors import UnreadableFile
from vocdash.ingest.read.blob import EXPORT_AGAIN
from vocdash.ingest.read.header import DATE, kind

_MEAN = r"mean|average|avg|median|mittelwert|mittlere\w*|durchschnitt\w*|moyenne|promedio|gemiddelde?"
_PIVOT_WORDS = re.compile(
    r"^(row labels|column labels|grand total|zeilenbeschriftungen|spaltenbeschriftungen|gesamtergebnis|étiquettes de lignes|total général|"
    rf"etiquetas de fila|total general|(count|sum|anzahl|summe|nombre|somme|{_MEAN}) (of|von|de) .+)$",
    re.IGNORECASE,
)
_COUNTS = {"count", "counts", "n", "responses", "response count", "number of responses", "frequency", "respondents", "base", "sample size",
           "anzahl", "antworten", "nombre", "effectif", "recuento", "frecuencia"}  # fmt: skip
_SHARES = {
    "%",
    "percent",
    "percentage",
    "share",
    "response percent",
    "% of total",
    "valid percent",
    "anteil",
    "prozent",
    "pourcentage",
    "porcentaje",
}
_METRICS = {"std deviation", "nps", "nps score", "csat", "ces"}
_FIGURE = re.compile(rf"^({_MEAN})\b|%|(?<![^\W_])({_MEAN}|pct|percent)$", re.IGNORECASE)
"""Headers of a column of figures by one of their words: "CSAT %", "Average handling time"."""
_SHARE = re.compile(r"%|(?<![^\W_])(pct|percent)$")
_HOW_MANY = re.compile(
    r"^((total|overall) )?(number|no\.?|num|nb|count|nombre|anzahl|número|numero|aantal) (of|de|der|van) "
    r"(responses|answers|respondents|participants|people|surveys|réponses|répondants|antworten|teilnehmer|befragten|respuestas|encuestas|"
    r"encuestados|participantes|respondenten|antwoorden)$|^(encuestados|befragte|répondants|respondenten|ankiety|respostas|respuestas)$"
)
"""Headers, in lower case, of a column that says of how many people a row speaks."""
_RECOMMENDATION = re.compile(r"^(e?nps|net promoter score|nps[ _]score)$", re.IGNORECASE)
_ANSWERS = {"answer choices", "answer options", "answer choice"}
TOTAL = re.compile(
    r"^(grand |overall )?(total|totals|sum|all|base|gesamt|insgesamt|summe|total général|total general|totale|totaal)$", re.IGNORECASE
)
MEAN = re.compile(rf"^(overall |grand )?({_MEAN}|media|média)$", re.IGNORECASE)
_STEP = re.compile(
    r"^(very |extremely |strongly |somewhat |sehr |très )?(happy|unhappy|(dis|un)?satisfied|good|bad|poor|fair|excellent|(dis)?agree|"
    r"neutral|positive|negative|promoters?|passives?|detractors?|(un)?zufrieden|(in)?satisfaits?)$",
    re.IGNORECASE,
)
"""An answer as a header: its column counts how often it was given."""
_LARGEST_SCORE = 10
_IDS = re.compile(
    r"^(id|nr|no|number|uuid|(response|respondent|submission|participant|customer|user|case|record|survey)[ _]?(id|no|nr|number)?)\.?$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"^(19|20)\d\d([-/ ]?(q[1-4]|[01]?\d))?$|^q[1-4][ /-]?(19|20)\d\d$|"
    r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?([ /-](19|20)?\d\d)?$",
    re.IGNORECASE,
)


_BASE = re.compile(
    r"^(?:(?:un)?weighted )?(?:base|basis|sample(?: size)?|n|respondents|answered|gewichtete basis|échantillon|muestra)(?: ?[:=(].*)?$",
    re.IGNORECASE,
)
"""The row of a table of results that says how many people it speaks of."""


def refuse(name: str, header: list[str], rows: list[list[str]], *, complete: bool) -> None:
    """Raise when the table holds results. `rows` are the first ones below the header, `complete` when they are all there are."""
    tidy = [[cell.strip() for cell in row] for row in rows if len(row) == len(header)]
    table = _Table([cell.strip() for cell in header], tidy, complete=complete)
    if reason := next(filter(None, (check(table) for check in _CHECKS)), ""):
        raise UnreadableFile(f"“{name}” is an aggregated table, not responses: {reason}.", EXPORT_AGAIN)


@dataclass(frozen=True)
class _Table:
    """A header and the rows below it that are as long as it is; `complete` when they are all there are."""

    header: list[str]
    rows: list[list[str]]
    complete: bool

    @cached_property
    def words(self) -> set[str]:
        """The header's cells in lower case."""
        return {cell.lower() for cell in self.header}

    @cached_property
    def has_groups(self) -> bool:
        return _numbers_for_groups(self.rows)

    @cached_property
    def is_wide(self) -> bool:
        """Whether it is large enough, with numbers for each of its groups, for the look of the numbers alone to tell."""
        return len(self.header) >= 3 and len(self.rows) >= 2 and self.has_groups

    @cached_property
    def has_labels(self) -> bool:
        """Whether its first column names groups, and not people."""
        return not _IDS.match(self.header[0]) and _are_labels(self.rows)

    @cached_property
    def named(self) -> list[str]:
        """The headers to the right of the first that are not blank."""
        return [cell for cell in self.header[1:] if cell]


def _pivot(table: _Table) -> str:
    return "its header has the words of a pivot table" if any(map(_PIVOT_WORDS.match, table.header)) else ""


def _answers_counted(table: _Table) -> str:
    by_words = len(table.header) <= 8 and table.words & _COUNTS and table.words & (_SHARES | _ANSWERS)
    by_numbers = table.complete and len(table.header) == 2 and len(table.rows) >= 3 and _shares_out(table.header, table.rows)
    return "its columns are answers and how often they were given" if by_words or by_numbers else ""


def _steps_counted(table: _Table) -> str:
    steps = [at for at, cell in enumerate(table.header) if _STEP.match(cell)]
    if len(steps) < 3 or not _count_answers(table.rows, steps):
        return ""
    first, second, third = (table.header[at] for at in steps[:3])
    return f"the columns {first}, {second}, {third}… count how often each answer was given"


def _mean_and_count(table: _Table) -> str:
    has_figures = bool(table.words & _METRICS) or any(map(_FIGURE.search, table.words - _SHARES))
    return (
        "each row is a group, with a mean or score and how many answered"
        if table.words & _COUNTS and has_figures and table.has_groups
        else ""
    )


def _share_of_group(table: _Table) -> str:
    counted = any(_HOW_MANY.match(word.replace("_", " ")) for word in table.words) and any(map(_SHARE.search, table.words))
    scored = any(_RECOMMENDATION.match(cell) and _no_answers(table.rows, at) for at, cell in enumerate(table.header))
    return "each row is a group, with its share, mean or Net Promoter Score" if (counted or scored) and table.has_groups else ""


def _figures_named(table: _Table) -> str:
    measure = _names_its_figures(table.header, table.rows)
    counts = measure and any(kind(row[-1]) == "number" for row in table.rows)
    return f"the column “{measure}” says what is counted in each row" if counts else ""


def _totalled(table: _Table) -> str:
    if not table.complete or not table.is_wide:
        return ""
    below = any(TOTAL.match(row[0]) for row in table.rows)
    beside = table.has_labels and table.named and TOTAL.match(table.named[-1])
    adds_up = (below or beside) and _adds_up(table.header, table.rows)
    return "it has a total that is the sum of the other numbers" if adds_up else ""


def _percentages(table: _Table) -> str:
    shares = table.is_wide and table.has_labels and all(cell.endswith("%") for row in table.rows for cell in row[1:] if cell)
    return "each row is a group, and the other columns hold percentages" if shares else ""


def _based(table: _Table) -> str:
    based = table.is_wide and table.has_labels and any(_BASE.match(row[0]) for row in table.rows)
    shares = any(kind(cell) == "number" and cell.endswith("%") for row in table.rows for cell in row[1:])
    return "a row says how many answered, and others hold percentages" if based and shares else ""


def _spread(table: _Table) -> str:
    named = table.named
    if not table.is_wide or not table.has_labels or len(named) < 3 or not (all(map(_PERIOD.match, named)) or _steps(named)):
        return ""
    return f"each row is a group, and the columns {named[0]}, {named[1]}, {named[2]}… hold a number for each"


_CHECKS = (
    _pivot,
    _answers_counted,
    _steps_counted,
    _mean_and_count,
    _share_of_group,
    _figures_named,
    _totalled,
    _percentages,
    _based,
    _spread,
)
"""Each gives its reason, or "" where it finds none; the first reason is told."""


def _shares_out(header: list[str], rows: list[list[str]]) -> bool:
    """Whether two columns are different answers and how many gave them: by the second header, or by a total below."""
    answers = [row for row in rows if not TOTAL.match(row[0])]
    if not _are_labels(answers) or len({row[0] for row in answers}) < len(answers) or any(kind(row[1]) != "number" for row in rows):
        return False
    steps = sum(bool(_STEP.match(row[0])) for row in answers)
    # Up to 10, they may as well be the scores of people, with their sum below.
    summed = len(answers) < len(rows) and any(_number(row[1]) > _LARGEST_SCORE for row in answers) and _adds_up(header, rows)
    return (header[1].lower() in _COUNTS and steps >= 2) or summed


def _no_answers(rows: list[list[str]], at: int) -> bool:
    """Whether most numbers of a column of recommendations are none that a person can answer, nor the −100, 0 and 100 of one answer."""
    found = [_number(row[at]) for row in rows if kind(row[at]) == "number"]
    return sum(not 0 <= number <= 10 and abs(number) != 100 for number in found) > len(found) / 2


def _names_its_figures(header: list[str], rows: list[list[str]]) -> str:
    """The column, among columns of figures, where each row says whether it counts, or shares out, or is a mean; "" for none."""
    for at, name in enumerate(header):
        said = {row[at].lower() for row in rows}
        if len(rows) >= 2 and len(said) > 1 and all(word in _COUNTS | _SHARES or MEAN.match(word) for word in said):
            return name
    return ""


def _count_answers(rows: list[list[str]], steps: list[int]) -> bool:
    """Whether the columns hold numbers above 1: a mark in the box of one's answer is none."""
    cells = [row[at] for row in rows for at in steps if row[at]]
    return bool(cells) and all(kind(cell) == "number" for cell in cells) and any(_number(cell) > 1 for cell in cells)


def _are_labels(rows: list[list[str]]) -> bool:
    """Whether nearly every first cell is a word."""
    first = [row[0] for row in rows if row[0]]
    return sum(kind(cell) == "text" for cell in first) >= 0.8 * len(first)


def _numbers_for_groups(rows: list[list[str]]) -> bool:
    """Whether nearly every group comes once only and nearly everything else is a number or blank.

    A group is named by the first cell, and by the words and dates that follow it in nearly every row ("week, team").
    """
    if not rows:
        return False
    by = 1
    while by < len(rows[0]) and sum(kind(row[by]) == "text" or bool(DATE.match(row[by])) for row in rows) >= 0.8 * len(rows):
        by += 1
    groups = [tuple(row[:by]) for row in rows if row[0]]
    others = [kind(cell) for row in rows for cell in row[by:] if cell not in ("", ".", "-", "–", "…")]
    return len(set(groups)) >= 0.9 * len(groups) > 0 and others.count("number") >= max(2, 0.9 * len(others))


def _steps(named: list[str]) -> bool:
    """Numbers in rising order, with a total at the end or not: the steps of a scale, years, bands."""
    steps = named[:-1] if TOTAL.match(named[-1]) else named
    if not all(cell.isdecimal() for cell in steps) or len(steps) < 3:
        return False
    values = [int(cell) for cell in steps]
    return all(low < high for low, high in pairwise(values))


def _adds_up(header: list[str], rows: list[list[str]]) -> bool:
    """Whether the row called total holds the sums of the columns, or the column called total the sums of the rows."""
    total = next((row for row in rows if TOTAL.match(row[0])), None)
    if total is not None:
        others = [row for row in rows if row is not total]
        checks = [_close(_number(total[at]), [_number(row[at]) for row in others]) for at in range(1, len(header)) if total[at]]
        if checks and sum(checks) >= 0.8 * len(checks):
            return True
    at = next((at for at, cell in enumerate(header) if at and TOTAL.match(cell)), None)
    if at is None:
        return False
    checks = [_close(_number(row[at]), [_number(cell) for place, cell in enumerate(row) if place not in (0, at)]) for row in rows]
    return sum(checks) >= 0.8 * len(checks)


def _close(total: float, parts: list[float]) -> bool:
    return total != 0 and abs(total - sum(parts)) <= 0.01 * abs(total) + 0.5


def _number(text: str) -> float:
    """The number written in `text`, 0 when there is none; the last separator with other than three digits after it is the decimal one."""
    digits = re.sub(r"[^\d.,-]", "", text)
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return 0.0
