"""Every table of vocdash, declared once.

Three kinds, and the rules that keep them spreadable over machines by `submission_id` (each rule is a test):

* **big** tables grow with the answers. Every key of theirs contains `submission_id`, and they refer to nothing but each
  other (through `submission_id`) and to reference tables.
* **reference** tables are small and known everywhere.
* **local** tables have no foreign key to big or reference tables; `check` verifies those links instead.

Unknown is a word, not NULL: row 0 of touchpoints, channels and segments, and one stage with the code `unknown` a journey.
"""

from __future__ import annotations

from vocdash.store.tables.alerting import alert_rules, alerts, sendings
from vocdash.store.tables.answers import facts, responses, submissions
from vocdash.store.tables.asked import invitation_counts, questions, scales, segment_values, segments, sources
from vocdash.store.tables.base import Moment, metadata
from vocdash.store.tables.house import calendar, jobs, meta, revision, saved_views
from vocdash.store.tables.intake import customer_changes, import_changes, imports, refused_rows, saved_mappings
from vocdash.store.tables.journey import (
    actions,
    cell_versions,
    cells,
    channels,
    event_markers,
    journey_changes,
    journeys,
    map_links,
    persons,
    stages,
    targets,
    teams,
    touchpoints,
    walk_scores,
    walks,
)
from vocdash.store.tables.loop import case_calls, case_events, case_rules, case_tags, cases
from vocdash.store.tables.people import customer_facts, customers, interactions
from vocdash.store.tables.sums import kept_answers, mention_rollup, rollup, rollup_pairs
from vocdash.store.tables.text import labels, lessons, mentions, theme_labels, themes

__all__ = [
    "Moment",
    "actions",
    "alert_rules",
    "alerts",
    "calendar",
    "case_calls",
    "case_events",
    "case_rules",
    "case_tags",
    "cases",
    "cell_versions",
    "cells",
    "channels",
    "customer_changes",
    "customer_facts",
    "customers",
    "event_markers",
    "facts",
    "import_changes",
    "imports",
    "interactions",
    "invitation_counts",
    "jobs",
    "journey_changes",
    "journeys",
    "kept_answers",
    "labels",
    "lessons",
    "map_links",
    "mention_rollup",
    "mentions",
    "meta",
    "metadata",
    "persons",
    "questions",
    "refused_rows",
    "responses",
    "revision",
    "rollup",
    "rollup_pairs",
    "saved_mappings",
    "saved_views",
    "scales",
    "segment_values",
    "segments",
    "sendings",
    "sources",
    "stages",
    "submissions",
    "targets",
    "teams",
    "theme_labels",
    "themes",
    "touchpoints",
    "walk_scores",
    "walks",
]
