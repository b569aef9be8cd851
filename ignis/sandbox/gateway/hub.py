"""All sessions of the gateway: who may identify, who may resume, and the world's events to each."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Fault, Faults
from ignis.sandbox.gateway.connection import GARBAGE, Connection
from ignis.sandbox.gateway.member_lists import TARGET as MEMBER_LIST, MemberLists
from ignis.sandbox.gateway.protocol import ALL_INTENTS, PRIVILEGED, Close, CloseCode, Op
from ignis.sandbox.gateway.rules import GatewayRules
from ignis.sandbox.gateway.session import Session, frame
from ignis.sandbox.gateway.starts import SessionStarts
from ignis.sandbox.http_faults import LATE_BY, break_request
from ignis.sandbox.simcord_bridge import EventFeed, MemberRequest, Simulation
from ignis.sandbox.traffic.witness import NoWitness, Witness

_TARGET = "discord-gateway"
_SESSIONS_KEPT = 16  # disconnected ones that may still be resumed


@dataclass(eq=False)
class GatewayClient:
    """One session, with the connection it is on, if any."""

    session: Session
    connection: Connection | None = None
    connected_at: float | None = None
    feed: EventFeed = field(init=False)

    def deliver(self, event: str, payload: Mapping[str, Any]) -> None:
        """Records the event for a client that comes back, and sends it to one that is connected."""
        text = self.session.record(event, payload)
        if self.connection is not None:
            self.connection.send(text)


@dataclass(frozen=True)
class ConnectionTimes:
    """Monotonic seconds. `connected_at` is None while no client is connected, `lost_at` if no connection ever ended."""

    connected_at: float | None
    lost_at: float | None


@dataclass(eq=False)
class Gateway:
    simulation: Simulation
    faults: Faults
    clock: Clock
    token: str
    rules: GatewayRules = field(default_factory=GatewayRules)
    witness: Witness = field(default_factory=NoWitness)
    identifies: int = 0
    _clients: dict[str, GatewayClient] = field(default_factory=dict[str, GatewayClient])
    _connections: set[Connection] = field(default_factory=set[Connection])
    _identified_at: float | None = None
    _lost_at: float | None = None

    def __post_init__(self) -> None:
        self._first_rules = self.rules
        self._renew()
        self.simulation.switch_intents(self.rules.allowed)
        self.simulation.announce_to(self)

    def _renew(self) -> None:
        """Nothing is spent."""
        self.rules = self._first_rules
        self._lists = MemberLists()
        self._starts = SessionStarts(self.rules.starts, self.rules.starts_per)
        self._identified_at = None

    # what the world and the operator do

    def announce(self, event: str, payload: Mapping[str, Any]) -> None:
        """Something happened in the world: every session gets what its intents allow."""
        for client in tuple(self._clients.values()):
            client.feed.feed(event, payload)

    def fault_added(self, fault: Fault) -> None:
        """Some faults also affect clients that are already connected."""
        if fault.target != _TARGET:
            return
        for connection in tuple(self._connections):
            if fault.kind == "disconnect":
                connection.drop()
            elif fault.kind == "garbage":
                connection.send(GARBAGE)
            elif fault.kind == "invalid-session":
                self._invalidate(connection)

    def _invalidate(self, connection: Connection) -> None:
        if connection.session_id is not None:
            self._clients.pop(connection.session_id, None)
        connection.send(frame(Op.INVALID_SESSION, data=False))

    def begin_again(self) -> None:
        """As at the start. Op 9 to every client: no session can be resumed, each has to identify again."""
        for connection in tuple(self._connections):
            self._invalidate(connection)
        self._clients.clear()
        self._renew()

    def ask_to_reconnect(self) -> None:
        """Sends op 7 to every client, as Discord does before it restarts its gateway."""
        for connection in self._connections:
            connection.send(frame(Op.RECONNECT))

    def close(self) -> None:
        """The sandbox stops. Waits for no client."""
        for connection in tuple(self._connections):
            connection.drop()

    def fault(self) -> str | None:
        fault = self.faults.active(_TARGET, self.clock.monotonic())
        return None if fault is None else fault.kind

    def sessions(self) -> list[dict[str, Any]]:
        now = self.clock.monotonic()
        return [
            {
                "id": client.session.id,
                "connected": client.connection is not None,
                "age_s": round(now - client.session.started, 3),
                "intents": client.session.intents,
                "seq": client.session.seq,
                "resumes": client.session.resumes,
            }
            for client in self._clients.values()
        ]

    def connection_times(self) -> ConnectionTimes:
        since = [one.connected_at for one in self._clients.values() if one.connection and one.connected_at is not None]
        return ConnectionTimes(max(since, default=None), self._lost_at)

    def start_limit(self) -> dict[str, Any]:
        """The `session_start_limit` of `GET /gateway/bot`."""
        return self._starts.discords_form(self.clock.monotonic())

    # what a client does

    async def handle(self, request: web.Request) -> web.StreamResponse:
        kind = self.fault()
        if kind in ("timeout", "disconnect"):
            return await break_request(request, kind)
        connection = Connection(self, request, self.clock)
        self._connections.add(connection)
        try:
            return await connection.run()
        finally:
            self._connections.discard(connection)
            self._left(connection)

    def _left(self, connection: Connection) -> None:
        client = self._clients.get(connection.session_id or "")
        if client is None or client.connection is not connection:
            return
        client.connection = None
        self._lost_at = self.clock.monotonic()
        if connection.session_over:
            del self._clients[client.session.id]
        gone = [number for number, each in self._clients.items() if each.connection is None]
        for number in gone[:-_SESSIONS_KEPT]:
            del self._clients[number]

    def identify(self, connection: Connection, data: Mapping[str, Any]) -> None:
        """Starts a session; raises Close."""
        self._check_token(data)
        intents = self._checked_intents(data.get("intents"))
        if data.get("shard", [0, 1]) != [0, 1]:
            raise Close(CloseCode.INVALID_SHARD, "Invalid shard: the sandbox's one guild is served by shard [0, 1].")
        now = self.clock.monotonic()
        too_soon = self._identified_at is not None and now - self._identified_at < self.rules.identify_interval
        if too_soon or self.fault() == "invalid-session":
            connection.send(frame(Op.INVALID_SESSION, data=False))
            return
        if not self._starts.take(now):  # Discord resets the token of a bot that begins more
            raise Close(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
        self._identified_at = now
        self.identifies += 1
        client = self._new_client(intents, _large_threshold(data), now)
        client.connection = connection
        client.connected_at = self.clock.monotonic()
        connection.session_id = client.session.id
        connection.compresses_payloads = data.get("compress") is True
        ready = self.simulation.ready() | {
            "session_id": client.session.id,
            "session_type": "normal",
            "resume_gateway_url": connection.url,
            "shard": [0, 1],
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "_trace": ["sandbox"],
        }
        connection.send(client.session.record("READY", ready))
        for event, payload in self.simulation.servers.arrivals():
            client.feed.feed(event, payload)

    def _new_client(self, intents: int, large_threshold: int, now: float) -> GatewayClient:
        client = GatewayClient(Session(secrets.token_hex(16), intents, now, witness=self.witness))
        client.feed = self.simulation.feed(intents, client, large_threshold=large_threshold)
        self._clients[client.session.id] = client
        return client

    def resume(self, connection: Connection, data: Mapping[str, Any]) -> None:
        """Replays what was missed, or says the session is gone (op 9); raises Close."""
        self._check_token(data)
        client = self._clients.get(str(data.get("session_id")))
        seq = data.get("seq")
        if client is not None and isinstance(seq, int) and not 0 <= seq <= client.session.seq:
            del self._clients[client.session.id]
            raise Close(CloseCode.INVALID_SEQ, "Invalid seq.")
        missed = client.session.since(seq) if client is not None and isinstance(seq, int) else None
        if client is None or missed is None or self.fault() == "invalid-session":
            connection.send(frame(Op.INVALID_SESSION, data=False))
            return
        if client.connection is not None:
            client.connection.drop()  # its client is gone or reconnects
        client.connection = connection
        client.connected_at = self.clock.monotonic()
        connection.session_id = client.session.id
        client.session.resumes += 1
        for text in missed:
            connection.send(text)
        connection.send(client.session.record("RESUMED", {"_trace": ["sandbox"]}))

    async def request_members(self, connection: Connection, data: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a request that is none."""
        client = self._clients.get(connection.session_id or "")
        if client is None:
            return
        request = MemberRequest.read(data)
        fault = self.faults.take(MEMBER_LIST, self.clock.monotonic())
        if fault is not None and fault.kind == "slow":
            asyncio.get_running_loop().call_later(fault.delay or LATE_BY, self._send_members, client, request, fault)
        else:
            self._send_members(client, request, fault)

    def _send_members(self, client: GatewayClient, request: MemberRequest, fault: Fault | None) -> None:
        chunks, interval = client.feed.member_chunks(request), self.rules.member_list_interval
        answer = self._lists.answer(request, chunks, self.clock.monotonic(), interval=interval, fault=fault)
        for event, payload in answer:
            client.feed.send(event, payload)

    def _check_token(self, data: Mapping[str, Any]) -> None:
        token = str(data.get("token", "")).removeprefix("Bot ")
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            raise Close(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")

    def _checked_intents(self, intents: object) -> int:
        if not isinstance(intents, int) or isinstance(intents, bool) or intents & ~ALL_INTENTS:
            raise Close(CloseCode.INVALID_INTENTS, "Invalid intent(s).")
        forbidden = sum(bit for name, bit in PRIVILEGED.items() if name not in self.simulation.intents_on)
        if intents & forbidden:
            raise Close(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")
        return intents


def _large_threshold(identify: Mapping[str, Any]) -> int:
    """From how many members on a server is large. Discord takes 50 to 250, and 50 if nothing is said."""
    wanted = identify.get("large_threshold")
    return min(max(wanted, 50), 250) if isinstance(wanted, int) else 50
