"""What the store has already is not read again, and nothing is stored unread for it. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE
from vocdash.errors import VocError
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.progress import Progress
from vocdash.ingest.undo import undo_import
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.text.reading import Reader, Said

HEADER = "submission_id,answered_at,stage,touchpoint,score,comment,scale\n"
FIRST = "1,2026-05-01,Buy,Shop,5,Lovely and friendly staff,csat\n"
SECOND = "2,2026-05-02,Use,Product,1,Broken. Write to jo@example.org,csat\n"
THIRD = "3,2026-05-03,Use,Product,2,Rude on the phone,csat\n"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The comments that are read, as they are."""
    found: list[str] = []

    def noting(reader: Reader, comments: Sequence[str], said_at: Sequence[str]) -> list[Said]:
        found.extend(comments)
        return say(reader, comments, said_at)

    say = Reader.say
    monkeypatch.setattr(Reader, "say", noting)
    return found


def survey(folder: Path, *rows: str) -> Path:
    path = folder / "survey.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def comments(store: Store) -> list[tuple[str, str]]:
    r = t.responses.c
    with store.reading() as connection:
        asked = sa.select(r.verbatim, r.sentiment).where(r.verbatim.is_not(None)).order_by(r.verbatim)
        return [(text, feeling) for text, feeling in connection.execute(asked)]


def test_of_a_longer_export_only_new_and_changed_comments_are_read(store: Store, tmp_path: Path, read: list[str]) -> None:
    bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND))
    read.clear()
    report = bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND.replace(",1,", ",2,"), THIRD))
    assert (report.added, report.changed, report.same) == (1, 1, 1)
    assert read == ["Broken. Write to jo@example.org", "Rude on the phone"]
    assert comments(store) == [
        ("Broken. Write to [email]", "negative"),
        ("Lovely and friendly staff", "positive"),
        ("Rude on the phone", "negative"),
    ]


def test_a_comment_that_was_left_is_read_where_its_submission_says_more(store: Store, tmp_path: Path, read: list[str]) -> None:
    bring_in(store, COMMAND_LINE, survey(tmp_path, SECOND, FIRST))
    read.clear()
    report = bring_in(store, COMMAND_LINE, survey(tmp_path, SECOND, FIRST, "2,2026-05-02,Buy,Shop,4,,csat\n"))
    assert (report.changed, report.same) == (2, 1)
    assert read == ["Broken. Write to jo@example.org"]
    assert comments(store) == [("Broken. Write to [email]", "negative"), ("Lovely and friendly staff", "positive")]


def test_all_are_read_where_it_depends_on_all_who_counts(store: Store, tmp_path: Path, read: list[str]) -> None:
    bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND))
    read.clear()
    bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND), exclude_flagged=["duplicate"])
    assert len(read) == 2


def test_what_was_undone_while_it_was_read_again_is_not_written_unread(store: Store, tmp_path: Path) -> None:
    first = bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND)).import_id
    assert first is not None

    def meanwhile(progress: Progress) -> None:
        if progress.step == "writing" and comments(store):
            undo_import(store, COMMAND_LINE, first)

    with pytest.raises(VocError, match="was changed while this file was read"):
        bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND), progress=meanwhile)
    assert not comments(store)
    bring_in(store, COMMAND_LINE, survey(tmp_path, FIRST, SECOND))
    assert len(comments(store)) == 2
