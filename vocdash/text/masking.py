"""Personal data out of a comment, before anything else sees it.

Each kind is a cheap gate (what a text must contain for the kind to be possible), a pattern whose every repetition is
bounded, so that hostile input costs linear time, and where the kind has one, its check digit. What is found is replaced
by a word in brackets, so that a masked comment still reads naturally: "Ring me on [phone]".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f\D]")
"""A digit of another script, or a full-width one: "０７７"."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of personal data. `gate` is a fast look at the text, `accepts` a close one at each match of `pattern`.

    Where the pattern has a group `kept`, what it matched stays before the label.
    """

    name: str
    label: str
    gate: Callable[[str], object]
    pattern: re.Pattern[str]
    accepts: Callable[[re.Match[str]], bool]


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1)."""
    total = sum(int(digit) for digit in digits[-1::-2])
    return (total + sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def iban_valid(text: str) -> bool:
    """Whether `text`, spaces and dashes aside, passes the mod-97 check of ISO 13616."""
    code = "".join(char for char in text.upper() if char.isalnum())
    return len(code) >= 15 and int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def nhs_valid(digits: str) -> bool:
    """Whether ten digits are a number of the British health service (weights 10…2, mod 11)."""
    check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def _digits(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if char in "0123456789")


def _is_card(found: re.Match[str]) -> bool:
    digits = _digits(found)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


_ORDERLY = re.compile(
    r"(?:order|booking|ref|reference|invoice|ticket|case|account|flight|serial|model|item|parcel|tracking|receipt|confirmation|policy|claims?|bag|baggage|luggage|tag)"
    r"(?:\s+(?:number|no|nr|num|id|code))?\.?\s*(?:is|was|:|#|=)?\s*[#(]?$",
    re.IGNORECASE,
)
_PHONEY = re.compile(
    r"(?:phone|call|ring|tel|telephone|mobile|cell|text|sms|whatsapp|fax|contact|reach|dial|number|n[uú]mero|num[eé]ro|nummer|t[eé]l[eé]fono?|t[eé]l[eé]phone|handy|m[oó]vil)\b[^\d\n]{0,24}$",
    re.IGNORECASE,
)
_RINGS = re.compile(
    r"[\s,:-]{0,3}(?:call|ring|phone|text|whatsapp|is my (?:phone|number|mobile|cell)"
    r"|(?:è il mio|es mi|é o meu|ist meine|is mijn) (?:n[uú]mero|nummer))\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{1,2}([-./])\d{1,2}\1(?:19|20)?\d{2}|\d{1,2} \d{1,2} (?:19|20)\d{2}|(?:19|20)\d{2}([-./ ])\d{1,2}\2\d{1,2})(?![-./]?\d)"
)
_GROUPED = re.compile(
    r"""\+\s?\d | 00[1-9](?:[\s.-]?\d){6} | \(\d{2,5}\)
    | 0\d{1,4}[\s./-]\d{2,4} | 0\d{9,10}$
    | \d{3}[\s.-]\d{3}[\s.-]\d{3,4}$ | 1[\s.-]\d{3}[\s.-]\d{3}[\s.-]\d{4}$
    | 0\d[\s.-]\d{2}[\s.-]\d{2}""",
    re.VERBOSE,
)


def _is_phone(found: re.Match[str]) -> bool:
    text, digits = found[0], _digits(found)
    if not 7 <= len(digits) <= 15 or _DATE.match(text):
        return False
    before = found.string[max(0, found.start() - 40) : found.start()]
    if text[0] == "+":
        return len(digits) >= 8
    if _ORDERLY.search(before):
        return False
    if _PHONEY.search(before) or _RINGS.match(found.string, found.end()):
        return True
    return len(digits) >= 9 and _GROUPED.match(text) is not None


def _is_national_id(found: re.Match[str]) -> bool:
    kind, text = found.lastgroup, found[0].upper()
    if kind == "ssn":
        return text[:3] not in ("000", "666") and text[0] != "9" and text[4:6] != "00" and text[7:] != "0000"
    if kind == "nhs":
        return nhs_valid(_digits(found))
    if kind == "dni":
        body = text.replace("-", "")
        number = body[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
        return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == body[-1]
    if kind == "nric":
        return _is_singaporean(text)
    if kind == "nordic":
        return _is_finnish(text) or (text[10].isdigit() and (_is_day(text[:2], text[2:4]) or _is_swedish(text)))
    if kind == "nir":
        body = "".join(text.split())
        return 97 - int(body[:13]) % 97 == int(body[13:])
    return True


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_singaporean(text: str) -> bool:
    """Weights 2, 7, 6, 5, 4, 3, 2 and mod 11; the first letter says which row of check letters holds."""
    total = sum(weight * int(digit) for weight, digit in zip((2, 7, 6, 5, 4, 3, 2), text[1:8], strict=True)) + 4 * (text[0] in "TG")
    return text[0] == "M" or ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[8]


def _is_finnish(text: str) -> bool:
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[7:10]) % 31] == text[10]


