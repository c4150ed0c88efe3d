"""Which answers complain: told from columns of answers, kept while they are written or read back. On SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from tests.test_cases import brought
from vocdash.cases.complaints import Complaint, read_complaints
from vocdash.store import Store
from vocdash.store import tables as t

ROWS = (
    "1,2026-09-18T09:12,7,receive,van,d,csat,1,This is terrible and awful.",
    "1,2026-09-18T09:12,7,receive,van,e,csat,4,I waited two weeks.",
    "2,2026-09-17T10:00,8,buy,web,w,csat,5,Lovely and easy.",
    "3,2026-09-17T10:00,,buy,web,w,csat,2,",
    "4,2026-09-16T10:00,9,buy,web,w,csat,2,Please call me back.",
    "5,2026-09-16T09:00,9,buy,web,w,csat,3,",
)


def complaints(store: Store) -> list[Complaint]:
    with store.reading() as connection:
        return read_complaints(connection, sa.true())


def ids(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return dict(connection.execute(sa.select(t.submissions.c.external_id, t.submissions.c.submission_id)).all())


def questions(store: Store) -> dict[int, str]:
    with store.reading() as connection:
        return dict(connection.execute(sa.select(t.questions.c.question_id, t.questions.c.code)).all())


def test_one_complaint_a_submission_and_place_oldest_first(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "\n".join(ROWS) + "\n")
    found, own_id, code = complaints(store), {number: own for own, number in ids(store).items()}, questions(store)
    said = [(own_id[one.submission_id], one.score, one.severity, code.get(one.question_id or 0), one.customer_id is None) for one in found]
    # The lowest score counts, and the first negative comment tells most; a score in the middle is not low.
    assert said == [("4", 0.25, 1, "w", False), ("3", 0.25, 1, None, True), ("1", 0.0, 2, "d", False)]
    assert [one.wants_answer for one in found] == [True, False, False]


def test_staff_do_not_complain(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS[0] + "\n", source={"code": "w", "name": "Walk", "method": "walk-through"})
    assert complaints(store) == []


def test_nothing_complains_where_nobody_answered(store: Store) -> None:
    assert complaints(store) == []


def test_cases_opened_while_answers_are_written_are_those_of_answers_read_back(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "\n".join(ROWS) + "\n")
    names = ("submission_id", "customer_id", "stage_id", "touchpoint_id", "channel_id", "question_id", "occurrence", "score", "severity")
    more = ("theme_id", "wants_answer", "segment_id", "method", "journey_id", "answered_at")
    c = t.cases.c
    with store.reading() as connection:
        columns = [c[name] for name in (*names, *more)]
        opened = [tuple(row) for row in connection.execute(sa.select(*columns).order_by(c.case_id))]
    assert opened == [tuple(getattr(one, name) for name in (*names, *more)) for one in complaints(store)]
