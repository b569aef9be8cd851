"""The alert webhook behind a circuit: while Discord takes no alerts it is left alone, and tried now and then."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from ignis.runtime.base.ticker import tick
from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import CallOutcome, CallVerdict, Circuit, CircuitOpen
from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.button_right import COMPONENTS, ButtonRight
from probes.relay.notify.webhook import Picture, Webhook, WebhookAnswer

NAME: Final = "webhook"
LONGEST_COOLDOWN: Final = 60.0
"""Seconds. Shorter than for other services: alerts are waiting, and one request a minute is no burden."""

_ASK_OWNER_EVERY: Final = 2.0  # seconds, until it is known
_OUTAGES: Final = frozenset({DeliveryResult.UNAVAILABLE, DeliveryResult.TIMEOUT, DeliveryResult.RATE_LIMITED})


class _Outage(Exception):  # noqa: N818  an answer in the form that circuits understand; never leaves this module
    def __init__(self, answer: WebhookAnswer) -> None:
        super().__init__(answer.result.value)
        self.answer = answer


def policy(settings: CircuitSettings) -> CircuitSettings:
    """The common settings, with shorter waits."""
    longest = min(settings.max_cooldown, LONGEST_COOLDOWN)
    return settings.model_copy(update={"cooldown": min(settings.cooldown, longest), "max_cooldown": longest})


class WebhookChannel:
    """The way to Discord: the webhook in use, and the circuit before it. Raises nothing for what Discord does.

    Example:
        channel = WebhookChannel(session, circuit, timeout_s=10)
        channel.use(address)
        answer = await channel.send(payload(telling), message_id=None)
    """

    def __init__(
        self, session: aiohttp.ClientSession, circuit: Circuit, timeout_s: float, right: ButtonRight | None = None
    ) -> None:
        """`right` is told by others which application the bot is; without it no message has buttons."""
        self._right = right or ButtonRight()
        self._session = session
        self._circuit = circuit
        self._timeout_s = timeout_s
        self._address: SecretStr | None = None
        self._webhook: Webhook | None = None

    @property
    def wait_s(self) -> float:
        """Seconds for which the circuit lets nothing through; 0 if it would."""
        return self._circuit.wait_s

    def use(self, address: SecretStr) -> None:
        """From now on messages go to `address`. While the circuit is open it asks there for the webhook itself."""
        if address == self._address:
            return
        self._address = address
        self._webhook = Webhook(self._session, address, self._timeout_s)
        self._circuit.probe_with(_WebhookProbe(self._webhook), _JUDGE)

    async def send(
        self, body: Mapping[str, Any], message_id: str | None, picture: Picture | None = None
    ) -> WebhookAnswer:
        """Edits `message_id`, or posts a new message, with its `picture`, if that is None.

        If the circuit lets nothing through, the answer is that the webhook is unavailable, and for how long.
        """
        if self._webhook is None or self._address is None:
            return WebhookAnswer(DeliveryResult.UNAVAILABLE)
        fitted = self._right.fitted(body, self._address)
        answer = await self._exchanged(self._webhook, fitted, message_id, picture)
        if answer.result is not DeliveryResult.REFUSED or COMPONENTS not in fitted:
            return answer
        plain = {name: value for name, value in body.items() if name != COMPONENTS}
        again = await self._exchanged(self._webhook, plain, message_id, picture)
        if again.result is not DeliveryResult.REFUSED:  # else it was not about the buttons
            self._right.refuse(self._address)
        return again

    async def there(self, address: SecretStr) -> bool:
        """Whether Discord has the webhook at `address`. That is asked for past the circuit, and changes nothing."""
        answer = await Webhook(self._session, address, self._timeout_s).look()
        return answer.result is DeliveryResult.DELIVERED

    async def learn_owner(self) -> None:
        """Asks whose webhook this is, if that is not known yet and matters."""
        webhook, address = self._webhook, self._address
        if webhook is None or address is None or self.wait_s > 0 or not self._right.asks_for(address):
            return
        answer = await webhook.look()
        if answer.result is DeliveryResult.DELIVERED:
            self._right.webhook_is_of(address, answer.application_id)

    async def _exchanged(
        self, webhook: Webhook, body: Mapping[str, Any], message_id: str | None, picture: Picture | None
    ) -> WebhookAnswer:
        try:
            return await self._circuit.call(partial(_exchange, webhook, body, message_id, picture), _JUDGE)
        except _Outage as outage:
            return outage.answer
        except TimeoutError:
            return WebhookAnswer(DeliveryResult.TIMEOUT)
        except CircuitOpen:
            return WebhookAnswer(DeliveryResult.UNAVAILABLE, wait=self._circuit.wait_s)


class OwnerWatch:
    """Learns whose webhook is in use, as soon as that can be known. In the background: no alert waits for it."""

    def __init__(self, channel: WebhookChannel) -> None:
        self._channel = channel

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self._channel.learn_owner()
            await tick(_ASK_OWNER_EVERY)


@dataclass(frozen=True)
class _WebhookProbe:
    """Asks for the webhook itself, which changes nothing."""

    webhook: Webhook

    async def probe(self) -> WebhookAnswer:
        return _no_outage(await self.webhook.look())


async def _exchange(
    webhook: Webhook, body: Mapping[str, Any], message_id: str | None, picture: Picture | None
) -> WebhookAnswer:
    answer = await (webhook.post(body, picture) if message_id is None else webhook.edit(message_id, body))
    return _no_outage(answer)


def _no_outage(answer: WebhookAnswer) -> WebhookAnswer:
    """Raises the outages, because circuits understand exceptions. A full bucket of one kind of request is none."""
    if answer.result in _OUTAGES and (answer.everything or answer.result is not DeliveryResult.RATE_LIMITED):
        raise _Outage(answer)
    return answer


class _OutageJudge:
    def verdict(self, error: Exception) -> CallVerdict:
        if not isinstance(error, _Outage):
            return CallVerdict(CallOutcome.NOTHING, type(error).__name__)
        answer = error.answer
        what = f"Discord answered {answer.status}" if answer.status else "Discord could not be reached"
        return CallVerdict(CallOutcome.FAILURE, what, answer.wait)


_JUDGE: Final = _OutageJudge()
