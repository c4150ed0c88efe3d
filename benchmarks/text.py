"""How well and how fast comments are understood: `python -m benchmarks text [--rows N]`.

Sentiment beside TextBlob and VADER on labelled comments never trained on, what a part of them teaches about the rest, themes found by
seed words alone, and the speed of each step against `TextBlob(text).sentiment` on one core, all in one run.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.labelled import DATA, SETS, Rows, theme_labels, theme_sets
from benchmarks.table import median_seconds, print_heading, print_table, seconds
from vocdash.text.hearing import Listener
from vocdash.text.learn import calibration_error, chance_error, figures, fit_adapter, fit_calibration
from vocdash.text.learn_themes import fit_themes, read_labels, worth_learning
from vocdash.text.masking import mask
from vocdash.text.measured import OnPublicData, ThemesOnPublicData, keep
from vocdash.text.model import LinearClassifier, load
from vocdash.text.reading import read
from vocdash.text.scored import sentiment_of
from vocdash.text.signals import find_signals
from vocdash.text.textblob_polarity import Scorer
from vocdash.text.themes import Theme, ThemesSaid, starting_themes

Values = NDArray[np.float64]
Truth = dict[str, dict[str, str]]
SHORT, LONG = 150, 500
_SIGN = {"negative": -1, "neutral": 0, "positive": 1}


def run(argv: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks text", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000, help="at most so many comments of each set, evenly spaced")
    parser.add_argument("--repeat", type=int, default=3, help="rounds of each speed measurement; the median is shown")
    parser.add_argument("--keep", action="store_true", help="write the figures down for the page How far to trust this")
    given = parser.parse_args(list(argv))
    if not DATA.exists():
        print("The labelled comments in ../shared/data are not here. Fetch them to measure how well comments are understood.")
        return
    sets = {name: _spread(rows(), given.rows) for name, rows in SETS.items()}
    rows = _sentiment(sets, argv)
    _learning()
    themes = _themes()
    if given.keep:
        keep([_as_measured(row) for row in rows], themes)
    texts = [text for rows in sets.values() for text, _ in rows]
    _speed(texts, given.repeat)
    _two_processes(texts, given.repeat)
    _doubling(given.repeat)


def _spread(rows: Rows, most: int) -> Rows:
    return rows[:: max(1, -(-len(rows) // most))]


def _as_measured(row: list[str]) -> OnPublicData:
    figures = [float(cell) for cell in row[2:8]]
    return OnPublicData(row[0], int(row[1].replace(",", "")), (figures[0], figures[1]), (figures[2], figures[3]), (figures[4], figures[5]))


def _sentiment(sets: dict[str, Rows], argv: Sequence[str]) -> list[list[str]]:
    print_heading(
        "text",
        argv,
        "AUC and macro-F1 tell good from bad (the ratings between left out); F1, three ways, counts those as neutral;",
        "ECE is the calibration error of our probability in ten bins.",
    )
    vader, ours = SentimentIntensityAnalyzer(), load()
    rows = [_row(name, comments, vader, ours) for name, comments in sets.items()]
    means = [f"{statistics.mean(float(row[at]) for row in rows if row[at]):.3f}" for at in range(2, len(rows[0]))]
    columns = ["set", "n", "TextBlob AUC", "F1", "VADER AUC", "F1", "vocdash AUC", "F1", "F1, three ways", "ECE"]
    print_table(columns, [*rows, ["**mean**", "", *means]])
    return rows


def _row(name: str, comments: Rows, vader: SentimentIntensityAnalyzer, ours: LinearClassifier) -> list[str]:
    texts, truth = [text for text, _ in comments], np.array([sign for _, sign in comments])
    judged = ours.judge_all(texts)
    chance = np.array([each.probability for each in judged])
    polar = truth != 0
    answers = [
        np.array([TextBlob(text).sentiment.polarity for text in texts]),
        np.array([vader.polarity_scores(text)["compound"] for text in texts]),
        chance - 0.5,
    ]
    two_way = [f"{value:.3f}" for answer in answers for value in _two_way(truth[polar] > 0, answer[polar])]
    labels = [_SIGN[sentiment_of(each.polarity)] for each in judged]
    three_way = "" if polar.all() else f"{f1_score(truth, labels, average='macro'):.3f}"
    return [name, f"{len(comments):,}", *two_way, three_way, f"{calibration_error(truth[polar] > 0, chance[polar]):.3f}"]


def _two_way(good: NDArray[np.bool_], answer: Values) -> tuple[float, float]:
    return float(roc_auc_score(good, answer)), float(f1_score(good, answer > 0, average="macro"))


def _learning() -> None:
    """Own scored comments: the figures on comments that were set aside before anything was learned.

    A set with fewer than asked for teaches all it has, down to half of them.
    """
    base, rows = load(), []
    for count, own in ((200, "calibration"), (500, "adapter"), (2_000, "adapter")):
        for name, read_rows in SETS.items():
            found = read_rows()
            order = np.random.default_rng(0).permutation(len(found))
            truth = np.array([found[at][1] for at in order])
            aside = min(2_000, len(found) // 2)
            size = min(count, len(found) - aside)
            if size < count // 2 or (truth != 0).all():
                continue
            texts = [found[at][0] for at in order[: aside + size]]
            unseen, seen = base.weigh(texts[:aside]), base.weigh(texts[aside:])
            taught = truth[aside : aside + size]
            learned = fit_calibration(seen[0], taught, 1) if own == "calibration" else fit_adapter(*seen, taught, 1)[0]
            polarity, chance = learned.judge(*unseen)
            before, after = (figures(truth[:aside], *judged) for judged in (base.feelings(unseen[0]), (polarity, chance)))
            numbers = [f"{value:.3f}" for each in (before, after) for value in (each.f1, each.f1_two, each.calibration_error)]
            by_chance = chance_error(chance[truth[:aside] != 0])
            rows.append([f"{own}, {size:,} own comments", name, f"{aside:,}", *numbers, f"{by_chance:.3f}"])
    columns = ["F1, three ways", "F1", "ECE"]
    print_table(["learned", "set", "set aside", *columns, *(f"learned {column}" for column in columns), "ECE if exactly right"], rows)


def _themes() -> list[ThemesOnPublicData]:
    """Themes and how comments feel about them: by seed words alone, and after 500 labels, on the sentences set aside (mean of three)."""
    ours, found, rows = load(), [], []
    for name, (path, themes, otherwise) in theme_sets().items():
        truth = theme_labels(path)
        by_seeds = _micro(truth, list(truth), Listener(themes), otherwise)
        learned = [_after_labels(truth, themes, otherwise, count) for count in (200, 500, 1_000)]
        feeling = _feeling(truth, themes, ours)
        rows.append([name, len(truth), f"{by_seeds:.3f}", *(f"{each:.3f}" for each in learned), f"{feeling:.3f}"])
        found.append(ThemesOnPublicData(name, len(truth), round(by_seeds, 3), round(learned[1], 3), round(feeling, 3)))
    columns = ["by seed words, micro-F1", "after 200 labels", "500", "1,000", "feeling of a theme, macro-F1"]
    print_table(["themes", "sentences", *columns], rows)
    return found


def _micro(truth: Truth, texts: list[str], listener: Listener, otherwise: str) -> float:
    guessed = [{mention.code for mention in mentions} or {otherwise} for mentions in listener.themes(texts)]
    right = sum(len(truth[text].keys() & guess) for text, guess in zip(texts, guessed, strict=True))
    return 2 * right / (sum(len(truth[text]) for text in texts) + sum(map(len, guessed)))


def _after_labels(truth: Truth, themes: tuple[Theme, ...], otherwise: str, count: int) -> float:
    texts, reached = list(truth), []
    themes = (*themes, Theme(otherwise, otherwise, ()))
    codes = frozenset(theme.code for theme in themes)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(texts))
        labels = [ThemesSaid(texts[at], codes & truth[texts[at]].keys(), codes) for at in order[:count]]
        taught = fit_themes(read_labels(labels, Listener(themes), worth_learning(labels)), 1)
        reached.append(_micro(truth, [texts[at] for at in order[count:]], Listener(themes, taught), otherwise))
    return statistics.mean(reached)


def _feeling(truth: Truth, themes: tuple[Theme, ...], ours: LinearClassifier) -> float:
    texts, good, answers = list(truth), [], []
    for text, mentions, whole in zip(texts, Listener(themes).themes(texts, ours), ours.judge_all(texts), strict=True):
        for theme, feeling in truth[text].items():
            if feeling in ("positive", "negative"):
                felt = [mention.polarity for mention in mentions if mention.code == theme and mention.polarity is not None]
                good.append(feeling == "positive")
                answers.append((statistics.mean(felt) if felt else 0) or whole.polarity or (whole.probability or 0.5) - 0.5)
    return float(f1_score(good, np.array(answers) > 0, average="macro"))


def _speed(texts: list[str], repeat: int) -> None:
    ours, lexicon, vader, themes = load(), Scorer(), SentimentIntensityAnalyzer(), starting_themes("any")
    for name, chosen in (
        ("short", [text for text in texts if len(text) < SHORT][:2_000]),
        ("long", [text for text in texts if len(text) > LONG][:500]),
    ):
        works: dict[str, Callable[[], object]] = {
            "TextBlob(text).sentiment": lambda chosen=chosen: [TextBlob(text).sentiment for text in chosen],
            "VADER": lambda chosen=chosen: [vader.polarity_scores(text) for text in chosen],
            "lexicon, equal scores": lambda chosen=chosen: [lexicon.score(text) for text in chosen],
            "model with evidence": lambda chosen=chosen: ours.judge_all(chosen),
            "mask, blank, language, model": lambda chosen=chosen: ours.score(chosen),
            "all of it: themes, signals, qualities too": lambda chosen=chosen: read(chosen, themes, classifier=ours),
            "(all of it, by a process that has read nothing yet)": lambda chosen=chosen: read(chosen, themes, classifier=load()),
            "(masking alone)": lambda chosen=chosen: [mask(text) for text in chosen],
            "(signals alone)": lambda chosen=chosen: find_signals(chosen),
        }
        taken = median_seconds(works, repeat)
        base = taken["TextBlob(text).sentiment"]
        mean = statistics.mean(map(len, chosen))
        print_table(
            [f"{name} comments ({mean:.0f} characters)", "comments a second", "times TextBlob"],
            [[work, round(len(chosen) / spent), f"{base / spent:.1f}×"] for work, spent in taken.items()],
        )


def _read_all(texts: list[str]) -> int:
    return sum(len(each.heard) for each in read(texts, starting_themes("any"), classifier=load()))


def _two_processes(texts: list[str], repeat: int) -> None:
    """The same comments read by one process and by two, both already started."""
    halves = [texts[::2], texts[1::2]]
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        works: dict[str, Callable[[], object]] = {
            "one process": lambda: [one.submit(_read_all, half).result() for half in halves],
            "two processes": lambda: list(two.map(_read_all, halves)),
        }
        taken = median_seconds(works, repeat)
    rows = [[work, round(len(texts) / spent), f"{taken['one process'] / spent:.2f}×"] for work, spent in taken.items()]
    print_table(["all of it", "comments a second", "times one process"], rows)


def _doubling(repeat: int) -> None:
    """One comment of twice and twice the length: time that doubles too is linear, time that grows fourfold would be quadratic."""
    themes, ours = starting_themes("any"), load()
    rows: list[list[object]] = []
    for unit in ("The staff were kind, but I waited 40 minutes and was told twice. ", "wait ", "a", "not ", "😀", "1 ", ", the "):
        spent = []
        for size in (25_000, 50_000, 100_000, 200_000):
            text = unit * (size // len(unit))
            spent.append(min(seconds(lambda text=text: read([text], themes, classifier=ours)) for _ in range(repeat)))  # type: ignore[misc]
        rows.append([repr(unit.strip()), *(f"{1000 * each:.0f}" for each in spent), f"{spent[-1] / spent[-2]:.1f}×"])
    print_table(["one comment, ms", "25,000 characters", "50,000", "100,000", "200,000", "last doubling"], rows)
