"""The launcher: `streamlit run app.py` serves the whole app, `uvicorn app:app` too.

The main script lies in `vocdash/ui/`, where no `pages/` folder stands beside it: otherwise the first request to a fresh process
could run a page without the navigation around it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the console script `streamlit` does not look here by itself

if __name__ == "__main__":
    from vocdash.ui.frame import run

    run()
else:
    import streamlit as st

    from vocdash.api import MIDDLEWARE, ROUTES, get_ready, lifespan, on_script_error

    get_ready()
    app = st.App(
        ROOT / "vocdash" / "ui" / "main.py",
        routes=ROUTES,
        middleware=MIDDLEWARE,
        lifespan=lifespan,
        on_script_error=on_script_error,
    )
