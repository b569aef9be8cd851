"""What the writer sends for a plan, and what it makes of Discord's answer. Its pauses: test_writer_pauses.py."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest_asyncio

from ignis.bot.role_sync.metrics import WriteOutcome
from ignis.bot.role_sync.write_queue import WritePriority
from ignis.domain.blocked import Blocked
from ignis.domain.role_map.table import RoleChange
from ignis.domain.role_sync.plan import RankSource, SyncPlan
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import Syncing, syncing

if TYPE_CHECKING:
    import aiohttp

NAME = "6. Legionary"


class _Answer:
    """What discord.py's errors want to know of a response."""

    reason = "for a test"

    def __init__(self, status: int) -> None:
        self.status = status


GONE = discord.NotFound(cast("aiohttp.ClientResponse", _Answer(404)), {"message": "Unknown Member"})
BROKEN = discord.HTTPException(cast("aiohttp.ClientResponse", _Answer(400)), {"message": "Invalid Form Body"})


@dataclass
class Target:
    """A member whom the bot edits: Discord's answers, one after the other, and what it was asked."""

    id: int = 1
    answers: list[Exception] = field(default_factory=list)
    _roles: tuple[int, ...] = (10, 20, 30)
    edits: list[dict[str, Any]] = field(default_factory=list)

    async def edit(self, **changes: Any) -> None:
        self.edits.append(changes)
        if self.answers:
            raise self.answers.pop(0)


def plan(**fields: Any) -> SyncPlan:
    made: dict[str, Any] = {"rename": NAME} | fields
    return SyncPlan(1, None, "Legionary", None, "Legionary", RankSource.KEPT, store=False, **made)


@pytest_asyncio.fixture
async def run(tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with running_sandbox() as sandbox, syncing(sandbox, tmp_path) as made:
        yield made


async def write(run: Syncing, target: Target, **fields: Any) -> WriteOutcome | None:
    return await run.sync.writer.write(cast("discord.Member", target), plan(**fields))


async def test_roles_and_nickname_are_one_request_with_the_reason(run: Syncing) -> None:
    target = Target()
    change = RoleChange(give=40, take=(20,))
    assert await write(run, target, roles=change) is WriteOutcome.DONE
    (edit,) = target.edits
    assert (edit["nick"], edit["reason"]) == (NAME, "Ignis: Legionary")
    assert [role.id for role in edit["roles"]] == [10, 30, 40]
    assert await write(run, target, rename=None, roles=change) is WriteOutcome.DONE
    assert "nick" not in target.edits[-1]


async def test_what_needs_nothing_or_is_blocked_is_not_sent(run: Syncing) -> None:
    target = Target()
    assert await write(run, target, rename=None) is None
    blocked = run.count("ignis_sync_blocked_total", reason=Blocked.OWNER.value)
    assert await write(run, target, rename=None, no_rename=Blocked.OWNER) is None
    assert run.count("ignis_sync_blocked_total", reason=Blocked.OWNER.value) == blocked + 1
    assert target.edits == []


async def test_a_member_who_left_is_not_tried_again(run: Syncing) -> None:
    assert await write(run, Target(answers=[GONE])) is WriteOutcome.GONE
    assert run.sync.writer.queue.failing == 0
    assert await run.sync.writer.write_now(42) is WriteOutcome.GONE


async def test_a_failure_is_tried_again_and_forgotten_once_it_succeeds(run: Syncing) -> None:
    target = Target(answers=[BROKEN, OSError("no network")])
    queue = run.sync.writer.queue
    for _ in range(2):
        assert await write(run, target) is WriteOutcome.FAILED
        assert queue.failing == 1
        assert queue.next_at is not None
    assert await write(run, target) is WriteOutcome.DONE
    assert queue.failing == 0


async def test_its_own_nickname_is_recognised_once_and_a_failed_one_never(run: Syncing) -> None:
    writer = run.sync.writer
    await write(run, Target())
    assert not writer.is_own(1, "somebody else's")
    assert writer.is_own(1, NAME)
    assert not writer.is_own(1, NAME), "the next one is by somebody else"
    await write(run, Target(answers=[BROKEN]))
    assert not writer.is_own(1, NAME)


async def test_a_nickname_that_is_rewritten_again_and_again_is_given_up(run: Syncing) -> None:
    target, writer = Target(), run.sync.writer
    for _ in range(2):
        assert await write(run, target) is WriteOutcome.DONE
        assert writer.is_own(1, NAME)  # the gateway has shown it, and another bot overwrites it
    assert await write(run, target) is None
    assert len(target.edits) == 2
    assert run.count("ignis_sync_fights_total") == 1
    assert await write(run, target, roles=RoleChange(give=40, take=())) is WriteOutcome.DONE
    assert "nick" not in target.edits[-1], "roles are still written"


async def test_one_member_is_never_written_twice_at_once(run: Syncing) -> None:
    user_id = run.id_of("Tu'Shan")
    await run.change("Tu'Shan", nick="somebody")
    both = await asyncio.gather(*(run.sync.writer.write_now(user_id) for _ in range(2)))
    run.sync.writer.add(user_id, WritePriority.CHANGED)
    await run.idle()
    assert set(both) <= {WriteOutcome.DONE, None}
    assert len(run.writes("Tu'Shan")) <= 1
