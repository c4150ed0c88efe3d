"""HTML that is safe by construction: plain text is escaped the moment it is joined to markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from textwrap import shorten


class Markup(str):
    """Text that is HTML already. Only the functions here and in `blocks` make it."""

    __slots__ = ()


def safe(text: str) -> Markup:
    """The text as HTML: escaped, unless it is markup already."""
    return text if isinstance(text, Markup) else Markup(html.escape(text))


def join(parts: Iterable[str], between: str = "") -> Markup:
    """All parts after each other, each escaped unless it is markup."""
    return Markup(safe(between).join(safe(part) for part in parts))


def element(name: str, *parts: str, cls: str = "", **attributes: str) -> Markup:
    """One HTML element around the parts; attribute values are escaped, `aria_label` becomes `aria-label`."""
    given = {"class": cls, **attributes}
    written = "".join(f' {key.replace("_", "-")}="{html.escape(value)}"' for key, value in given.items() if value)
    return Markup(f"<{name}{written}>{join(parts)}</{name}>")


def bold(text: str) -> Markup:
    """The text in bold."""
    return element("strong", text)


def link(label: str, href: str) -> Markup:
    """A link inside prose, opened in the same tab."""
    return element("a", label, href=href, target="_self")


_SIGNS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%<>"})


def unmarked(text: str) -> str:
    """Text for an attribute that the script decodes as a URI: one in which signs of markup stand is thrown away by the browser."""
    return text.translate(_SIGNS)


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """A customer's words with the spans (start, end offsets into `text`) marked. Overlapping or odd spans are cut to fit."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += [text[at:start], element("mark", text[start:end])]
            at = end
    return join([*parts, text[at:]])


_NAME = re.compile(r"(\b(?:C-\d+|P-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5})\b)")


def unbroken(text: str) -> Markup:
    """Plain text in which the number of a case, or the alias of a customer, stays in one line: browsers break at their dashes."""
    return join(element("span", part, cls="voc-short") if at % 2 else part for at, part in enumerate(_NAME.split(text)))


_LINK = re.compile(r"<a [^>]*>.*?</a>")
_TAG = re.compile(r"<[^>]*>")


def plain(markup: Markup) -> str:
    """The words of markup, for where nothing can be clicked: links go with their words, and no tag stays."""
    return " ".join(html.unescape(_TAG.sub("", _LINK.sub("", markup))).split())


PLACE_LETTERS = 64
"""So many letters of a touchpoint and its stage together stand in a finding."""


def brief(name: str, letters: int = 36) -> str:
    """A name as a finding can hold it, so that it is one sentence on a phone, too: cut at a space where there is one."""
    if len(name) <= letters:
        return name
    return shorten(name, letters, placeholder=" …") if " " in name[: letters - 2] else f"{name[: letters - 1]}…"
