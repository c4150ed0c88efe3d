"""The overall index and what its changes are made of: by hand, exactly, and as noisy as they really are."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
import sqlalchemy as sa

from tests.answers import Answer, build_company, crowd, write
from vocdash.domain import Better, Period, Scope
from vocdash.errors import VocError
from vocdash.metrics import Query, ask, decompose
from vocdash.metrics.index import overall, overall_each
from vocdash.metrics.rollup import changing_answers, rebuild
from vocdash.store import Store
from vocdash.store import tables as t

APRIL, MAY = Period(date(2026, 4, 1), date(2026, 4, 30)), Period(date(2026, 5, 1), date(2026, 5, 31))


def csat(who: int, stage: str, value: float, day: date = date(2026, 5, 4), **place: str) -> Answer:
    return Answer(who, "csat", value, stage=stage, day=day, **place)  # type: ignore[arg-type]


def weigh(store: Store, table: sa.Table, where: sa.ColumnElement[bool], weight: float) -> None:
    with store.writing() as connection:
        connection.execute(sa.update(table).values(weight=weight).where(where))


def test_experience_moves_every_scale_to_0_to_100(store: Store) -> None:
    write(
        store,
        [
            Answer(1, "csat", 4.0),
            Answer(1, "nps", 10.0),
            Answer(1, "effort", 5.0),
            Answer(1, "effort", 2.0, occurrence=1),
            Answer(1, "expected", 5.0),
            Answer(1, "comment", sentiment="negative"),
        ],
    )
    (row,) = ask(store, Query("experience"))
    # 75 and 100; five of five effort is worst, 0; two of five is 75; what was expected and words are no experience.
    assert (row.score.value, row.score.n, row.score.submissions) == (pytest.approx(62.5), 4, 1)


def test_several_scopes_at_once_are_each_scope(store: Store) -> None:
    write(store, crowd(seed=12))
    scopes = [
        Scope(),
        Scope(period=MAY),
        Scope(period=APRIL),
        Scope(period=MAY, weighted=True),
        Scope(stages=("buy",)),
        Scope(channels=("web",)),
        Scope(sources=("s1",), period=MAY),
    ]
    scopes += [Scope(period=Period(date(2026, 5, 3), date(2026, 5, 9))), Scope(period=Period(date(2020, 1, 1), date(2020, 1, 31)))]
    for found, alone in zip(overall_each(store, scopes), [overall(store, scope) for scope in scopes], strict=True):
        assert (found.answered, found.total) == (alone.answered, alone.total)
        scores = [(found.score, alone.score), *((a.score, b.score) for a, b in zip(found.stages, alone.stages, strict=True))]
        for ours, its in scores:
            assert (ours.n, ours.submissions, ours.people, ours.notes) == (its.n, its.submissions, its.people, its.notes)
            for name in ("value", "low", "high", "n_effective"):
                # PostgreSQL adds in any order, so the last digits differ from one time to the next.
                assert getattr(ours, name) == pytest.approx(getattr(its, name)), name


def test_the_index_by_hand(store: Store) -> None:
    write(store, [csat(1, "enquire", 5), csat(2, "enquire", 3), csat(3, "buy", 2), csat(4, "buy", 4)])
    found = overall(store, Scope(journey="shop"))
    # Enquire (100 + 50) / 2 = 75, buy (25 + 75) / 2 = 50, receive has no answers: (75 + 50) / 2.
    assert found.score.value == pytest.approx(62.5)
    assert [(s.code, s.score.value) for s in found.stages] == [("enquire", 75.0), ("buy", 50.0), ("receive", None)]
    assert (found.answered, found.total) == (2, 3)
    weigh(store, t.stages, t.stages.c.code == "buy", 3.0)
    assert overall(store, Scope()).score.value == pytest.approx((75 + 3 * 50) / 4)


def test_cells_may_have_weights_of_their_own(store: Store) -> None:
    write(store, [csat(1, "buy", 5), csat(2, "buy", 5), csat(3, "buy", 1, touchpoint="phone"), csat(4, "enquire", 3)])
    with store.writing() as connection:
        for touchpoint, weight in ((1, 1.0), (2, 3.0)):
            connection.execute(sa.insert(t.cells).values(stage_id=3, touchpoint_id=touchpoint, weight=weight))
    found = overall(store, Scope())
    # Buy: (1 × 100 + 3 × 0) / 4 = 25, whatever the number of answers; enquire 50.
    assert [s.score.value for s in found.stages] == [50.0, 25.0, None]
    assert found.score.value == pytest.approx(37.5)


def test_nobody_answered_gives_no_index(store: Store) -> None:
    with changing_answers(store) as change:
        build_company(change.connection)
    found = overall(store, Scope())
    assert (found.score.value, found.answered, found.total) == (None, 0, 3)


def test_what_is_said_of_the_whole_journey_is_no_stage_of_it(store: Store) -> None:
    april = date(2026, 4, 5)
    of_stages = [csat(1, "enquire", 5), csat(2, "buy", 3), csat(11, "enquire", 5, april), csat(12, "buy", 3, april)]
    of_all = [csat(3, "receive", 1), csat(4, "receive", 1), csat(5, "receive", 1), csat(13, "receive", 5, april)]
    write(store, [*of_stages, *of_all])
    with store.writing() as connection:
        connection.execute(sa.update(t.stages).values(code="overall").where(t.stages.c.code == "receive"))
    found = overall(store, Scope(period=MAY))
    # Enquire 100 and buy 50: 75, where a mean with the judgement of all of it, 0, would be 50.
    assert (found.score.value, found.score.n, found.score.submissions, found.score.people) == (pytest.approx(75.0), 2, 2, 2)
    assert (found.answered, found.total, found.scope.stages) == (2, 2, ("enquire", "buy"))
    assert [(stage.code, stage.weight, stage.score.value) for stage in found.stages][-1] == ("overall", 0.0, 0.0), (
        "it has a score of its own"
    )
    change = decompose(store, Scope(period=MAY), APRIL)
    assert (change.before, change.after, change.effects) == (75.0, 75.0, ()), "100 to 0 there is no change of the index"
    assert overall(store, Scope(period=MAY, stages=("overall",))).score.value == pytest.approx(0.0), "nothing else is looked at"
    assert overall(store, Scope(period=MAY, stages=("buy", "overall"))).score.value == pytest.approx(50.0)
    weigh(store, t.stages, t.stages.c.code == "overall", 2.0)
    weighed = overall(store, Scope(period=MAY))
    assert (weighed.score.value, weighed.score.n, weighed.total) == (pytest.approx((100 + 50 + 2 * 0) / 4), 5, 3), "somebody weighed it"
    with store.writing() as connection:
        connection.execute(sa.update(t.stages).values(weight=None))
        connection.execute(sa.delete(t.responses).where(t.responses.c.stage_id.in_((2, 3))))
        connection.execute(sa.delete(t.stages).where(t.stages.c.code.in_(("enquire", "buy"))))
    rebuild(store)
    assert overall(store, Scope(period=MAY)).score.value == pytest.approx(0.0), "a journey without any other stage"


def test_an_index_belongs_to_one_journey(store: Store) -> None:
    with pytest.raises(VocError, match="one journey"):
        overall(store, Scope())


def test_the_interval_knows_that_one_person_speaks_of_several_stages(store: Store) -> None:
    chance = np.random.default_rng(3)
    answers = []
    for who in range(400):
        lean = chance.normal(0, 1)
        for number, stage in enumerate(("enquire", "buy", "receive")):
            value = float(np.clip(round(3.4 + lean + 0.3 * chance.normal()), 1, 5))
            answers.append(Answer(who + 1, "csat", value, stage=stage, occurrence=number))
    write(store, answers)
    found = overall(store, Scope()).score
    each = np.array([a.value for a in answers]).reshape(-1, 3).mean(axis=1)
    truth = 1.96 * 25 * each.std(ddof=1) / math.sqrt(400)
    assert found.half_width == pytest.approx(truth, rel=0.03)


def test_rate_by_hand(store: Store) -> None:
    write(store, [csat(n, "buy", 3, date(2026, 4, 5)) for n in range(1, 5)] + [csat(n, "buy", 4, date(2026, 5, 5)) for n in range(5, 9)])
    found = decompose(store, Scope(period=MAY), APRIL)
    assert (found.before, found.after) == (50.0, 75.0)
    assert [(e.kind, e.part, e.value) for e in found.effects] == [("rate", "buy", 25.0)]


def test_mix_by_hand(store: Store) -> None:
    web = {"touchpoint": "website"}
    phone = {"touchpoint": "phone"}
    april = [csat(n, "buy", 5, date(2026, 4, 5), **web) for n in range(1, 4)] + [csat(4, "buy", 1, date(2026, 4, 5), **phone)]
    may = [csat(5, "buy", 5, date(2026, 5, 5), **web)] + [csat(n, "buy", 1, date(2026, 5, 5), **phone) for n in range(6, 9)]
    write(store, april + may)
    found = decompose(store, Scope(period=MAY), APRIL)
    # Everybody is served as before, only that three of four now come by phone: 75 → 25.
    assert (found.before, found.after) == (75.0, 25.0)
    assert [(e.kind, e.value) for e in found.effects] == [("mix", pytest.approx(-50.0))]
    whole = decompose(store, Scope(period=MAY), APRIL, finest=False)
    assert [(e.kind, e.part, e.value) for e in whole.effects] == [("rate", "buy", pytest.approx(-50.0))], "of the stage alone"
    with store.writing() as connection:
        buy = sa.select(t.stages.c.stage_id).where(t.stages.c.code == "buy").scalar_subquery()
        for touchpoint in (1, 2):
            connection.execute(sa.insert(t.cells).values(stage_id=buy, touchpoint_id=touchpoint, weight=1.0))
    # Each place counts half now, and neither changed.
    assert decompose(store, Scope(period=MAY), APRIL, finest=False).effects == ()


def test_coverage_by_hand(store: Store) -> None:
    april = [csat(1, "buy", 5, date(2026, 4, 5)), csat(2, "enquire", 3, date(2026, 4, 5))]
    may = [csat(3, "buy", 5, date(2026, 5, 5)), csat(4, "receive", 1, date(2026, 5, 5))]
    write(store, april + may)
    found = decompose(store, Scope(period=MAY), APRIL)
    # Buy stays at 100. Enquire (50) leaves: 75 → 100; receive (0) enters: 100 → 50.
    assert (found.before, found.after) == (75.0, 50.0)
    assert {(e.kind, e.part): e.value for e in found.effects} == {("coverage", "enquire"): 25.0, ("coverage", "receive"): -50.0}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weighted", [False, True])
def test_effects_add_up_exactly(store: Store, seed: int, weighted: bool) -> None:
    write(store, crowd(seed=seed, people=150 if seed else 6))
    if seed % 2:
        with store.writing() as connection:
            connection.execute(sa.insert(t.cells).values(stage_id=3, touchpoint_id=1, weight=2.0))
            connection.execute(sa.insert(t.cells).values(stage_id=3, touchpoint_id=2, weight=0.5))
            connection.execute(sa.update(t.stages).values(weight=2.5).where(t.stages.c.code == "buy"))
    scope = Scope(period=MAY, weighted=weighted)
    found = decompose(store, scope, APRIL)
    now, then = overall(store, scope).score.value, overall(store, scope.during(APRIL)).score.value
    assert (found.after, found.before) == (pytest.approx(now), pytest.approx(then))
    assert found.change is None or math.fsum(e.value for e in found.effects) == pytest.approx(found.change, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("by", ["stage", "segment:region"])
def test_effects_of_whole_stages_are_made_of_nothing_smaller(sqlite_store: Store, seed: int, by: str) -> None:
    """They add up to the same change, and stay where answers change places, channels or other segments within what is shown."""
    people = crowd(seed=seed, people=150)
    write(sqlite_store, people)
    fine, whole = (decompose(sqlite_store, Scope(period=MAY), APRIL, by=by, finest=finest) for finest in (True, False))
    assert math.fsum(effect.value for effect in whole.effects) == pytest.approx(fine.change, abs=1e-9)
    assert (whole.low, whole.high) == (pytest.approx(fine.low), pytest.approx(fine.high))
    with sqlite_store.writing() as connection:
        connection.execute(sa.update(t.responses).values(touchpoint_id=1, channel_id=1))
    rebuild(sqlite_store)
    moved = decompose(sqlite_store, Scope(period=MAY), APRIL, by=by, finest=False)
    assert {(e.kind, e.part): e.value for e in moved.effects} == pytest.approx({(e.kind, e.part): e.value for e in whole.effects})
    if by == "stage":
        assert not whole.total("mix")


@pytest.mark.parametrize("seed", range(3))
def test_effects_of_segments_add_up_to_the_same_change(sqlite_store: Store, seed: int) -> None:
    write(sqlite_store, crowd(seed=seed, people=150))
    scope = Scope(period=MAY)
    whole, split = decompose(sqlite_store, scope, APRIL), decompose(sqlite_store, scope, APRIL, by="segment:region")
    assert {effect.part for effect in split.effects if effect.kind != "coverage"} <= {"", "north", "south"}
    assert math.fsum(effect.value for effect in split.effects) == pytest.approx(whole.change, abs=1e-9)
    for kind in ("rate", "mix", "coverage"):
        assert split.total(kind) == pytest.approx(whole.total(kind), abs=1e-9)


def test_a_segment_that_is_served_worse_is_named(store: Store) -> None:
    # South falls from 75 to 25 with half of the answers, north stays at 75: the index falls by 25, all of it in the south.
    april, may = date(2026, 4, 5), date(2026, 5, 5)
    rows = [(1, 1, 4, april), (2, 3, 4, april), (3, 1, 4, may), (4, 3, 2, may)]
    write(store, [Answer(who, "csat", float(value), day=day, segment=segment) for who, segment, value, day in rows])
    found = decompose(store, Scope(period=MAY), APRIL, by="segment:region")
    assert [(effect.kind, effect.part, effect.value) for effect in found.effects] == [("rate", "south", pytest.approx(-25.0))]


def test_a_segment_that_only_one_period_knows_does_not_make_a_worse_score_a_mix(store: Store) -> None:
    """April asked nobody for the region. Buy falls from 75 to 25 for everybody, whichever region May knows them of."""
    april, may = date(2026, 4, 5), date(2026, 5, 5)
    rows = [(1, 0, 4, april), (2, 0, 4, april), (3, 1, 2, may), (4, 3, 2, may)]
    write(store, [Answer(who, "csat", float(value), day=day, segment=segment) for who, segment, value, day in rows])
    found = decompose(store, Scope(period=MAY), APRIL)
    assert [(effect.kind, effect.part, effect.value) for effect in found.effects] == [("rate", "buy", pytest.approx(-50.0))]
    assert found.matched == 1.0
    # Told apart by the region all the same, no group is there twice.
    split = decompose(store, Scope(period=MAY), APRIL, by="segment:region")
    assert (split.total("rate"), split.total("mix"), split.matched) == (0.0, pytest.approx(-50.0), 0.0)


def test_a_period_without_answers_has_no_effects(store: Store) -> None:
    write(store, [csat(1, "buy", 4)])
    found = decompose(store, Scope(period=MAY), APRIL)
    assert (found.before, found.after, found.effects, found.change) == (None, 75.0, (), None)


def test_the_bootstrap_agrees_with_the_interval_of_the_index(store: Store) -> None:
    write(store, crowd(seed=20, people=900))
    found = decompose(store, Scope(period=MAY), APRIL)
    now, then = overall(store, Scope(period=MAY)).score, overall(store, Scope(period=APRIL)).score
    assert found.low is not None and found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(math.hypot(now.half_width or 0, then.half_width or 0), rel=0.12)


def test_noise_is_rarely_called_real(store: Store) -> None:
    write(store, crowd(seed=21, people=1200, first=date(2026, 4, 1), days=61))
    found = decompose(store, Scope(period=MAY), APRIL)
    assert sum(effect.real for effect in found.effects) <= 1


def test_a_scale_without_a_threshold_gives_no_share(store: Store) -> None:
    write(store, [Answer(1, "csat", 5.0)])
    with store.writing() as connection:
        connection.execute(sa.update(t.scales).values(satisfied_from=None).where(t.scales.c.code == "csat"))
    rebuild(store)
    for way in ("raw", "rollup"):
        assert ask(store, Query("csat"), way=way)[0].score.value is None  # type: ignore[arg-type]
    assert ask(store, Query("experience"))[0].score.value == 100.0


def test_the_scale_says_which_end_of_a_mean_is_good(store: Store) -> None:
    """Effort from 1 (none) to 5 is good at its low end; together with one that is good at its high end there is no mean."""
    write(store, [Answer(n, "effort", value=2, stage="buy") for n in range(1, 5)] + [Answer(9, "ces", value=6, stage="receive")])
    down, up = ask(store, Query("ces_mean", ("stage",)))
    assert (down.score.value, down.score.better, up.score.value, up.score.better) == (2.0, Better.LOWER, 6.0, Better.HIGHER)
    (mixed,) = ask(store, Query("ces_mean"))
    assert (mixed.score.value, mixed.score.low, mixed.score.better, mixed.score.n) == (None, None, None, 5)
    assert any("no mean" in note for note in mixed.score.notes)
    assert ask(store, Query("ces"))[0].score.better is None
