"""Requests for a server's members (op 8): how often the whole list may be had, and what goes wrong with it on purpose.

https://discord.com/developers/docs/events/gateway-events#rate-limited
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ignis.sandbox.faults import Fault
from ignis.sandbox.gateway.protocol import Op
from ignis.sandbox.simcord_bridge import MemberRequest

TARGET = "member-list"
Event = tuple[str, Mapping[str, Any]]


@dataclass
class MemberLists:
    """Discord's limit counts by server and bot: it outlasts every session. `now` is monotonic seconds."""

    _allowed_at: dict[int, float] = field(default_factory=dict[int, float])

    def answer(
        self,
        request: MemberRequest,
        chunks: Sequence[Mapping[str, Any]],
        now: float,
        *,
        interval: float,
        fault: Fault | None,
    ) -> list[Event]:
        """The events that the request is answered with: its chunks, or RATE_LIMITED and nothing else.

        The whole list may be had once in `interval` seconds; 0 for as often as one likes.
        """
        wait = self._wait(request, now, interval, fault) if request.everybody and chunks else 0.0
        if wait > 0:
            return [("RATE_LIMITED", _limited(request, wait))]
        if fault is not None and fault.kind == "never":
            return []
        sent = _first_half(chunks) if fault is not None and fault.kind == "half" else chunks
        return [("GUILD_MEMBERS_CHUNK", chunk) for chunk in sent]

    def _wait(self, request: MemberRequest, now: float, interval: float, fault: Fault | None) -> float:
        """How many seconds the client has to wait; counts the request if it is 0."""
        if fault is not None and fault.kind == "limited":
            return fault.left(now)
        left = min(self._allowed_at.get(request.guild_id, -math.inf) - now, interval)
        if left > 0:
            return left
        self._allowed_at[request.guild_id] = now + interval
        return 0.0


def _limited(request: MemberRequest, wait: float) -> dict[str, Any]:
    meta = {"guild_id": str(request.guild_id)} | ({} if request.nonce is None else {"nonce": request.nonce})
    return {"opcode": int(Op.REQUEST_GUILD_MEMBERS), "retry_after": round(wait, 3), "meta": meta}


def _first_half(chunks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of a list that comes in twice as many chunks."""
    first: list[Mapping[str, Any]] = []
    for chunk in chunks[: math.ceil(len(chunks) / 2)]:
        members = chunk["members"]
        half = members[: math.ceil(len(members) / 2)]
        first.append({**chunk, "chunk_count": chunk["chunk_count"] * 2, "members": half})
    return first
