"""Settings: declared once, read in one place, listed in the README, and refused in two sentences."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from vocdash import settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: setting.name)
def test_the_readme_lists_every_setting_as_it_is(setting: settings.Setting) -> None:
    default = f"`{setting.default}`" if setting.default else "empty"
    line = f"| `{setting.variable}` | {default} | {setting.help} |"
    assert line in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"VOCDASH_(?!TEST_)[A-Z_]+", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named <= {setting.variable for setting in settings.SETTINGS}


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: setting.name)
def test_every_default_can_be_read(setting: settings.Setting) -> None:
    settings.get(setting.name, {})


def test_nothing_else_reads_the_environment() -> None:
    for path in [*ROOT.glob("vocdash/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]:
        if path.name == "settings.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            touches = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            assert not touches, f"{path.name}:{getattr(node, 'lineno', 0)} reads the environment"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auth", "maybe"),
        ("min_group", "ten"),
        ("min_group", "-1"),
        ("timezone", "Moon/Base"),
        ("sample", "perhaps"),
        ("role_groups", "lead"),
        ("role_groups", "boss=cx"),
        ("work_hours", "always"),
        ("work_hours", "Mon 17:00-9:00"),
        ("holidays", "Christmas"),
        ("due_hours", "1=4;2=3"),
        ("due_hours", "1=nan;2=24;3=16;4=8;5=2"),
        ("due_hours", "1=inf;2=24;3=16;4=8;5=2"),
        ("escalate_after", "8;0"),
        ("escalate_after", "0;nan"),
        ("case_days", "999999999999"),
        ("workbook_mb", "0"),
        ("max_columns", "0"),
        ("max_columns", "999999"),
    ],
)
def test_a_value_that_makes_no_sense_gets_two_sentences(name: str, value: str) -> None:
    with pytest.raises(settings.SettingError) as caught:
        settings.get(name, {f"VOCDASH_{name.upper()}": value})
    assert value in caught.value.what and caught.value.fix.endswith(".")


def test_values_are_read_as_what_they_are() -> None:
    assert settings.get("min_group", {"VOCDASH_MIN_GROUP": "5"}) == 5
    assert settings.get("sample", {"VOCDASH_SAMPLE": "No"}) is False
    assert settings.get("sample", {"VOCDASH_SAMPLE": "YES"}) is True
    assert settings.get("mask", {"VOCDASH_MASK": "email, phone"}) == ("email", "phone")
    assert settings.get("role_groups", {"VOCDASH_ROLE_GROUPS": "lead=cx,vp;admin=it"}) == {"cx": "lead", "vp": "lead", "it": "admin"}
    several = settings.get("role_groups", {"VOCDASH_ROLE_GROUPS": "admin=it,;lead=it,cx;viewer="})
    assert several == {"it": "admin", "cx": "lead"}, "a comma too many makes nobody an admin who is in no group"


def test_the_settings_choose_the_scorer_and_what_it_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    from vocdash.errors import UnknownName
    from vocdash.ingest.scorer import scorer

    text = "Call 020 7946 0018 or write to ada@example.org"
    assert scorer().score([text])[0].text == "Call [phone] or write to [email]"
    monkeypatch.setenv("VOCDASH_MASK", "email")
    monkeypatch.setenv("VOCDASH_CLASSIFIER", "lexicon")
    assert scorer().name == "lexicon"
    assert scorer().score([text])[0].text == "Call 020 7946 0018 or write to [email]"
    monkeypatch.setenv("VOCDASH_MASK", "emails")
    with pytest.raises(UnknownName, match="Did you mean “email”"):
        scorer()
