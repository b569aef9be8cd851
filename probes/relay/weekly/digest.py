"""Sends the weekly digest when it is due: once, and late if nothing ran when it was."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.webhook import Picture
from probes.relay.weekly.memory import WeeklyMemory
from probes.relay.weekly.plan import WeeklyPlan
from probes.relay.weekly.report import PICTURE, WeeklyWords, report
from probes.relay.weekly.week import Week, WeekHistory, week_of

_EVERY = 60.0  # seconds


class WeekSource(Protocol):
    """Where the history comes from; in the relay it is the exporter."""

    async def week(self) -> WeekHistory | None:
        """None if it cannot be had now."""
        ...


class ApartSender(Protocol):
    """Sends what is no alert; in the relay it is the outbox worker, which keeps to the webhook's limits."""

    async def send_apart(self, body: Mapping[str, Any], picture: Picture | None) -> bool:
        """Whether the message is in the channel."""
        ...


@dataclass(frozen=True)
class WeeklyStyle:
    words: WeeklyWords
    message: MessageStyle


class WeeklyDigest:
    """Looks once a minute whether it is due.

    Example:
        digest = WeeklyDigest(WeeklyPlan(), memory, source, worker, style, clock=clock, log=log)
        await digest.look()
    """

    def __init__(
        self,
        plan: WeeklyPlan,
        memory: WeeklyMemory,
        source: WeekSource,
        sender: ApartSender,
        style: WeeklyStyle,
        *,
        clock: Clock,
        log: Logger,
    ) -> None:
        self._plan = plan
        self._memory = memory
        self._source = source
        self._sender = sender
        self._style = style
        self._clock = clock
        self._log = log
        self._complained: set[str] = set()

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await tick(_EVERY)

    async def look(self) -> None:
        """Sends the digest if it is due, or says in the log why it cannot."""
        now = self._clock.now()
        try:
            last = await asyncio.to_thread(self._memory.last)
            if last is None:
                await asyncio.to_thread(self._memory.keep, now)
            elif self._plan.due(last, now):
                await self._send(now)
        except OSError as error:
            self._complain(f"the weekly digest waits: its file cannot be used: {error.strerror or error}")

    async def _send(self, now: datetime) -> None:
        history = await self._source.week()
        if history is None:
            self._complain("the weekly digest waits: the exporter does not give the history")
            return
        week = week_of(history, self._plan.zone)
        picture = await asyncio.to_thread(self._picture, week)
        body = report(week, self._style.words, self._style.message, picture=picture is not None)
        if not await self._sender.send_apart(body, picture):
            self._complain("the weekly digest waits: Discord does not take it")
            return
        await asyncio.to_thread(self._memory.keep, now)
        self._complained.clear()
        self._log.info("weekly digest sent")

    def _picture(self, week: Week) -> Picture | None:
        """What draws is imported with the first picture. None if it cannot be drawn: the text says the same."""
        from ignis.runtime.drawing.png import png  # noqa: PLC0415  see above
        from probes.relay.weekly.picture import drawn  # noqa: PLC0415  see above

        words = self._style.words
        try:
            return Picture(PICTURE, png(drawn(week, words.title, words.weekdays)))
        except ValueError as error:
            self._log.warning("no picture of the week", problem=str(error))
            return None

    def _complain(self, line: str) -> None:
        """Each reason once, until one was sent."""
        if line not in self._complained:
            self._complained.add(line)
            self._log.warning(line)
