"""How far to trust this: what was read, how well, on public comments and on yours, and where words and scores disagree."""

from vocdash.ui import blocks
from vocdash.ui.frame import page
from vocdash.ui.trust import rereading, tables, themes

with page("trust") as here:
    selection = here.chosen
    rereading.draw(here)
    tables.draw_read()
    tables.draw_own(here)
    tables.draw_learned(here)
    themes.draw_learned_themes(here)
    blocks.draw(blocks.stacked(tables.public(), themes.public_themes()))
    tables.draw_disagreeing(selection, here.actor)
