"""What the browser's way back asks for is in the address, whatever Streamlit dropped of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from vocdash.ui import address


def _page() -> None:
    import streamlit as st

    from vocdash.ui import address

    address.restore()
    st.text("; ".join(f"{key}={','.join(st.query_params.get_all(key))}" for key in sorted(st.query_params)))


@pytest.mark.parametrize(("back", "said"), [(True, "period=Last 12 months; stage=Buy,Use"), (False, "period=Last 12 months")])
def test_on_the_way_back_all_of_the_address_counts_but_what_is_not_ours(monkeypatch: pytest.MonkeyPatch, back: bool, said: str) -> None:
    asked = "stage=Buy&stage=Use&period=This+month&embed=true&Embed_Options=show_toolbar"
    monkeypatch.setattr(address, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=back, query_string=asked))
    at = AppTest.from_function(_page)
    at.query_params["period"] = "Last 12 months"
    at.run()
    assert not at.exception
    assert [text.value for text in at.text] == [said]
