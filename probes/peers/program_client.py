"""Asks the programs themselves: do they answer, are they ready, what do the bot and the exporter report?"""

import asyncio
from collections import Counter
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
"""The header that names the program that asks."""

_GATE = "probes.restarts.gate"
# The bot's state says whether it is ready, besides everything else that is asked of it.
_PATH = READY_PATH | {"bot": "/state"}
_LIVE_PATH = {"bot": "/livez", "exporter": "/livez"}  # still answered while the other path waits
_AT_ONCE = 0.25  # of the timeout; without an answer in this time, both paths are asked
_RECONNECT_EVERY = 10
_LONGEST_BODY = 1024 * 1024


def program_session(asker: str) -> aiohttp.ClientSession:
    """For questions of the program `asker` to the other programs of this machine.

    Connections are kept open, which halves the cost of a question on both sides. A connection from before a restart
    does no harm: the kernel closes it with the process, and aiohttp repeats the GET on a new one. So do not use this
    for requests that must not be sent twice.
    """
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(), headers={ASKER: asker}, trust_env=False)


@dataclass(frozen=True)
class ProgramAnswers:
    """`asked`: there was an address to ask. `started`: the program has left the restart gate.

    `report` is what the bot or the exporter said about itself.
    """

    asked: bool
    started: bool
    answered: bool
    ready: bool
    report: ReportedBotState | ReportedHealth | None = field(default=None, compare=False)


class ProgramClient:
    """Never raises for what a program does or fails to do. Each question has its own timeout.

    Every tenth question to an address is the last of its connection. Otherwise a program that cannot accept new
    connections, because it has no descriptor left, would look healthy on an old one forever.

    Example:
        client = ProgramClient(session, timeout_s=1.0)
        answers = await client.ask(program, "http://127.0.0.1:8472")
    """

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._at_once = aiohttp.ClientTimeout(total=timeout_s * _AT_ONCE)
        self._asked: Counter[str] = Counter()

    async def ask(self, program: ProgramState, url: str | None) -> ProgramAnswers:
        """Asks at `url`. A program without HTTP is ready once supervisor calls it running.

        If the address is unknown, the program is not ready and not asked: that does not count as silence.
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
        # side by side: a hung program must not delay the look at the others by two timeouts
        live = self._exchange(url + _LIVE_PATH.get(program.name, path))
        answer, alive = await asyncio.gather(self._exchange(url + path), live)
        if answer is not None:
            return _answers(program.name, *answer)
        answered = alive is not None
        return ProgramAnswers(asked=True, started=answered or not in_gate(program.pid), answered=answered, ready=False)

    async def health(self, exporter: str) -> ReportedHealth | None:
        """What the exporter found; None if it does not answer, or not like the exporter."""
        body = await self._body(f"{exporter}/health")
        return None if body is None else schemas.parse_health(body)

    async def bot_state(self, bot: str) -> ReportedBotState | None:
        """What the bot reports about itself; None if it does not answer, or not like the bot."""
        body = await self._body(f"{bot}/state")
        return None if body is None else schemas.parse_bot_state(body)

    async def _body(self, url: str) -> bytes | None:
        answer = await self._exchange(url)
        return None if answer is None else answer[1]

    async def _exchange(
        self, url: str, timeout: aiohttp.ClientTimeout | None = None
    ) -> tuple[int, bytes | None] | None:
        """The status, and the body if it is complete; None if there was no HTTP answer at all."""
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
        headers = {"Connection": "close"} if self._asked[url] % _RECONNECT_EVERY == 0 else None
        return self._session.get(url, timeout=timeout, headers=headers, allow_redirects=False)


def _answers(program: str, status: int, body: bytes | None) -> ProgramAnswers:
    report = None if body is None else _report(program, body)
    ready = status == HTTPStatus.OK and (program != "bot" or (isinstance(report, ReportedBotState) and report.ready))
    return ProgramAnswers(asked=True, started=True, answered=True, ready=ready, report=report)


def _report(program: str, body: bytes) -> ReportedBotState | ReportedHealth | None:
    match program:
        case "bot":
            return schemas.parse_bot_state(body)
        case "exporter":
            return schemas.parse_health(body)
        case _:
            return None


async def _all(response: aiohttp.ClientResponse) -> bytes:
    """The body. Raises ValueError if it is too long: another server on the port may never stop."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _LONGEST_BODY:
            raise ValueError(f"more than {_LONGEST_BODY} bytes")
    return bytes(content)


def in_gate(pid: int) -> bool:
    """Whether the process still waits in the restart gate, where it is not expected to answer."""
    try:
        return _GATE in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
