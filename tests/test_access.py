"""Roles include the ones below them, and a refusal says who can help."""

from __future__ import annotations

import pytest

from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed


@pytest.mark.parametrize("needed", list(Access))
@pytest.mark.parametrize("has", list(Access))
def test_each_role_includes_the_ones_below(has: Access, needed: Access) -> None:
    actor = Actor("Ada", has)
    assert actor.may(needed) is (has >= needed)
    if has < needed:
        with pytest.raises(NotAllowed, match=f"As {has.label} you may not import answers"):
            actor.require(needed, "import answers")
    else:
        actor.require(needed, "import answers")


def test_roles_have_names() -> None:
    assert [Access.named(name) for name in ("viewer", "frontline", "lead", "admin")] == sorted(Access)
