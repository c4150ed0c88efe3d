"""Who may open what: every address of the app, for everybody who may come to it.

The addresses are those the app itself knows: its pages and its routes, and what can be downloaded from them. A new one without a line
here fails, so that somebody says who may see it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.awaited import awaited
from tests.test_ui_pages import open_page, words
from tests.ui_world import ROOT, copy_of_sample, sample_database
from vocdash import api
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.errors import NotAllowed
from vocdash.journeys.links import share_map
from vocdash.store import open_store
from vocdash.ui.sitemap import PAGES

ROLES = ("nobody", "viewer", "frontline", "lead", "admin")

OPENS = {
    # page: nobody, viewer, frontline, lead, admin. "hides": opened, with few people's numbers hidden by difference, too.
    "overview": "refused hides opens opens opens",
    "journey_map": "refused hides opens opens opens",
    "touchpoints": "refused hides opens opens opens",
    "stage": "refused hides opens opens opens",
    "touchpoint": "refused hides opens opens opens",
    "compare": "refused hides opens opens opens",
    "peak_end": "refused hides opens opens opens",
    "voices": "refused hides opens opens opens",
    "inbox": "refused refused opens opens opens",
    "customer": "refused refused opens opens opens",
    "complaints": "refused refused opens opens opens",
    "praise": "refused refused opens opens opens",
    "alerts": "refused hides opens opens opens",
    "upload": "refused refused refused opens opens",
    "design": "refused hides opens opens opens",
    "walk": "refused hides opens opens opens",
    "themes": "refused hides opens opens opens",
    "trust": "refused hides opens opens opens",
    "label": "refused refused opens opens opens",
    "glossary": "refused opens opens opens opens",
}

SERVES = {
    # route: what anybody gets, signed in or not.
    "/healthz": "only whether the database answers, and how often it was written",
    "/overview": "the way to the first page, which asks who comes",
    "/map/{token}": "the map, for whoever has the link, as a viewer sees it",
    "/map/{token}/{look}.svg": "the picture on it",
}

DOWNLOADS = {
    # module that offers it: who reaches it, by the page it stands on or by what it asks itself.
    "ui/exports.py": "viewer",
    "ui/monthly/report.py": "viewer",
    "ui/design/share.py": "viewer",
    "ui/walk/form.py": "viewer",
    "ui/cases/export.py": "frontline",
    "ui/history.py": "lead",
    "ui/upload/belongs.py": "lead",
    "ui/upload/checking.py": "lead",
    "ui/upload/done.py": "lead",
}


def test_every_address_has_a_line() -> None:
    assert list(OPENS) == [page.name for page in PAGES]
    assert list(SERVES) == [route.path for route in api.ROUTES if isinstance(route, Route)]
    offering = {path for path in (ROOT / "vocdash").rglob("*.py") if "st.download_button(" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(ROOT / "vocdash").as_posix() for path in offering} == set(DOWNLOADS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", OPENS)
def test_a_page_opens_for_whom_it_is(page: str, role: str) -> None:
    """As its line in the list of pages says, which the frame asks before it draws anything; the next test sees that it does."""
    expected = OPENS[page].split()[ROLES.index(role)]
    needs = next(info.needs for info in PAGES if info.name == page)
    may = role != "nobody" and Actor("Somebody", Access.named(role)).may(needs)
    assert may is (expected != "refused")


@pytest.mark.parametrize(("page", "role"), [("overview", "nobody"), ("inbox", "viewer"), ("upload", "frontline")])
def test_whoever_is_refused_gets_two_sentences_and_nothing_else(page: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sample_database())
    if role == "nobody":
        monkeypatch.setenv("VOCDASH_AUTH", "header")
    at = open_page(page, role=role)
    assert ("Nobody is signed in" if role == "nobody" else f"As {role} you may not open the page") in words(at)
    drawn = [kind for kind in ("download_button", "dataframe", "file_uploader", "text_input") if at.get(kind)]
    assert drawn == [] and "voc-quote" not in words(at) and not any(cls in words(at) for cls in ("voc-table", "voc-plot", "voc-grid"))


@pytest.mark.parametrize("path", SERVES)
def test_a_route_serves_anybody_what_it_says(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    monkeypatch.setenv("VOCDASH_AUTH", "header")
    token = share_map(open_store(url), COMMAND_LINE, "quillanby")
    assert _get(path, token).status_code == (307 if path == "/overview" else 200)
    if "token" in path:
        assert _get(path, "x" * len(token)).status_code == 404


def _get(path: str, token: str) -> Response:
    endpoint = next(route.endpoint for route in api.ROUTES if isinstance(route, Route) and route.path == path)
    asked = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    request = Request({**asked, "path_params": {"token": token, "look": "light-wide"}})
    return awaited(endpoint(request))


@pytest.mark.parametrize("module", [name for name, least in DOWNLOADS.items() if least != "viewer"])
def test_a_download_stands_on_no_page_of_lower_roles(module: str) -> None:
    """The page that draws it is refused to those below; what reads its rows asks again."""
    page = {"frontline": "inbox", "lead": "upload"}[DOWNLOADS[module]]
    assert next(info.needs for info in PAGES if info.name == page) is Access.named(DOWNLOADS[module])


def test_what_reads_the_rows_of_a_download_asks_again(sqlite_store: object) -> None:
    from vocdash.cases.export import read_table
    from vocdash.cases.wanted import Sort, Wanted
    from vocdash.ingest.jobs import refused_of_check

    viewer, frontline = (Actor("Vi", Access.named(role)) for role in ("viewer", "frontline"))
    with pytest.raises(NotAllowed):
        list(read_table(sqlite_store, viewer, Wanted(), next(iter(Sort))))  # type: ignore[arg-type, call-overload]
    with pytest.raises(NotAllowed):
        refused_of_check(sqlite_store, frontline, "x")  # type: ignore[arg-type]
