"""One websocket of a bot: framing, compression, heartbeats and limits."""

import asyncio
import contextlib
import json
import zlib
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.gateway.protocol import (
    ENDS_SESSION,
    LARGEST_PAYLOAD,
    SENDS,
    SENDS_WINDOW,
    VERSION,
    Close,
    CloseCode,
    Op,
)
from ignis.sandbox.gateway.rules import GatewayRules
from ignis.sandbox.gateway.session import frame
from ignis.sandbox.simcord_bridge import served_at

GARBAGE = "\x00{this is no JSON"
_LONGEST_QUEUE = 5_000  # frames; a client that reads slower is cut off
_LARGE = 1_024  # characters; Discord compresses some payloads and does not say which
_CLOSE_TIMEOUT = 1.0
_ACK_AFTER = 0.02  # seconds
_GOODBYES = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)  # with these a client gives its session up


class SessionHost(Protocol):
    """The gateway, as one of its connections sees it: it begins sessions and breaks on purpose."""

    @property
    def rules(self) -> GatewayRules: ...

    def fault(self) -> str | None:
        """The kind of the fault that is active now."""
        ...

    def identify(self, connection: "Connection", data: Mapping[str, Any]) -> None:
        """Begins a session. Raises Close."""
        ...

    def resume(self, connection: "Connection", data: Mapping[str, Any]) -> None:
        """Continues a session. Raises Close."""
        ...

    async def request_members(self, connection: "Connection", data: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a request that is none."""
        ...


class Connection:
    def __init__(self, gateway: SessionHost, request: web.Request, clock: Clock) -> None:
        self.session_id: str | None = None
        self.url = f"ws://{request.host}{request.path}"
        self.session_over = False
        self.compresses_payloads = False
        """Whether the client asked in its IDENTIFY for large frames that are compressed one by one."""
        self._gateway = gateway
        self._request = request
        self._clock = clock
        self._socket = web.WebSocketResponse(compress=False, timeout=_CLOSE_TIMEOUT, max_msg_size=2**20)
        # zlib only: a client that asks for anything else gets plain text frames, which every library reads
        zipped = request.query.get("compress") == "zlib-stream"
        self._compressor = zlib.compressobj() if zipped else None
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._sends: deque[float] = deque(maxlen=SENDS)

    def send(self, text: str) -> None:
        """Queues a frame. Never waits."""
        if self._queue.qsize() >= _LONGEST_QUEUE:
            self.drop()
            return
        self._queue.put_nowait(served_at(self._request.host, text))

    def drop(self) -> None:
        """Closes the connection without a close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def run(self) -> web.WebSocketResponse:
        await self._socket.prepare(self._request)
        writer = asyncio.create_task(self._write())
        closed: CloseCode | None = None
        try:
            await self._talk()
        except Close as end:
            closed = end.code
            await self._socket.close(code=end.code, message=str(end).encode())
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
        # what a client answers to a close is no goodbye of its own
        self.session_over = self._socket.close_code in _GOODBYES if closed is None else closed in ENDS_SESSION
        return self._socket

    async def _write(self) -> None:
        while True:
            text = await self._queue.get()
            while self._gateway.fault() == "timeout":  # noqa: ASYNC110  a fault knows its end but announces nothing
                await asyncio.sleep(0.05)
            if self._compressor is None:
                await self._send_alone(text)
                continue
            packed = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
            await self._socket.send_bytes(packed)

    async def _send_alone(self, text: str) -> None:
        """https://docs.discord.com/developers/events/gateway#payload-compression"""
        if self.compresses_payloads and len(text) >= _LARGE:
            await self._socket.send_bytes(zlib.compress(text.encode()))
        else:
            await self._socket.send_str(text)

    async def _talk(self) -> None:
        if self._request.query.get("v", VERSION) != VERSION:
            raise Close(CloseCode.INVALID_API_VERSION, "Invalid API version: the sandbox speaks v10.")
        if self._request.query.get("encoding", "json") != "json":
            # a code that a client does not try again with; Discord speaks ETF
            raise Close(CloseCode.INVALID_API_VERSION, "The sandbox speaks JSON only: connect without encoding=etf.")
        interval = self._gateway.rules.heartbeat_interval
        if self._gateway.fault() == "garbage":
            self.send(GARBAGE)
        self.send(frame(Op.HELLO, {"heartbeat_interval": round(interval * 1000), "_trace": ["sandbox"]}))
        while True:
            try:
                message = await self._socket.receive(timeout=interval * 2)
            except TimeoutError:
                raise Close(CloseCode.SESSION_TIMED_OUT, "Session timed out.") from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self._count_send()
            await self._obey(*_decoded(message.data))

    def _count_send(self) -> None:
        now = self._clock.monotonic()
        if len(self._sends) == SENDS and now - self._sends[0] < SENDS_WINDOW:
            raise Close(CloseCode.RATE_LIMITED, "Rate limited.")
        self._sends.append(now)

    async def _obey(self, op: int, data: Any) -> None:
        if op == Op.HEARTBEAT:
            if self._gateway.fault() != "no-ack":
                # Not at once: discord.py notes when it sent the heartbeat only after sending it, in a thread, and an
                # acknowledgement that overtakes the note makes it believe that it lags by a whole interval.
                asyncio.get_running_loop().call_later(_ACK_AFTER, self.send, frame(Op.HEARTBEAT_ACK))
            return
        if op in (Op.IDENTIFY, Op.RESUME):
            if self.session_id is not None:
                raise Close(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
            begin = self._gateway.identify if op == Op.IDENTIFY else self._gateway.resume
            begin(self, _mapping(data))
            return
        if op not in (Op.PRESENCE_UPDATE, Op.VOICE_STATE_UPDATE, Op.REQUEST_GUILD_MEMBERS):
            raise Close(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")
        if self.session_id is None:
            raise Close(CloseCode.NOT_AUTHENTICATED, "Not authenticated.")
        if op == Op.REQUEST_GUILD_MEMBERS:
            await self._request_members(_mapping(data))

    async def _request_members(self, data: Mapping[str, Any]) -> None:
        try:
            await self._gateway.request_members(self, data)
        except (KeyError, TypeError, ValueError):
            raise Close(CloseCode.DECODE_ERROR, "Error while decoding payload.") from None


def _decoded(message: str | bytes) -> tuple[int, Any]:
    if len(message) > LARGEST_PAYLOAD:
        raise Close(CloseCode.DECODE_ERROR, "Payload too large.")
    try:
        content = json.loads(message)
        return int(content["op"]), content.get("d")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Close(CloseCode.DECODE_ERROR, "Error while decoding payload.") from None


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise Close(CloseCode.DECODE_ERROR, "Error while decoding payload.")
    return data
