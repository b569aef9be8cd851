"""The outbox worker: sends what is due, one request at a time, and keeps the result of each.

It runs beside the watching and may wait as long as it needs: for the sandbox to start, for Retry-After, for Discord.
Before a request it is stored that the message is in flight, if relay.db takes it; if it does not, the message is sent
all the same. So a message is repeated only if the relay is killed between that moment and the one at which its receipt
is stored: once, with the same incidents in it.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any, Final, Protocol

from pydantic import SecretStr

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS
from ignis.runtime.stack.process import Exit
from ignis.runtime.telemetry.logs import Logger
from probes.relay.changes import Changes, Keeper
from probes.relay.delivery_result import DeliveryResult
from probes.relay.message_limits import CONTENT, clip
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.notice import Telling
from probes.relay.notify.digest import digest_payload
from probes.relay.notify.message import MessageStyle, payload, plain
from probes.relay.notify.webhook import Picture, WebhookAnswer
from probes.relay.notify.webhook_circuit import WebhookChannel
from probes.relay.outbox.limits import Route, SendLimits
from probes.relay.outbox.outbox import Delivery, Outbox

_IDLE = 5.0  # seconds between looks if nothing wakes the worker
_DEFAULT_STYLE = MessageStyle()
LOOK_EVERY: Final = 120.0
"""Seconds between two looks whether a webhook that Discord called gone is there after all."""

_UNSURE = 1.0  # seconds until the address is asked for again
_NEXT = frozenset(  # after these results another message may be sent at once
    {
        DeliveryResult.DELIVERED,
        DeliveryResult.MESSAGE_GONE,
        DeliveryResult.REFUSED,
        DeliveryResult.RATE_LIMITED,  # of one kind of request: the limits know of which
    }
)


class WebhookAddress(Protocol):
    """Where alerts go."""

    async def current(self) -> SecretStr | None:
        """None if no webhook is configured. Raises Exit while that cannot be known yet."""
        ...


class SettlingKeeper(Keeper, Protocol):
    """A keeper that says what is stored; in the relay it is `WriteBehind`."""

    @property
    def usable(self) -> bool:
        """Whether the last write succeeded."""
        ...

    async def settled(self) -> bool:
        """Whether all that was put survives a kill. Waits a moment, but not for a disk that says no."""
        ...


class WebhookState(StrEnum):
    """How the alert channel can be reached."""

    UNKNOWN = "unknown"  # not asked yet, or the sandbox is starting
    UP = "up"
    DOWN = "down"  # Discord does not take alerts now: they wait
    OFF = "off"  # Discord said that the webhook is gone: they wait for another address
    NONE = "none"  # none is configured


@dataclass(frozen=True)
class WebhookStatus:
    """`detail` is one line for people; `since` is when the state began; `stored` is whether relay.db is written."""

    state: WebhookState
    since: datetime
    detail: str = ""
    stored: bool = True


class OutboxWorker:
    """The relay's last stage: outbox -> Discord.

    Example:
        worker = OutboxWorker(kept, outbox, limits, channel, address, clock=clock, random=Random(), metrics=metrics,
                              log=log)
        sending = asyncio.create_task(worker.run())
        worker.tell([telling])
    """

    def __init__(
        self,
        kept: SettlingKeeper,
        outbox: Outbox,
        limits: SendLimits,
        channel: WebhookChannel,
        address: WebhookAddress,
        *,
        clock: Clock,
        random: Random,
        metrics: RelayMetrics,
        log: Logger,
        style: MessageStyle = _DEFAULT_STYLE,
    ) -> None:
        """`outbox` and `limits` are what the run before left."""
        self._style = style
        self._kept = kept
        self._outbox = outbox
        self._limits = limits
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
        self._look_at = 0.0  # at the dead one, monotonic
        self._left_alone = False  # by the circuit
        self._status = WebhookStatus(WebhookState.UNKNOWN, clock.now())
        self._count()

    @property
    def outbox(self) -> Outbox:
        return self._outbox

    @property
    def status(self) -> WebhookStatus:
        return replace(self._status, stored=self._kept.usable)

    def tell(self, tellings: Sequence[Telling]) -> None:
        """These messages are to be sent. Returns at once."""
        self._change(self._outbox.put(tellings, self._clock.now()))
        self._wake.set()

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def send_apart(self, body: Mapping[str, Any], picture: Picture | None = None) -> bool:
        """Posts what is no alert, if no alert waits and the limits allow it. Whether it is in the channel.

        It is not repeated: the caller tries again later.
        """
        now = self._clock.monotonic()
        busy = self._outbox.depth or self._limits.free_at(Route.POST) > now or self._channel.wait_s > 0
        if busy or self._status.state is not WebhookState.UP:
            return False
        self._limits = self._limits.begun(now)
        answer = await self._channel.send(body, None, picture)
        now = self._clock.monotonic()
        self._limits = self._limits.answered(now)
        self._metrics.alerts.labels(answer.result).inc()
        if answer.wait:
            self._limits = self._limits.held((Route.POST,), now + answer.wait)
        return answer.result is DeliveryResult.DELIVERED

    async def run(self) -> None:
        """Never returns. If cancelled, it leaves the request in progress alone: see `finish`."""
        await self._resume()
        while True:
            pause = await self._round()
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
        except Exit as reason:
            self._log_once("waiting", f"alerts wait: {reason}")
            return _UNSURE
        if address is None:
            self._drop_all()
            return _IDLE
        if address == self._dead and not await self._lives_again(address):
            return _IDLE
        if self._status.state not in {WebhookState.UP, WebhookState.DOWN}:
            self._stands(WebhookState.UP)
        self._channel.use(address)
        while (wait := self._channel.wait_s) <= 0:
            if self._left_alone:
                self._left_alone = False
                self._change(self._outbox.reachable())
            delivery = self._outbox.due(self._clock.monotonic(), self._clock.now(), self._limits)
            if delivery is None:
                return self._until_due()
            self._delivery = asyncio.create_task(self._deliver(address, delivery))
            answer = await asyncio.shield(self._delivery)
            if answer.result not in _NEXT:
                return _UNSURE
        self._left_alone = True
        return min(wait, _IDLE)

    async def _lives_again(self, address: SecretStr) -> bool:
        """Whether the webhook that Discord called gone is there after all. Asked now and then, by a GET."""
        if self._clock.monotonic() < self._look_at:
            return False
        there = await self._channel.there(address)
        self._look_at = self._clock.monotonic() + LOOK_EVERY
        if there:
            self._dead = None
            self._log.info("the alert webhook is there again: what waits is sent")
        return there

    def _until_due(self) -> float:
        due = self._outbox.due_at(self._limits)
        return min(max(due - self._clock.monotonic(), 0.0), _IDLE)

    async def _resume(self) -> None:
        """Takes up what was being sent when this was ended by an error."""
        if self._delivery is not None:
            await asyncio.wait([self._delivery])
        self._change(self._outbox.landed())

    async def _deliver(self, address: SecretStr, delivery: Delivery) -> WebhookAnswer:
        self._limits = self._limits.begun(self._clock.monotonic())
        self._change(self._outbox.begun(delivery))
        if not await self._kept.settled():
            self._log_once("memory", "neither relay.db nor its spare is written: alerts are sent from memory")
        answer = await self._channel.send(self._body(delivery), delivery.message_id)
        self._metrics.alerts.labels(answer.result).inc()
        self._limits = self._limits.answered(self._clock.monotonic())
        wait = answer.wait or UNTIL_IT_WORKS.delay(delivery.attempts + 1, self._random.random())
        self._change(self._after(delivery, answer, wait))
        self._log_result(delivery, answer, wait)
        match answer.result:
            case DeliveryResult.WEBHOOK_GONE:
                self._switch_off(address, answer)
            case DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT | DeliveryResult.RATE_LIMITED:
                self._stands(WebhookState.DOWN, _trouble(answer))
            case _:
                self._stands(WebhookState.UP)
        return answer

    def _body(self, delivery: Delivery) -> dict[str, Any]:
        """Made now, from the newest that is known."""
        try:
            if delivery.digest is not None:
                return digest_payload(delivery.digest, self._style)
            first, telling = delivery.message_id is None, delivery.entries[0].telling
            return (plain if delivery.plain else payload)(telling, self._style, first=first)
        except Exception as error:  # noqa: BLE001  a mistake in the words must not keep the news
            self._log.error("an alert's text cannot be made", incidents=list(delivery.incidents), exc_info=error)
            return bare(delivery)

    def _after(self, delivery: Delivery, answer: WebhookAnswer, wait: float) -> Outbox:
        """The outbox with the result of a request; `wait` is in how many seconds a failed one is due again."""
        now = self._clock.monotonic()
        match answer.result:
            case DeliveryResult.DELIVERED:
                if answer.wait:
                    self._limits = self._limits.held((delivery.route,), now + answer.wait)
                return self._outbox.sent(delivery, answer.message_id or "", now, self._clock.now()).reachable()
            case DeliveryResult.MESSAGE_GONE:
                return self._outbox.message_gone(delivery)
            case DeliveryResult.REFUSED:
                return self._outbox.simplified(delivery)
            case DeliveryResult.WEBHOOK_GONE:
                return self._outbox.put_back(delivery)
            case DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
                return self._outbox.failed(delivery, now + wait)
            case DeliveryResult.RATE_LIMITED:
                routes = tuple(Route) if answer.everything else (delivery.route,)
                self._limits = self._limits.held(routes, now + wait)
                return self._outbox.failed(delivery, 0.0)

    def _change(self, outbox: Outbox) -> None:
        """From now on this is the outbox. What is new in it is kept, and what is told to its end leaves it."""
        before = self._outbox.entries
        entries = {number: one for number, one in outbox.entries.items() if before.get(number) is not one}
        if entries:
            limits = self._limits.stored(self._clock.monotonic(), self._clock.now())
            self._kept.put(Changes(entries=entries, limits=limits))
        self._outbox = outbox.without_told()
        self._count()

    def _count(self) -> None:
        self._metrics.outbox_depth.set(self._outbox.depth)

    def _stands(self, state: WebhookState, detail: str = "") -> None:
        if state is not self._status.state:
            self._status = WebhookStatus(state, self._clock.now(), detail)
            self._metrics.webhook_up.set(0 if state in {WebhookState.OFF, WebhookState.NONE} else 1)
        elif detail != self._status.detail:
            self._status = replace(self._status, detail=detail)
        if state is WebhookState.UP:
            self._logged.clear()

    def _log_result(self, delivery: Delivery, answer: WebhookAnswer, wait: float) -> None:
        log = self._log.bind(notices=[one.number for one in delivery.entries], incidents=list(delivery.incidents))
        match answer.result:
            case DeliveryResult.DELIVERED if delivery.digest is not None:
                log.info("what waited is told in a digest")
            case DeliveryResult.DELIVERED:
                log.info("alert edited" if delivery.message_id else "alert posted")
            case DeliveryResult.MESSAGE_GONE:
                log.info("the alert's message is gone; it is posted again")
            case DeliveryResult.REFUSED:
                then = "given up" if delivery.plain else "tried as a plain line"
                log.error("Discord refused the alert", then=then, status=answer.status, code=answer.code)
            case DeliveryResult.RATE_LIMITED | DeliveryResult.UNAVAILABLE | DeliveryResult.TIMEOUT:
                log.warning(
                    "alert not delivered yet", why=answer.result.value, status=answer.status, again_in_s=round(wait, 1)
                )
            case DeliveryResult.WEBHOOK_GONE:
                pass  # logged once, where it is switched off

    def _switch_off(self, address: SecretStr, answer: WebhookAnswer) -> None:
        self._dead, self._look_at = address, self._clock.monotonic() + LOOK_EVERY
        self._stands(WebhookState.OFF, f"Discord answered {answer.status}: the webhook is gone")
        self._log.error(
            "the alert webhook is gone: alerts are kept and not sent; it is looked for every two minutes. Otherwise "
            "create a webhook, set IGNIS_ALERT_WEBHOOK to it and run `ignis restart relay`",
            status=answer.status,
            code=answer.code,
        )

    def _drop_all(self) -> None:
        """There is no webhook, so nothing that waits will ever be sent."""
        self._stands(WebhookState.NONE, "no alert webhook is configured")
        self._log_once("no webhook", "no alert webhook is configured (IGNIS_ALERT_WEBHOOK): see GET /incidents instead")
        self._metrics.alerts.labels("no_webhook").inc(self._outbox.depth)
        self._change(self._outbox.dropped())

    def _log_once(self, what: str, line: str) -> None:
        if what not in self._logged:
            self._logged.add(what)
            self._log.warning(line)


def bare(delivery: Delivery) -> dict[str, Any]:
    """A message for when its words cannot be made."""
    told = [one for entry in delivery.entries for one in entry.telling.incidents]
    lines = [f"`{one.subject}`: {'open' if one.open else 'over'} (incident {one.number})" for one in told]
    return {"content": clip("\n".join(lines), CONTENT), "embeds": [], "allowed_mentions": {"parse": []}}


def _trouble(answer: WebhookAnswer) -> str:
    if answer.status is not None:
        return f"Discord answered {answer.status}"
    return "Discord did not answer in time" if answer.result is DeliveryResult.TIMEOUT else "Discord cannot be reached"
