"""Which recoveries there are, in which order, and which one helps against what is wrong with the database."""

import asyncio

import pytest
import structlog

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.member_list.request import MemberListRequest
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import open_maintenance
from ignis.bot.wiring.recoveries import DatabaseTrouble, recoveries
from ignis.cli.repair import RECOVERIES
from ignis.repair.repairs import Repairs
from ignis.runtime.resilience.circuit import Circuit
from ignis.services.ports import StorageReason
from tests.bot.conftest import FixedClock
from tests.support.fakes.fake_recovery import NAMES, FakeRecovery, RepairLog


async def test_the_database_comes_first_and_cleaning_up_last(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    async with open_maintenance(context, client, rest) as maintenance:
        assert isinstance(maintenance.commands, CommandSync)
        request = MemberListRequest(client, rest, RoleCounts(client, rest))
        made = recoveries(
            context.process, context.clock, context.database, client, maintenance.commands, members=request
        )
    assert [recovery.name for recovery in made] == [
        "reopen-database",
        "restore-database",
        "reconnect-gateway",
        "resync-commands",
        "rebuild-cache",
        "clean-up",
    ]
    assert tuple(recovery.name for recovery in made) == RECOVERIES, "those that `ignis repair` names"


async def test_without_a_server_and_without_damage_none_finds_anything(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    async with open_maintenance(context, client, rest) as maintenance:
        records = [await maintenance.repairs.run(name) for name in maintenance.repairs.names if name != "clean-up"]
    assert {record.name: (record.did, record.error) for record in records} == {
        record.name: ((), None) for record in records
    }


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        (reason, "reopen-database")
        for reason in StorageReason
        if reason not in {StorageReason.CORRUPT, StorageReason.FULL, StorageReason.REFUSED}
    ]
    + [(StorageReason.CORRUPT, "restore-database"), (StorageReason.FULL, "clean-up")],
)
async def test_each_trouble_of_the_database_starts_the_recovery_that_helps(reason: StorageReason, name: str) -> None:
    fakes = {each: FakeRecovery(each) for each in (*NAMES, "restore-database")}
    repairs = Repairs(fakes.values(), FixedClock(), structlog.stdlib.get_logger("test"), RepairLog())
    trouble = DatabaseTrouble()
    trouble.report(reason, "before there are recoveries: raised by the opening as well")
    trouble.hand_to(repairs)
    trouble.report(reason, "it shows now")
    await asyncio.gather(*repairs._running.values())
    trouble.report(StorageReason.REFUSED, "a value that the database cannot hold: nothing is broken")
    assert {each: fake.runs for each, fake in fakes.items() if fake.runs} == {name: 1}
