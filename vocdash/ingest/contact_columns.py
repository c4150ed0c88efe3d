"""What the columns of a file of contacts mean, by their usual names in seven languages; whoever brings the file in can correct it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vocdash.errors import MappingError, UnknownName
from vocdash.ingest.understand.profile import plain_words

NEEDED, ALSO = ("customer", "at", "stage", "kind"), ("touchpoint", "channel", "direction", "human")
FIELDS = (*NEEDED, *ALSO)

_NAMES: Mapping[str, tuple[str, ...]] = {
    "customer": (
        *("customer", "customer no", "customer nr", "customer number", "customer id", "client", "client id", "client no", "account id"),
        *("account number", "member id", "contact id", "kunde", "kundennummer", "kundennr", "kunden nr", "kunden id", "numéro client"),
        *(
            "numéro de client",
            "n client",
            "klant",
            "klantnummer",
            "klant id",
            "cliente",
            "id cliente",
            "número de cliente",
            "numero cliente",
        ),
    ),
    "at": (
        *("at", "date", "time", "datetime", "date time", "timestamp", "moment", "when", "created", "created at", "created on", "opened at"),
        *("contact date", "contacted at", "happened at", "happened on", "event date", "event time", "datum", "zeitpunkt", "zeit"),
        *("datum uhrzeit", "erstellt am", "date et heure", "date de contact", "créé le", "tijdstip", "aangemaakt op", "fecha"),
        *("fecha y hora", "creado el", "data", "data e ora", "data ora", "data e hora", "criado em"),
    ),
    "stage": ("stage", "phase", "step", "journey stage", "journey step", "etappe", "étape", "fase", "etapa", "tappa"),
    "kind": (
        *("kind", "type", "event", "event type", "contact type", "interaction type", "activity type", "art", "typ", "kontaktart"),
        *("vorgangsart", "ereignis", "genre", "type de contact", "soort", "soort contact", "tipo", "tipo de contacto", "tipo di contatto"),
    ),
    "touchpoint": ("touchpoint", "touch point", "contact point", "kontaktpunkt", "point de contact", "contactpunt", "punto de contacto"),
    "channel": ("channel", "medium", "via", "kanal", "canal", "kanaal", "canale"),
    "direction": ("direction", "in out", "inbound outbound", "richtung", "sens", "richting", "dirección", "direzione", "direção"),
    "human": ("human", "by a person", "handled by a person", "durch einen menschen", "mensch", "humain", "mens", "humano", "umano"),
}

_VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kind": {
        "promise": ("promised", "order confirmation", "zusage", "versprechen", "promesse", "toezegging", "promesa", "promessa"),
        "progress": (
            *("status", "status update", "update", "notification", "reminder", "zwischenstand", "benachrichtigung", "suivi"),
            *("voortgang", "aviso", "aggiornamento", "atualização"),
        ),
        "delivery": ("delivered", "shipment", "lieferung", "zustellung", "livraison", "levering", "bezorging", "entrega", "consegna"),
        "repair": (
            *("repaired", "refund", "replacement", "reparatur", "erstattung", "austausch", "réparation", "remboursement", "reparatie"),
            *("reparación", "reembolso", "riparazione", "rimborso", "reparação"),
        ),
        "adds value": ("gift", "voucher", "goodwill", "gutschein", "kulanz", "geste commercial", "cadeau", "regalo", "buono"),
        "contact": (
            *("call", "phone call", "phone", "email", "e mail", "mail", "chat", "visit", "letter", "ticket", "question", "inquiry"),
            *("enquiry", "request", "complaint", "kontakt", "anruf", "besuch", "brief", "anfrage", "beschwerde", "appel", "courriel"),
            *("visite", "lettre", "demande", "telefoon", "bezoek", "llamada", "correo", "visita", "chiamata", "contatto", "contacto"),
        ),
    },
    "direction": {
        "in": ("inbound", "incoming", "from customer", "eingehend", "eingang", "entrant", "inkomend", "entrante", "in entrata"),
        "out": ("outbound", "outgoing", "to customer", "ausgehend", "ausgang", "sortant", "uitgaand", "saliente", "in uscita"),
    },
    "human": {
        "yes": ("true", "1", "y", "ja", "oui", "sí", "si", "sim", "human", "person", "agent"),
        "no": ("false", "0", "n", "nein", "non", "nee", "não", "bot", "automatic", "system"),
    },
}


def _known(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Each usual word, and the word itself, as plain words → the word."""
    return {plain_words(one): word for word, usual in words.items() for one in (word, *usual)}


OUR_WORDS = {name: tuple(words) for name, words in _VALUES.items()}
"""Our own words for a kind (something was promised, the customer heard how things stand, got something, had it mended, got more, or just
spoke), a direction, and whether a person spoke."""

_HEADERS = _known(_NAMES)
_WORDS = {name: _known(words) for name, words in _VALUES.items()}


@dataclass(frozen=True, slots=True)
class ContactColumns:
    """Which column says what of a contact: `named` maps fields to headers, `always` fields to the one value all rows have."""

    named: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)

    def row(self, at: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
        """What the cells of a row say, by field, in our own words where they are usual ones; `at` is where each header stands."""
        said = {name: cells[at[header]].strip() for name, header in self.named.items()} | dict(self.always)
        return said | {name: words.get(plain_words(said[name]), said[name]) for name, words in _WORDS.items() if name in said}


def recognise(headers: Iterable[str]) -> dict[str, str]:
    """The fields that columns with these headers seem to hold → the first header of each."""
    found: dict[str, str] = {}
    for header in headers:
        if (name := _HEADERS.get(plain_words(header))) is not None:
            found.setdefault(name, header)
    return found


def lists_contacts(headers: Iterable[str]) -> bool:
    """Whether a file with these columns is surely one of contacts: answers, too, have customers, dates, stages and types."""
    listed = list(headers)
    found = recognise(listed)
    ours = {name.strip().casefold() for name in listed}
    return set(NEEDED) <= ours or (set(NEEDED) <= set(found) and "direction" in found)


def columns_of(headers: Sequence[str], said: ContactColumns, file: str) -> ContactColumns:
    """What the columns of a file mean: what somebody said, and by their usual names what they did not speak of.

    Raises
    ------
    UnknownName
        If what was said names a field or a column that does not exist.
    MappingError
        If nothing says who the customer is, when it was, where on the journey, or what kind of contact it was.
    """
    for name in (*said.named, *said.always):
        if name not in FIELDS:
            raise UnknownName("field of a contact", name, FIELDS)
    for header in said.named.values():
        if header and header not in headers:
            raise UnknownName("column", header, headers)
    guessed = {name: header for name, header in recognise(headers).items() if name not in said.always}
    named = {name: header for name, header in {**guessed, **said.named}.items() if header}
    always = {name: value for name, value in said.always.items() if value}
    if missing := [name for name in NEEDED if name not in named and name not in always]:
        raise MappingError(
            f"{file} has no column {' and no column '.join(missing)}.",
            "Say which column holds it, or what it is for every row.",
        )
    return ContactColumns(named, always)
