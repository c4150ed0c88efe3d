"""Glossary: what every number means. It is the registry itself."""

from vocdash.metrics import METRICS
from vocdash.metrics.derived import DERIVED
from vocdash.ui import blocks, glossary
from vocdash.ui.frame import page
from vocdash.ui.hiding.small_groups import min_group

with page("glossary") as here:
    blocks.draw(
        blocks.finding("Every number, in words", "These are the definitions the scores are computed by; nothing else computes one.")
    )
    blocks.draw(glossary.entries(METRICS.values()))
    blocks.draw(blocks.finding("Numbers made of several scores, or of whole submissions"))
    blocks.draw(glossary.entries(DERIVED.values()))
    blocks.draw(blocks.finding("Words that stand for more than one number"))
    blocks.draw(blocks.facts(glossary.words(min_group())))
