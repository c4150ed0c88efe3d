"""Kinds of touchpoint: recognised by a code, named by a comment, and where themes belong."""

from __future__ import annotations

import pytest

from vocdash.text.matching import Matcher, Phrases
from vocdash.text.themes import kinds
from vocdash.text.tokens import Tokens
from vocdash.text.touchpoints import ANYWHERE, KINDS, fits, kind_of, kind_phrases


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("delivery", "delivery"),
        ("e-mail", ""),
        ("delivery_van", "delivery"),
        ("Our-Shop", "shop"),
        ("web-site-2", "website"),
        ("unknown", ""),
    ],
)
def test_the_kind_of_a_touchpoint(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_what_a_comment_names() -> None:
    text = "Told Tuesday at the shop; the drivers came Friday. Online it said otherwise."
    tokens = Tokens()
    [[found]] = Matcher(tokens, Phrases(kind_phrases())).find(tokens.read([text]))
    assert [(kind, text[start:end]) for start, end, (kind,) in found] == [
        ("shop", "shop"),
        ("delivery", "drivers"),
        ("website", "Online"),
    ]


@pytest.mark.parametrize(
    ("place", "touchpoint", "does"),
    [
        (ANYWHERE, "unknown", True),
        ("shop", "shop-north", True),
        ("loyalty", "loyalty", True),
        ("shop", "loyalty", False),
        ("shop", "unknown", False),
    ],
)
def test_where_a_theme_belongs(place: str, touchpoint: str, does: bool) -> None:
    assert fits(place, touchpoint) is does


def test_every_kind_with_starting_themes_can_be_recognised() -> None:
    listed = {line.split(" | ")[0] for line in KINDS.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    assert listed == set(kinds()) - {ANYWHERE}
