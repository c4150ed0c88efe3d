"""Every setting, once: its name, default, help and how it is read. The only module that looks at the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vocdash.access import Access
from vocdash.errors import VocError

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"


class SettingError(VocError):
    """A setting whose value makes no sense."""


def _text(value: str) -> str:
    return value


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("below 0")
    return number


MOST_COLUMNS = 16_384
"""As many as a spreadsheet has; what claims to reach further is no table of answers, and a small file is to fill no memory."""


def _columns(value: str) -> int:
    number = int(value)
    if not 1 <= number <= MOST_COLUMNS:
        raise ValueError(f"not between 1 and {MOST_COLUMNS}")
    return number


def _megabytes(value: str) -> int:
    number = int(value)
    if not 100 <= number <= 1_000_000:
        raise ValueError("not megabytes from 100 to 1000000")
    return number


def _yes_no(value: str) -> bool:
    if value.lower() not in {"1", "0", "yes", "no", "true", "false", "on", "off"}:
        raise ValueError("neither yes nor no")
    return value.lower() in {"1", "yes", "true", "on"}


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in words:
            raise ValueError("not one of " + ", ".join(words))
        return value

    return parse


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone such as Europe/Berlin") from error
    return value


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _groups(value: str) -> dict[str, str]:
    """Group → its role, the highest where it is named for several. A comma too many names no group: nobody's group is the empty one."""
    found: dict[str, Access] = {}
    for pair in filter(str.strip, value.split(";")):
        role, mark, groups = pair.partition("=")
        if not mark:
            raise ValueError("not of the form role=group;role=group")
        try:
            access = Access.named(role.strip())
        except KeyError:
            raise ValueError(f"of a role “{role.strip()}” that there is not") from None
        found |= {group: max(access, found.get(group, access)) for group in _words(groups)}
    return {group: access.label for group, access in found.items()}


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _work_hours(value: str) -> dict[int, tuple[time, time]]:
    found: dict[int, tuple[time, time]] = {}
    for part in value.split(";"):
        days, _, hours = part.strip().partition(" ")
        first, _, last = days.lower().partition("-")
        begin, _, end = hours.strip().partition("-")
        if first not in _WEEK or (last or first) not in _WEEK:
            raise ValueError("not of the form Mon-Fri 9:00-17:00")
        span = (_clock(begin), _clock(end))
        if span[0] >= span[1]:
            raise ValueError("a day that ends before it begins")
        found |= dict.fromkeys(range(_WEEK.index(first), _WEEK.index(last or first) + 1), span)
    return found


def _clock(value: str) -> time:
    hour, _, minute = value.strip().partition(":")
    return time(int(hour), int(minute or 0))


def _days(value: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in _words(value))


_LONGEST_DAYS, _LONGEST_HOURS = 36_500, 8_760
"""A hundred years of days, and a year of hours: what is longer is a slip of the pen."""


def _days_back(value: str) -> int:
    found = _count(value)
    if found > _LONGEST_DAYS:
        raise ValueError(f"more than {_LONGEST_DAYS} days")
    return found


def _hours(word: str) -> float:
    found = float(word)
    if not 0 <= found <= _LONGEST_HOURS:  # nor is it true of nan
        raise ValueError(f"not hours from 0 to {_LONGEST_HOURS}")
    return found


def _due_hours(value: str) -> dict[int, float]:
    found = {int(severity): _hours(hours) for severity, _, hours in (part.partition("=") for part in value.split(";"))}
    if sorted(found) != [1, 2, 3, 4, 5] or min(found.values()) <= 0:
        raise ValueError("not hours for each severity from 1 to 5")
    return found


