"""Which encoding the bytes are written in, decided by all of them, with the lines that do not fit."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from io import TextIOWrapper

from charset_normalizer import from_bytes

from vocdash.ingest.read import alphabets
from vocdash.ingest.read.blob import Blob

CHUNK = 1 << 20
LONGEST_LINE = 4 * CHUNK
"""Bytes of a line, beyond which no row of answers goes."""

LISTED = 20
ENOUGH = 8
EVIDENCE = 1 << 16
REPLACEMENT = "\ufffd".encode()

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONE_QUOTE = re.compile(rb'"(?<=[^,;\t|\r\n"\\]")(?<!\xef\xbb\xbf")(?=[^,;\t|\r\n"])')
_WESTERN = (
    "àâæçèéêëîïôœùûüÿ", "àäéöüß", "áéíñóúü", "àçèéíïòóúü", "àáâãçéêíóôúü", "àèéìîòóùú", "àáèéëïíóöü", "àåäéöüæø", "äåõöüšž",
)  # fmt: skip
"""The letters of French, German, Spanish, Catalan, Portuguese, Italian, Dutch, the Nordic languages, and Estonian and Finnish."""

_TURKISH, _ICELANDIC = "âçğıîöşûüİ", "áæðéíóöúýþ"
_CENTRAL = ("áéíóöőúüű", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ăâîşţ", "čćđšž")
"""Of Hungarian, Polish, Czech, Slovak, Romanian, and the languages of Slovenia, Croatia and Bosnia."""

_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž")
_LANGUAGES = (
    *(("cp1252", letters) for letters in _WESTERN),
    *(("iso8859_15", letters) for letters in _WESTERN),
    ("cp1254", _TURKISH),
    ("cp1252", _ICELANDIC),
    *((name, letters) for name in ("cp1250", "iso8859_2") for letters in _CENTRAL),
    *(("cp1257", letters) for letters in _BALTIC),
    *((name, letters) for name in ("mac_roman", "cp850") for letters in _WESTERN),
)
"""Encodings of the Latin alphabet, each with the letters of a language; the first of those that explain equally much is believed."""

_ONE_LANGUAGE = 0.95
_SEVERAL_LANGUAGES = 0.9
"""Shares of the words that the letters of one language, or of all of Western Europe, must make."""

_FOREIGN = ("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp932", "gb18030", "big5", "euc_jp", "euc_kr")
"""Encodings of other alphabets."""

_COMMON = {
    "cp1251": "оеаинтсрвл", "koi8_r": "оеаинтсрвл", "cp1253": "αοιετσνηυρ", "cp1255": "יוהלארמתבש", "cp1256": "اليمنوترهب",
}  # fmt: skip
"""The letters used most of each alphabet that stands alone in its half of the code: which they are tells the alphabets apart."""

_HIRAGANA, _OF_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097))), 0.2
"""The letters that stand in every Japanese sentence and hardly in any other, and how much of it they are at least."""

_SIGNS = "’‘“”„‚‹›«»–—…€£¥¢§©®™•·ºª°´¿¡½¼¾²³¹×÷±µ¤¦¬¨\xa0\xad"
"""What stands beside words in texts of Western Europe."""

_READS_WELL, _CLEARLY = 0.8, 0.1
"""How well a text must read in an encoding of another alphabet, and how much better than in any other, to be believed at once."""

_DOUBTED = 0.7
"""How sure we are of an encoding, below which both readings are shown."""

_FLAWS = 2
"""Bytes that do not fit an encoding, from which on it is out: the end of a long line may be cut within a letter."""

_THAI, _OF_THAI = "cp874", 0.15
"""Thai, and how much of it stands among the first letters of its encoding, which Hebrew and Cyrillic leave out."""

_NARROWER = {"cp932": "shift_jis"}
"""What an encoding is called where nothing beyond the better known, smaller one is used."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec's name, how sure we are (0–1), the line ends, and what does not fit.

    `bad_lines` are the first lines with bytes the codec does not know, `bad` counts such bytes, `nul` says whether NUL bytes stand
    in the text. `quote_line` is the first line with a lone double quote between letters, which no writer of quoted cells leaves.
    `doubt` is set where few letters tell: one of the words as it is read, another encoding, and the same word in that.
    `endless` says that a line is longer than :data:`LONGEST_LINE`.
    """

    name: str
    confidence: float
    newline: str
    bad_lines: tuple[int, ...] = ()
    bad: int = 0
    nul: bool = False
    quote_line: int | None = None
    doubt: tuple[str, str, str] | None = None
    endless: bool = False


@dataclass(slots=True)
class _Tally:
    """What one pass over the bytes saw. Mutable: it exists only while :func:`_scan` runs.

    `good` counts what is written as UTF-8 beyond ASCII, by its bytes where a whole piece is, else by its characters; `bad` counts
    bytes that do not fit.
    """

    lf: int = 0
    cr: int = 0
    crlf: int = 0
    nul: bool = False
    endless: bool = False
    quote_line: int | None = None
    good: int = 0
    bad: int = 0
    bad_lines: list[int] = field(default_factory=list)
    evidence: bytearray = field(default_factory=bytearray)

    def take(self, piece: bytes) -> None:
        """Count what stands in a piece that ends at a line end."""
        if not piece.isascii():
            self._take_high(piece)
        if self.quote_line is None and b'"' in piece and (match := _LONE_QUOTE.search(piece)):
            self.quote_line = self._lines() + len(piece[: match.start()].splitlines())
        self.lf += piece.count(b"\n")
        if cr := piece.count(b"\r"):
            self.cr += cr
            self.crlf += piece.count(b"\r\n")
        self.nul = self.nul or b"\0" in piece

    def _lines(self) -> int:
        return self.lf + self.cr - self.crlf

    def _take_high(self, piece: bytes) -> None:
        try:
            self.good += len(piece) - len(piece.decode("utf-8"))
        except UnicodeDecodeError:
            self._take_bad(piece)

    def _take_bad(self, piece: bytes) -> None:
        text = piece.decode("utf-8", errors="replace")
        high = len(text) - len(text.encode("ascii", errors="ignore"))
        bad = text.count("\ufffd") - piece.count(REPLACEMENT)
        self.good += high - bad
        self.bad += bad
        if bad and (len(self.bad_lines) < LISTED or len(self.evidence) < EVIDENCE):
            self._take_bad_lines(piece)

    def _take_bad_lines(self, piece: bytes) -> None:
        for number, line in enumerate(piece.splitlines(), start=self._lines() + 1):
            if line.isascii():
                continue
            if len(self.evidence) < EVIDENCE:
                self.evidence += line[:EVIDENCE] + b"\n"
            if len(self.bad_lines) < LISTED and line.decode("utf-8", errors="replace").count("\ufffd") > line.count(REPLACEMENT):
                self.bad_lines.append(number)


def detect(blob: Blob) -> Encoding:
    """The encoding of a text file, from a byte order mark, else from whether every byte fits."""
    for mark, name in _BOMS:
        if blob.head.startswith(mark):
            return _wide(blob, name, 1.0) if name in ("utf-16", "utf-32") else _eight_bit(blob, name)
    if (wide := _wide_without_mark(blob.head)) is not None:
        return _wide(blob, wide, 0.9)
    return _eight_bit(blob, "")


def line_ends(lf: int, cr: int, crlf: int) -> str:
    """ "\\n", "\\r\\n" or "\\r" when it ends every line, else "mixed"; the counts include the pairs."""
    if lf == cr == crlf:
        return "\r\n" if crlf else "\n"
    return "\n" if not cr else "\r" if not lf else "mixed"


def _wide_without_mark(head: bytes) -> str | None:
    nuls = head.count(0)
    if nuls <= 0.2 * len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > 0.9 * nuls else "utf-16-be" if head[::2].count(0) > 0.9 * nuls else None


def _wide(blob: Blob, name: str, confidence: float) -> Encoding:
    text = blob.head.decode(name, errors="replace")
    newline = line_ends(text.count("\n"), text.count("\r"), text.count("\r\n"))
    return Encoding(name, confidence, newline, endless=_is_endless(blob, name))


def _is_endless(blob: Blob, name: str) -> bool:
    """Whether a line of a file with two or four bytes a letter is too long, as :func:`_scan` sees it for the others."""
    length = 0
    with blob.open() as raw, TextIOWrapper(raw, name, errors="replace") as text:
        while chunk := text.read(CHUNK):
            _, found, after = chunk.rpartition("\n")
            length = len(after) if found else length + len(chunk)
            if length > LONGEST_LINE:
                return True
    return False


def _eight_bit(blob: Blob, marked: str) -> Encoding:
    seen = _scan(blob)
    return replace(_judged(blob, marked, seen), endless=seen.endless)


def _judged(blob: Blob, marked: str, seen: _Tally) -> Encoding:
    newline, nul = line_ends(seen.lf, seen.cr, seen.crlf), seen.nul
    if not seen.bad:
        return Encoding(marked or ("utf-8" if seen.good else "ascii"), 1.0, newline, nul=nul, quote_line=seen.quote_line)
    if marked or seen.good > seen.bad:
        confidence = round(seen.good / (seen.good + seen.bad), 2)
        return Encoding(marked or "utf-8", confidence, newline, tuple(seen.bad_lines), seen.bad, nul, seen.quote_line)
    name, confidence = _single_byte(bytes(seen.evidence))
    if name in _NARROWER and _is_written_in(blob, _NARROWER[name]):
        name = _NARROWER[name]
    doubt = _doubt(bytes(seen.evidence), name) if confidence < _DOUBTED else None
    return Encoding(name, confidence, newline, nul=nul, quote_line=seen.quote_line, doubt=doubt)


def _doubt(evidence: bytes, name: str) -> tuple[str, str, str] | None:
    """One of the words as it is read, the likeliest other encoding, and the word as it reads in that."""
    score, rival = next(found for found in alphabets.likeliest(evidence) if found[1] != name)
    if score < _READS_WELL and name not in ("cp1252", "latin-1", "iso8859_15"):
        rival = "cp1252"
    word = re.search(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*", evidence)
    return (word[0].decode(name, errors="replace"), rival, word[0].decode(rival, errors="replace")) if word else None


def _scan(blob: Blob) -> _Tally:
    """One pass over all bytes: line ends, NUL bytes, and whether they are UTF-8."""
    tally = _Tally()
    with blob.open() as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            chunk = rest + chunk
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1)) + 1
            if not end and len(chunk) > LONGEST_LINE:
                tally.endless, end = True, len(chunk)
            tally.take(chunk[:end])
            rest = chunk[end:]
        tally.take(rest)
    return tally


def _is_written_in(blob: Blob, name: str) -> bool:
    """Whether every byte of the file fits the encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    with blob.open() as stream:
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _single_byte(evidence: bytes) -> tuple[str, float]:
    """The encoding of text that is not UTF-8, judged by the lines that hold bytes from 0x80 up.

    Bytes from 0x80 to 0x9F tell cp1252 (typographic quotes, €) from Latin-1, and the sign of a currency tells Latin-9. One language
    whose letters make the words goes first, then Western Europe as a whole, and else what charset-normalizer finds clearly less messy.
    """
    western = "cp1252" if re.search(rb"[\x80-\x9f]", evidence) else "iso8859_15" if b"\xa4" in evidence else "latin-1"
    texts = {name: evidence.decode(name, errors="replace") for name in dict.fromkeys(name for name, _ in _LANGUAGES)}
    shares = [(_words_made(texts[name], letters), name) for name, letters in _LANGUAGES]
    share, name = max(shares, key=lambda found: found[0])
    if share >= _ONE_LANGUAGE:
        return (western, 0.9) if name == "cp1252" else (name, 0.7)
    if _words_made(texts["cp1252"], "".join(_WESTERN)) >= _SEVERAL_LANGUAGES:
        return western, 0.9
    if share >= _SEVERAL_LANGUAGES:
        return (western, 0.9) if name == "cp1252" else (name, 0.7)
    (best_read, foreign), (next_read, _), *_ = alphabets.likeliest(evidence)
    few = len(re.findall(rb"[\x80-\xff]", evidence)) < ENOUGH
    if best_read >= _READS_WELL and best_read >= next_read + _CLEARLY:
        return foreign, 0.6 if few else 0.9
    if few:
        return (foreign, 0.5) if best_read >= _READS_WELL else (western, 0.5)
    for name in ("cp932", "euc_jp"):
        japanese = evidence.decode(name, errors="replace")
        if japanese.count("\ufffd") < _FLAWS and _is_common(japanese, _HIRAGANA) >= _OF_HIRAGANA:
            return name, 0.9
    evidence = b"\n".join(dict.fromkeys(evidence.split(b"\n")))
    thai = [_THAI] if len(re.findall(rb"[\xa1-\xbf]", evidence)) > _OF_THAI * len(re.findall(rb"[\x80-\xff]", evidence)) else []
    matches = from_bytes(evidence, cp_isolation=["cp1252", *_FOREIGN, *thai], preemptive_behaviour=False)
    best = matches.best()
    plain = evidence.decode(western, errors="replace")
    mess = min((match.chaos for match in matches if str(match) == plain), default=1.0)
    if best is None or mess <= best.chaos + 0.02:
        return western, 0.9
    alike = [match for match in matches if match.chaos <= best.chaos + 0.02 and match.encoding in _COMMON]
    if best.encoding in _COMMON:
        best = max(alike, key=lambda match: _is_common(str(match), _COMMON[match.encoding]))
    return best.encoding, 0.7


