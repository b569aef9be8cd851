"""`/sync all`: one run at a time, in one message, over restarts."""

from datetime import timedelta

from ignis.adapters.database.database import Database
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.domain.role_sync.sync_run import RunState, SyncRun
from tests.bot.conftest import NOON, Bench
from tests.support.servers.server import Server, press, said, shown
from tests.support.servers.sync_server import join, nickname
from tests.support.waiting import becomes

REFUSED = "Only the legion's officers may do this."


async def ended(database: Database, run_id: int = 1) -> SyncRun:
    async def found() -> SyncRun | None:
        run = await SqliteSyncRuns(database).find(run_id)
        return run if run is not None and run.state is not RunState.RUNNING else None

    return await becomes(found, "the run has ended")


async def test_one_message_tells_how_it_ended(at_work: Server, database: Database) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
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


async def test_what_was_begun_before_the_restart_goes_on(bench: Bench, at_work: Server, database: Database) -> None:
    store = SqliteSyncRuns(database)
    left = await store.begin(at_work.officer.id, "en", 5, NOON - timedelta(minutes=1))
    assert left is not None
    guild = bench.client.guild
    assert guild is not None
    await bench.syncing.everybody.arrive(guild)
    assert (await ended(database, left.id)).state is RunState.FINISHED


async def test_a_second_one_is_refused_and_the_button_stops_the_first(
    bench: Bench, server: Server, database: Database
) -> None:
    """Nobody works on it here, so that it stays as it is."""
    begun = await server.officer.slash(server.channel, "sync all")
    assert said(await server.officer.slash(server.channel, "sync all")) == (
        "A sync of everybody is already running. Stop it, or wait until it ends."
    )
    stopped = await press(server.officer, begun, "Stop")
    assert "stopped" in shown(stopped)
    assert (await ended(database)).state is RunState.STOPPED
    await server.officer.slash(server.channel, "sync all")
    assert bench.outcomes[-1][0] == "sync all"


async def test_a_refusal_is_not_taken_for_the_message_of_the_run_that_goes_on(
    server: Server, database: Database
) -> None:
    store = SqliteSyncRuns(database)
    begun = await store.begin(server.admin.id, "en", 5, NOON)  # its message does not stand yet
    told = said(await server.officer.slash(server.channel, "sync all"))
    assert told.startswith("A sync of everybody is already running.")
    assert await store.running() == begun
    assert begun is not None
    assert begun.shown is None


async def test_the_button_is_for_staff(server: Server, database: Database) -> None:
    begun = await server.officer.slash(server.channel, "sync all")
    assert said(await press(server.recruit, begun, "Stop")) == REFUSED
    run = await SqliteSyncRuns(database).running()
    assert run is not None
