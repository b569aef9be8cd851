"""A past for a stack that has only just begun, so that it has something to show. The exporter's archive writes it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from probes.exporter.history.archive import Archive
from probes.exporter.history.subject_status import WHOLE
from probes.exporter.history.tally import DAY_MS, SLOT_MS, Tally, answer, slot_of, time_in
from probes.exporter.history.watch import milliseconds
from probes.exporter.schedule.catalogue import checks
from probes.exporter.schedule.outage import CORE
from probes.outcome import CheckStatus

EVERYTHING: Final = "everything"
_HOUR_MS: Final = 3_600_000
_ANSWERING: Final = frozenset({"discord_gateway", "discord_api"})  # those whose latency is remembered
_PROGRAMS: Final = ("bot", "exporter", "relay", "sandbox")
_RUNS: Final = 600  # of a check in one slot, as often as tests have them run


@dataclass(frozen=True)
class Trouble:
    """How a check was for `minutes`, from `hours_ago` on; no two of one check at the same time.

    `EVERYTHING` that was `UNKNOWN`: the exporter did not run.
    """

    check: str
    status: CheckStatus
    hours_ago: float
    minutes: float


A_DAY: Final = (
    Trouble(EVERYTHING, CheckStatus.UNKNOWN, 120, 600),
    Trouble("discord_gateway", CheckStatus.FAILING, 70, 13),
    Trouble(EVERYTHING, CheckStatus.UNKNOWN, 19, 55),
    Trouble("bot_liveness", CheckStatus.FAILING, 15.8, 0.1),
    Trouble("bloxlink", CheckStatus.FAILING, 12.3, 130),
    Trouble("bloxlink", CheckStatus.DEGRADED, 10.1, 35),
    Trouble("discord_gateway", CheckStatus.DEGRADED, 5.9, 25),
    Trouble("roblox", CheckStatus.DEGRADED, 3.2, 9),
)
"""A day, and the week before it, as they may well be."""

A_SEASON: Final = (
    Trouble(EVERYTHING, CheckStatus.UNKNOWN, 90 * 24, 24 * 24 * 60),
    Trouble("discord_gateway", CheckStatus.FAILING, 61 * 24, 95),
    Trouble("database", CheckStatus.FAILING, 48.3 * 24, 9),
    Trouble("roblox", CheckStatus.FAILING, 40 * 24, 26 * 60),
    Trouble("discord_gateway", CheckStatus.DEGRADED, 33 * 24, 90),
    Trouble("bot_liveness", CheckStatus.FAILING, 21.4 * 24, 320),
    *A_DAY,
)
"""Ninety days, of which Ignis saw the last 66."""


async def remember(home: Home, troubles: Sequence[Trouble], clock: Clock, *, days: int = 7) -> None:
    """That many `days` in `home`'s history.db, which must not be in use: all was well but for the `troubles`."""
    home.create()
    log = structlog.stdlib.get_logger("past")
    archive = Archive(home.history_db, keep_days=days + 1, busy_timeout_s=1, clock=clock, log=log)
    await archive.open()
    now = milliseconds(clock.now())
    for slot in range(slot_of(now - days * DAY_MS), slot_of(now) + 1):
        for subject, tally in _slot(slot, now, troubles):
            archive.pending.add(slot, subject, tally)
        if slot % 100 == 0:  # what waits to be written is bounded
            await archive.write()
    await archive.write()
    await archive.close()


def _slot(slot: int, now: int, troubles: Sequence[Trouble]) -> Iterator[tuple[str, Tally]]:
    yield WHOLE, _tally(slot, now, [one for one in troubles if one.check in {*CORE, EVERYTHING}])
    for check in checks():
        tally = _tally(slot, now, [one for one in troubles if one.check in {check.name, EVERYTHING}])
        if check.name in _ANSWERING and tally.observed:
            tally = tally.plus(_answers(slot, slow=tally.degraded > 0))
        yield f"check:{check.name}", tally
    for program in _PROGRAMS:
        told = {EVERYTHING, "bot_liveness"} if program == "bot" else {EVERYTHING}
        yield f"program:{program}", _tally(slot, now, [one for one in troubles if one.check in told])


def _tally(slot: int, now: int, troubles: Sequence[Trouble]) -> Tally:
    begin, end = slot * SLOT_MS, min(now, (slot + 1) * SLOT_MS)
    found, rest = Tally(), end - begin
    for one in troubles:
        since = now - round(one.hours_ago * _HOUR_MS)
        length = max(0, min(end, since + round(one.minutes * 60_000)) - max(begin, since))
        found, rest = found.plus(time_in(one.status, length)), rest - length
    return found.plus(time_in(CheckStatus.OK, rest))


def _answers(slot: int, *, slow: bool) -> Tally:
    """Some 40 ms, with a swell over the hours and a little unrest."""
    one = answer(0.04 + 0.006 * math.sin(slot / 40) + 0.003 * math.sin(slot * slot) + (0.16 if slow else 0))
    return Tally(answers=_RUNS, latency_sum=_RUNS * one.latency_sum, latency_max=one.latency_max)
