"""What further receivers need to know about the way to Discord."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol

from ignis.runtime.base.clock import Clock
from probes.relay.notices.notice import Telling
from probes.relay.notify.outbox_worker import WebhookState, WebhookStatus
from probes.relay.outbox.outbox import EntryState, Outbox

SURE_AFTER: Final = timedelta(seconds=5)
"""One request that fails, or a rate limit of a few seconds, is no outage yet."""

_NO_WAY: Final = frozenset({WebhookState.OFF, WebhookState.NONE})


class OutboxState(Protocol):
    """The last stage of the way to Discord; in the relay it is the `OutboxWorker`."""

    @property
    def outbox(self) -> Outbox: ...

    @property
    def status(self) -> WebhookStatus: ...

    def tell(self, tellings: Sequence[Telling]) -> None: ...


class DiscordRoad:
    """An MainRoad."""

    def __init__(self, worker: OutboxState, after_s: float, clock: Clock) -> None:
        """`after_s`: Discord counts as down as well if it has taken nothing of a message for so many seconds."""
        self._worker = worker
        self._after = timedelta(seconds=after_s)
        self._clock = clock

    def down(self) -> bool:
        status, now = self._worker.status, self._clock.now()
        if status.state in _NO_WAY:
            return True
        if status.state is WebhookState.DOWN and now - status.since >= SURE_AFTER:
            return True
        waiting = [one for one in self._worker.outbox.entries.values() if one.waits and one.message_id is None]
        return any(now - (one.waiting_since or now) >= self._after for one in waiting)

    def took(self, notice: int) -> bool:
        entry = self._worker.outbox.entries.get(notice)
        if entry is None:  # told to its end, or dropped because there is no webhook
            return self._worker.status.state not in _NO_WAY
        return entry.message_id is not None or entry.state is EntryState.SENT
