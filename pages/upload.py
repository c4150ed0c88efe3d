"""Upload: bring answers in, see what becomes of every row, and take an import back."""

from vocdash.ui import history, upload
from vocdash.ui.frame import page

with page("upload") as here:
    upload.draw(here)
    history.draw(here)
