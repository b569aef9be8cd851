"""The alert webhook behind a circuit: while Discord does not take alerts it is left alone, and tried by itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ignis.runtime.config.settings import CircuitSettings
from ignis.runtime.resilience.circuit import CallOutcome, CallVerdict, Circuit, CircuitOpen
from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.webhook import WebhookAnswer

NAME: Final = "webhook"
LONGEST_COOLDOWN: Final = 60.0
"""Seconds. Shorter than for others: what waits here are alerts, and one request a minute is no burden."""

_OUTAGES: Final = frozenset({DeliveryResult.UNAVAILABLE, DeliveryResult.TIMEOUT, DeliveryResult.RATE_LIMITED})

Send = Callable[[], Awaitable[WebhookAnswer]]


class _Outage(Exception):  # noqa: N818  an answer in the form that circuits understand; never leaves this module
    def __init__(self, answer: WebhookAnswer) -> None:
        super().__init__(answer.result.value)
        self.answer = answer


def policy(settings: CircuitSettings) -> CircuitSettings:
    """The common settings, with shorter waits."""
    longest = min(settings.max_cooldown, LONGEST_COOLDOWN)
    return settings.model_copy(update={"cooldown": min(settings.cooldown, longest), "max_cooldown": longest})


async def guarded(circuit: Circuit, send: Send) -> WebhookAnswer:
    """What `send` answers or, where it was not let through, that the webhook is not available and for how long."""
    try:
        return await circuit.call(lambda: _sent(send), _JUDGE)
    except _Outage as outage:
        return outage.answer
    except TimeoutError:
        return WebhookAnswer(DeliveryResult.TIMEOUT)
    except CircuitOpen:
        return WebhookAnswer(DeliveryResult.UNAVAILABLE, wait=circuit.wait_s)


def probe(circuit: Circuit, look: Send) -> None:
    """`look` asks the webhook for nothing but itself."""
    circuit.probe_with(_WebhookProbe(look), _JUDGE)


@dataclass(frozen=True)
class _WebhookProbe:
    look: Send

    async def probe(self) -> WebhookAnswer:
        return await _sent(self.look)


async def _sent(send: Send) -> WebhookAnswer:
    answer = await send()
    if answer.result in _OUTAGES:
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
