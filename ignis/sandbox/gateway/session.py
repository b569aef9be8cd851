"""A gateway session: numbered events, kept for a client that reconnects. Knows no socket."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ignis.sandbox.gateway.protocol import Op
from ignis.sandbox.traffic.witness import NoWitness, Witness

_KEPT_EVENTS = 1_000


def frame(op: Op, data: Any = None, *, seq: int | None = None, event: str | None = None) -> str:
    return json.dumps({"op": op, "d": data, "s": seq, "t": event}, separators=(",", ":"))


@dataclass
class Session:
    """`started` is monotonic seconds; `kept` holds the last frames sent, each with its number."""

    id: str
    intents: int
    started: float
    seq: int = 0
    resumes: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=_KEPT_EVENTS))
    witness: Witness = field(default_factory=NoWitness)

    def record(self, event: str, data: Mapping[str, Any]) -> str:
        """The frame to send for the next event."""
        self.seq += 1
        self.witness.sent(event, data)
        text = frame(Op.DISPATCH, data, seq=self.seq, event=event)
        self.kept.append((self.seq, text))
        return text

    def since(self, seq: int) -> list[str] | None:
        """Return the frames after `seq`, or None if some of them are not kept any more or `seq` was never sent."""
        missed = [text for number, text in self.kept if number > seq]
        return missed if 0 <= seq <= self.seq and len(missed) == self.seq - seq else None
