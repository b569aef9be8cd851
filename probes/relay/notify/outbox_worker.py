"""The outbox's postman: sends what is due, one message at a time, and records what became of it.

It runs beside the watching and may wait as long as it likes: for the sandbox to come up, for Retry-After, for Discord.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiohttp
from pydantic import SecretStr

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.stack.process import Exit
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.delivery_result import DeliveryResult
from probes.relay.metrics import RelayMetrics
from probes.relay.notify.message import payload, plain
from probes.relay.notify.webhook import Webhook, WebhookAnswer
from probes.relay.notify.webhook_circuit import guarded, probe
from probes.relay.store import OutboxMessage, RelayStore

# Where alerts go: None when no webhook is configured. Raises Exit while that cannot be known yet.
Address = Callable[[], Awaitable[SecretStr | None]]

_IDLE = 5.0  # seconds between looks at the outbox when nobody calls
_UNSURE = 1.0  # seconds until the address is asked for again
_NEXT = frozenset(
    {DeliveryResult.DELIVERED, DeliveryResult.MESSAGE_GONE, DeliveryResult.REFUSED}
)  # after these the next letter may go
_BASE_DELAY, _MAX_DELAY, _JITTER = 1.0, 60.0, 0.2


def backoff(attempts: int, roll: float) -> float:
    """Seconds to wait after `attempts` failures in a row; `roll` is uniform in 0..1."""
    delay = min(_BASE_DELAY * 2 ** min(attempts, 10), _MAX_DELAY)
    return float(delay * (1 + _JITTER * (2 * roll - 1)))


def record(store: RelayStore, letter: OutboxMessage, answer: WebhookAnswer, until: datetime) -> None:
    """Writes down what became of a letter; `until` is when a failed one is due again. Raises StoreError."""
    match answer.result:
        case DeliveryResult.DELIVERED:
            store.arrived(letter, answer.message_id or "")
        case DeliveryResult.MESSAGE_GONE:
            store.post_anew(letter)
        case DeliveryResult.REFUSED:
            store.simplify(letter)
        case DeliveryResult.WEBHOOK_GONE:
            store.put_back(letter)
        case DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
            store.again(letter, until)
        case DeliveryResult.RATE_LIMITED:
            store.again(letter, until, hold_all=True)


class OutboxWorker:
    def __init__(
        self,
        store: RelayStore,
        session: aiohttp.ClientSession,
        address: Address,
        *,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
        timeout_s: float,
        circuit: Circuit,
    ) -> None:
        self._circuit = circuit
        self._store = store
        self._session = session
        self._address = address
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._timeout_s = timeout_s
        self._wake = asyncio.Event()
        self._flight: asyncio.Task[WebhookAnswer] | None = None
        self._said: set[str] = set()
        self._dead: SecretStr | None = None
        self._probed: SecretStr | None = None

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Never returns. Cancelled, it leaves the request under way alone: see `land`."""
        while True:
            pause = await self._round()
            if await self._count() == 0:
                pause = _IDLE
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()

    async def land(self, timeout_s: float) -> None:
        """Lets the request under way end: cut off, it would have to be repeated."""
        if self._flight is not None:
            await asyncio.wait([self._flight], timeout=timeout_s)
            self._flight.cancel()

    async def _round(self) -> float:
        """Sends all that is due, and returns for how long there is nothing to do."""
        try:
            address = await self._address()
            if address is None:
                await self._nobody_to_tell()
                return _IDLE
            if address == self._dead:
                return _IDLE
            self._metrics.webhook_up.set(1)
            webhook = Webhook(self._session, address, self._timeout_s)
            if address != self._probed:
                self._probed = address
                probe(self._circuit, webhook.look)
            if (wait := self._circuit.wait_s) > 0:
                return min(wait, _IDLE)
            while letter := await asyncio.to_thread(self._store.due, self._clock.now()):
                self._flight = asyncio.create_task(self._deliver(webhook, address, letter))
                answer = await asyncio.shield(self._flight)
                if answer.result not in _NEXT:
                    break
                await asyncio.sleep(answer.wait or 0)
        except Exit as reason:
            self._say_once("waiting", f"alerts wait: {reason}")
            return _UNSURE
        except StoreError as error:
            self._say_once("store", f"alerts wait: {error}")
        return _UNSURE

    async def _deliver(self, webhook: Webhook, address: SecretStr, letter: OutboxMessage) -> WebhookAnswer:
        await asyncio.to_thread(self._store.take_off, letter)
        body = (plain if letter.plain else payload)(letter.incident)
        number = letter.message_id
        answer = await guarded(
            self._circuit, lambda: webhook.post(body) if number is None else webhook.edit(number, body)
        )
        self._metrics.alerts.labels(answer.result).inc()
        wait = answer.wait or backoff(letter.attempts, random.random())  # noqa: S311  jitter
        await self._record(letter, answer, self._clock.now() + timedelta(seconds=wait))
        self._say(letter, answer, wait)
        if answer.result is DeliveryResult.DELIVERED:
            self._said.clear()
        if answer.result is DeliveryResult.WEBHOOK_GONE:
            self._switch_off(address, answer)
        return answer

    async def _record(self, letter: OutboxMessage, answer: WebhookAnswer, until: datetime) -> None:
        """Keeps trying while relay.db cannot be written: a letter that arrived must not be sent again."""
        while True:
            try:
                return await asyncio.to_thread(record, self._store, letter, answer, until)
            except StoreError as error:
                self._say_once("store", f"alerts wait: {error}")
                await asyncio.sleep(_UNSURE)

    def _say(self, letter: OutboxMessage, answer: WebhookAnswer, wait: float) -> None:
        log = self._log.bind(incident=letter.incident.number)
        match answer.result:
            case DeliveryResult.DELIVERED:
                log.info("alert edited" if letter.message_id else "alert posted")
            case DeliveryResult.MESSAGE_GONE:
                log.info("the alert's message is gone; it is posted anew")
            case DeliveryResult.REFUSED:
                then = "given up" if letter.plain else "tried as a plain line"
                log.error("Discord refused the alert", then=then, status=answer.status, code=answer.code)
            case DeliveryResult.RATE_LIMITED | DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
                log.warning(
                    "alert not delivered yet", why=answer.result.value, status=answer.status, again_in_s=round(wait, 1)
                )
            case DeliveryResult.WEBHOOK_GONE:
                pass  # said once, where it is switched off

    def _switch_off(self, address: SecretStr, answer: WebhookAnswer) -> None:
        self._dead = address
        self._metrics.webhook_up.set(0)
        self._log.error(
            "the alert webhook is gone: alerts are kept and not sent; create a webhook, set IGNIS_ALERT_WEBHOOK to it "
            "and run `ignis restart relay`",
            status=answer.status,
            code=answer.code,
        )

    async def _nobody_to_tell(self) -> None:
        self._metrics.webhook_up.set(0)
        self._say_once("no webhook", "no alert webhook is configured (IGNIS_ALERT_WEBHOOK): see GET /incidents instead")
        dropped = await asyncio.to_thread(self._store.drop_all)
        self._metrics.alerts.labels("no_webhook").inc(dropped)

    def _say_once(self, what: str, line: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._log.warning(line)

    async def _count(self) -> int | None:
        """How many messages wait; None where that cannot be known now."""
        try:
            depth = await asyncio.to_thread(self._store.depth)
        except StoreError:  # said already where it matters
            return None
        self._metrics.outbox_depth.set(depth)
        return depth
