"""People at work, as the server sees them: WebSocket clients that ask for pages and wait until each is drawn."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PAGES = ("", "journey_map", "touchpoints", "voices")
"""By their address; the overview has none."""
PERIODS = ("this-quarter", "last-quarter", "3-months", "6-months")
_LONGEST = 60.0


@dataclass(slots=True)
class Visits:
    """What the sessions met: seconds of each session's first page and of every rerun after it, and runs that ended badly."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    failed: int = 0


async def visit_all(address: str, *, sessions: int, think: float, lasting: float) -> Visits:
    """Let `sessions` people look at pages until `lasting` seconds are over; each looks at one at least."""
    found = Visits()
    until = time.monotonic() + lasting
    async with asyncio.TaskGroup() as group:
        for number in range(sessions):
            group.create_task(_visit(address, number, found, think, until, delay=think * number / sessions))
    return found


async def _visit(address: str, number: int, found: Visits, think: float, until: float, delay: float) -> None:
    await asyncio.sleep(delay)
    steps = _steps(random.Random(number))
    async with websockets.connect(
        f"ws://{address}/_stcore/stream", subprotocols=[websockets.Subprotocol("streamlit")], max_size=None, ping_interval=None
    ) as socket:
        found.first.append(await _look(socket, found, *next(steps)))
        while time.monotonic() < until:
            await asyncio.sleep(think)
            found.reruns.append(await _look(socket, found, *next(steps)))


def _steps(dice: random.Random) -> Iterator[tuple[str, str]]:
    """(page, query string): the overview first, then any page in any of four periods."""
    yield "", ""
    while True:
        yield dice.choice(PAGES), f"period={dice.choice(PERIODS)}"


async def _look(socket: websockets.ClientConnection, found: Visits, page: str, query: str) -> float:
    """Ask for a page and wait until its script has finished; returns the seconds."""
    question = BackMsg()
    question.rerun_script.page_name = page
    question.rerun_script.query_string = query
    start = time.perf_counter()
    await socket.send(question.SerializeToString())
    async with asyncio.timeout(_LONGEST):
        while True:
            answer = ForwardMsg.FromString(await socket.recv(decode=False))
            if answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                found.failed += 1
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                found.failed += answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
                return time.perf_counter() - start
