"""What stands in a column: its values counted, its numbers, how long its texts are. Everything else is decided from this."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vocdash.ingest.cells import parse_number
from vocdash.ingest.marks import VOWELS, whole_letters
from vocdash.ingest.read import Table
from vocdash.ingest.understand import words

NPS_GROUP = "_NPS_GROUP"
_NPS_GROUPS = frozenset(("promoter", "passive", "neutral", "detractor"))
MOST_ROWS = 10_000
MOST_CELLS = 2_000_000
EXAMPLES = 5
LONGEST_EXAMPLE = 120

NOTHING = frozenset((
    "-", "--", ".", "n/a", "na", "#n/a", "#null!", "null", "nan", "none", "nil", "n.a.", "n.a", "keine", "k.a", "k.a.", "aucun",
    "aucune", "ninguno", "ninguna", "geen", "nothing", "no_answer", "missing", "(blank)", "blank", "unknown", "unbekannt", "inconnu",
    "desconocido", "onbekend", "not selected", "no negative", "no positive", "no answer", "not applicable", "no comment",
    "no comments", "no response", "not rated", "never used", "did not use", "not used", "have not used", "prefer not to say",
    "prefer not to answer", "don't know", "dont know", "do not know", "not sure", "i don't know", "no opinion",
    "don't know or refused", "refused", "no basis for evaluation", "weiß nicht", "weiss nicht", "keine angabe", "trifft nicht zu",
    "ne sait pas", "je ne sais pas", "sans objet", "non applicable", "does not apply", "doesn't apply",
    "i don't want to answer this question", "unsure", "rather not say", "keine antwort", "weet niet", "weet ik niet", "geen antwoord",
    "niet van toepassing", "offered", "not offered",
    "unoffered", "ras", "r.a.s.", "rien à signaler", "sans opinion", "sin opinión", "keine meinung",
    "geen mening", "senza opinione", "sem opinião", "no sabe", "no sé", "no aplica", "sin respuesta", "pas de réponse",
    "didn't use", "i did not use", "i did not use this", "did not use this", "did not use it", "haven't used", "have not used it",
    "did not visit", "didn't visit", "no experience", "not experienced", "can't say", "cannot say", "cannot judge", "can't rate",
    "unable to rate", "don't remember", "i don't remember", "skipped", "no reply", "no basis to judge", "doesn't apply to me",
    "nicht genutzt", "nicht benutzt", "nie genutzt", "nie benutzt", "nicht verwendet", "nicht in anspruch genommen", "nicht zutreffend",
    "nicht beurteilbar", "kann ich nicht beurteilen", "kann nicht beurteilen", "keine erfahrung", "keine ahnung", "weiß ich nicht",
    "non utilisé", "pas utilisé", "jamais utilisé", "je n'ai pas utilisé", "non concerné", "pas concerné", "ne se prononce pas", "nsp",
    "ne s'applique pas", "pas d'avis", "sans avis", "sans réponse", "non réponse", "je ne me souviens pas",
    "niet gebruikt", "nooit gebruikt", "n.v.t.", "nvt", "geen ervaring", "kan ik niet beoordelen",
    "no utilizado", "no lo he utilizado", "no lo he usado", "no usado", "no procede", "ns/nc", "no contesta", "no sabe/no contesta",
    "non utilizzato", "mai utilizzato", "non so", "non applicabile", "non risponde", "nessuna risposta", "nessuna opinione",
    "não utilizei", "não utilizado", "não usei", "não se aplica", "não sei", "não respondeu", "sem resposta",
    "vet ej", "vet inte", "ej aktuellt", "ej använt", "ikke relevant", "ved ikke", "vet ikke", "ikke brugt", "ikke brukt",
    "nie dotyczy", "nie wiem", "trudno powiedzieć", "nie korzystałem", "nie korzystałam", "не пользовался", "не знаю", "нет ответа",
    "затрудняюсь ответить", "わからない", "分からない", "利用していない", "該当なし", "無回答", "不适用", "不適用", "未使用", "不知道",
    "해당 없음", "모름", "kullanmadım", "bilmiyorum", "fikrim yok", "لا ينطبق", "لا أعرف",
))  # fmt: skip
"""Words for "no answer", as they stand in exports and in comment fields, in lower case."""

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_CODED = re.compile(r"^[(\[]?-?\d{1,4}(?:[)\]] ?|[.:] ?| ?[-–=] ?)(?=[^\W\d])")
"""The code that stands before the words of an answer: "(98) Don't know"."""
_WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(f"(?:[^\\W_]|[{VOWELS}])+")


@dataclass(frozen=True, slots=True)
class Profile:
    """A column by its first rows.

    `counts` are the values (without spaces around them) and how often they come, blanks and words for "no answer" left out;
    `nothing` are those words as they are written. `numbers` is the same for cells that are numbers. `said` is the name and the
    wording in plain lower-case words; `mean_words` are the words in an answer, on average.
    """

    at: int
    column: str
    label: str
    rows: int
    blank: int
    counts: Counter[str]
    nothing: Counter[str]
    numbers: Counter[float]
    name: str
    said: str
    mean_words: float

    @property
    def filled(self) -> int:
        """Rows with an answer."""
        return sum(self.counts.values())

    @property
    def numeric(self) -> float:
        """The share of answers that are numbers, 0–1."""
        return sum(self.numbers.values()) / self.filled if self.counts else 0.0

    @property
    def unique(self) -> bool:
        """Whether every row has a value, and no two the same."""
        return self.rows > 1 and len(self.counts) == self.rows

    @property
    def examples(self) -> tuple[str, ...]:
        """The commonest values, cut where they are long."""
        return tuple(text[:LONGEST_EXAMPLE] for text, _ in (self.counts + self.nothing).most_common(EXAMPLES))

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the name or the wording matches."""
        return pattern.search(self.said) is not None


