"""When a comment is a complaint, and how severe it is.

A complaint is a low score, a negative text, or a signal of one ("I waited 40 minutes on hold" is a complaint whatever its words
feel like). Severity runs from 1 to 5:

* 1 to begin with;
* +1 when the text is strongly negative (polarity −0.6 or lower), or the score is the lowest its scale allows;
* +1 when one of these happened: a promise broken, contacted again, passed around, had to repeat it, still unresolved;
* +1 when two or more of them did;
* +1 when the customer asks for money back or says they are leaving;
* a matter of safety is 5.
"""

from __future__ import annotations

from collections.abc import Iterable

from vocdash.domain import Sentiment
from vocdash.text.scored import sentiment_of
from vocdash.text.signals import complaint_codes

STRONG = -0.6
FAILURES = frozenset({"promise_broken", "contacted_again", "passed_around", "repeated_information", "unresolved"})
STAKES = frozenset({"refund_asked", "leaving"})
SAFETY = "safety"


def is_complaint(polarity: float | None, signals: Iterable[str], low_score: bool = False) -> bool:
    """Whether a comment complains, given its polarity (None where not scored), its signals, and whether its score is low."""
    return low_score or (polarity is not None and sentiment_of(polarity) is Sentiment.NEGATIVE) or not complaint_codes().isdisjoint(signals)


def severity(polarity: float | None, signals: Iterable[str], low_score: bool = False, lowest_score: bool = False) -> int | None:
    """How severe a complaint is, 1–5 by the rule above; None for a comment that is no complaint."""
    found = frozenset(signals)
    if not is_complaint(polarity, found, low_score or lowest_score):
        return None
    if SAFETY in found:
        return 5
    failures = len(found & FAILURES)
    strong = lowest_score or (polarity is not None and polarity <= STRONG)
    return 1 + strong + (failures >= 1) + (failures >= 2) + bool(found & STAKES)