def _rising(value: str) -> tuple[float, ...]:
    found = tuple(_hours(word) for word in value.split(";"))
    if any(after <= before for before, after in pairwise(found)):
        raise ValueError("not hours that rise from 0 on")
    return found


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the environment variable's name, its default as a person would write it, one line of help."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any] = _text

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"VOCDASH_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("database_url", "", "Where the answers live. Empty: data/vocdash.sqlite. PostgreSQL: postgresql://user@host/name"),
    Setting(
        "auth",
        "none",
        "Who is using it: none (a local “I am …” picker, not secure) or header (a trusted proxy)",
        _one_of("none", "header"),
    ),
    Setting("user_header", "X-Forwarded-Email", "Header in which the trusted proxy puts the user, with auth = header"),
    Setting("groups_header", "X-Forwarded-Groups", "Header in which the trusted proxy puts the user’s groups, separated by commas"),
    Setting("proxy_secret", "", "Shared secret the proxy must send as X-Vocdash-Proxy with auth = header; empty: every peer is trusted"),
    Setting(
        "role_groups",
        "viewer=viewer;frontline=frontline;lead=lead;admin=admin",
        "Which groups have which role, as role=group,group;role=group",
        _groups,
    ),
    Setting("secret", "", "Key of pseudonyms and submission ids. Empty: made at first start and kept in the database"),
    Setting("timezone", "UTC", "Reporting time zone: decides on which day an answer counts", _zone),
    Setting("min_group", "10", "People below which a number is hidden, because somebody could be recognised", _count),
    Setting("max_upload_mb", "500", "Largest file the Upload page takes, in megabytes", _count),
    Setting("max_columns", "5000", "Columns a file may have; a survey with more is exported in parts", _columns),
    Setting(
        "workbook_mb",
        "4000",
        "Memory one workbook may take to open, in megabytes; not held to on Windows and macOS",
        _megabytes,
    ),
    Setting("pickup", "", "Folder whose files come in by themselves, with `python -m vocdash watch`. Empty: none"),
    Setting("sample", "yes", "Load the sample journey when the database is new", _yes_no),
    Setting("mask", "email,phone,card,iban,ip,postcode,national_id,url", "What is masked in comments before they are stored", _words),
    Setting("classifier", "", "Which scorer reads comments. Empty: the best one this version has"),
    Setting("work_hours", "Mon-Fri 9:00-17:00", "When people answer complaints: Mon-Fri 9:00-17:00;Sat 10:00-14:00", _work_hours),
    Setting("holidays", "", "Days nobody works, as 2026-12-25,2026-12-26", _days),
    Setting("due_hours", "1=40;2=24;3=16;4=8;5=2", "Working hours to solve a complaint in, for each severity from 1 to 5", _due_hours),
    Setting("escalate_after", "0;8", "Working hours past its due time after which a case is escalated, one number for each level", _rising),
    Setting("escalate_to", "", "Addresses that hear of cases nobody owns, and of every case from the second level on", _words),
    Setting(
        "case_days",
        "90",
        "Complaints older than this many days when they come in open no case, unless the import says so",
        _days_back,
    ),
    Setting("public_url", "", "Address of this dashboard as people reach it, for links in messages"),
    Setting("webhook_url", "", "Address that alerts are posted to as JSON. Empty: none"),
    Setting("webhook_secret", "", "Shared secret that signs what is posted, so that the receiver knows it is from here"),
    Setting(
        "smtp_url",
        "",
        "Mail server: smtps://user:password@host, smtp://user:password@host:587 (STARTTLS), or smtp://host:25 without either",
    ),
    Setting("mail_from", "vocdash@localhost", "Sender of the mails"),
    Setting("lock_timeout", "60", "Seconds to wait for another writer before giving up", _count),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def get(name: str, environment: Mapping[str, str] | None = None) -> Any:
    """The value of one setting, parsed; its default where the variable is unset or empty.

    Raises
    ------
    SettingError
        If the variable holds something that cannot be read as this setting.
    """
    setting = _BY_NAME[name]
    raw = (os.environ if environment is None else environment).get(setting.variable) or setting.default
    try:
        return setting.parse(raw)
    except ValueError as error:
        raise SettingError(f"The setting {setting.variable} is “{raw}”, which is {error}.", f"Set it like this: {setting.help}.") from error


def environment(**settings: str) -> dict[str, str]:
    """The environment for a process of ours: our own, with these settings in place of what we have."""
    return {**os.environ, **{_BY_NAME[name].variable: value for name, value in settings.items()}}


def database_url() -> str:
    """The SQLAlchemy URL of the store: `VOCDASH_DATABASE_URL`, or the SQLite file in `data/`."""
    return str(get("database_url")) or f"sqlite:///{DATA / 'vocdash.sqlite'}"


def new_secret() -> str:
    """256 random bits as text, for a store that has no secret yet."""
    return secrets.token_hex(32)
