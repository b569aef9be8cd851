"""Asking the programs themselves: do they answer, are they ready, what does the exporter know?"""

import asyncio
from collections import Counter
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import psutil

from ignis.runtime.endpoints import READY_PATH
from probes.relay import news
from probes.relay.news import BotState, Health
from probes.restarts.control import ProgramState, State

_GATE = "probes.restarts.gate"
# What tells that a program is ready; of the exporter it is enough that it answers, and its `/health` reads files.
_PATH = READY_PATH | {"exporter": "/livez"}
_LIVE_PATH = {"bot": "/livez"}  # still answered when the ready path waits
_AT_ONCE = 0.25  # of the timeout: within this an answer comes, or both paths are asked
_ANEW_EVERY = 10
_LONGEST_BODY = 1024 * 1024


def neighbours_session() -> aiohttp.ClientSession:
    """For questions to this machine's programs: connections are kept, which halves what a question costs both sides.

    One kept from before a restart harms nobody: the kernel closes it with the process, and a GET that meets the end of
    its connection is put once more, on a new one (aiohttp does). Not for what must not be sent twice.
    """
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(), trust_env=False)


@dataclass(frozen=True)
class Answers:
    """`asked`: there was an address to ask at. `started`: the program has left the restart gate."""

    asked: bool
    started: bool
    answered: bool
    ready: bool


class Inquiry:
    """Never raises for what a program does or fails to do; each question has its own timeout.

    Every tenth question to an address is the last of its connection: a program that can take no new one, because it has
    no descriptor left, must not seem well on an old one for ever.
    """

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._at_once = aiohttp.ClientTimeout(total=timeout_s * _AT_ONCE)
        self._asked: Counter[str] = Counter()

    async def ask(self, program: ProgramState, url: str | None) -> Answers:
        """Asks at `url`. A program that speaks no HTTP is ready once supervisor calls it running.

        One whose address nobody knows is not ready, and not asked either: that is no silence of its own.
        """
        path = _PATH.get(program.name)
        if program.state is not State.RUNNING or program.pid is None:
            return Answers(asked=False, started=False, answered=False, ready=False)
        if path is None:
            return Answers(asked=False, started=True, answered=True, ready=True)
        if url is None:
            return Answers(asked=False, started=not in_gate(program.pid), answered=False, ready=False)
        status = await self._status(url + path, self._at_once)
        if status is not None:
            return Answers(asked=True, started=True, answered=True, ready=status == HTTPStatus.OK)
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
            async with self._get(url, self._timeout) as response:
                return await _all(response)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def _status(self, url: str, timeout: aiohttp.ClientTimeout | None = None) -> int | None:
        """None when there was no HTTP answer at all."""
        try:
            async with self._get(url, timeout or self._timeout) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    def _get(self, url: str, timeout: aiohttp.ClientTimeout) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        self._asked[url] += 1
        headers = {"Connection": "close"} if self._asked[url] % _ANEW_EVERY == 0 else None
        return self._session.get(url, timeout=timeout, headers=headers, allow_redirects=False)


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
