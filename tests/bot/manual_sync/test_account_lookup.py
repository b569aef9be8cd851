"""The offer after `/sync all`: a button that looks up unknown accounts in the background."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from ignis.adapters.database.database import Database
from ignis.adapters.stores.sync_runs import SqliteAccountLookups, SqliteSyncRuns
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState, LookupTally
from ignis.domain.role_sync.sync_run import RunState
from ignis.services.ports import Linked
from tests.bot.conftest import Bench
from tests.support.fakes.accounts import FakeAccounts
from tests.support.servers.server import Server, press, said, shown
from tests.support.servers.sync_server import join
from tests.support.waiting import becomes

REFUSED = "Only the legion's officers may do this."


@pytest_asyncio.fixture
async def looking(bench: Bench, at_work: Server) -> AsyncIterator[FakeAccounts]:
    """Accounts that can be asked, and the work that looks them up, once the server is known."""
    del at_work
    bench.accounts.now = accounts = FakeAccounts()
    worker = asyncio.create_task(bench.syncing.everybody.lookups.run())
    yield accounts
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def finished(database: Database, run_id: int = 1) -> None:
    async def found() -> bool:
        run = await SqliteSyncRuns(database).find(run_id)
        return run is not None and run.state is not RunState.RUNNING

    await becomes(found, "the run has ended")


async def told(server: Server, what: str) -> None:
    async def there() -> bool:
        message = server.channel.last_message
        return message is not None and what in str([item.to_dict() for item in message.components])

    await becomes(there, f"the message says {what!r}")


async def ended(database: Database) -> AccountLookup:
    async def found() -> AccountLookup | None:
        lookup = await SqliteAccountLookups(database).find(1)
        return lookup if lookup is not None and lookup.state is not LookupState.RUNNING else None

    return await becomes(found, "the look-up has ended")


async def test_unknown_is_counted_apart_from_right_and_looked_up_on_request(
    looking: FakeAccounts, at_work: Server, database: Database
) -> None:
    known, unknown = join(at_work, "Vel", "IA. Vel", "Aspirants"), join(at_work, "Orm", "IA. Orm", "Aspirants")
    looking.names[known.id] = "Vel"
    looking.answers[unknown.id] = [Linked(7, "Orm", None)]
    planned = said(await at_work.officer.slash(at_work.channel, "sync all", dry_run=True))
    begun = await at_work.officer.slash(at_work.channel, "sync all")
    await finished(database)
    run = await SqliteSyncRuns(database).find(1)
    assert run is not None
    assert run.tally.unknown + run.tally.fitting + run.tally.changed == run.total
    assert f"{run.tally.unknown} have Roblox accounts that are not known yet." in planned, "one number for one thing"
    await told(at_work, f"Look up {run.tally.unknown} accounts")
    await told(at_work, f"With today's budget {run.tally.unknown} accounts can be looked up, in the background.")
    assert said(await press(at_work.recruit, begun, f"Look up {run.tally.unknown} accounts")) == REFUSED
    assert "🔎" in shown(await press(at_work.officer, begun, f"Look up {run.tally.unknown} accounts"))
    lookup = await ended(database)
    assert (lookup.state, lookup.tally.linked, lookup.tally.looked_up) == (LookupState.FINISHED, 1, lookup.total)
    assert unknown.id in {user_id for user_id, _ in looking.asked}
    assert known.id not in {user_id for user_id, _ in looking.asked}
    await told(at_work, "1 linked")
    assert "not known yet" not in str(at_work.channel.last_message)


async def test_where_nobody_is_asked_for_accounts_nothing_is_unknown(
    bench: Bench, at_work: Server, database: Database
) -> None:
    bench.accounts.now = None
    join(at_work, "Orm", "IA. Orm", "Aspirants")
    await at_work.officer.slash(at_work.channel, "sync all")
    await finished(database)
    run = await SqliteSyncRuns(database).find(1)
    assert run is not None
    assert run.tally.unknown == 0


async def test_a_spent_day_is_said_and_refused(looking: FakeAccounts, at_work: Server, database: Database) -> None:
    looking.left = 0
    join(at_work, "Orm", "IA. Orm", "Aspirants")
    begun = await at_work.officer.slash(at_work.channel, "sync all")
    await finished(database)
    await told(at_work, "Today's budget for looking them up is used up.")
    run = await SqliteSyncRuns(database).find(1)
    assert run is not None
    refused = said(await press(at_work.officer, begun, f"Look up {run.tally.unknown} accounts"))
    assert refused == "Today's requests for this are used up. Try again tomorrow."


async def test_what_was_begun_before_the_restart_goes_on(
    bench: Bench, looking: FakeAccounts, at_work: Server, database: Database
) -> None:
    joined = join(at_work, "Orm", "IA. Orm", "Aspirants")
    await SqliteAccountLookups(database).begin(1, 5)
    await SqliteAccountLookups(database).advance(AccountLookup(1, 5, position=joined.id - 1, tally=LookupTally(3)))
    assert bench.client.guild is not None
    bench.syncing.everybody.lookups.arrive(bench.client.guild)
    lookup = await ended(database)
    assert (lookup.state, lookup.tally) == (LookupState.FINISHED, LookupTally(linked=3, not_linked=1))
    assert [user_id for user_id, _ in looking.asked] == [joined.id]


async def test_it_can_be_stopped(bench: Bench, at_work: Server, database: Database) -> None:
    """Nobody works on it here, so that it stays as it is."""
    bench.accounts.now = FakeAccounts()
    join(at_work, "Orm", "IA. Orm", "Aspirants")
    begun = await at_work.officer.slash(at_work.channel, "sync all")
    await finished(database)
    run = await SqliteSyncRuns(database).find(1)
    assert run is not None
    await told(at_work, "Look up")
    await press(at_work.officer, begun, f"Look up {run.tally.unknown} accounts")
    stopped = await press(at_work.officer, begun, "Stop looking up")
    assert "; then it was stopped" in shown(stopped)
    assert (await ended(database)).state is LookupState.STOPPED
