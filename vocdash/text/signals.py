"""Signals: what a comment tells us happened or asks us to do, each with the words that say so.

Which signals there are, and the ways of saying each, stand in `signals.txt`, which explains its own format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

import numpy as np

from vocdash.text.matching import Mention
from vocdash.text.normalise import lowered
from vocdash.text.tokens import Batch, Fact, Ints, Tokens

WAYS = Path(__file__).with_name("signals.txt")
_LONGEST_READ = 20_000
_LONGEST_TOKEN = 60
_AROUND = ".,;:!?()[]\"'-"
_BREAKS = re.compile(r"[.!?]+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal. `complains` says that it makes a comment a complaint by itself.

    A sentence is worth a closer look when one of its words holds one of `needs` and, where `besides` is given, one is one of those
    ("#": a word that begins with a digit).
    """

    code: str
    name: str
    complains: bool
    needs: tuple[str, ...]
    besides: tuple[str, ...]
    pattern: re.Pattern[str]
    not_when: re.Pattern[str] | None


@lru_cache(maxsize=1)
def signals() -> tuple[Signal, ...]:
    """Every signal, in the order they are shown."""
    lists: dict[str, list[str]] = {}
    found: list[Signal] = []
    for block in WAYS.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines and lines[0].startswith("<"):
            lists |= {name: words.split() for name, words in (line[1:].split("> ", 1) for line in lines)}
        elif lines:
            found.append(_signal(lines, lists))
    return tuple(found)


def _signal(lines: list[str], lists: dict[str, list[str]]) -> Signal:
    code, name = lines[0][1:].split("] ", 1)
    gates = {
        key: tuple(_listed(words, lists)) for key, _, words in (line.partition(": ") for line in lines[1:]) if key in ("needs", "besides")
    }
    ways = lines[1 + len(gates) :]
    says, takes_back = [line for line in ways if line[0] != "!"], [line[2:] for line in ways if line[0] == "!"]
    return Signal(
        code,
        name.removesuffix(", complaint"),
        name.endswith(", complaint"),
        gates["needs"],
        gates.get("besides", ()),
        _compiled(says, lists),
        _compiled(takes_back, lists) if takes_back else None,
    )


def _listed(words: str, lists: dict[str, list[str]]) -> Iterator[str]:
    for word in words.split():
        yield from (entry.lower() for entry in lists[word[1:-1]]) if word[0] == "<" else (word,)


def _compiled(lines: list[str], lists: dict[str, list[str]]) -> re.Pattern[str]:
    ways = "|".join(lines)
    for name, words in lists.items():
        ways = ways.replace(f"<{name}>", _either(words))
    ways = ways.replace("_", " ").replace(" ?", r"\s*").replace(" ", r"\s+")
    ways = re.sub(r"\((?!\?)", "(?:", ways)
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")


def _either(words: list[str]) -> str:
    """Any of the words, grouped by their first letter, which halves the time the pattern takes."""
    letters = {word[0]: [each[1:] for each in words if each[0] == word[0]] for word in words if word[0].isalpha()}
    plain = [f"{letter}({'|'.join(rests)})" for letter, rests in letters.items()]
    return f"({'|'.join([*plain, *(word for word in words if not word[0].isalpha())])})"


@lru_cache(maxsize=1)
def complaint_codes() -> frozenset[str]:
    """The codes of the signals that make a comment a complaint by themselves."""
    return frozenset(signal.code for signal in signals() if signal.complains)


class SignalFinder:
    """Looks for every signal in the texts of batches that were read with the same tokens.

    Cheap tests come first: a sentence is searched only for the signals that its words may show, told for all sentences at once.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._needs: dict[str, int] = {}
        self._besides: dict[str, int] = {}
        for at, signal in enumerate(signals()):
            for need in signal.needs:
                self._needs[need] = self._needs.get(need, 0) | 1 << at
            for word in signal.besides:
                self._besides[word] = self._besides.get(word, 0) | 1 << at
        self._alone = sum(1 << at for at, signal in enumerate(signals()) if not signal.besides)
        self._bits = Fact(tokens.names, self._bits_of)

    def find(self, batch: Batch) -> list[list[Mention]]:
        """The signals of each masked text, in reading order, each once; of a text of more than 20,000 characters, of its beginning."""
        found: list[list[Mention]] = [[] for _ in batch.texts]
        if not batch.texts:
            return found
        bits = self._bits.values[batch.number]
        texts = np.flatnonzero(self._possible(np.bitwise_or.reduceat(bits, batch.bounds[:-1]))).tolist()
        low = {at: lowered(batch.texts[at][:_LONGEST_READ]) for at in texts}
        sentences = [(at, *each.span()) for at in texts for each in _SENTENCE.finditer(low[at])]
        if not sentences:
            return found
        possible = self._possible(_over(batch, bits, np.array(sentences)))
        wanted = dict.fromkeys(texts, ~0)
        for number in np.flatnonzero(possible).tolist():
            at, start, end = sentences[number]
            left = int(possible[number]) & wanted[at]
            sentence = low[at][start:end] if left else ""
            while left:
                bit = left & -left
                left ^= bit
                signal = signals()[bit.bit_length() - 1]
                place = _place(signal, sentence)
                if place:
                    wanted[at] ^= bit
                    found[at].append(Mention(signal.code, start + place[0], start + place[1]))
        return [sorted(each, key=_place_of) if len(each) > 1 else each for each in found]

    def _possible(self, bits: Ints) -> Ints:
        """The signals worth a closer look, as bits."""
        return np.asarray(bits & (bits >> len(signals()) | self._alone))

    def _bits_of(self, token: str) -> int:
        """As bits, the signals whose `needs` a token meets and, further left, those whose `besides`."""
        begin = lowered(token[:_LONGEST_TOKEN])
        bits = 0
        for part in _BREAKS.split(begin):
            word = part.strip(_AROUND)
            bits |= self._besides.get("#" if word[:1].isdigit() else word, 0)
        bits <<= len(signals())
        for need, some in self._needs.items():
            if need in begin:
                bits |= some
        return bits


_place_of = attrgetter("start", "end")


def _over(batch: Batch, bits: Ints, sentences: Ints) -> Ints:
    """The bits of all tokens of each sentence (text, start, end), with those that it shares with its neighbours ("late.Then")."""
    text, start, end = sentences.T
    apart = np.fromiter(map(len, batch.texts), np.int64, len(batch.texts)) + 1
    base = np.cumsum(apart) - apart
    starts = np.where(batch.number > 0, batch.starts + base[batch.text], np.append(base, apart.sum())[batch.text + 1])
    first = np.searchsorted(starts + batch.lengths, base[text] + start, "right")
    last = np.maximum(np.searchsorted(starts, base[text] + end), first)
    ranges = np.column_stack([first, last]).ravel()
    return np.where(last > first, np.bitwise_or.reduceat(np.append(bits, 0), ranges)[::2], 0)


def find_signals(texts: Sequence[str]) -> list[list[Mention]]:
    """The signals of each masked text; see :class:`SignalFinder`."""
    tokens = Tokens()
    return SignalFinder(tokens).find(tokens.read(texts))


def _place(signal: Signal, sentence: str) -> tuple[int, int] | None:
    """Where the sentence shows the signal first, leaving out what its `not_when` takes back."""
    match = signal.pattern.search(sentence)
    if match is None:
        return None
    taken_back = [found.span() for found in signal.not_when.finditer(sentence)] if signal.not_when else []
    while match is not None:
        if not any(start < match.end() and match.start() < end for start, end in taken_back):
            return match.span()
        match = signal.pattern.search(sentence, match.end())
    return None
