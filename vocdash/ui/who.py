"""Who is using the app: a trusted proxy says so in headers, or, on one's own machine, a picker that is not secure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.errors import NotAllowed
from vocdash.ui import address, blocks
from vocdash.ui.run import once_a_run

PROXY_HEADER = "X-Vocdash-Proxy"
ACCESS_KEY = "role"
PERSON_KEY = "me"

_NOT_SECURE = "Not secure: anybody who reaches this server can pick any role. Set VOCDASH_AUTH=header behind a sign-in."


def from_headers(headers: Mapping[str, str]) -> Actor:
    """The actor a trusted proxy names.

    The first matching group with the highest access counts. Header names are compared without regard to case.

    Raises
    ------
    NotAllowed
        If the proxy does not prove itself, names nobody, or the person is in no group that has a role.
    """
    said = {name.lower(): value for name, value in headers.items()}
    secret = str(settings.get("proxy_secret"))
    if secret and not hmac.compare_digest(said.get(PROXY_HEADER.lower(), "").encode(), secret.encode()):
        raise NotAllowed(
            "This request did not come through the sign-in of your company.", "Open the address your company uses for vocdash."
        )
    user = said.get(str(settings.get("user_header")).lower(), "").strip()
    if not user:
        raise NotAllowed("Nobody is signed in.", "Sign in first, then open this address again.")
    roles: dict[str, str] = settings.get("role_groups")
    groups = {group.strip() for group in said.get(str(settings.get("groups_header")).lower(), "").split(",")}
    found = [Access.named(roles[group]) for group in groups if group in roles]
    if not found:
        raise NotAllowed(f"{user} is signed in but has no role here.", "Ask an admin to add you to a group that has a role.")
    return Actor(user, max(found))


def is_local() -> bool:
    """Whether anybody at the screen is trusted to say who they are."""
    return bool(settings.get("auth") == "none")


def who_is_here() -> Actor:
    """The actor of this session.

    Raises
    ------
    NotAllowed
        With the setting `auth` = `header`, for anybody the proxy does not name with a role.
    """
    if not is_local():
        return from_headers(st.context.headers)
    label = str(st.session_state[ACCESS_KEY] if address.is_set(ACCESS_KEY) else st.query_params.get(ACCESS_KEY, ""))
    access = Access.named(label) if label in {a.label for a in Access} else Access.ADMIN
    if access is not Access.ADMIN:
        address.keep(ACCESS_KEY, access.label)
    return Actor(str(st.session_state.get(PERSON_KEY) or "You"), access)


def opens_customers() -> bool:
    """Whether somebody looks who may open single customers; a page made for a link has nobody, and is for everybody."""
    return get_script_run_ctx(suppress_warning=True) is not None and once_a_run(who_is_here).may(Access.FRONTLINE)


def draw_picker(persons: list[str]) -> None:
    """The "I am …" picker for one's own machine. Everybody who reaches this server can pick anything, so it says so."""
    with st.popover("I am …", type="tertiary", icon=":material/person:", key="voc_who"):
        st.selectbox("I am", ["You", *persons], key=PERSON_KEY, persist_state="session")
        st.selectbox("My role", [a.label for a in reversed(Access)], key=ACCESS_KEY, bind="query-params")
        blocks.draw(blocks.caption(_NOT_SECURE))
