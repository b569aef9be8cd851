"""Asking the programs themselves: do they answer, are they ready, what does the exporter know?"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import psutil

from ignis.runtime.endpoints import READY_PATH
from probes.relay import news
from probes.relay.news import BotState, Health
from probes.restarts.control import ProgramState, State

_GATE = "probes.restarts.gate"
_LIVE_PATH = {"bot": "/livez", "exporter": "/livez"}  # still answered when the ready path waits
_LONGEST_BODY = 1024 * 1024


@dataclass(frozen=True)
class Answers:
    """`asked`: there was an address to ask at. `started`: the program has left the restart gate."""

    asked: bool
    started: bool
    answered: bool
    ready: bool


class Inquiry:
    """Never raises for what a program does or fails to do; each question has its own timeout."""

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def ask(self, program: ProgramState, url: str | None) -> Answers:
        """Asks at `url`. A program that speaks no HTTP is ready once supervisor calls it running.

        One whose address nobody knows is not ready, and not asked either: that is no silence of its own.
        """
        path = READY_PATH.get(program.name)
        if program.state is not State.RUNNING or program.pid is None:
            return Answers(asked=False, started=False, answered=False, ready=False)
        if path is None:
            return Answers(asked=False, started=True, answered=True, ready=True)
        if url is None:
            return Answers(asked=False, started=not in_gate(program.pid), answered=False, ready=False)
        # side by side: a hung program must not hold up the look at the others for two timeouts
        paths = {path, _LIVE_PATH.get(program.name, path)}
        found = dict(zip(paths, await asyncio.gather(*(self._status(url + one) for one in paths)), strict=True))
        answered = any(status is not None for status in found.values())
        started = answered or not in_gate(program.pid)
        return Answers(asked=True, started=started, answered=answered, ready=found[path] == HTTPStatus.OK)

    async def health(self, exporter: str) -> Health | None:
        """What the exporter found; None when it does not answer, or not as it would."""
        body = await self._body(f"{exporter}/health")
        return None if body is None else news.health(body)

    async def bot_state(self, bot: str) -> BotState | None:
        """What the bot says of itself; None when it does not answer, or not as it would."""
        body = await self._body(f"{bot}/state")
        return None if body is None else news.bot_state(body)

    async def _body(self, url: str) -> bytes | None:
        try:
            async with self._session.get(url, timeout=self._timeout, allow_redirects=False) as response:
                return await _all(response)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def _status(self, url: str) -> int | None:
        """None when there was no HTTP answer at all."""
        try:
            async with self._session.get(url, timeout=self._timeout, allow_redirects=False) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None


async def _all(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as it is believed: a stranger on the port may never stop."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _LONGEST_BODY:
            raise ValueError(f"more than {_LONGEST_BODY} bytes")
    return bytes(content)


def in_gate(pid: int) -> bool:
    """Whether the process still waits in the restart gate, where silence is its duty."""
    try:
        return _GATE in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
