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
from ignis.domain.role_sync.swap import Swap
from ignis.domain.write_problem import WriteProblem
from tests.support.servers.sandbox import running_sandbox
from tests.support.servers.syncing import Syncing, syncing

if TYPE_CHECKING:
    import aiohttp

NAME = "6. Legionary"
SWAP = RoleChange(give=40, take=(20,))


class _Answer:
    """What discord.py's errors want to know of a response."""

    reason = "for a test"

    def __init__(self, status: int) -> None:
        self.status = status


GONE = discord.NotFound(cast("aiohttp.ClientResponse", _Answer(404)), {"message": "Unknown Member"})
NAME_REFUSED = discord.HTTPException(
    cast("aiohttp.ClientResponse", _Answer(400)), {"code": 50035, "message": "Invalid Form Body"}
)
ROLE_GONE = discord.NotFound(cast("aiohttp.ClientResponse", _Answer(404)), {"code": 10011, "message": "Unknown Role"})
FORBIDDEN = discord.Forbidden(cast("aiohttp.ClientResponse", _Answer(403)), {"code": 50013, "message": "Missing"})
BROKEN = discord.HTTPException(cast("aiohttp.ClientResponse", _Answer(503)), {"message": "overloaded"})


@dataclass
class Target:
    """A member whom the bot edits: Discord's answers, one after the other, and what it was asked."""

    id: int = 1
    answers: list[Exception | None] = field(default_factory=list)
    here: bool = False
    chunked: bool = True
    roles_there: frozenset[int] = frozenset({10, 20, 30, 40})
    _roles: tuple[int, ...] = (10, 20, 30)
    edits: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def guild(self) -> "Target":
        return self

    def get_role(self, role_id: int) -> object:
        return role_id if role_id in self.roles_there else None

    def get_member(self, _: int) -> object:
        return self if self.here else None

    async def edit(self, **changes: Any) -> None:
        self.edits.append(changes)
        await self._asked("rename", changes["nick"])

    async def add_roles(self, role: discord.Object, *, reason: str) -> None:
        self._roles = (*self._roles, *await self._asked("give", role.id))
        assert reason

    async def remove_roles(self, role: discord.Object, *, reason: str) -> None:
        taken = await self._asked("take", role.id)
        self._roles = tuple(each for each in self._roles if each not in taken)
        assert reason

    async def _asked(self, what: str, target: Any) -> tuple[Any, ...]:
        self.requests.append((what, target))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        return (target,)


def plan(**fields: Any) -> SyncPlan:
    made: dict[str, Any] = {"rename": NAME} | fields
    return SyncPlan(1, None, "Legionary", None, "Legionary", RankSource.KEPT, store=False, **made)


