"""The pages, once: their names, titles, icons, groups, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vocdash.access import Access
from vocdash.settings import ROOT


@dataclass(frozen=True, slots=True)
class PageInfo:
    """One page: `name` is its file in `pages/` and its address, `group` the word above its link (empty: on top)."""

    name: str
    title: str
    icon: str
    group: str = ""
    needs: Access = Access.VIEWER
    filters: bool = True

    @property
    def scores(self) -> bool:
        """Whether it is scores that it shows, and not single comments or cases."""
        return self.filters and self.group != "Frontline" and self.name != "voices"

    @property
    def address(self) -> str:
        """The page's address, relative to any other page; the first page is the root."""
        return "./" if self is PAGES[0] else self.name

    @property
    def path(self) -> Path:
        """The file that draws it."""
        return ROOT / "pages" / f"{self.name}.py"


PAGES: tuple[PageInfo, ...] = (
    PageInfo("overview", "Overview", "monitoring"),
    PageInfo("journey_map", "Journey map", "route", "Journey"),
    PageInfo("touchpoints", "Heat map", "grid_view", "Journey"),
    PageInfo("stage", "Stage", "flag", "Journey"),
    PageInfo("touchpoint", "Touchpoint", "touch_app", "Journey"),
    PageInfo("compare", "Compare", "compare_arrows", "Journey"),
    PageInfo("peak_end", "Peak and end", "show_chart", "Journey"),
    PageInfo("voices", "Voices", "forum", "Journey"),
    PageInfo("inbox", "Inbox", "inbox", "Frontline", Access.FRONTLINE, filters=False),
    PageInfo("customer", "Customer", "person_pin_circle", "Frontline", Access.FRONTLINE, filters=False),
    PageInfo("complaints", "Complaints", "support_agent", "Frontline", Access.FRONTLINE),
    PageInfo("praise", "Praise", "favorite", "Frontline", Access.FRONTLINE),
    PageInfo("alerts", "Alerts", "notifications", "Frontline"),
    PageInfo("upload", "Upload", "upload_file", "Data", Access.LEAD, filters=False),
    PageInfo("design", "Journey design", "account_tree", "Set up", filters=False),
    PageInfo("walk", "Walk-through", "directions_walk", "Set up", filters=False),
    PageInfo("themes", "Themes", "sell", "Set up"),
    PageInfo("trust", "How far to trust this", "verified", "Data"),
    PageInfo("label", "Label comments", "label", "Data", Access.FRONTLINE, filters=False),
    PageInfo("glossary", "Glossary", "menu_book", "Data", filters=False),
)

BY_NAME = {page.name: page for page in PAGES}


def groups() -> dict[str, list[PageInfo]]:
    """The pages by group, in the order of the navigation."""
    found: dict[str, list[PageInfo]] = {}
    for page in PAGES:
        found.setdefault(page.group, []).append(page)
    return found
