"""The words in which people write dates: months, time zones, and the sentences around a day."""

from __future__ import annotations

import re

from vocdash.ingest.marks import bare, whole_letters

_MONTHS = (
    "jan january januar janvier janv ene enero gennaio gen januari janeiro ledna stycznia ocak января",
    "feb february februar février févr fevrier febrero febbraio februari fevereiro fev února lutego şubat февраля",
    "mar march märz mär maerz mrz mars marzo maart mrt março marts března marca mart марта",
    "apr april avril avr abril abr aprile dubna kwietnia nisan апреля",
    "may mai mayo maggio mag mei maio maj května maja mayıs мая",
    "jun june juni juin junio giugno giu junho června czerwca haziran июня",
    "jul july juli juillet juil julio luglio lug julho července lipca temmuz июля",
    "aug august août aout agosto ago augustus augusti srpna sierpnia ağustos августа",
    "sep sept september septembre septiembre settembre set setembro září września eylül сентября",
    "oct october oktober okt octobre octubre ottobre ott outubro out října października ekim октября",
    "nov november novembre noviembre novembro listopadu listopada kasım ноября",
    "dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro prosince grudnia aralık desember декабря",
)
MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "oez": 2, "oesz": 3, "wet": 0, "west": 1, "jst": 9, "aest": 10,
    "aedt": 11,
}  # fmt: skip
_SENTENCE = re.compile(
    r"^(?:reviewed|posted|published|rated|written|submitted|rezension|bewertung|bewertet|avis|commenté|évalué|revisado|reseñado|"
    r"recensito|beoordeeld|avaliado)\b[^\d]{0,80}?(?<!\w)(?:on|vom|am|le|el|il|op|em)(?!\w) (?=[^\W_])",
    re.IGNORECASE,
)
"""What stands before the day in "Reviewed in Malta on 3 March 2025"."""

_LONGEST_DATE = 12
"""Letters of a text from which it may be a sentence."""


NO_DAY = re.compile(r"(?<!\S)(?:1899-12-3[01]|12/3[01]/1899|3[01][./]12[./]1899|1900-01-0[01]|0?1/0/1900)[ T](?=\d)")
"""The day that spreadsheets and databases give to a time of day without one."""
_MIDNIGHT = re.compile(r"(?<=\d)[ T](?:0?0:00(?::00)?(?:\.0+)?|12:00(?::00)? ?AM)(?= +\d)", re.IGNORECASE)
"""The time that they give to a day without one, where a time from another column follows it."""


def date_in(text: str) -> str:
    """The date in a text, without unseen signs and without the sentence that some sites write before it.

    Of a day and a time from two columns, what each has of the other is left out.
    """
    plain = whole_letters(bare(text))
    if ":" in plain[_LONGEST_DATE:]:
        plain = _MIDNIGHT.sub("", NO_DAY.sub("", plain))
    return _SENTENCE.sub("", plain) if len(plain) > _LONGEST_DATE and plain[0].isalpha() else plain
