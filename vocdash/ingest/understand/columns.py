"""One column at a time: what it holds, by the tool that wrote it, its words, and its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vocdash.ingest.understand import answered, dated, plain
from vocdash.ingest.understand.answer_codes import codes_of_answers
from vocdash.ingest.understand.meaning import ColumnMeaning
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.surroundings import Surroundings


def recognise_column(column: Profile, around: Surroundings) -> ColumnMeaning:
    """What the column means by itself; :func:`vocdash.ingest.understand.choose.choose` then compares the columns."""
    found = next(meaning for look in _LOOKS if (meaning := look(column, around)) is not None)
    return replace(found, label=column.label, examples=column.examples)


_LOOKS: tuple[Callable[[Profile, Surroundings], ColumnMeaning | None], ...] = (
    plain.blank,
    plain.of_ours,
    dated.no_dates,
    plain.of_tool,
    plain.identity,
    dated.holds_dates,
    plain.own_id,
    plain.technical,
    plain.numbers_of_submission,
    plain.language,
    answered.long_file,
    answered.score,
    codes_of_answers,
    answered.box,
    answered.constant,
    answered.choices,
    answered.comment,
    dated.day_only,
    dated.time_only,
    answered.segment,
    answered.fact,
    answered.rest,
)