@pytest_asyncio.fixture
async def run(tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with running_sandbox() as sandbox, syncing(sandbox, tmp_path) as made:
        yield made


async def write(run: Syncing, target: Target, **fields: Any) -> WriteOutcome | None:
    return await run.sync.writer.write(cast("discord.Member", target), plan(**fields))


async def test_roles_go_one_by_one_and_before_the_nickname(run: Syncing) -> None:
    """A list of roles would undo what somebody else gives or takes meanwhile."""
    target = Target()
    assert await write(run, target, roles=SWAP) is WriteOutcome.DONE
    assert target.requests == [("give", 40), ("take", 20), ("rename", NAME)]
    assert target.edits == [{"nick": NAME, "reason": "Ignis: Legionary"}]


async def test_only_roles_that_exist_and_are_to_change_are_sent(run: Syncing) -> None:
    target = Target(roles_there=frozenset({10, 30}))
    change = RoleChange(give=40, take=(20, 30, 50))
    assert await write(run, target, rename=None, roles=change) is WriteOutcome.DONE
    assert target.requests == [("take", 30)]


async def test_a_refused_nickname_does_not_keep_the_role_away(run: Syncing) -> None:
    target = Target(answers=[None, None, NAME_REFUSED])
    assert await write(run, target, roles=SWAP) is WriteOutcome.REFUSED
    assert target._roles == (10, 30, 40)
    assert run.sync.writer.queue.failing == 0, "the same nickname would be refused again"
    assert [each.problem for each in run.sync.planner.refused.of(1)] == [WriteProblem.NAME_REFUSED]
    assert await write(run, target) is None
    assert target.requests[-1] == ("rename", NAME), "not sent again"
    assert await write(run, target, rename="6. Other") is WriteOutcome.DONE
    assert not run.sync.planner.refused.of(1)


async def test_a_role_that_is_not_given_keeps_the_old_one_and_lets_the_nickname_through(run: Syncing) -> None:
    target = Target(answers=[FORBIDDEN])
    assert await write(run, target, roles=SWAP) is WriteOutcome.REFUSED
    assert target.requests == [("give", 40), ("rename", NAME)]
    assert target._roles == (10, 20, 30)
    assert run.sync.writer.queue.failing == 1, "it may work in a moment"
    assert [(each.target, each.problem) for each in run.sync.planner.refused.of(1)] == [
        (40, WriteProblem.NO_PERMISSION)
    ]


async def test_a_role_that_discord_will_not_give_keeps_the_old_one_at_the_next_look_too(run: Syncing) -> None:
    target = Target(answers=[ROLE_GONE])
    await write(run, target, roles=SWAP, rename=None)
    assert await write(run, target, roles=SWAP) is WriteOutcome.DONE
    assert target.requests == [("give", 40), ("rename", NAME)]


async def test_while_discord_is_not_there_nothing_more_is_sent(run: Syncing) -> None:
    target = Target(answers=[OSError("no network")])
    assert await write(run, target, roles=SWAP) is WriteOutcome.FAILED
    assert target.requests == [("give", 40)]
    assert not run.sync.planner.refused.of(1)


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


async def test_a_member_whom_discord_does_not_find_though_they_are_here_is_tried_again(run: Syncing) -> None:
    assert await write(run, Target(answers=[GONE], here=True)) is WriteOutcome.REFUSED
    assert run.sync.writer.queue.failing == 1
    assert [each.problem for each in run.sync.planner.refused.of(1)] == [WriteProblem.MEMBER_NOT_FOUND]


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
    assert target.requests[-1] == ("give", 40), "roles are still written"


async def test_roles_that_are_changed_back_again_and_again_are_given_up_told_once_and_tried_after_the_rest(
    run: Syncing,
) -> None:
    target, writer, change = Target(), run.sync.writer, RoleChange(give=40, take=())
    for _ in range(2):
        assert await write(run, target, roles=change) is WriteOutcome.DONE
        writer.is_own(1, NAME)
        writer.conflicts.saw_roles(1, [40])  # the gateway has shown it, and another bot takes it
        target._roles = (10, 20, 30)
    given = target.requests.count(("give", 40))
    for _ in range(3):
        await write(run, target, roles=change)
    assert target.requests.count(("give", 40)) == given == 2
    assert run.count("ignis_sync_blocked_total", reason="roles_contested") >= 1
    assert writer.queue.next_at is not None, "it is looked at after the rest"
    assert "1" in run.sync.state()["contested"]
    await writer.follow(1, Swap("Captain", None, 7))
    assert not writer.conflicts.roles.is_contested(1, 0), "an officer's order begins anew"


async def test_one_member_is_never_written_twice_at_once(run: Syncing) -> None:
    user_id = run.id_of("Tu'Shan")
    await run.change("Tu'Shan", nick="somebody")
    both = await asyncio.gather(*(run.sync.writer.write_now(user_id) for _ in range(2)))
    run.sync.writer.add(user_id, WritePriority.CHANGED)
    await run.idle()
    assert set(both) <= {WriteOutcome.DONE, None}
    assert len(run.writes("Tu'Shan")) <= 1
