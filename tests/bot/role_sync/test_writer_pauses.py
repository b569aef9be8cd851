"""After a refusal of Discord's the sync holds back: for 10,000 refusals in ten minutes Discord bans the address."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest
import pytest_asyncio

from ignis.bot.role_sync.metrics import WriteOutcome
from ignis.bot.role_sync.write_queue import WritePriority
from ignis.domain.role_sync.plan import RankSource, SyncPlan
from ignis.services.ports import AccountAnswer, Freshness
from tests.support.fakes.hanging import Hanging
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import Syncing, syncing

if TYPE_CHECKING:
    import aiohttp

    from ignis.bot.role_sync.planner import SyncPlanner

_AFTER_REFUSAL = 1.0
_COOLDOWN = 0.5
"""Of the circuit, in tests.support.servers.syncing."""


class _Answer:
    """What discord.py's errors want to know of a response."""

    reason = "for a test"

    def __init__(self, status: int) -> None:
        self.status = status


TOO_MANY = discord.HTTPException(cast("aiohttp.ClientResponse", _Answer(429)), {"message": "You are being limited"})
"""What is left when discord.py has waited and tried five times."""
FORBIDDEN = discord.Forbidden(cast("aiohttp.ClientResponse", _Answer(403)), {"message": "Missing Permissions"})


@dataclass
class Target:
    """A member whom the bot edits: what Discord says to that, and when it was asked (seconds, time.monotonic)."""

    id: int
    answer: Exception | None = None
    asked_at: list[float] = field(default_factory=list)
    _roles: tuple[int, ...] = ()

    async def edit(self, **changes: Any) -> None:
        assert changes["nick"] == "6. Legionary"
        self.asked_at.append(time.monotonic())
        if self.answer is not None:
            raise self.answer


def renamed(target: Target) -> SyncPlan:
    return SyncPlan(
        target.id, None, "Legionary", None, "Legionary", RankSource.KEPT, store=False, rename="6. Legionary"
    )


@pytest_asyncio.fixture
async def run(tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with running_sandbox() as sandbox, syncing(sandbox, tmp_path) as made:
        yield made


async def write(run: Syncing, target: Target) -> WriteOutcome | None:
    return await run.sync.writer.write(cast("discord.Member", target), renamed(target))


async def test_a_refusal_costs_everybody_a_second(run: Syncing) -> None:
    refused, next_one = Target(1, FORBIDDEN), Target(2)
    assert await write(run, refused) is WriteOutcome.REFUSED
    assert await write(run, next_one) is WriteOutcome.DONE
    assert next_one.asked_at[0] - refused.asked_at[0] >= _AFTER_REFUSAL


async def test_refusals_at_once_wait_for_each_other(run: Syncing) -> None:
    both = Target(1, FORBIDDEN), Target(2, FORBIDDEN)
    next_one = Target(3)
    await asyncio.gather(*(write(run, each) for each in both))
    await write(run, next_one)
    last = max(each.asked_at[0] for each in both)
    assert next_one.asked_at[0] - last >= _AFTER_REFUSAL


async def test_while_discord_limits_the_bot_nobody_is_written_or_even_looked_at(run: Syncing) -> None:
    limited = Target(1, TOO_MANY)
    for _ in range(3):  # then the circuit is open
        opened = time.monotonic()
        assert await write(run, limited) is WriteOutcome.FAILED
    waiting = Target(2)
    assert await write(run, waiting) is WriteOutcome.FAILED
    assert waiting.asked_at == []
    looks = Looks(run)
    run.sync.writer.add(run.id_of("Tu'Shan"), WritePriority.CHANGED)
    await run.idle()
    assert looks.at[0] - opened >= _COOLDOWN


async def test_an_edit_that_discord_never_answers_is_given_up_and_cancelled(
    run: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.sync.writer, "_answer_within", 0.01)
    silent = SilentTarget(1)
    assert await write(run, silent) is WriteOutcome.FAILED
    assert silent.hanging.cancelled


@dataclass
class SilentTarget(Target):
    """A member about whom Discord never answers."""

    hanging: Hanging = field(default_factory=Hanging)

    async def edit(self, **changes: Any) -> None:
        await self.hanging.forever(**changes)


class Looks:
    """The planner of a writer; it notes when the writer looks at a member."""

    def __init__(self, run: Syncing) -> None:
        self.at: list[float] = []
        self._planner = run.sync.planner
        self.snapshot = run.sync.planner.snapshot
        run.sync.writer._planner = cast("SyncPlanner", self)
        self.refused = self._planner.refused
        self.snapshot = self._planner.snapshot

    def member(self, user_id: int) -> discord.Member | None:
        return self._planner.member(user_id)

    async def look_up_account(self, user_id: int, freshness: Freshness) -> AccountAnswer | None:
        return await self._planner.look_up_account(user_id, freshness)

    async def plan(self, member: discord.Member) -> SyncPlan | None:
        self.at.append(time.monotonic())
        return await self._planner.plan(member)
