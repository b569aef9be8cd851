"""What a further receiver is given, and what it answers. Each kind of receiver is a file of its own beside this one."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from probes.relay.incidents.incident import Incident, Severity
from probes.relay.outbox.road_memory import MessageEvent


@dataclass(frozen=True)
class PlainMessage:
    """`subject` is one line. `key` is the same when it is sent again, and `thread` for all about one problem."""

    event: MessageEvent
    severity: Severity
    subject: str
    text: str
    at: datetime
    key: str
    thread: str
    incidents: tuple[Incident, ...] = field(default=(), repr=False)


class SendOutcome(StrEnum):
    """How it ended. The list is closed, because it becomes a metric's label."""

    DELIVERED = "delivered"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    REFUSED = "refused"  # this message will never be taken
    MISCONFIGURED = "misconfigured"  # nothing will be taken before an operator changes something


@dataclass(frozen=True)
class SendResult:
    """`why` is one line for people, never what the other side wrote: that may repeat a secret. `wait` is in seconds."""

    outcome: SendOutcome
    why: str = ""
    wait: float | None = None


class Receiver(Protocol):
    """See `ntfy.Ntfy` for one."""

    @property
    def kind(self) -> str:
        """One word: a metric's label, and its name for people."""
        ...

    @property
    def problem(self) -> str | None:
        """Why nothing can be sent before an operator changes something, in one line; None if it can be tried."""
        ...

    async def send(self, message: PlainMessage) -> SendResult:
        """Sends within a bounded time. Never raises for what the other side does, and never shows a secret."""
        ...
