"""Asks for an address outside as long as all is well (healthchecks.io, Uptime Kuma's push).

The address is a secret. What fails here is no incident: it is logged once, counted, and shown on the status page.
"""

import asyncio
from dataclasses import replace
from typing import Final

import aiohttp
from prometheus_client import CollectorRegistry, Counter
from pydantic import SecretStr

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.background import Dice
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.telemetry.counters import from_zero
from ignis.runtime.telemetry.logs import Logger
from probes.relay.dead_mans_switch.rule import WATCHED, Freshness, reason_to_be_silent
from probes.relay.receivers.http_request import get
from probes.relay.receivers.receiver import SendOutcome, SendResult
from probes.relay.receivers.road import RoadStatus
from probes.relay.watch.observer import StackLook

KIND: Final = "dead_mans_switch"
TIMEOUT: Final = 10.0
"""Seconds."""

_FIRST_RETRY: Final = 5.0
_SILENT: Final = "silent"


class DeadMansSwitch:
    """Learns from every look at the stack, and gives the sign every `every` seconds.

    Example:
        switch = DeadMansSwitch(session, address, every=60, within=30, clock=clock, dice=Random(), registry=registry,
                                log=log)
        reconciler = Reconciler(observer, [], [switch], ...)
        giving = asyncio.create_task(switch.run())
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: SecretStr,
        *,
        every: float,
        within: float,
        clock: Clock,
        dice: Dice,
        registry: CollectorRegistry,
        log: Logger,
    ) -> None:
        self._session = session
        self._address = address
        self._every = every
        self._within = within
        self._clock = clock
        self._dice = dice
        self._log = log
        self._facts = Freshness()
        self._backoff = Backoff(first=min(_FIRST_RETRY, every), longest=every)
        self._failures = 0
        self._begun = clock.monotonic()
        self._status = RoadStatus(KIND)
        self._signs = Counter(
            "ignis_dead_mans_switch_signs",
            "Signs of life to somebody outside, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        from_zero(self._signs, [*SendOutcome, _SILENT])

    @property
    def status(self) -> RoadStatus:
        return self._status

    async def looked(self, look: StackLook) -> None:
        now = self._clock.monotonic()
        answered = {name: now for name in WATCHED if name in look.answers and look.answers[name].answered}
        self._facts = replace(self._facts, looked=now, answered={**self._facts.answered, **answered})

    async def run(self) -> None:
        """Never returns."""
        while True:
            pause = await self.give()
            await asyncio.sleep(pause)

    async def give(self) -> float:
        """Gives the sign, if it may be given. Returns the seconds until the next."""
        silent = reason_to_be_silent(self._facts, self._clock.monotonic(), self._within)
        if silent is not None:
            self._signs.labels(_SILENT).inc()
            if self._clock.monotonic() - self._begun >= self._every:  # not while the stack starts
                self._note(silent)
            return self._backoff.first
        result = await self._ask()
        self._signs.labels(result.outcome).inc()
        if result.outcome is SendOutcome.DELIVERED:
            self._failures = 0
            self._note(None)
            return self._every
        self._failures += 1
        self._note(result.why)
        return result.wait or self._backoff.delay(self._failures, self._dice.random())

    async def _ask(self) -> SendResult:
        answer = await get(self._session, self._address, TIMEOUT)
        if answer.result.outcome is SendOutcome.DELIVERED and answer.json().get("ok") is False:
            return SendResult(SendOutcome.MISCONFIGURED, "it does not know the address")  # Uptime Kuma
        return answer.result

    def _note(self, why: str | None) -> None:
        """Says it once: when it begins, and when it is over."""
        before = self._status
        if why is None:
            self._status = RoadStatus(KIND)
            if before.why is not None:
                self._log.info("the dead man's switch is told again that all is well")
            return
        self._status = replace(before, failing_since=before.failing_since or self._clock.now(), why=why)
        if before.why is None:
            self._log.warning("the dead man's switch is not told that all is well", why=why)
