"""The store: tables, migrations, and the two doors to them."""

from vocdash.store.engine import Store
from vocdash.store.migrate import open_store

__all__ = ["Store", "open_store"]
