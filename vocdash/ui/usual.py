"""What a person sees of a journey before touching a filter, or before anybody answered: for places without filters of their own."""

from __future__ import annotations

from datetime import date

from vocdash.choices import Choices, read_choices
from vocdash.domain import Scope
from vocdash.ui import data, periods
from vocdash.ui.filters import Selection, scored


def usual_selection(journey: str) -> Selection | None:
    """The newest period of a journey, held against the one before; None where it has no answers."""
    choices = data.of_answers(read_choices, journey)
    if choices.answers is None or choices.journey != journey:
        return None
    period = periods.resolve(periods.default_preset(choices.answers.last), choices.answers, None, None)
    scope = Scope(journey=journey, period=period)
    before = periods.held_against(period, periods.usual_comparison(period, choices.months))
    return Selection(choices, scope, scored(scope, choices.methods), before, (("journey", choices.journeys[journey]),))


def designed_selection(choices: Choices) -> Selection | None:
    """The quarter we are in, of a journey that nobody answered for yet; None where there is no journey."""
    if choices.journey is None:
        return None
    period = periods.quarter_of(date.today())
    scope = Scope(journey=choices.journey, period=period)
    return Selection(choices, scope, scope, period.before(), (("journey", choices.journeys[choices.journey]),))
