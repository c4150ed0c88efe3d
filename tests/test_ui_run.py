"""What is looked up once a run: the same inside a run, anew in the next one, and each time where no script runs."""

from __future__ import annotations

from itertools import count

from streamlit.testing.v1 import AppTest

from vocdash.ui.run import once_a_run


def _page() -> None:
    import streamlit as st

    from vocdash.ui.run import once_a_run

    def look() -> int:
        st.session_state.looked = st.session_state.get("looked", 0) + 1
        return int(st.session_state.looked)

    st.text(f"{once_a_run(look)} {once_a_run(look)}")


def test_a_run_looks_once_and_the_next_one_again() -> None:
    at = AppTest.from_function(_page).run()
    assert [text.value for text in at.text] == ["1 1"]
    assert [text.value for text in at.run().text] == ["2 2"]


def test_without_a_run_it_is_looked_up_each_time() -> None:
    numbers = count()
    assert [once_a_run(lambda: next(numbers)) for _ in range(2)] == [0, 1]
