"""What the columns are called, and what they ask, from the header rows."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import zip_longest

from vocdash.ingest.marks import bare
from vocdash.ingest.read.layout import is_of_tool

RESPONSE_WORDS = {
    "response", "open-ended response", "réponse", "réponse ouverte", "antwort", "offene antwort", "respuesta", "respuesta abierta",
    "risposta", "resposta", "reactie", "open antwoord", "svar",
}  # fmt: skip


def only_groups(first: list[str], second: list[str]) -> bool:
    """Whether of two header rows the upper one leaves out names of several columns, and the lower one of none of these.

    The lower one may leave out what the upper one names alone. Options below questions are left to :func:`labels`: the answers beside
    them stand below "Response".
    """
    if any(cell.strip().lower() in RESPONSE_WORDS for cell in second):
        return False
    pairs = [(above.strip(), name.strip()) for above, name in zip_longest(first, second, fillvalue="")]
    blank = [name for above, name in pairs if not above]
    whole = all(name for above, name in pairs if above)
    started = all(pairs[at - 1][1] for at, (above, name) in enumerate(pairs) if at and name and not above)
    alone = bool(pairs) and bool(pairs[0][0]) and all(blank) and started
    return (whole or alone) and len([name for name in blank if name]) >= 2


def grouped(groups: list[str], names: list[str]) -> list[str]:
    """Each name after the group it stands in; a column that some tool always writes stands in none."""
    group = ""
    found = []
    for above, name in zip_longest(groups, names, fillvalue=""):
        group = "" if is_of_tool(name) or is_of_tool(above) else above.strip() or group
        alone = above.strip() and not name.strip()
        found.append(above if alone else f"{group} – {name}" if group and name.strip() else name)
    return found


def names(heads: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Unique names from the first header row; "column 7" where it is blank, "name (2)" where it comes again."""
    first = heads[0] if heads else ("",) * width
    found: dict[str, None] = {}
    counted: dict[str, int] = {}
    for number, cell in enumerate(first, start=1):
        base = " ".join(bare(cell.replace("\0", "")).split()) or f"column {number}"
        name = base
        while name in found:
            counted[base] = counted.get(base, 1) + 1
            name = f"{base} ({counted[base]})"
        found[name] = None
    return tuple(found)


def labels(heads: Sequence[Sequence[str]], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The wording of each column: from the second header row, joined to the question where it only names an option.

    Tools that write "Response" below a question put the options of a multiple choice there, with blank names above all but the first.
    """
    if len(heads) < 2:
        return tuple(plain(name) for name in columns)
    second = [plain(cell) for cell in heads[1]]
    filled = [cell for cell in second if cell]
    if any(cell.lower() in RESPONSE_WORDS for cell in filled):
        return tuple(_options(heads[0], second, columns))
    if len(filled) < len(second) / 2:
        return tuple(plain(name) for name in columns)
    return tuple(cell or plain(name) for cell, name in zip(second, columns, strict=True))


def _options(first: Sequence[str], second: list[str], columns: tuple[str, ...]) -> list[str]:
    question = ""
    found: list[str] = []
    for head, option, name in zip(first, second, columns, strict=True):
        question = plain(head) or question
        own = not option or option.lower() in RESPONSE_WORDS
        found.append((plain(head) or plain(name)) if own else f"{question} – {option}" if question else option)
    return found


def plain(text: str) -> str:
    """Text without tags, entities and line breaks."""
    return " ".join(bare(html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)).replace("\0", "")).split())
