"""Columns of contacts are known by their usual names, corrected by whoever knows better, and told from those of answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import LOW, brought
from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE
from vocdash.errors import MappingError, UnknownName
from vocdash.ingest.contact_columns import FIELDS, ContactColumns, columns_of, lists_contacts, recognise
from vocdash.ingest.contact_mapping import ContactsMapping
from vocdash.ingest.contacts import bring_in_contacts, foresee_contacts
from vocdash.store import Store

GERMAN = (
    "Kunden-Nr.;Datum/Uhrzeit;Phase;Kontaktart;Richtung;Bearbeiter\n"
    "7;20.08.2026 10:00;Receive;Lieferung;ausgehend;Kim\n"
    "7;21.08.2026 11:30;receive;Anruf;eingehend;Kim\n"
)


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["Kunden-Nr.", "Datum/Uhrzeit", "Phase", "Kontaktart", "Richtung"], ["customer", "at", "stage", "kind", "direction"]),
        (["Numéro client", "Date et heure", "Étape", "Canal"], ["customer", "at", "stage", "channel"]),
        (["customerId", "createdAt", "journey_stage", "Event Type", "medium"], ["customer", "at", "stage", "kind", "channel"]),
        (["Klantnummer", "Tijdstip", "Fase", "Soort contact"], ["customer", "at", "stage", "kind"]),
        (["Name", "Price"], []),
    ],
)
def test_usual_names_are_known(headers: list[str], found: list[str]) -> None:
    assert list(recognise(headers)) == found


def test_files_of_answers_are_not_taken_for_contacts() -> None:
    assert lists_contacts(["Customer", "AT", "stage", "kind"])
    assert lists_contacts(["Kundennummer", "Datum", "Phase", "Art", "Richtung"])
    assert not lists_contacts(["customer", "date", "stage", "type", "score", "comment"])
    assert not lists_contacts(["customer", "date", "direction"])


def test_a_file_of_a_service_desk_comes_in_as_it_is(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    path = tmp_path / "kontakte.csv"
    path.write_text(GERMAN, encoding="utf-8")
    report = bring_in_contacts(sqlite_store, COMMAND_LINE, path, ContactsMapping("shop"))
    assert (report.added, report.refused) == (2, 0)


def test_what_is_said_comes_before_the_usual_names(sqlite_store: Store, tmp_path: Path) -> None:
    brought(sqlite_store, tmp_path, LOW)
    path = tmp_path / "tickets.csv"
    path.write_text("ref,customer,opened,date\n7,Kim,2026-08-20 10:00,soon\n", encoding="utf-8")
    said = ContactColumns({"customer": "ref", "at": "opened"}, {"stage": "Receive", "kind": "contact"})
    assert foresee_contacts(sqlite_store, COMMAND_LINE, path, ContactsMapping("shop", said)).added == 1
    words = ["--column", "customer=ref", "--column", "at=opened", "--all", "stage=Receive", "--all", "kind=contact"]
    assert main(["--db", sqlite_store.url.render_as_string(), "contacts", str(path), "--journey", "shop", *words]) == 0
    assert bring_in_contacts(sqlite_store, COMMAND_LINE, path, ContactsMapping("shop", said)).same == 1


def test_what_nothing_tells_is_asked_for() -> None:
    with pytest.raises(MappingError, match="no column stage and no column kind"):
        columns_of(["customer", "date"], ContactColumns(), "a.csv")
    with pytest.raises(MappingError, match="no column at"):
        columns_of(["customer", "date", "stage", "kind"], ContactColumns({"at": ""}), "a.csv")
    with pytest.raises(UnknownName, match="opend"):
        columns_of(["customer", "opened"], ContactColumns({"at": "opend"}), "a.csv")
    with pytest.raises(UnknownName, match="mood"):
        columns_of(["customer"], ContactColumns(always={"mood": "bad"}), "a.csv")


@pytest.mark.parametrize(
    ("field", "value", "ours"), [("kind", "Phone Call", "contact"), ("direction", "Inbound", "in"), ("human", "Ja", "yes")]
)
def test_usual_words_are_said_in_ours(field: str, value: str, ours: str) -> None:
    columns = ContactColumns({field: "Word"})
    assert columns.row({"Word": 0}, [f" {value} "]) == {field: ours}
    assert columns.row({"Word": 0}, ["something else"]) == {field: "something else"}


def test_every_field_has_a_usual_name() -> None:
    assert [*recognise(FIELDS)] == [*FIELDS]
