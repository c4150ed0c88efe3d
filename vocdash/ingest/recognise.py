"""A long file without a mapping: its columns are recognised by their usual names. Nothing is guessed from values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vocdash.errors import MappingError
from vocdash.ingest.mapping import CustomerColumns, Labelled, LongColumns, Mapping, Shape, SubmissionColumns, When

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("submission_id", "response_id", "responseid", "respondent_id", "submission"),
    "answered_at": ("answered_at", "date", "time", "datetime", "timestamp", "answered_on", "day", "submitted_at", "created_at"),
    "question": ("question", "question_code", "question_id"),
    "stage": ("stage", "journey_stage"),
    "touchpoint": ("touchpoint", "touch_point"),
    "channel": ("channel",),
    "value": ("value", "score", "rating", "answer"),
    "comment": ("comment", "verbatim", "text", "feedback", "review"),
    "scale": ("scale",),
    "role": ("role",),
    "source": ("source",),
    "customer": ("customer", "customer_id", "customer_number"),
    "email": ("email", "e_mail", "customer_email"),
    "language": ("language", "lang"),
    "weight": ("weight",),
}
"""What a column may be called, in any case, with spaces or hyphens instead of underscores. Others are left alone unless mapped."""


def recognise(columns: Sequence[str]) -> Mapping:
    """The mapping of a long file with columns of the usual names.

    Raises
    ------
    MappingError
        If there is no date, or neither a value nor a comment.
    """
    plain = {re.sub(r"[\W_]+", "_", column.strip().lower()).strip("_"): column for column in reversed(columns)}
    found = {key: next((plain[name] for name in names if name in plain), "") for key, names in NAMES.items()}
    if not found["answered_at"] or not (found["value"] or found["comment"]):
        missing = "the date" if not found["answered_at"] else "an answer (value or comment)"
        raise MappingError(
            f"No column is recognised as {missing}.",
            "Call the columns submission_id, answered_at, question, stage, touchpoint, value and comment, "
            "or write a mapping with `inspect FILE --mapping` and give it.",
        )
    return Mapping(
        Shape.LONG,
        submission=SubmissionColumns(
            id=(found["id"],) if found["id"] else (),
            answered_at=When((found["answered_at"],)),
            weight=found["weight"],
            language=Labelled(found["language"]) if found["language"] else None,
            customer=CustomerColumns(number=found["customer"], email=found["email"]),
        ),
        long=LongColumns(
            question=found["question"],
            stage=found["stage"],
            touchpoint=found["touchpoint"],
            channel=found["channel"],
            value=found["value"],
            comment=found["comment"],
            scale=found["scale"],
            role=found["role"],
            source=found["source"],
        ),
    )
