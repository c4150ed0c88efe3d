"""What the screens remember: each result is read once until somebody writes, also where several are asked together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from vocdash.store import Store
from vocdash.ui import data


class Reader:
    """Reads the square of a number, and notes how it was asked."""

    def __init__(self) -> None:
        self.alone: list[int] = []
        self.together: list[list[int]] = []

    def one(self, store: Store, number: int) -> int:
        self.alone.append(number)
        return number * number

    def several(self, store: Store, numbers: Sequence[int]) -> list[int]:
        self.together.append(list(numbers))
        return [number * number for number in numbers]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path) -> Iterator[None]:
    with data.reading_from(f"sqlite:///{tmp_path / 'data.sqlite'}"):
        yield
        data.store().close()


def test_what_was_asked_together_is_remembered_one_by_one() -> None:
    reader = Reader()
    one, several = reader.one, reader.several
    assert data.each_of_answers(one, several, [2, 3, 2]) == [4, 9, 4]
    assert (data.of_answers(one, 3), data.of_answers(one, 2)) == (9, 4)
    assert (reader.together, reader.alone) == ([[2, 3]], [])


def test_only_what_is_missing_is_asked() -> None:
    reader = Reader()
    one, several = reader.one, reader.several
    assert data.of_answers(one, 3) == 9
    assert data.each_of_answers(one, several, [2, 3, 4]) == [4, 9, 16]
    assert data.each_of_answers(one, several, [4, 2]) == [16, 4]
    assert (reader.together, reader.alone) == ([[2, 4]], [3])


def test_a_write_lets_everything_be_read_anew() -> None:
    reader = Reader()
    one, several = reader.one, reader.several
    data.each_of_answers(one, several, [2])
    with data.store().writing():
        pass
    data.each_of_answers(one, several, [2])
    assert reader.together == [[2], [2]]


def test_an_error_is_not_remembered() -> None:
    reader = Reader()

    def fail(store: Store, numbers: Sequence[int]) -> list[int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        data.each_of_answers(reader.one, fail, [2])
    assert data.each_of_answers(reader.one, reader.several, [2]) == [4]
