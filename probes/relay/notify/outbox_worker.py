"""The outbox worker: sends what is due, one message at a time, and records the result of each delivery.

It runs beside the watching and may wait as long as it needs: for the sandbox to start, for Retry-After, for Discord.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from pydantic import SecretStr

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.stack.process import Exit
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.delivery_result import DeliveryResult
from probes.relay.metrics import RelayMetrics
from probes.relay.notify.message import MessageStyle, payload, plain
from probes.relay.notify.webhook import WebhookAnswer
from probes.relay.notify.webhook_circuit import WebhookChannel
from probes.relay.store import OutboxMessage, RelayStore

_IDLE = 5.0  # seconds between looks at the outbox if nothing wakes the worker
_DEFAULT_STYLE = MessageStyle()
_UNSURE = 1.0  # seconds until the address is asked for again
_NEXT = frozenset(  # after these results the next message may be sent
    {DeliveryResult.DELIVERED, DeliveryResult.MESSAGE_GONE, DeliveryResult.REFUSED}
)


class WebhookAddress(Protocol):
    """Where alerts go."""

    async def current(self) -> SecretStr | None:
        """None if no webhook is configured. Raises Exit while that cannot be known yet."""
        ...


def record(store: RelayStore, message: OutboxMessage, answer: WebhookAnswer, until: datetime) -> None:
    """Stores the result of a delivery; `until` is when a failed message is due again. Raises StoreError."""
    match answer.result:
        case DeliveryResult.DELIVERED:
            store.mark_sent(message, answer.message_id or "")
        case DeliveryResult.MESSAGE_GONE:
            store.post_again(message)
        case DeliveryResult.REFUSED:
            store.simplify(message)
        case DeliveryResult.WEBHOOK_GONE:
            store.put_back(message)
        case DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
            store.retry_at(message, until)
        case DeliveryResult.RATE_LIMITED:
            store.retry_at(message, until, hold_all=True)


class OutboxWorker:
    """The relay's last stage: outbox -> Discord.

    Example:
        worker = OutboxWorker(store, channel, address, clock=clock, random=Random(), metrics=metrics, log=log)
        sending = asyncio.create_task(worker.run())
        store.save(state, notices, [incident], tellings)
        worker.wake()
    """

    def __init__(
        self,
        store: RelayStore,
        channel: WebhookChannel,
        address: WebhookAddress,
        *,
        clock: Clock,
        random: Random,
        metrics: RelayMetrics,
        log: Logger,
        style: MessageStyle = _DEFAULT_STYLE,
    ) -> None:
        self._style = style
        self._store = store
        self._channel = channel
        self._address = address
        self._clock = clock
        self._random = random
        self._metrics = metrics
        self._log = log
        self._wake = asyncio.Event()
        self._delivery: asyncio.Task[WebhookAnswer] | None = None
        self._logged: set[str] = set()
        self._dead: SecretStr | None = None

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Never returns. If cancelled, it leaves the request in progress alone: see `finish`."""
        while True:
            pause = await self._round()
            if await self._count() == 0:
                pause = _IDLE
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()

    async def finish(self, timeout_s: float) -> None:
        """Lets the request in progress end: if it were cut off, it would have to be repeated."""
        if self._delivery is not None:
            await asyncio.wait([self._delivery], timeout=timeout_s)
            self._delivery.cancel()

    async def _round(self) -> float:
        """Sends all that is due, and returns the seconds for which there is nothing to do."""
        try:
            address = await self._address.current()
            if address is None:
                await self._drop_all()
                return _IDLE
            if address == self._dead:
                return _IDLE
            self._metrics.webhook_up.set(1)
            self._channel.use(address)
            if (wait := self._channel.wait_s) > 0:
                return min(wait, _IDLE)
            while message := await asyncio.to_thread(self._store.due, self._clock.now()):
                self._delivery = asyncio.create_task(self._deliver(address, message))
                answer = await asyncio.shield(self._delivery)
                if answer.result not in _NEXT:
                    break
                await asyncio.sleep(answer.wait or 0)
        except Exit as reason:
            self._log_once("waiting", f"alerts wait: {reason}")
            return _UNSURE
        except StoreError as error:
            self._log_once("store", f"alerts wait: {error}")
        return _UNSURE

    async def _deliver(self, address: SecretStr, message: OutboxMessage) -> WebhookAnswer:
        await asyncio.to_thread(self._store.mark_in_flight, message)
        body = (plain if message.plain else payload)(message.telling, self._style, first=message.message_id is None)
        answer = await self._channel.send(body, message.message_id)
        self._metrics.alerts.labels(answer.result).inc()
        wait = answer.wait or UNTIL_IT_WORKS.delay(message.attempts + 1, self._random.random())
        await self._record(message, answer, self._clock.now() + timedelta(seconds=wait))
        self._log_result(message, answer, wait)
        if answer.result is DeliveryResult.DELIVERED:
            self._logged.clear()
        if answer.result is DeliveryResult.WEBHOOK_GONE:
            self._switch_off(address, answer)
        return answer

    async def _record(self, message: OutboxMessage, answer: WebhookAnswer, until: datetime) -> None:
        """Keeps trying while relay.db cannot be written: a delivered message must not be sent again."""
        while True:
            try:
                return await asyncio.to_thread(record, self._store, message, answer, until)
            except StoreError as error:
                self._log_once("store", f"alerts wait: {error}")
                await asyncio.sleep(_UNSURE)

    def _log_result(self, message: OutboxMessage, answer: WebhookAnswer, wait: float) -> None:
        log = self._log.bind(notice=message.number, incidents=list(message.telling.notice.incidents))
        match answer.result:
            case DeliveryResult.DELIVERED:
                log.info("alert edited" if message.message_id else "alert posted")
            case DeliveryResult.MESSAGE_GONE:
                log.info("the alert's message is gone; it is posted again")
            case DeliveryResult.REFUSED:
                then = "given up" if message.plain else "tried as a plain line"
                log.error("Discord refused the alert", then=then, status=answer.status, code=answer.code)
            case DeliveryResult.RATE_LIMITED | DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
                log.warning(
                    "alert not delivered yet", why=answer.result.value, status=answer.status, again_in_s=round(wait, 1)
                )
            case DeliveryResult.WEBHOOK_GONE:
                pass  # logged once, where it is switched off

    def _switch_off(self, address: SecretStr, answer: WebhookAnswer) -> None:
        self._dead = address
        self._metrics.webhook_up.set(0)
        self._log.error(
            "the alert webhook is gone: alerts are kept and not sent; create a webhook, set IGNIS_ALERT_WEBHOOK to it "
            "and run `ignis restart relay`",
            status=answer.status,
            code=answer.code,
        )

    async def _drop_all(self) -> None:
        """There is no webhook, so nothing that waits will ever be sent."""
        self._metrics.webhook_up.set(0)
        self._log_once("no webhook", "no alert webhook is configured (IGNIS_ALERT_WEBHOOK): see GET /incidents instead")
        dropped = await asyncio.to_thread(self._store.drop_all)
        self._metrics.alerts.labels("no_webhook").inc(dropped)

    def _log_once(self, what: str, line: str) -> None:
        if what not in self._logged:
            self._logged.add(what)
            self._log.warning(line)

    async def _count(self) -> int | None:
        """How many messages wait; None if that cannot be known now."""
        try:
            depth = await asyncio.to_thread(self._store.depth)
        except StoreError:  # already logged where it matters
            return None
        self._metrics.outbox_depth.set(depth)
        return depth
