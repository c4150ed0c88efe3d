"""Which delimiter and which quotes: the pair under which the records of the file agree about their number of cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from io import StringIO

from vocdash.ingest.read.csv_source import Form
from vocdash.ingest.read.table import is_blank

DELIMITERS = (",", ";", "\t", "|")
RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class _Trial:
    """How well a form explains the sample: `share` of records with the usual `width`, `broken` ones, `tidy` cells (each 0–1)."""

    form: Form
    width: int
    share: float
    broken: float
    tidy: float
    header_agrees: bool

    @property
    def score(self) -> float:
        if self.width < 2:
            return 0.0
        agreement = self.share * (1 - self.broken / 2) * (1.0 if self.header_agrees else 0.95)
        return agreement * (1 - 0.1 / self.width) * (0.7 + 0.3 * self.tidy)

    @property
    def holds(self) -> bool:
        """Whether the records agree enough to call this a table at all."""
        return self.width > 1 and (self.share >= 0.6 or (self.header_agrees and self.share >= (0.3 if self.width > 2 else 0.5)))


def choose(sample: str, *, complete: bool, delimiter: str | None = None, quote: str | None = None) -> tuple[Form, float]:
    """The form of the sample and how sure we are (0–1). `complete` says that the sample is the whole file.

    Under each candidate the sample is read, and the one whose records agree best about their number of cells wins; cells that still
    hold other delimiters or lone quotes count against it. `delimiter` and `quote` are a person's word.
    """
    lines = StringIO(sample, newline="").readlines()
    if not complete and len(lines) > 1:
        lines.pop()
    forms = [form for form in _candidates(sample, (delimiter,) if delimiter else DELIMITERS) if quote in (None, form.quote)]
    trials = sorted((_try(form, lines, complete=complete) for form in forms), key=lambda trial: -trial.score)
    best = next((trial for trial in trials if trial.holds or (delimiter and trial.width > 1)), None)
    if best is None or delimiter == "":
        return _one_column(lines, delimiter, '"' if quote is None else quote), 0.8
    rival = max((trial.score for trial in trials if trial.form.delimiter != best.form.delimiter), default=0.0)
    return best.form, 1.0 if delimiter else round(best.share * (1 - rival / best.score / 2), 2)


def _candidates(sample: str, delimiters: tuple[str, ...]) -> list[Form]:
    """Every delimiter with every quote that occurs; plain double quotes come first, and win when others explain no more."""
    plain = [Form(delimiter) for delimiter in delimiters]
    found = list(plain)
    for form in plain:
        d = re.escape(form.delimiter)
        closed = re.search(rf'(?:^|{d})"[^"]*"(?={d}|\r?$)', sample, re.MULTILINE)
        if not closed and len(re.findall(rf'(?:^|{d})"', sample, re.MULTILINE)) > 1:
            found.append(replace(form, quote=""))
        if re.search(rf'(?:^|{d})[ ]+"', sample, re.MULTILINE):
            found.append(replace(form, skip_space=True))
        if '\\"' in sample:
            found.append(replace(form, escape="\\"))
        if re.search(rf"(?:^|{d})'[^'\n]*'(?:{d}|\r?$)", sample, re.MULTILINE):
            found.append(replace(form, quote="'"))
    return found


def _try(form: Form, lines: list[str], *, complete: bool) -> _Trial:
    records: list[list[str]] = []
    broken = 0
    reader = form.reader(iter(lines))
    while len(records) < RECORDS:
        try:
            records.append(next(reader))
        except StopIteration:
            break
        except csv.Error:
            broken += 1
    if not complete and broken and reader.line_num >= len(lines):
        broken -= 1
    records = [cells for cells in records if not is_blank(cells)]
    if not records:
        return _Trial(form, 0, 0.0, 1.0, 0.0, False)
    widths = Counter(len(cells) for cells in records)
    head = len(records[0])
    width, count = max(widths.items(), key=lambda item: (item[1], item[0] == head, item[0]))
    cells = [cell for record in records[:200] if len(record) == width for cell in record]
    tidy = sum(_is_tidy(cell, form) for cell in cells) / max(1, len(cells))
    total = len(records) + broken
    return _Trial(form, width, count / total, broken / total, tidy, head == width)


def _is_tidy(cell: str, form: Form) -> bool:
    if any(other in cell for other in DELIMITERS if other not in (form.delimiter, ",")):
        return False
    return not cell.startswith("'") and (form.quote == '"' or not cell.startswith('"'))


def _one_column(lines: list[str], delimiter: str | None, quote: str) -> Form:
    """One column: the first delimiter that splits nothing, and none at all where each would split something."""
    for candidate in DELIMITERS if delimiter is None else (delimiter,):
        form = Form(candidate, quote)
        if _try(form, lines, complete=True).width < 2:
            return form
    return Form("", quote)
