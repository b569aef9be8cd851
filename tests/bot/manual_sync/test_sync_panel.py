"""`/sync member`: what happened to one member, in sentences; and what a sync of all members would do."""

from ignis.adapters.database.database import Database
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.runtime.base.clock import SystemClock
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, said
from tests.support.servers.sync_server import join, lift, nickname

REFUSED = "Only the legion's officers may do this."


async def test_who_fits_is_left_alone(at_work: Server) -> None:
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=at_work.recruit))
    assert told == (
        "✔ Molok is Aspirant. Everything was already right.\nThe nickname stays as it is: no Roblox account is known."
    )


async def test_a_nickname_follows_and_it_is_told(at_work: Server) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=joined))
    assert told == "✔ 3\\. Vel\\_Nocturne is Aspirant.\nNickname: IA. Vel\\_Nocturne"
    assert nickname(at_work, joined) == "IA. Vel_Nocturne"
    assert (await at_work.stored(joined)).rank == "Aspirant"


async def test_what_discord_does_not_allow_is_said_and_not_tried(bench: Bench, at_work: Server) -> None:
    await lift(bench.roles, at_work, "Recruiter")
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants", "Recruiter")
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=joined))
    assert told.splitlines() == [
        "3\\. Vel\\_Nocturne is Aspirant.",
        "⚠ Blocked: their highest role is not below mine.",
    ]
    assert nickname(at_work, joined) == "3. Vel_Nocturne"


async def test_a_bot_has_no_rank(at_work: Server) -> None:
    bot = at_work.guild.add_member(at_work.env.create_user("helper", bot=True))
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=bot))
    assert told == "Bots have no rank and no points."


async def test_members_who_are_about_to_be_looked_at_anew_are_no_fault_of_the_database(
    bench: Bench, at_work: Server
) -> None:
    bench.roles.planner.snapshot = None  # as after a new session with Discord, until the round begins
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=at_work.recruit))
    assert told == "The server's members are not known yet. Try again in a moment."


async def test_it_is_for_staff(at_work: Server) -> None:
    await at_work.let(at_work.recruit, "sync")
    assert said(await at_work.recruit.slash(at_work.channel, "sync member", member=at_work.recruit)) == REFUSED
    assert said(await at_work.recruit.slash(at_work.channel, "sync all")) == REFUSED


async def test_a_dry_run_changes_nothing(at_work: Server, database: Database) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    told = said(await at_work.officer.slash(at_work.channel, "sync all", dry_run=True))
    assert "What a sync of everybody would change" in told
    assert "called IA. Vel\\_Nocturne" in told
    assert nickname(at_work, joined) == "3. Vel_Nocturne"
    assert await SqliteSyncRuns(database).find(1) is None


async def test_a_dry_run_knows_whose_nickname_another_bot_fights_for(bench: Bench, at_work: Server) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    conflicts, wanted = bench.roles.writer.conflicts.names, "IA. Vel_Nocturne"
    for moment in (1.0, 2.0):
        conflicts.record(joined.id, wanted, SystemClock().monotonic() - moment)
    assert conflicts.detect(joined.id, wanted, SystemClock().monotonic())
    told = said(await at_work.officer.slash(at_work.channel, "sync all", dry_run=True))
    assert "⛔ somebody else keeps changing the nickname back" in told
    assert "called" not in told
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    assert "It should be IA. Vel\\_Nocturne.\n" in told
    assert "⚠ The nickname cannot be changed: somebody else keeps changing the nickname back." in told
