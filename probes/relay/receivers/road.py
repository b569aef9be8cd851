"""The road to one further receiver: takes what the alert channel is told, and sends what its queue says.

It never waits for Discord, and Discord never waits for it.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.background import Dice
from ignis.runtime.telemetry.logs import Logger
from probes.relay.changes import Changes, Keeper
from probes.relay.notices.notice import Telling
from probes.relay.notify.message.style import MessageStyle
from probes.relay.outbox.road_memory import RoadMemory, Waiting
from probes.relay.receivers.metrics import ReceiverMetrics
from probes.relay.receivers.plain_text import message_of, several, test_message
from probes.relay.receivers.receiver import PlainMessage, Receiver, SendOutcome, SendResult
from probes.relay.receivers.road_queue import RoadQueue, RoadRule, resumed

_LOOK_EVERY: Final = 1.0  # seconds


class MainRoad(Protocol):
    """What is known about the way to Discord."""

    def down(self) -> bool:
        """Whether alerts do not reach Discord now, as far as is known."""
        ...

    def took(self, notice: int) -> bool:
        """Whether Discord has taken something of the notice with that number."""
        ...


@dataclass(frozen=True)
class RoadStatus:
    """`why` is one line for people; None while nothing has failed since the last success."""

    kind: str
    waiting: int = 0
    dropped: int = 0
    failing_since: datetime | None = None
    why: str | None = None


class Road:
    """Example:
    road = Road(ntfy, rule, channel, style, kept=kept, memory=RoadMemory(), clock=clock, dice=Random(),
                metrics=metrics, log=log)
    sending = asyncio.create_task(road.run())
    road.tell([telling])
    """

    def __init__(
        self,
        receiver: Receiver,
        rule: RoadRule,
        channel: MainRoad,
        style: MessageStyle,
        *,
        kept: Keeper,
        memory: RoadMemory,
        clock: Clock,
        dice: Dice,
        metrics: ReceiverMetrics,
        log: Logger,
    ) -> None:
        """`memory` is what the run before left, and `kept` keeps it for the next."""
        self._receiver = receiver
        self._queue = resumed(rule, memory)
        self._kept = kept
        self._channel = channel
        self._style = style
        self._clock = clock
        self._dice = dice
        self._metrics = metrics
        self._log = log
        self._why = receiver.problem
        self._failing_since = None if self._why is None else clock.now()
        self._wake = asyncio.Event()
        metrics.expect(receiver.kind)
        metrics.waiting(receiver.kind, len(self._queue.waiting))
        if self._why is not None:
            metrics.unusable(receiver.kind)
            log.error("a further receiver cannot be used", receiver=receiver.kind, why=self._why)

    @property
    def kind(self) -> str:
        return self._receiver.kind

    @property
    def status(self) -> RoadStatus:
        return RoadStatus(self.kind, len(self._queue.waiting), self._queue.dropped, self._failing_since, self._why)

    def tell(self, tellings: Sequence[Telling]) -> None:
        """What the alert channel is told. Returns at once."""
        now = self._clock.now()
        queue = self._queue
        for one in sorted(tellings, key=_number):
            queue = queue.take(one, now)
        self._keep(queue)
        self._wake.set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY):
                    await self._wake.wait()

    async def look(self) -> None:
        """Sends all that is due."""
        taken = {number for number in self._queue.held if self._channel.took(number)}
        self._keep(self._queue.look(self._clock.now(), discord_down=self._channel.down(), taken=taken))
        while due := self._queue.due(self._clock.monotonic()):
            result = await self._send(self._message(due))
            self._keep(self._queue.sent(due, result, self._clock.monotonic(), self._dice.random()))

    async def test(self, by: str) -> SendResult:
        """Sends a message that says it is a test, whatever waits. `by` is a name for people."""
        return await self._send(test_message(by, self._clock.now()))

    def _message(self, due: Sequence[Waiting]) -> PlainMessage:
        now = self._clock.now()
        if len(due) == 1:
            return message_of(due[0].telling, due[0].event, self._style, now)
        return several([(one.telling, one.event) for one in due], self._style, now)

    async def _send(self, message: PlainMessage) -> SendResult:
        result = await self._receiver.send(message)
        delivered = result.outcome is SendOutcome.DELIVERED
        self._metrics.sent(self.kind, result.outcome)
        if delivered:
            self._log.info(
                "further receiver told", receiver=self.kind, what=message.event.value, note=result.why or None
            )
        elif self._why != result.why:  # once, and not at every try
            self._log.warning(
                "further receiver not told", receiver=self.kind, outcome=result.outcome.value, why=result.why
            )
        if delivered:
            self._failing_since = self._why = None
        else:
            self._failing_since, self._why = self._failing_since or self._clock.now(), result.why
        return result

    def _keep(self, queue: RoadQueue) -> None:
        self._metrics.dropped(self.kind, queue.dropped - self._queue.dropped)
        if queue.memory != self._queue.memory:
            self._kept.put(Changes(roads={self.kind: queue.memory}))
        self._queue = queue
        self._metrics.waiting(self.kind, len(queue.waiting))


def _number(telling: Telling) -> int:
    return telling.notice.number
