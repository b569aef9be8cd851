"""`/sync member`, `/sync all` and `/why` on a server of their own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from simcord.actors import MemberActor

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.profile import Subject
from ignis.domain.role_sync.sync_run import RunState, SyncRun
from ignis.runtime.base.clock import SystemClock
from tests.bot.conftest import NOON, Bench
from tests.support.servers.server import Server, press, said, shown
from tests.support.waiting import becomes

REFUSED = "Only the legion's officers may do this."


@pytest_asyncio.fixture
async def at_work(bench: Bench, server: Server) -> AsyncIterator[Server]:
    """The server, known to the sync, and somebody who works on syncs of everybody."""
    assert bench.client.guild is not None
    assert bench.roles.desk.refresh()
    worker = asyncio.create_task(bench.syncing.everybody.run())
    await bench.syncing.everybody.arrive(bench.client.guild)
    yield server
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


def join(server: Server, name: str, nick: str, *roles: str) -> MemberActor:
    user = server.env.create_user(name.lower(), global_name=name)
    return server.guild.add_member(user, roles=[server.roles[role] for role in roles], nick=nick)


def nickname(server: Server, who: MemberActor) -> str | None:
    return server.env.backend.get_member(server.guild.id, who.id).nick


async def lift(bench: Bench, server: Server, role: str) -> None:
    """Above Ignis' own role."""
    server.env.backend.edit_role(server.guild.id, server.roles[role].id, {"position": 50})
    await server.env.settle()
    assert bench.roles.desk.refresh()


async def ended(database: Database, run_id: int = 1) -> SyncRun:
    async def found() -> SyncRun | None:
        run = await SqliteSyncRuns(database).find(run_id)
        return run if run is not None and run.state is not RunState.RUNNING else None

    return await becomes(found, "the run has ended")


class TestMember:
    async def test_who_fits_is_left_alone(self, at_work: Server) -> None:
        told = said(await at_work.officer.slash(at_work.channel, "sync member", member=at_work.recruit))
        assert told == (
            "✔ Molok is Aspirant. Everything was right already.\n"
            "The nickname is left alone: no Roblox account is known."
        )

    async def test_a_nickname_follows_and_it_is_told(self, at_work: Server) -> None:
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants")
        told = said(await at_work.officer.slash(at_work.channel, "sync member", member=joined))
        assert told == "✔ IX. Vel\\_Nocturne is Aspirant.\nNickname: IA. Vel\\_Nocturne"
        assert nickname(at_work, joined) == "IA. Vel_Nocturne"
        assert (await at_work.stored(joined)).rank == "Aspirant"

    async def test_what_discord_does_not_allow_is_said_and_not_tried(self, bench: Bench, at_work: Server) -> None:
        await lift(bench, at_work, "Recruiter")
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants", "Recruiter")
        told = said(await at_work.officer.slash(at_work.channel, "sync member", member=joined))
        assert told.splitlines() == [
            "IX. Vel\\_Nocturne is Aspirant.",
            "⚠ Something is in the way: their highest role is not below mine.",
        ]
        assert nickname(at_work, joined) == "IX. Vel_Nocturne"

    async def test_a_bot_has_no_rank(self, at_work: Server) -> None:
        bot = at_work.guild.add_member(at_work.env.create_user("helper", bot=True))
        told = said(await at_work.officer.slash(at_work.channel, "sync member", member=bot))
        assert told == "Bots hold no rank and no points."

    async def test_it_is_for_staff(self, at_work: Server) -> None:
        await at_work.let(at_work.recruit, "sync")
        assert said(await at_work.recruit.slash(at_work.channel, "sync member", member=at_work.recruit)) == REFUSED
        assert said(await at_work.recruit.slash(at_work.channel, "sync all")) == REFUSED


