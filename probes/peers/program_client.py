"""Asking the programs themselves: do they answer, are they ready, what does the exporter know?"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp
import psutil

from ignis.runtime.stack.endpoints import READY_PATH
from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedHealth
from probes.peers import schemas
from probes.restarts.control import ProgramRunState, ProgramState

ASKER = "X-Ignis-Asker"
"""The header that says which program asks."""

_GATE = "probes.restarts.gate"
# The bot's account of itself says whether it is ready, besides all else that is asked of it.
_PATH = READY_PATH | {"bot": "/state"}
_LIVE_PATH = {"bot": "/livez", "exporter": "/livez"}  # still answered when the other waits
_AT_ONCE = 0.25  # of the timeout: within this an answer comes, or both paths are asked
_ANEW_EVERY = 10
_LONGEST_BODY = 1024 * 1024


def neighbours_session(asker: str) -> aiohttp.ClientSession:
    """For questions of the program `asker` to the others of this machine.

    Connections are kept, which halves what a question costs both sides. One kept from before a restart harms nobody:
    the kernel closes it with the process, and a GET that meets the end of its connection is put once more, on a new one
    (aiohttp does). Not for what must not be sent twice.
    """
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(), headers={ASKER: asker}, trust_env=False)


@dataclass(frozen=True)
class ProgramAnswers:
    """`asked`: there was an address to ask at. `started`: the program has left the restart gate.

    `told` is what the bot and the exporter said besides.
    """

    asked: bool
    started: bool
    answered: bool
    ready: bool
    told: ReportedBotState | ReportedHealth | None = field(default=None, compare=False)


class ProgramClient:
    """Never raises for what a program does or fails to do; each question has its own timeout.

    Every tenth question to an address is the last of its connection: a program that can take no new one, because it has
    no descriptor left, must not seem well on an old one for ever.
    """

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._at_once = aiohttp.ClientTimeout(total=timeout_s * _AT_ONCE)
        self._asked: Counter[str] = Counter()

    async def ask(self, program: ProgramState, url: str | None) -> ProgramAnswers:
        """Asks at `url`. A program that speaks no HTTP is ready once supervisor calls it running.

        One whose address nobody knows is not ready, and not asked either: that is no silence of its own.
        """
        path = _PATH.get(program.name)
        if program.state is not ProgramRunState.RUNNING or program.pid is None:
            return ProgramAnswers(asked=False, started=False, answered=False, ready=False)
        if path is None:
            return ProgramAnswers(asked=False, started=True, answered=True, ready=True)
        if url is None:
            return ProgramAnswers(asked=False, started=not in_gate(program.pid), answered=False, ready=False)
        answer = await self._exchange(url + path, self._at_once)
        if answer is not None:
            return _answers(program.name, *answer)
        # side by side: a hung program must not hold up the look at the others for two timeouts
        live = self._exchange(url + _LIVE_PATH.get(program.name, path))
        answer, alive = await asyncio.gather(self._exchange(url + path), live)
        if answer is not None:
            return _answers(program.name, *answer)
        answered = alive is not None
        return ProgramAnswers(asked=True, started=answered or not in_gate(program.pid), answered=answered, ready=False)

    async def health(self, exporter: str) -> ReportedHealth | None:
        """What the exporter found; None when it does not answer, or not as it would."""
        body = await self._body(f"{exporter}/health")
        return None if body is None else schemas.health(body)

    async def bot_state(self, bot: str) -> ReportedBotState | None:
        """What the bot says of itself; None when it does not answer, or not as it would."""
        body = await self._body(f"{bot}/state")
        return None if body is None else schemas.bot_state(body)

    async def _body(self, url: str) -> bytes | None:
        answer = await self._exchange(url)
        return None if answer is None else answer[1]

    async def _exchange(
        self, url: str, timeout: aiohttp.ClientTimeout | None = None
    ) -> tuple[int, bytes | None] | None:
        """The status, and the body if it came whole; None when there was no HTTP answer at all."""
        try:
            async with self._get(url, timeout or self._timeout) as response:
                try:
                    return response.status, await _all(response)
                except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
                    return response.status, None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    def _get(self, url: str, timeout: aiohttp.ClientTimeout) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        self._asked[url] += 1
        headers = {"Connection": "close"} if self._asked[url] % _ANEW_EVERY == 0 else None
        return self._session.get(url, timeout=timeout, headers=headers, allow_redirects=False)


def _answers(program: str, status: int, body: bytes | None) -> ProgramAnswers:
    told = None if body is None or program not in _READ else _READ[program](body)
    ready = status == HTTPStatus.OK and (program != "bot" or (isinstance(told, ReportedBotState) and told.ready))
    return ProgramAnswers(asked=True, started=True, answered=True, ready=ready, told=told)


_READ: Mapping[str, Callable[[bytes], ReportedBotState | ReportedHealth | None]] = {
    "bot": schemas.bot_state,
    "exporter": schemas.health,
}


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
