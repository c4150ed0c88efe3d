"""What is told of a scale that was found: where its answers leave a doubt, and what to do about it."""

from __future__ import annotations

from vocdash.domain import Finding, Severity
from vocdash.ingest.understand.profile import Profile
from vocdash.ingest.understand.text_scales import TextScale


def no_middle(column: Profile, even: TextScale, *, few: bool) -> Finding:
    """Four or six steps in words, of which it is not known whether there was a middle to choose; `few` is how they are read then."""
    steps = even.maximum
    what = f"The answers are {steps} steps without a middle, and are read as 1 to {steps}."
    remedy = f"If there was a middle to choose, choose a scale of 1 to {steps + 1}, and give each answer its number."
    if few:
        what = f"The answers are {steps} steps, and nobody chose the middle between them; they are read as steps of 1 to {steps + 1}."
        remedy = f"If there was no middle to choose, choose a scale of 1 to {steps}, and give each answer its number."
    return Finding("no-middle", Severity.NOTE, what, remedy, column=column.column, count=column.filled)


def two_of_how_many(column: Profile, found: TextScale) -> Finding:
    """A good answer and a bad one alone, of which there may have been more to choose from."""
    good, bad = (next(text for text, value in found.values.items() if value == end) for end in (1, 0))
    what = f"Only “{good}” and “{bad}” were answered, and are read as satisfied and not satisfied."
    remedy = "If there were more steps to choose from, choose their scale, and give both words their numbers."
    return Finding("two-steps", Severity.NOTE, what, remedy, column=column.column, count=column.filled)


def mixed_words(column: Profile, found: TextScale) -> Finding:
    """Answers that are no step of the scale of the others."""
    count = sum(column.counts[text] for text in found.unread)
    first = found.unread[0][:60]
    what = f"{count:,} answers do not belong to the scale of the others, such as “{first}”."
    remedy = "Give them a number under “values”, or leave them out under “no answer”."
    if count == 1:
        what = f"One answer does not belong to the scale of the others: “{first}”."
        remedy = "Give it a number under “values”, or leave it out under “no answer”."
    return Finding("mixed-scales", Severity.WARNING, what, remedy, column=column.column, value=found.unread[0][:200], count=count)


def nobody_said_zero(column: Profile) -> Finding:
    """A recommendation, of which nobody used the lowest step."""
    what = "The question asks for a recommendation, but nobody answered 0."
    remedy = "Check that the scale runs from 0 to 10; if it begins at 1, choose a rating instead."
    return Finding("no-zero", Severity.WARNING, what, remedy, column=column.column)
