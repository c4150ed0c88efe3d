"""The rows of a file that are to be mended: those that do not come in, and those of which single answers do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from vocdash.domain import Finding, Severity
from vocdash.ingest.identity import Identity
from vocdash.ingest.refused import Mark, RefusedRow, reasons
from vocdash.ingest.rows import SubmissionReader

NumberOf = Callable[[str, str, Sequence[str]], int]
"""(source, own id, cells) → the id of the submission a row belongs to."""


class Mending:
    """Keeps rows for a person to mend, each with why and with whom it belongs to.

    Attributes
    ----------
    rows : list of RefusedRow
        All of them so far.
    refused, refused_answers : int
        How many rows did not come in, and how many answers of others.
    """

    def __init__(self, width: int, heads: SubmissionReader, identity: Identity, number_of: NumberOf, *, is_long: bool) -> None:
        self._width = width
        self._heads = heads
        self._identity = identity
        self._number_of = number_of
        self._is_long = is_long
        self._twins: Counter[int] = Counter()
        self._in_part: dict[str, None] = {}
        self.rows: list[RefusedRow] = []
        self.refused = 0
        self.refused_answers = 0

    def refuse(self, line: int, cells: Sequence[str], source: str, found: list[Finding]) -> None:
        """Keep a row that does not come in; one with too many or too few cells is known by all of them."""
        self.refused += 1
        whole = len(cells) == self._width
        own_id = self._heads.own_id(cells) if whole else ""
        if own_id and self._is_long:
            self._in_part[own_id] = None
        number = self._number_of(source, own_id, cells) if whole else self._identity.of_row(source, cells)
        self._keep(line, cells, Mark(source, None), number, reasons(line, found))

    def note(self, line: int, cells: Sequence[str], source: str, own_id: str, found: list[Finding]) -> None:
        """Keep a row that came in where single answers of it were refused."""
        bad = sum(finding.severity is Severity.REFUSED for finding in found)
        self.refused_answers += bad
        if not bad:
            return
        number = self._number_of(source, own_id, cells)
        if not own_id:
            self._twins[number] += 1
            number = self._identity.twin(number, self._twins[number])
        self._keep(line, cells, Mark(source, number), number, reasons(line, found))

    @property
    def is_in_part(self) -> bool:
        """Whether any long submission has refused rows and may have good ones, too."""
        return bool(self._in_part)

    def add_their_others(self, rows: Iterable[tuple[int, Sequence[str]]], source_of: Callable[[Sequence[str]], str]) -> None:
        """Keep the good rows of long submissions beside their refused ones: such a submission is replaced as a whole."""
        lines = {row.line for row in self.rows}
        for line, cells in rows:
            if line not in lines and (own_id := self._heads.own_id(cells)) in self._in_part:
                source = source_of(cells)
                self._keep(line, cells, Mark(source, None), self._number_of(source, own_id, cells), "")

    def _keep(self, line: int, cells: Sequence[str], mark: Mark, number: int, reason: str) -> None:
        customer = dict(self._heads.customer(cells)) if len(cells) == self._width else {}
        customer_id = self._identity.of_customer(customer) if customer else None
        self.rows.append(RefusedRow(line, cells, str(mark), reason, number, customer_id))
