"""The command line as people automate it: names, JSON and exit codes stay as they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from vocdash.__main__ import main
from vocdash.access import COMMAND_LINE
from vocdash.commands import COMMANDS
from vocdash.ingest.mapping_file import load_mapping
from vocdash.ingest.remembered import remember
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.migrate import open_store

ROOT = Path(__file__).resolve().parents[1]
LONG = """submission_id,date,stage,touchpoint,scale,score,comment
1,2026-05-01,buy,website,nps,9,
2,2026-05-01,buy,website,nps,10,Lovely and quick
3,2026-05-02,buy,shop,nps,9,
4,2026-05-02,buy,shop,nps,10,
5,2026-05-03,buy,shop,nps,9,
6,2026-05-03,buy,website,nps,7,
7,2026-06-04,buy,website,nps,8,
8,2026-06-04,buy,website,nps,7,
9,2026-06-05,buy,website,nps,2,I waited forty minutes and it was terrible
10,2026-06-05,buy,website,nps,6,
"""


def voc(*words: str, text: str | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOCDASH_")}
    environment |= {"PYTHONPATH": str(ROOT), "VOCDASH_CASE_DAYS": os.environ["VOCDASH_CASE_DAYS"]}
    return subprocess.run(
        [sys.executable, "-m", "vocdash", *words], cwd=cwd, input=text, capture_output=True, text=True, timeout=120, env=environment
    )


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(LONG, encoding="utf-8")
    return path


def read(result: subprocess.CompletedProcess[str]) -> Any:
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_a_survey_goes_in_and_scores_come_out(store_url: str, survey: Path) -> None:
    done = voc("import", str(survey), "--journey", "shop", "--json", "--db", store_url)
    report = read(done)
    assert done.returncode == 0
    assert list(report)[:7] == ["import_id", "rows", "added", "changed", "same", "refused", "findings"]
    assert {name: report[name] for name in ("rows", "added", "changed", "same", "refused")} == {
        "rows": 10,
        "added": 10,
        "changed": 0,
        "same": 0,
        "refused": 0,
    }
    answer = read(voc("--db", store_url, "metrics", "--metric", "nps", "--by", "stage", "--json"))
    assert (answer["metric"], answer["unit"]) == ("nps", "points")
    (row,) = answer["rows"]
    assert (row["stage"], row["value"], row["n"]) == ("buy", 30.0, 10)
    assert (row["low"], row["high"]) == (pytest.approx(-19.05, abs=0.005), pytest.approx(65.20, abs=0.005))
    months = read(voc("metrics", "--metric", "responses", "--by", "month", "--where", "stage=buy", "--json", "--db", store_url))
    assert [(r["month"], r["value"]) for r in months["rows"]] == [("2026-05", 6.0), ("2026-06", 4.0)]
    either = ("--where", "stage=buy", "--where", "stage=unknown", "--where", "method=survey")
    assert [r["n"] for r in read(voc("metrics", "--metric", "nps", *either, "--json", "--db", store_url))["rows"]] == [10]
    (source,) = read(voc("metrics", "--metric", "nps", "--where", f"source={survey.stem}", "--json", "--db", store_url))["rows"]
    assert source["n"] == 10
    may = read(voc("metrics", "--metric", "nps", "--from", "2026-05-01", "--to", "2026-05-31", "--json", "--db", store_url))
    assert [r["n"] for r in may["rows"]] == [6]
    assert read(voc("import", str(survey), "--journey", "shop", "--json", "--db", store_url))["same"] == 10
    assert voc("check", "--db", store_url).returncode == 0
    assert voc("refresh", "--db", store_url).returncode == 0


def test_refused_rows_have_exit_code_1_and_come_back_to_mend(tmp_path: Path, survey: Path) -> None:
    survey.write_text(LONG + "11,2026-06-05,buy,website,nps,11,\n12,soon,buy,website,nps,5,\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    refused = tmp_path / "refused.csv"
    done = voc("import", str(survey), "--journey", "shop", "--json", "--db", url, "--refused", str(refused))
    report = read(done)
    assert (done.returncode, report["added"], report["refused"]) == (1, 10, 2)
    assert {(f["line"], f["column"], f["value"]) for f in report["findings"]} == {(12, "score", "11"), (13, "date", "soon")}
    assert all(f["what"] and f["remedy"] for f in report["findings"])
    assert len(refused.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_inspect_says_how_a_file_is_read(survey: Path) -> None:
    found = read(voc("inspect", str(survey), "--json"))
    assert list(found) == [
        "encoding",
        "delimiter",
        "header_rows",
        "data_rows",
        "columns",
        "layout",
        "date_formats",
        "suggested_mapping",
        "warnings",
    ]
    assert (found["encoding"], found["delimiter"], found["header_rows"], found["data_rows"]) == ("ascii", "comma", 1, 10)
    assert found["date_formats"] == {"date": "%Y-%m-%d"}


def test_inspect_takes_a_word_against_what_it_sees_and_writes_it_down(tmp_path: Path) -> None:
    file, mapping = tmp_path / "odd.csv", tmp_path / "m.toml"
    file.write_text("Made by hand,see below\nScore,Comment,Date\n4,All was well here,2026-05-01\n", encoding="utf-8")
    found = read(voc("inspect", str(file), "--read", "header_line=2", "--read", "decimal=,", "--mapping", str(mapping), "--json"))
    assert (found["columns"], found["data_rows"]) == (["Score", "Comment", "Date"], 1)
    assert load_mapping(mapping).reading == {"header_line": "2", "decimal": ","}
    wrong = voc("inspect", str(file), "--read", "header=2")
    assert wrong.returncode == 2 and "header_line" in wrong.stderr


def test_scores_that_no_mapping_names_are_not_left_out_but_asked_about(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    rows = "".join(f"2026-05-{day:02},{score},Came on day {day}\n" for day, score in enumerate((1, 2, 5, 4, 5, 3), 1))
    wide.write_text(f"Timestamp,How satisfied were you with delivery? (1-5),Comment\n{rows}", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    refused = voc("import", str(wide), "--dry-run", "--json", "--db", url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "seem to hold scores: “How satisfied were you with delivery? (1-5)”." in refused.stderr
    mapping = tmp_path / "m.toml"
    assert voc("inspect", str(wide), "--mapping", str(mapping)).returncode == 0
    assert read(voc("import", str(wide), "--mapping", str(mapping), "--journey", "shop", "--json", "--db", url))["findings"] == []
    again = read(voc("import", str(wide), "--suggested", "--journey", "shop", "--json", "--db", url))
    assert (again["added"], again["same"], again["findings"]) == (0, 6, [])
    (row,) = read(voc("metrics", "--metric", "csat", "--json", "--db", url))["rows"]
    assert (row["value"], row["n"]) == (50.0, 6)
    again = voc("inspect", str(wide), "--mapping", str(mapping))
    assert (again.returncode, again.stderr) == (2, f"{mapping} is there already. Name a file that does not exist yet.\n")
    assert voc("import", str(wide), "--suggested", "--mapping", str(mapping), "--db", url).returncode == 2
    ballots = tmp_path / "ballots.csv"
    ballots.write_text("Criterion,Judge 1,Judge 2,Judge 3\nTaste,4,3,5\nLook,2,3,4\nSmell,5,5,4\n")
    turned = voc("import", str(ballots), "--suggested", "--db", url)
    assert turned.returncode == 2 and "each column is a person" in turned.stderr


def test_a_suggestion_taken_unseen_tells_which_columns_it_leaves_out(tmp_path: Path) -> None:
    steps = ("Very satisfied", "Satisfied", "Dissatisfied")
    chosen = [",".join(step if step == said else "" for step in steps) for said in (*steps, *steps[:2])]
    heard = ("Friends,", ",Radio", "Friends,Radio", "Friends,", ",Radio")
    told = [f"{day},2026-05-{day:02},{cells},{heard[day - 1]},{8 + day % 3},Came on day {day}" for day, cells in enumerate(chosen, 1)]
    file = tmp_path / "ticked.csv"
    asked = "How satisfied were you with delivery?,,,Where did you hear of us?,,How likely are you to recommend us?"
    head = f"Respondent ID,End Date,{asked},Comment"
    below = f",,{','.join(steps)},Friends,Radio,Response,Open-Ended Response"
    file.write_text("\n".join([head, below, *told, ""]), encoding="utf-8")
    said = voc("import", str(file), "--suggested", "--dry-run", "--db", f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert said.returncode == 0
    joined, ticked, left = said.stderr.splitlines()[:3]
    assert "Very satisfied to Dissatisfied, stand in 3 columns, which are read together as one answer" in joined
    assert "What people ticked at “Where did you hear of us?” is left out: “Friends”, “Radio”" in ticked
    assert left == "Left out, because they seem to hold no answer: “Where did you hear of us?” and “column 7”."


def test_columns_that_nobody_knows_are_named(tmp_path: Path, survey: Path) -> None:
    survey.write_text(LONG.replace("comment", "remark"), encoding="utf-8")
    (finding,) = read(voc("import", str(survey), "--dry-run", "--json", "--db", f"sqlite:///{tmp_path / 'x.sqlite'}"))["findings"]
    assert (finding["code"], finding["value"]) == ("columns-left-out", "“remark”")


def test_the_mapping_that_inspect_writes_lets_the_rows_of_a_long_file_name_what_is_new(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    voc("import", str(survey), "--journey", "shop", "--db", url)
    letters = tmp_path / "letters.csv"
    rows = "".join(f"L{day},2026-05-{day:02},{('Letter', 'Fax')[day % 2]},The lamp number {day} never came\n" for day in range(1, 21))
    letters.write_text(f"Ticket #,Date,Received Via,Customer Complaint\n{rows}", encoding="utf-8")
    mapping = tmp_path / "m.toml"
    assert voc("inspect", str(letters), "--mapping", str(mapping)).returncode == 0
    done = voc("import", str(letters), "--mapping", str(mapping), "--journey", "shop", "--json", "--db", url)
    told = json.loads(done.stdout)
    assert (told["added"], told["refused"]) == (20, 0)
    assert voc("inspect", str(letters), "--json").stdout.count('"new_places": true') == 1
    strict = mapping.read_text(encoding="utf-8").replace("new_places = true", "new_places = false")
    mapping.write_text(strict.replace("letters", "others"), encoding="utf-8")
    letters.write_text(letters.read_text(encoding="utf-8").replace("Fax", "Telegram"), encoding="utf-8")
    told = json.loads(voc("import", str(letters), "--mapping", str(mapping), "--journey", "shop", "--json", "--db", url).stdout)
    assert told["refused"] == 10


def test_a_saved_mapping_is_used_and_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("when,what\n2026-05-01,9\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    questions = ({"column": "what", "code": "nps", "scale": "nps", "stage": "buy", "touchpoint": "website"},)
    mapping = load_mapping({"shape": "wide", "submission": {"answered_at": "when"}, "questions": questions, "new_places": True})
    assert voc("import", str(path), "--db", url).returncode == 2
    store = open_store(url)
    remember(store, COMMAND_LINE, ["when", "what"], mapping, name="Odd one")
    store.close()
    done = voc("import", str(path), "--journey", "shop", "--json", "--db", url)
    assert json.loads(done.stdout)["added"] == 1
    assert "“Odd one”" in done.stderr


def test_an_open_end_is_the_end_of_the_calendar(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    voc("import", str(survey), "--journey", "shop", "--db", url)
    assert read(voc("metrics", "--metric", "nps", "--from", "2026-06-01", "--json", "--db", url))["rows"][0]["n"] == 4
    assert read(voc("metrics", "--metric", "nps", "--to", "2026-05-31", "--json", "--db", url))["rows"][0]["n"] == 6


def test_a_place_for_refused_rows_is_looked_at_before_anything_is_written(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    done = voc("import", str(survey), "--journey", "shop", "--db", url, "--refused", str(tmp_path / "nowhere" / "x.csv"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_dry_run_writes_nothing(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    report = read(voc("import", str(survey), "--journey", "shop", "--dry-run", "--json", "--db", url))
    assert (report["import_id"], report["added"]) == (None, 10)
    assert read(voc("metrics", "--metric", "responses", "--json", "--db", url))["rows"][0]["value"] == 0


def test_new_places_come_in_when_they_are_meant(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    voc("import", str(survey), "--db", url)
    later = tmp_path / "later.csv"
    later.write_text(LONG.replace("2026-05-", "2026-06-").replace(",buy,", ",rent,"), encoding="utf-8")
    refused = read(voc("import", str(later), "--json", "--db", url))
    assert refused["refused"] > 0 and "--new-places" in refused["findings"][0]["remedy"]
    done = read(voc("import", str(later), "--new-places", "--json", "--db", url))
    assert done["refused"] == 0 and done["new_places"]["stages"] == {"rent": "rent"}


def test_flagged_submissions_are_left_out_on_request(tmp_path: Path, survey: Path) -> None:
    words = ("import", str(survey), "--db", f"sqlite:///{tmp_path / 'new.sqlite'}", "--exclude-flagged", "too-fast")
    assert read(voc(*words, "straight-lining", "--json"))["excluded"] == 0
    wrong = voc(*words, "too-slow")
    assert wrong.returncode == 2 and "Known are" in wrong.stderr


def test_an_import_can_be_undone(tmp_path: Path, survey: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    number = read(voc("import", str(survey), "--journey", "shop", "--json", "--db", url))["import_id"]
    assert voc("undo", str(number), "--db", url).returncode == 0
    assert read(voc("metrics", "--metric", "nps", "--json", "--db", url))["rows"] == [
        {"value": None, "n": 0, "submissions": 0, "low": None, "high": None}
    ]


def test_score_answers_every_line_with_all_keys() -> None:
    done = voc("score", "-", text="I love it\n\nn/a\nC'est vraiment une catastrophe, je ne reviendrai jamais\nTerrible, rude staff\n")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 5 and len({tuple(line) for line in lines}) == 1
    assert {"polarity", "sentiment", "language"} <= set(lines[0])
    assert [line["sentiment"] for line in lines] == ["positive", None, None, None, "negative"]
    assert lines[3]["language"] == "fr"


def test_score_reads_a_column(survey: Path) -> None:
    done = voc("score", str(survey), "--column", "comment")
    assert len(done.stdout.splitlines()) == 10


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("metrics", "--metric", "npss"), "Did you mean “nps”"),
        (("metrics", "--metric", "nps", "--by", "stag"), "Did you mean “stage”"),
        (("metrics", "--metric", "nps", "--where", "stage"), "NAME=VALUE"),
        (("metrics", "--metric", "nps", "--from", "yesterday"), "is not a day"),
        (("metrics", "--metric", "nps", "--from", "2026-02-01", "--to", "2026-01-01"), "after its end"),
        (("import", "nowhere.csv"), "nowhere.csv"),
        (("undo", "99"), "99"),
        (("watch", "--once"), "VOCDASH_PICKUP"),
        (("dance",), "dance"),
        ((), "COMMAND"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_gets_two_sentences_and_exit_code_2(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = voc("--db", f"sqlite:///{tmp_path / 'x.sqlite'}", *words)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_database_that_does_not_answer() -> None:
    done = voc("--db", "postgresql://nobody@127.0.0.1:9/nowhere", "check")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "does not answer" in done.stderr


def test_the_glossary_is_the_registry() -> None:
    from vocdash.metrics import METRICS

    said = voc("glossary").stdout
    assert all(metric.formula in said for metric in METRICS.values())


def test_the_sample_can_be_loaded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    assert voc("demo", "--db", url).returncode == 0
    rows = read(voc("metrics", "--journey", "quillanby", "--metric", "experience", "--by", "stage", "--json", "--db", url))["rows"]
    assert [row["stage"] for row in rows] == ["enquire", "buy", "receive", "use", "get-help", "renew", "unknown"]
    assert voc("check", "--db", url).returncode == 0


def test_the_readme_lists_every_command_and_no_other() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Command line")[1].split("\n## ")[0]
    assert sorted(re.findall(r"^\| `([a-z-]+)", table, re.MULTILINE)) == sorted(command.name for command in COMMANDS)


def test_a_sweep_that_is_kept_from_finishing_says_so(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOCDASH_LOCK_TIMEOUT", "1")
    with sqlite_store.writing() as connection:
        connection.execute(sa.insert(t.teams).values(code="a", name="A"))
    with sqlite_store.reading() as connection:
        connection.execute(sa.select(t.teams)).all()
        assert main(["--db", str(sqlite_store.url), "sweep"]) == 1
    assert "Run it again" in capsys.readouterr().out
    assert main(["--db", str(sqlite_store.url), "sweep"]) == 0
