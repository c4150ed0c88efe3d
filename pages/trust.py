"""How far to trust this: what was read, how well, on public comments and on yours, and where words and scores disagree."""

from vocdash.ui import blocks, rereading, trust, trust_themes
from vocdash.ui.frame import page

with page("trust") as here:
    selection = here.chosen
    rereading.draw(here)
    trust.draw_read()
    trust.draw_own(here)
    trust.draw_learned(here)
    trust_themes.draw_learned_themes(here)
    blocks.draw(blocks.stacked(trust.public(), trust_themes.public_themes()))
    trust.draw_disagreeing(selection, here.actor)
