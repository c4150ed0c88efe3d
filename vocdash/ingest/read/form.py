"""Which delimiter and which quotes: the pair under which the records of the file agree about their number of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice

from vocdash.ingest.read.agreement import Agreement, agreement
from vocdash.ingest.read.csv_source import Form, split
from vocdash.ingest.read.header import kind
from vocdash.ingest.read.table import MENDED, fits, is_blank, records

DELIMITERS = (",", ";", "\t", "|")
RARE = "^~\x01\x02\x1e\x1f¦§¤¬¶"
"""Signs that stand between cells in some exports, and hardly in an answer."""

WEAK = ":!#%&*+=/@\\ "
"""Signs that stand in answers, too: only three columns or more, alike in all lines, are believed."""

RECORDS = 1_000
_ALIKE = 0.95


@dataclass(frozen=True, slots=True)
class _Trial:
    """How well a form explains the sample: `broken` records have quotes that make no sense, `tidy` cells no other delimiter (each 0–1)."""

    form: Form
    found: Agreement
    broken: float
    tidy: float

    @property
    def score(self) -> float:
        if not self.found.holds or (not self.form.quote and self.found.share < 0.95):
            return 0.0
        usual = 1.0 if self.form.quote else 0.95
        return self.found.strength * (1 - self.broken / 2) * (0.7 + 0.3 * self.tidy) * usual


@dataclass(frozen=True, slots=True)
class Choice:
    """The form of a file, how sure we are (0–1), and whether it parts the lines into columns at all."""

    form: Form
    sure: float
    parts: bool = True


def choose(sample: str, *, complete: bool, delimiter: str | None = None, quote: str | None = None) -> Choice:
    """The form of the sample. `complete` says that the sample is the whole file.

    Under each candidate the sample is read, and the one whose records agree best about their number of cells wins; cells that still
    hold other delimiters or lone quotes count against it. Rare delimiters are tried where no usual one parts the first line like
    the others. `delimiter` and `quote` are a person's word.
    """
    if delimiter == "":
        return Choice(Form("", '"' if quote is None else quote), 1.0, parts=False)
    lines = StringIO(sample, newline="").readlines()
    if not complete and len(lines) > 1:
        lines.pop()
    forms = _candidates(sample, (delimiter,) if delimiter else DELIMITERS)
    forms = [form for form in forms if quote is None or form.quote == quote] or [Form(delimiter or ",", quote or "")]
    trials = sorted((_try(form, lines, complete=complete) for form in forms), key=lambda trial: -trial.score)
    best = trials[0]
    if delimiter is None and not (best.score and best.found.at_top) and (rare := _rare(lines, quote, complete=complete)):
        return Choice(rare, 0.8)
    if not best.score:
        plain = Form(quote='"' if quote is None else quote)
        return Choice(replace(plain, delimiter=delimiter), 1.0) if delimiter else Choice(_one_column(plain, lines), 0.8, parts=False)
    rival = max((trial.score for trial in trials if trial.form.delimiter != best.form.delimiter), default=0.0)
    return Choice(best.form, 1.0 if delimiter else round(best.found.share * (1 - rival / best.score / 2), 2))


def _rare(lines: list[str], quote: str | None, *, complete: bool) -> Form | None:
    """The rare delimiter under which the first line names columns and the others have as many cells; None where there is none."""
    written = next((line for line in lines if line.strip()), "")
    plain = Form(quote='"' if quote is None else quote)
    trials = [_try(replace(plain, delimiter=sign), lines, complete=complete) for sign in RARE + WEAK if sign in written]
    trials = [trial for trial in trials if not trial.broken and _parts_alike(trial.form, lines)]
    return max(trials, key=lambda trial: trial.score).form if trials else None


def _parts_alike(form: Form, lines: list[str]) -> bool:
    """Whether the first record names columns, and nearly all others have as many cells; measures among them, where blanks part words."""
    names, *below = _records(form, lines)[0] or [[]]
    of_r = form.delimiter == " " and bool(below) and len(names) == len(below[0]) - 1 and any(line.startswith('"') for line in lines)
    width = len(names) + of_r
    if not below or not all(map(str.strip, names)) or len({*names}) < len(names) or width < (2 if form.delimiter in RARE else 3):
        return False
    alike = [cells for cells in below if len(cells) == width]
    measured = any(sum(kind(cell) in ("number", "date") for cell in column) >= _ALIKE * len(alike) for column in zip(*alike, strict=True))
    return len(alike) >= _ALIKE * len(below) and (measured or form.delimiter in RARE)


def _candidates(sample: str, delimiters: tuple[str, ...]) -> list[Form]:
    """Every delimiter with every quote that occurs; plain double quotes come first, and win when others explain no more."""
    plain = [Form(delimiter) for delimiter in delimiters]
    found = list(plain)
    for form in plain:
        d = re.escape(form.delimiter)
        closed = re.search(rf'(?:^|{d})"[^"]*"(?={d}|\r?$)', sample, re.MULTILINE)
        if not closed and len(re.findall(rf'(?:^|{d})"', sample, re.MULTILINE)) > 2:
            found.append(replace(form, quote=""))
        if re.search(rf'(?:^|{d})[ ]+"', sample, re.MULTILINE):
            found.append(replace(form, skip_space=True))
        if '\\"' in sample:
            found.append(replace(form, escape="\\"))
        if re.search(rf"(?:^|{d})'[^'\r\n]*'(?:{d}|\r?$)", sample, re.MULTILINE):
            found.append(replace(form, quote="'"))
    return found


def _records(form: Form, lines: list[str]) -> tuple[list[list[str]], int]:
    """The first records that are not blank, stray quotes mended, and how many more are broken."""
    found = list(islice(records(split(iter([lines]), form, 1, None)), RECORDS))
    good = [cells for _, cells, flaw in found if flaw in ("", MENDED)]
    return [cells for cells in good if not is_blank(cells)], len(found) - len(good)


def _try(form: Form, lines: list[str], *, complete: bool) -> _Trial:
    records, broken = _records(form, lines)
    if not complete and broken and len(records) < RECORDS:
        broken -= 1  # the end of the sample may have cut a quoted cell
    found = agreement(records)
    cells = [cell for record in records[:200] if fits(record, found.width) for cell in record]
    tidy = sum(_is_tidy(cell, form) for cell in cells) / max(1, len(cells))
    return _Trial(form, found, broken / max(1, len(records) + broken), tidy)


def _is_tidy(cell: str, form: Form) -> bool:
    if any(other in cell for other in DELIMITERS if other not in (form.delimiter, ",")):
        return False
    return not cell.startswith("'") and (form.quote == '"' or not cell.startswith('"'))


def _one_column(plain: Form, lines: list[str]) -> Form:
    """One column: the first delimiter that splits nothing, and none at all where each would split something."""
    forms = [replace(plain, delimiter=delimiter) for delimiter in DELIMITERS]
    return next((form for form in forms if all(len(cells) < 2 for cells in _records(form, lines)[0])), replace(plain, delimiter=""))
