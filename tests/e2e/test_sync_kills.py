"""kill -9 at any moment of a burst of role changes: in the end everybody is who their roles say, and no edit is lost.

A minute of it is about eight kills: the bot is back within a few seconds, and Discord lets it identify every five.
"""

import asyncio
import os
import random
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from ignis.adapters.database.database import open_database
from ignis.adapters.role_map.reader import load_role_map
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.adapters.stores.sync import SqliteSync
from ignis.domain.members.member import Member
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import Account, BotReach, plan
from ignis.sandbox.world import SEED
from ignis.sandbox.world.roles import BOT_ROLE
from tests.support.programs.stack import Stack, get, post, stack
from tests.support.waiting import wait_until as eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

DICE = 20_260_301
CHANGES = 12  # between two kills
MODERATOR, ADMINISTRATOR = "Cassian", "Vulkan"
ROLES = sorted(SEED.roles, key=lambda role: role.position)
ROLE_IDS = {role.name: role.id for role in ROLES}
TOP = SEED.role(BOT_ROLE).position
REACH = BotReach(SEED.owner.id, frozenset(role.id for role in ROLES if role.position >= TOP), True, True)  # noqa: FBT003
DONE = "undoes this"
NEW_ROLES = ("Recruiter", "Visitor")  # that the map does not know, and nobody's rank depends on


@dataclass
class Burst:
    """People changing roles and the map as fast as the sandbox takes it, whether or not there is a bot."""

    stack: Stack
    sandbox: str
    dice: random.Random
    pool: ThreadPoolExecutor
    edits: list[tuple[str, str, Future[dict[str, Any]]]] = field(default_factory=list)

    def members(self) -> list[dict[str, Any]]:
        found = get(f"{self.sandbox}/sandbox/state")["members"]
        return [one for one in found if not one["bot"]]

    def roles(self) -> list[str]:
        """Those that stand for a rank and that a moderator may give."""
        ranks = self.role_map().legion.role_ranks
        return [role.name for role in ROLES if role.position < TOP and ranks.highest([role.name]) is not None]

    def role_map(self) -> RoleMap:
        """As the file says it now. Raises ConfigError for one that is no map."""
        return load_role_map(self.stack.role_map)

    def change(self) -> None:
        """Somebody loses what they have and gets another role, or only the one or the other."""
        member = self.dice.choice(self.members())
        held = [role for role in member["roles"] if role in self.roles()]
        taken = self.dice.sample(held, self.dice.randint(0, len(held)))
        given = [self.dice.choice(self.roles())] if self.dice.random() < 0.8 else []
        body = {"actor": MODERATOR, "member": member["name"], "add_roles": given, "remove_roles": taken}
        post(f"{self.sandbox}/sandbox/member", body)

    def edit(self) -> None:
        """Begins a change of the map by command; what was acknowledged is asked for later."""
        role, rank = self.dice.choice(NEW_ROLES), self.dice.choice(self.role_map().legion.ranks)
        asked = self.pool.submit(self._slash, role, rank)
        self.edits.append((role, rank, asked))

    def _slash(self, role: str, rank: str) -> dict[str, Any]:
        options = {"role": role, "rank": rank}
        body = {"as": ADMINISTRATOR, "channel": "servitor-terminal", "command": "config role add", "options": options}
        answer: dict[str, Any] = post(f"{self.sandbox}/sandbox/slash", body)
        return answer

    def bot_pid(self) -> int | None:
        pid: int | None = get(f"{self.sandbox}/sandbox/state")["bot_pid"]
        return pid

    def ready(self) -> bool:
        with suppress(OSError):
            return bool(get(f"{self.stack.url('bot')}/readyz"))
        return False


@pytest.fixture
def burst() -> Iterator[Burst]:
    with stack({"sync": {"quiet": 0.3}}) as made, ThreadPoolExecutor() as pool:
        made.up()
        yield Burst(made, made.url("sandbox"), random.Random(DICE), pool)


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.long)])
def test_killed_at_any_moment_of_a_burst(burst: Burst, kills: int) -> None:
    for number in range(kills):
        eventually(burst.ready, f"the bot is back after {number} kills (seed {DICE})\n{burst.stack.logs()}")
        killed_at = burst.dice.randrange(CHANGES)
        for step in range(CHANGES):
            if step in (killed_at, killed_at // 2):
                burst.edit()
            if step == killed_at:
                kill(burst)
            burst.change()
        assert_nothing_lost(burst, number)
    everybody_is_who_their_roles_say(burst)


def kill(burst: Burst) -> None:
    pid = burst.bot_pid()
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def assert_nothing_lost(burst: Burst, number: int) -> None:
    """The file is a map, and holds the last of the edits of a role that were acknowledged."""
    acknowledged = {role: rank for role, rank, asked in burst.edits if _told(asked)}
    mapping = {role: found.rank for role in NEW_ROLES if (found := burst.role_map().legion.role_ranks.highest([role]))}
    later = {role for role, rank, asked in burst.edits if not _told(asked)}  # perhaps made, never acknowledged
    for role, rank in acknowledged.items():
        assert mapping.get(role) == rank or role in later, f"kill {number} (seed {DICE}) lost {role} → {rank}"


def _told(asked: "Future[dict[str, Any]]") -> bool:
    """Whether whoever asked was told that it was done."""
    return DONE in str(asked.result(timeout=40).get("messages"))


def everybody_is_who_their_roles_say(burst: Burst) -> None:
    """Judged by the pure functions on what Discord shows and the database holds."""

    def wrong() -> list[str]:
        members = burst.members()
        stored, accounts = asyncio.run(_known(burst.stack, [int(one["id"]) for one in members]))
        legion = burst.role_map().legion
        table = RoleTable(legion, [GuildRole(role.id, role.name, role.position < TOP) for role in ROLES])
        found: list[str] = []
        for one in members:
            number = int(one["id"])
            seen = REACH.seen(number, [ROLE_IDS[name] for name in one["roles"]], one["nick"])
            made = plan(table, seen, stored.get(number), accounts.get(number))
            ranked = legion.role_ranks.highest(one["roles"])
            rank = stored[number].rank if number in stored else None
            if made.store or made.writes or (ranked is not None and rank != legion.rank(ranked.rank)):
                found.append(f"{one['name']}: {one['roles']} is {rank}, {one['nick']!r}")
        return found

    eventually(lambda: not wrong(), f"everybody fits (seed {DICE}): {wrong()}\n{burst.stack.logs()}", within=60)


async def _known(made: Stack, user_ids: list[int]) -> tuple[Mapping[int, Member], dict[int, Account]]:
    """As the bot's database has it; the bot goes on working meanwhile."""
    async with open_database(made.home.ignis_db, busy_timeout=5) as database:
        names = await AccountMemory(database).find(user_ids)
        accounts = {user_id: Account(known.name) for user_id, known in names.items() if known.name is not None}
        return await SqliteSync(database).stored(user_ids), accounts
