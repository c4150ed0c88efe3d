"""What of a cell's answers could go elsewhere: its questions and channels, with how many answers each has."""

from __future__ import annotations

import sqlalchemy as sa

from tests.answers import Answer, write
from vocdash.journeys.answers import Part, read_parts
from vocdash.store import Store
from vocdash.store import tables as t


def test_the_parts_of_a_cell_are_its_questions_and_channels_the_largest_first(store: Store) -> None:
    write(
        store,
        [
            *(Answer(who, "csat", 4.0) for who in (1, 2, 3)),
            *(Answer(who, "nps", 9.0, channel="voice") for who in (4, 5)),
            Answer(6, "csat", 4.0, stage="receive"),
            Answer(7, "csat", 4.0, touchpoint="phone"),
        ],
    )
    with store.writing() as connection:
        places = sa.select(t.stages.c.stage_id, t.touchpoints.c.touchpoint_id).join_from(t.stages, t.touchpoints, sa.true())
        here = connection.execute(places.where(t.stages.c.code == "buy", t.touchpoints.c.code == "website")).one()
        connection.execute(sa.insert(t.cells).values(cell_id=1, **here._mapping))
        connection.execute(sa.update(t.questions).where(t.questions.c.code == "nps").values(wording="Would you recommend us?"))
        numbers = {row.code: row.question_id for row in connection.execute(sa.select(t.questions.c.code, t.questions.c.question_id))}
    questions, channels = read_parts(store, 1)
    assert questions == (Part(numbers["csat"], "csat", 3), Part(numbers["nps"], "Would you recommend us?", 2))
    assert channels == (Part("web", "Web", 3), Part("voice", "Voice", 2))