def with_lines(table: Table) -> list[tuple[int, list[str]]]:
    """The first rows of the file with their lines, as many as are needed to understand it."""
    return table.first(min(MOST_ROWS, MOST_CELLS // max(1, len(table.columns))))


def sample(table: Table) -> list[list[str]]:
    """The same without the lines."""
    return [cells for _, cells in with_lines(table)]


def profiles(table: Table, rows: Sequence[Sequence[str]]) -> tuple[Profile, ...]:
    """A profile of every column."""
    found = tuple(
        profile(at, column, label, [cells[at] for cells in rows], table.dialect.decimal)
        for at, (column, label) in enumerate(zip(table.columns, table.labels, strict=True))
    )
    recommend = _recommend(found)
    return tuple(replace(column, said=f"{column.said} | nps") if column.at in recommend else column for column in found)


def _recommend(columns: Sequence[Profile]) -> set[int]:
    """The columns that another one says ask for a recommendation: it holds their groups ("Q1_NPS_GROUP"), or "NPS" in every row.

    Promoters, passives and detractors beside the only score are its groups, too.
    """
    grouped = {column.column.removesuffix(NPS_GROUP) for column in columns if column.column.endswith(NPS_GROUP)}
    grouped |= {column.label.removesuffix(" - Group") for column in columns if column.label.endswith(" - Group")}
    by_groups = any(column.counts and only_groups(column) for column in columns)
    scores = [column for column in columns if words.A_SCORE.search(column.name) and column.numbers and column.numeric > 0.9]
    if by_groups and len(scores) == 1 and all(0 <= number <= 10 for number in scores[0].numbers):
        grouped.add(scores[0].column)
    of_all = any(column.counts and {text.casefold() for text in column.counts} == {"nps"} for column in columns)
    return {
        column.at
        for column in columns
        if column.column in grouped or column.label in grouped or (of_all and column.numeric and words.ANSWER.search(column.name))
    }


def profile(at: int, column: str, label: str, cells: Sequence[str], decimal: str) -> Profile:
    """The profile of one column's cells."""
    counts: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        counts[" ".join(cell.split())] += n
    blank = counts.pop("", 0)
    nothing = Counter({text: n for text, n in counts.items() if is_nothing(text)})
    answers = Counter({text: n for text, n in counts.items() if text not in nothing})
    numbers: Counter[float] = Counter()
    for text, n in answers.items():
        if (number := parse_number(text, decimal)) is not None:
            numbers[number] += n
    name = plain_words(column)
    said = name if label == column else f"{name} | {plain_words(label)}"
    in_all = sum(_words_in(text) * n for text, n in answers.items())
    return Profile(at, column, label, len(cells), blank, answers, nothing, numbers, name, said, in_all / max(1, sum(answers.values())))


def _words_in(text: str) -> float:
    """Words, by the blanks between them; languages that write none have about two signs to a word."""
    return text.count(" ") + 1 + (0 if text.isascii() else len(_WITHOUT_BLANKS.findall(text)) / 2)


def only_groups(column: Profile) -> bool:
    """Whether a column says nothing but which group of a recommendation score somebody is in."""
    return {text.casefold().rstrip("s") for text in column.counts} <= _NPS_GROUPS


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no answer."""
    plain = _CODED.sub("", whole_letters(text).casefold().replace("’", "'"))
    return plain in NOTHING or ("/" in plain and all(half.strip() in NOTHING for half in plain.split("/")))


def plain_words(name: str) -> str:
    """A header as words: "Q7AirTrain_rating" → "q 7 air train rating". A letter and an accent that a Mac writes apart are one letter."""
    return " ".join(_WORD.findall(_CAMEL.sub(" ", whole_letters(name)))).lower()
