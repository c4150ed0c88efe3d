"""What somebody said of a file of contacts: kept by its header, so that the next file like it needs no word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vocdash.errors import MappingError
from vocdash.ingest.contact_columns import ContactColumns

_KEY = "contacts"


@dataclass(frozen=True, slots=True)
class ContactsMapping:
    """The journey a file's contacts belong to, what its columns say, and how it is written where somebody had to tell."""

    journey: str
    columns: ContactColumns = field(default_factory=ContactColumns)
    reading: Mapping[str, object] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; :func:`load_contacts_mapping` reads it back."""
        columns = {"named": dict(self.columns.named), "always": dict(self.columns.always)}
        return {_KEY: {"journey": self.journey, **columns, "reading": dict(self.reading)}}


def load_contacts_mapping(told: Mapping[str, Any]) -> ContactsMapping:
    """The mapping that was kept as plain values.

    Raises
    ------
    MappingError
        If they say what the columns of a file of answers mean, or nothing.
    """
    if _KEY not in told:
        raise MappingError("This mapping is not one of contacts.", "Use it for a file of answers.")
    said = told[_KEY]
    return ContactsMapping(said["journey"], ContactColumns(said["named"], said["always"]), said["reading"])
