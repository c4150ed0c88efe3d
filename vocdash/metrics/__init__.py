"""Questions to the answers: the registry of what can be asked, the rollup, scores with intervals, changes."""

from vocdash.metrics import compare, index, privacy
from vocdash.metrics.ask import ask, ask_all, newest
from vocdash.metrics.decompose import decompose
from vocdash.metrics.query import Query
from vocdash.metrics.registry import DIMENSIONS, METRICS, dimension, metric

__all__ = ["DIMENSIONS", "METRICS", "Query", "ask", "ask_all", "compare", "decompose", "dimension", "index", "metric", "newest", "privacy"]