def _is_swedish(text: str) -> bool:
    return _is_day(text[4:6], text[2:4]) and luhn(text[:6] + text[7:])


def _has_token(found: re.Match[str]) -> bool:
    return _SECRET.search(found[0]) is not None


_SECRET = re.compile(
    r"://[^/\s]{1,200}@|[?&#;](?:[\w.-]{0,40})(?:token|key|auth|session|sid|sig|signature|code|pass|pwd|password|secret|email|mail|user|uid|id|phone|name)[\w.-]{0,20}="
    r"|(?=[A-Za-z_-]{0,40}\d)[A-Za-z0-9_-]{24,}"
    r"|[/?&#;](?:orders?|bookings?|reservations?|accounts?|invoices?|tickets?|parcels?|track|tracking|shipments?|customers?|claims?|cases?|members?|pnr|ref)"
    r"[\w.-]{0,12}[/=](?=[\w-]{0,40}\d)[\w-]{5,}|\beyJ[\w-]{4,}\.",
    re.IGNORECASE,
)
_COUNTED = (
    r"Euros?|Dollars?|Pounds?|Yen|Francs?|Rupees|Crowns|Kroner|Kronor|Miles?|Steps|Points?|People|Customers?|Passengers?|Feet|Metres?|Meters?"
    r"|Words|Hours?|Days?|Minutes?|Items?|Orders?|Reviews?|Users?|Kilomet\w*|Avios|Airmiles"
)
"""What is counted by five digits, and is no town after a postcode."""
_AREAS = (
    "AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|"
    "HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|"
    "SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)


_NAMES_OF_IDS = (
    r"ssn|social\ security|national\ insurance|ni\ number|nino|nhs|passport|aadhaar|aadhar|cpf|pesel|bsn|personnummer|cpr|hetu|ahv"
    r"|steuer-?id|tax\ id|tax\ number|tfn|social\ insurance|codice\ fiscale|dni|nie|nif|driving\ licen[cs]e|driver'?s\ licen[cs]e"
    r"|id\ card|identity\ card|nric|medicare|national\ id"
)
"""What people write before a number of theirs, whatever its shape; it stays, and the number goes."""

_DIGIT = r"\d"
_POSTAL = re.compile(r"\d(?:[\dA-Za-z]?\s\d[A-Za-z]{2}|[A-Z]\s\d[A-Z]\d|\d{3}(?:\d|\s[A-Z]{2}\b)|[\dW]\s[\dA-Z]{4}\b)")
_TOWN_LIKE = re.compile(r"\d(?:\d\d(?:\d\d|\s\d\d)|\d-\d{3})\s[^\W\d_a-z]")
_IBAN_LIKE = re.compile(r"\d\d(?<=[^\W\d_]{2}\d\d)[ -]?[A-Za-z0-9]{4}[ -]?[A-Za-z0-9]{4}")
_CARD_LIKE = re.compile(r"\d(?:[ .-]?\d){12}")
_ID_LIKE = re.compile(r"\d(?:(?:[ .-]?\d){5}|\d[A-Za-z]\d\d[A-Za-z]\d\d|\d{3}[A-Z]\b)")
_PHONE_LIKE = re.compile(r"\d(?:[\s./()-]{0,3}\d){6}")
_IP_LIKE = re.compile(r"\d\.\d{1,3}\.\d")
_VERSION = re.compile(r"\b(?:version|release|firmware|build|ver|v)[\s.:#]{0,3}(?:number|no|is)?[\s.:]{0,2}$", re.IGNORECASE)
_IP6_LIKE = re.compile(r":[0-9A-Fa-f]{0,4}:")
_NUMBERS = (_IBAN_LIKE, _CARD_LIKE, _ID_LIKE, _PHONE_LIKE, _IP_LIKE, _POSTAL, _TOWN_LIKE)
_ANY_NUMBER = re.compile(rf"\d(?:{'|'.join(like.pattern.removeprefix(_DIGIT) for like in _NUMBERS)})")
"""Any of them. Each begins with a digit; written once at its head, that is what a search skips to."""
_AT_IN_BRACKETS = re.compile(r"[(\[{]\s?at?\s?[)\]}]", re.IGNORECASE)
_ID_SHAPED = re.compile(
    r"\d(?:(?:[ .-]?\d){6}|\d ?\d\d ?\d\d ?[A-Da-d]|\d[A-Za-z]\d\d[A-Za-z]\d{3}|\d{5}[+Aa]\d{3}|\d{3}[A-Za-z]|\d{6}[A-Za-z])"
)
_ID_NAMED = re.compile(_NAMES_OF_IDS, re.VERBOSE)


def _has_sign(text: str) -> bool:
    """Whether a text has what one of the kinds that need no number cannot do without; spelled out, because every text is asked."""
    return "@" in text or "=" in text or "code" in text or "www." in text or "://" in text or "eyJ" in text or "〒" in text


def _spelt_out(text: str) -> bool:
    """Whether an e-mail address may be there that hides its signs: "ann (at) example dot com"."""
    bracket = "(" in text or "[" in text or "{" in text
    return " dot " in text.lower() or (bracket and _AT_IN_BRACKETS.search(text) is not None)


def _always(_: re.Match[str]) -> bool:
    return True


KINDS: tuple[Kind, ...] = (
    Kind(
        "url",
        "[link]",
        lambda text: "://" in text or "www." in text or "=" in text or "eyJ" in text,
        re.compile(
            r"(?:\b[a-z]{2,10}://|\bwww\.)[^\s<>\"']{1,2000}|(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}/[^\s<>\"']{1,2000}"
            r"|(?-i:\beyJ)[\w-]{4,2000}\.[\w-]{4,2000}(?:\.[\w-]{0,2000})?",
            re.IGNORECASE,
        ),
        _has_token,
    ),
    Kind(
        "email",
        "[email]",
        lambda text: "@" in text or _spelt_out(text),
        re.compile(
            r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}\b"
            r"|(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?: dot [\w-]{2,63}){1,3}"
            r"|(?<![\w.+%-])[\w.+%-]{1,64}\s?[(\[{]\s?at?\s?[)\]}]"
            r"\s?[\w-]{1,63}(?:\s?(?:[(\[{]\s?dot\s?[)\]}]|\.|\bdot\b)\s?[\w-]{1,63}){1,4}"
            r"|(?<![\w.+%-])(?:[\w+-]{1,64} dot ){0,2}[\w.+%-]{1,64} at [\w-]{1,63}(?: dot [\w-]{2,63}){0,2}"
            r" dot (?:com|net|org|co|io|info|eu|uk|de|fr|nl|es|it|ie|au|ca|us|in)\b",
            re.IGNORECASE,
        ),
        _always,
    ),
    Kind(
        "iban",
        "[iban]",
        _IBAN_LIKE.search,
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", re.IGNORECASE),
        lambda found: iban_valid(found[0]),
    ),
    Kind(
        "card",
        "[card]",
        _CARD_LIKE.search,
        re.compile(r"(?<![\d+])\d(?:[ .-]?\d){12,18}(?!\d)"),
        _is_card,
    ),
    Kind(
        "national_id",
        "[national id]",
        lambda text: _ID_LIKE.search(text) and _ID_NAMED.search(text.lower()),
        re.compile(
            rf"""(?P<kept>(?<!\w)(?:{_NAMES_OF_IDS})(?:[\s:#.'’-]{{1,3}}(?:number|no|nr|num|card|id|is|was)){{0,3}}[\s:#.-]{{1,4}})
                [A-Z]{{0,4}}\d(?:[ ./-]?\d|[A-Z]){{4,16}}(?!\w)""",
            re.VERBOSE | re.IGNORECASE,
        ),
        _always,
    ),
    Kind(
        "national_id",
        "[national id]",
        _ID_SHAPED.search,
        re.compile(
            r"""(?<![\w-])(?<!\+\d[ ])(?<!\+\d\d[ ])(?<!\+\d{3}[ ])(?=[A-Z]{0,6}[ -]?\d)(?:
            (?P<ssn>\d{3}-\d{2}-\d{4})
            | (?P<nino>[A-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D])
            | (?P<nhs>\d{3}[ -]\d{3}[ -]\d{4})
            | (?P<dni>(?:\d{8}|[XYZ]-?\d{7})-?[A-Z])
            | (?P<nir>[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2])[ ]?\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{2})
            | (?P<codice>[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])
            | (?P<cpf>\d{3}\.\d{3}\.\d{3}-\d{2})
            | (?P<ahv>756\.\d{4}\.\d{4}\.\d{2})
            | (?P<pan>[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z])
            | (?P<nric>[STFGM]\d{7}[A-Z])
            | (?P<nordic>\d{6}[-+A]\d{3}[\dA-Y])
            )(?![\w-])""",
            re.VERBOSE | re.IGNORECASE,
        ),
        _is_national_id,
    ),
    Kind(
        "ip",
        "[ip address]",
        lambda text: _IP_LIKE.search(text) or _IP6_LIKE.search(text),
        re.compile(
            r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]*\d)"
            r"|(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])"
            r"|(?<![\w:.])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}(?![\w:])",
            re.IGNORECASE,
        ),
        lambda found: _VERSION.search(found.string, max(0, found.start() - 20), found.start()) is None,
    ),
    Kind(
        "phone",
        "[phone]",
        _PHONE_LIKE.search,
        re.compile(r"(?<![\w.,+£$€-])(?<!/(?!0\d{4}|\+))(?:\+\s?|\(\+?)?\d(?:[\s./()-]{0,3}\d){6,14}(?![\w]|[.,-]\d|/[1-9])"),
        _is_phone,
    ),
    Kind(
        "postcode",
        "[postcode]",
        lambda text: "code" in text or "〒" in text or _POSTAL.search(text),
        re.compile(
            rf"\b(?:(?:{_AREAS})\d[\dA-Z]?\s\d[ABD-HJLNP-UW-Z]{{2}}|GIR\s0AA)\b"
            rf"|\b(?:{_AREAS.lower()})\d[\da-z]?\s\d(?!st|nd|rd|th|gb|hp)[abd-hjlnp-uw-z]{{2}}\b"
            r"|\b[ABCEGHJ-NPR-TVXY]\d[A-Z]\s\d[A-Z]\d\b"
            r"|\b[1-9]\d{3}\s(?!AM|PM|EU|UK|US|TV|KM|KG|CM|MM|MB|GB|HP|AD|BC|SA|SD|SS)[A-Z]{2}\b"
            r"|\b\d{5}-\d{4}\b|(?i:\b(?:zip|zip code|postcode|postal code|plz|cp|cep)[:\s]{1,3})\d{4,5}(?:-\d{3})?\b"
            r"|\b[DF]-\d{5}\b|〒\s?\d{3}-\d{4}"
            r"|\b[AC-FHKNPRTV-Y]\d[\dW]\s(?=\d{0,3}[A-Z])[0-9AC-FHKNPRTV-Y]{4}\b"
        ),
        _always,
    ),
    Kind(
        "postcode",
        "[postcode]",
        _TOWN_LIKE.search,
        re.compile(
            rf"(?:(?<=[,;\n] )\d{{5}}|(?m:^)\d{{5}}|(?:(?m:^)|(?<=[,;] )|(?<=\bin ))(?:\d\d-\d{{3}}|\d{{3}} \d\d)"
            rf"|(?:(?<=\bin )|(?<=\bat )|(?<=\bto )|(?<=\bnear )|(?<=\bfrom ))\d\d(?!000)\d{{3}})"
            rf"(?= (?!(?:{_COUNTED})\b)[A-ZÀ-ÖØ-Þ][a-zß-ÿ]{{2,}})"
        ),
        _always,
    ),
)
"""Every kind, in the order they are looked for: what has a check digit comes before what only has a shape."""

ALL_KINDS = tuple(dict.fromkeys(kind.name for kind in KINDS))


def mask(text: str, kinds: Iterable[str] = ALL_KINDS) -> str:
    """`text` without personal data of the given kinds, and without characters no database stores (NUL, lone surrogates).

    Digits of other scripts, and full-width ones, become ours.
    """
    wanted = frozenset(kinds)
    text = _plain(text) if not text.isascii() or "\x00" in text else text
    if not (_has_sign(text) or _ANY_NUMBER.search(text) or _IP6_LIKE.search(text) or _spelt_out(text)):
        return text
    for kind in KINDS:
        if kind.name in wanted and kind.gate(text):
            text = kind.pattern.sub(lambda found, kind=kind: _masked(kind, found), text)  # type: ignore[misc]
    return text


def _plain(text: str) -> str:
    """`text` with the digits of every script as ours, which the patterns know, and a mark for characters that no database stores."""
    text = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text).replace("＠", "@").replace("＋", "+")
    return _UNSTORABLE.sub("\ufffd", text)


def _masked(kind: Kind, found: re.Match[str]) -> str:
    if not kind.accepts(found):
        return found[0]
    return ((found["kept"] or "") if "kept" in found.re.groupindex else "") + kind.label
