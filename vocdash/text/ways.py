"""Ways of saying something, as lines of `signals.txt`: read as patterns, and as the words without which they cannot match.

A pattern takes long, and a look at words does not. So for each way the words are worked out that a text must have: "(called|rang)
<number> times" needs "called" or "rang", and "times". What may be left out is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from vocdash.text.common_words import COMMON_WORDS

Lists = Mapping[str, list[str]]
"""Name of a list of words → its entries, with "_" for a space."""

WORDS = re.compile(r"\w+|\?")
"""What counts as a word of a text in lower case: here a question mark is one, too."""

_COMMON = frozenset(COMMON_WORDS["en"].split())
_MOST = 3_000
_ITEM = re.compile(
    r"(?P<look>\(\?[!=])|(?P<open>\()|(?P<any>\[[^\]]*\]|\\w|\.)|<(?P<list>[a-z ]+)>|(?P<maybe> \?)|(?P<edge>\\b)|\\?(?P<char>.)"
)
_TIMES = re.compile(r"(?P<how>\?|\*|\+|\{(?P<least>\d+),\d+\})\??")
_ANYTHING = "\0"
_KNOWN = re.compile(rf"[\w{_ANYTHING}]+|\?")


def pattern_of(way: str, lists: Lists) -> re.Pattern[str]:
    """The pattern of a way, which begins and ends at the edge of a word."""
    for name, words in lists.items():
        if f"<{name}>" in way:
            way = way.replace(f"<{name}>", _either(words))
    way = way.replace("_", " ").replace(" ?", r"\s*").replace(" ", r"\s+")
    way = re.sub(r"\((?!\?)", "(?:", way)
    return re.compile(rf"(?<!\w)(?:{way})(?!\w)")


def _either(words: list[str]) -> str:
    """Any of the words, grouped by their first letter, which halves the time the pattern takes."""
    letters = {word[0]: [each[1:] for each in words if each[0] == word[0]] for word in words if word[0].isalpha()}
    plain = [f"{letter}({'|'.join(rests)})" for letter, rests in letters.items()]
    return f"({'|'.join([*plain, *(word for word in words if not word[0].isalpha())])})"


def needed(way: str, lists: Lists) -> tuple[frozenset[str], ...]:
    """Sets of words: a text that says `way`, which offers no choice outside brackets, has a word of each. The most telling comes first."""
    sets = {words for piece in _parted(way.replace("_", " "), " ") if (words := _telling(_said(piece, lists)))}
    return tuple(sorted(sets, key=lambda words: (len(words & _COMMON), len(words), sorted(words))))


def single(line: str) -> Iterator[str]:
    """The ways of a line that offers several: "how about|why not"."""
    return _parted(line, "|")


def _parted(way: str, at: str) -> Iterator[str]:
    """The parts of a way between the places outside brackets where `at` stands; "a ?b" is one part, because the space may be missing."""
    depth, begin = 0, 0
    for match in re.finditer(r"<[a-z ]+>|\[[^\]]*\]|\\.| \?|.", way):
        if match[0] == at and not depth:
            yield way[begin : match.start()]
            begin = match.end()
        depth += (match[0] == "(") - (match[0] == ")")
    yield way[begin:]


def _said(way: str, lists: Lists) -> set[str] | None:
    """Everything that a piece of a way can stand for, with a mark for what may be anything; None where that is too much."""
    found = set[str]()
    for each in _parted(way, "|"):
        options = list(_options(each, lists))
        size = 1
        for some in options:
            size *= len(some) if some else _MOST
        if size > _MOST:
            return None
        found.update(map("".join, product(*(some or () for some in options))))
    return found


def _options(way: str, lists: Lists) -> Iterator[set[str] | None]:
    """What each item of a row of items can stand for."""
    at = 0
    while item := _ITEM.match(way, at):
        at = item.end()
        found: set[str] | None = {item["char"] or ""}
        if item["open"] or item["look"]:
            inner = next(_parted(way[at:], ")"))
            at += len(inner) + 1
            found = {""} if item["look"] else _said(inner, lists)
        elif item["list"]:
            found = _all_of(_said(entry.replace("_", " "), lists) for entry in lists[item["list"]])
        elif item["any"] or item["maybe"]:
            found = {_ANYTHING} if item["any"] else {" ", ""}
        times = _TIMES.match(way, at)
        if times:
            at = times.end()
            found = _repeated(found, times)
        yield found


def _all_of(some: Iterable[set[str] | None]) -> set[str] | None:
    found = set[str]()
    for each in some:
        if each is None:
            return None
        found |= each
    return found


def _repeated(found: set[str] | None, times: re.Match[str]) -> set[str] | None:
    """What stands for something that may be said several times, or left out; what is left out and is longer than a word is not told."""
    if found is None:
        return None
    needed = times["how"] == "+" or times["least"] not in (None, "0")
    if not needed and any(" " in each for each in found):
        found = {_ANYTHING if each[:1].isalnum() else f" {_ANYTHING}" for each in found}
    more = {each + _ANYTHING for each in found} if times["how"] != "?" else set[str]()
    return found | more if needed else found | more | {""}


def _telling(said: set[str] | None) -> frozenset[str]:
    """One word of everything that can be said, the rarest; none where something needs no word."""
    words = [[word for word in _KNOWN.findall(each) if _ANYTHING not in word] for each in said or ()]
    return frozenset(min(each, key=lambda word: (word in _COMMON, -len(word))) for each in words) if words and all(words) else frozenset()