class TestEverybody:
    async def test_one_message_tells_how_it_ended(self, at_work: Server, database: Database) -> None:
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants")
        begun = await at_work.officer.slash(at_work.channel, "sync all")
        assert begun.response is not None
        assert not begun.response.ephemeral
        assert "Sync of everybody" in shown(begun)
        run = await ended(database)
        assert (run.state, run.tally.looked_at, run.tally.failed) == (RunState.FINISHED, run.total, 0)
        assert nickname(at_work, joined) == "IA. Vel_Nocturne"
        last = at_work.channel.last_message
        assert last is not None

        async def told() -> bool:
            message = at_work.channel.last_message
            return message is not None and "done" in str([item.to_dict() for item in message.components])

        await becomes(told, "the message says that it is done")

    async def test_what_was_begun_before_the_restart_goes_on(
        self, bench: Bench, at_work: Server, database: Database
    ) -> None:
        store = SqliteSyncRuns(database)
        left = await store.begin(at_work.officer.id, "en", 5, NOON - timedelta(minutes=1))
        assert left is not None
        guild = bench.client.guild
        assert guild is not None
        await bench.syncing.everybody.arrive(guild)
        assert (await ended(database, left.id)).state is RunState.FINISHED

    async def test_a_second_one_is_refused_and_the_button_stops_the_first(
        self, bench: Bench, server: Server, database: Database
    ) -> None:
        """Nobody works on it here, so that it stays as it is."""
        begun = await server.officer.slash(server.channel, "sync all")
        assert said(await server.officer.slash(server.channel, "sync all")) == (
            "A sync of everybody runs already. Stop that one, or wait for its end."
        )
        stopped = await press(server.officer, begun, "Stop")
        assert "stopped" in shown(stopped)
        assert (await ended(database)).state is RunState.STOPPED
        await server.officer.slash(server.channel, "sync all")
        assert bench.outcomes[-1][0] == "sync all"

    async def test_a_refusal_is_not_taken_for_the_message_of_the_run_that_goes_on(
        self, server: Server, database: Database
    ) -> None:
        store = SqliteSyncRuns(database)
        begun = await store.begin(server.admin.id, "en", 5, NOON)  # its message does not stand yet
        told = said(await server.officer.slash(server.channel, "sync all"))
        assert told.startswith("A sync of everybody runs already.")
        assert await store.running() == begun
        assert begun is not None
        assert begun.shown is None

    async def test_the_button_is_for_staff(self, server: Server, database: Database) -> None:
        begun = await server.officer.slash(server.channel, "sync all")
        assert said(await press(server.recruit, begun, "Stop")) == REFUSED
        run = await SqliteSyncRuns(database).running()
        assert run is not None

    async def test_a_dry_run_changes_nothing(self, at_work: Server, database: Database) -> None:
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants")
        told = said(await at_work.officer.slash(at_work.channel, "sync all", dry_run=True))
        assert "What a sync of everybody would change" in told
        assert "called IA. Vel\\_Nocturne" in told
        assert nickname(at_work, joined) == "IX. Vel_Nocturne"
        assert await SqliteSyncRuns(database).find(1) is None

    async def test_a_dry_run_knows_whose_nickname_another_bot_fights_for(self, bench: Bench, at_work: Server) -> None:
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants")
        fights, wanted = bench.roles.writer.fights, "IA. Vel_Nocturne"
        for moment in (1.0, 2.0):
            fights.wrote(joined.id, wanted, SystemClock().monotonic() - moment)
        assert fights.begins(joined.id, wanted, SystemClock().monotonic())
        told = said(await at_work.officer.slash(at_work.channel, "sync all", dry_run=True))
        assert "⛔ another bot keeps rewriting the nickname" in told
        assert "called" not in told
        told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
        assert "It should be IA. Vel\\_Nocturne.\n" in told
        assert "⚠ The nickname cannot be changed: another bot keeps rewriting the nickname." in told


class TestWhy:
    async def test_the_roles_decide(self, at_work: Server) -> None:
        told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.officer))
        assert told.splitlines()[:5] == [
            "### Why Cassian is who they are",
            "**Rank: Captain**",
            "The highest mapped role decides:",
            "**1. Captains** → Captain ← decides",
            "1 other role stands for no rank.",
        ]

    async def test_a_rank_that_ignis_gave(self, bench: Bench, at_work: Server, services: Services) -> None:
        actor, recruit = Actor(at_work.officer.id), Subject(at_work.recruit.id, ("Aspirants",), None)
        await services.ranks.set(actor, recruit, "Primarch", "by decree", at=NOON)
        await lift(bench, at_work, "Primarch")
        told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
        assert "**Rank: Primarch**" in told
        assert "Ignis gave this rank. The roles still stand for Aspirant and are made to follow." in told
        assert "Aspirant → Primarch: set by Cassian" in told
        assert "⚠ The roles cannot follow: a role to give or take is not below mine." in told

    async def test_a_rank_that_changed_with_the_map_is_not_put_down_to_somebody_unknown(
        self, bench: Bench, at_work: Server
    ) -> None:
        joined = join(at_work, "Vel", "IA. Vel_Nocturne", "Aspirants")
        await at_work.officer.slash(at_work.channel, "sync member", member=joined)
        await at_work.admin.slash(at_work.channel, "config role add", role=at_work.roles["Aspirants"], rank="Initiate")
        assert bench.roles.desk.refresh()
        told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
        decides, due = "**1. Aspirants** → Initiate ← decides", "Stored is still Aspirant; the next sync changes that."
        assert f"{decides}\n{due}" in told
        await at_work.officer.slash(at_work.channel, "sync member", member=joined)
        told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
        assert "Aspirant → Initiate: followed the roles, or a change of the role map, <t:" in told

    async def test_the_nickname_and_its_parts(self, at_work: Server) -> None:
        joined = join(at_work, "Vel", "IX. Vel_Nocturne", "Aspirants")
        told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
        assert "**Nickname: IX. Vel\\_Nocturne**" in told
        assert "It should be IA. Vel\\_Nocturne; the next sync changes that." in told
        assert "The prefix belongs to the rank." in told
        assert "The name is taken from the nickname." in told

    async def test_nobody_without_a_role_and_nothing_stored(self, at_work: Server) -> None:
        visitor = at_work.join("Guest")
        told = said(await at_work.officer.slash(at_work.channel, "why", member=visitor))
        assert "No role stands for a rank, and nothing is stored: this is where everybody begins." in told
        assert "Next is Initiate at 15." in told

    async def test_a_refused_map_is_mentioned(self, maps: RoleMapFile, at_work: Server) -> None:
        maps.current.path.write_text("{", encoding="utf-8")
        await maps.look()
        told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
        assert "⚠ The role map on disk is refused, an earlier one is in force:" in told

    async def test_it_is_for_staff(self, at_work: Server) -> None:
        await at_work.let(at_work.recruit, "why")
        assert said(await at_work.recruit.slash(at_work.channel, "why", member=at_work.recruit)) == REFUSED
