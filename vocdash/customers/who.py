"""Which customer is meant: by the alias that everybody may see, or by what only an admin may look up."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.errors import VocError
from vocdash.ingest.identity import IDENTITY_ORDER, MASK, Identity
from vocdash.store import Store
from vocdash.store import tables as t

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 13
_DIGITS_OF_MASK = len(str(MASK))


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer. `number`, `name`, `email` and `phone` are known only where a file brought them as identity."""

    customer_id: int
    number: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def alias(self) -> str:
        """The name that says nothing of who it is, such as `P-0A1B-2C3D-4E5F6`."""
        return alias(self.customer_id)

    @property
    def known(self) -> dict[str, str]:
        """What is known of who it is, by kind."""
        return {part: word for part in IDENTITY_ORDER if (word := getattr(self, part))}


def alias(customer_id: int) -> str:
    """A pseudonym as people read and type it, such as `P-0A1B-2C3D-4E5F6`: base 32 without I, L, O and U."""
    letters = "".join(_DIGITS[customer_id >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(("P", letters[:4], letters[4:8], letters[8:]))


def customer_of_alias(word: str) -> int | None:
    """The pseudonym that an alias stands for; None when the word is no alias. Case, dashes, I for 1 and O for 0 do not matter."""
    plain = word.strip().upper().replace("-", "").translate(str.maketrans("ILO", "110"))
    if len(plain) != _LENGTH + 1 or plain[0] != "P" or not set(plain[1:]) <= set(_DIGITS):
        return None
    number = 0
    for letter in plain[1:]:
        number = number << 5 | _DIGITS.index(letter)
    return number if number <= MASK else None


def find_customers(store: Store, actor: Actor, word: str) -> list[Customer]:
    """Every customer that `word` may mean: an alias, a pseudonym, a customer number, an e-mail address, a phone number or a name.

    The same person can be several customers where files told them by different words (one by e-mail, another by number).

    Raises
    ------
    NotAllowed
        If the actor may not see identities.
    VocError
        If nobody is found.
    """
    actor.require(Access.ADMIN, "look customers up by who they are")
    with store.reading() as connection:
        numbers = _meant(connection, word)
        found = [read_customer(connection, number) for number in sorted(numbers)]
    if not found:
        raise VocError(
            "No customer of that name, number, address or alias is stored.",
            "Look at how the survey file wrote it, or take the alias from one of the customer's answers.",
        )
    return found


def _meant(connection: Connection, word: str) -> set[int]:
    """Pseudonyms that exist and that the word leads to."""
    plain = " ".join(word.split())
    secret = settings.get("secret") or connection.scalar(sa.select(t.meta.c.value).where(t.meta.c.key == "secret")) or ""
    keyed = Identity(secret)
    asked = {keyed.of_customer({part: plain}) for part in IDENTITY_ORDER} | {customer_of_alias(plain)}
    if plain.isdecimal() and len(plain) <= _DIGITS_OF_MASK and int(plain) <= MASK:
        asked.add(int(plain))
    asked.discard(None)
    c = t.customers.c
    same = [sa.func.lower(getattr(c, part)) == plain.lower() for part in IDENTITY_ORDER]
    known = sa.select(c.customer_id).where(sa.or_(*same))
    stored = [
        sa.select(column).where(column.in_(asked)) for column in (c.customer_id, t.submissions.c.customer_id, t.interactions.c.customer_id)
    ]
    return set(connection.scalars(sa.union(known, *stored)))


def read_customer(connection: Connection, customer_id: int) -> Customer:
    """A customer with what is known of who it is."""
    row = connection.execute(sa.select(t.customers).where(t.customers.c.customer_id == customer_id)).one_or_none()
    return Customer(customer_id, row.number, row.name, row.email, row.phone) if row else Customer(customer_id)