def _is_common(text: str, letters: str) -> float:
    """The share of these letters in what is beyond ASCII (0–1)."""
    high = [letter for letter in text.lower() if not letter.isascii()]
    return sum(letter in letters for letter in high) / max(1, len(high))


def _words_made(text: str, letters: str) -> float:
    """How much of what is beyond ASCII makes words with these letters, and signs around words (0–1).

    In text of another encoding such letters stand among their own kind only, or capitals and signs stand within words.
    """
    words = re.findall(r"[^\W\d_]*[^\W\d_a-zA-Z][^\W\d_]*", text)
    odd = re.findall(r"[^\W\d_](?!’)[^\w\x00-\x7f](?=[^\W\d_])|[^\x00-\x7f]{4,}", text)
    odd += [sign for sign in re.findall(r"[^\w\x00-\x7f]", text) if sign not in _SIGNS]
    small, capital = f"a-z{letters}", f"A-Zß{letters.upper()}"
    word = re.compile(rf"(?=.*[a-zA-Z]|.$)([{capital}]?[{small}]+|[{capital}]+|[ºª])$")
    return sum(bool(word.match(found)) for found in words) / (len(words) + len(odd)) if words or odd else 1.0


def given(blob: Blob, name: str) -> Encoding:
    """The encoding a person named; bytes it does not know are shown as �."""
    seen = _scan(blob)
    wide = name.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    return (
        _wide(blob, name, 1.0)
        if wide
        else Encoding(name, 1.0, line_ends(seen.lf, seen.cr, seen.crlf), nul=seen.nul, quote_line=seen.quote_line, endless=seen.endless)
    )
